package org.malfl.softpi;

import org.malfl.core.Checks;
import org.malfl.games.Episode;
import org.malfl.games.JointIndex;
import org.malfl.games.TabularPolicy;
import org.malfl.learners.StepSize;

/**
 * TD(0) evaluation of one agent's expected soft Q along sampled steps as {@link TemporalDifference}
 * does it, but with the expectation over the next action in place of a draw ("expected Sarsa": van
 * Seijen et al. 2009),
 *
 * <pre>
 * Q(s,a) ← Q(s,a) + β·( r(s) + γ·V(s') − Q(s,a) ),   V(s) = Σ_a π(a|s)·[ Q(s,a) − α log π(a|s) ],
 * </pre>
 *
 * where an action of probability zero adds nothing. Given the steps, Q is the mean over all draws
 * of what TD with a drawn next action leaves, and nothing in it is random. Tables are {@code
 * [numStates][numActions]} row-major.
 */
public final class ExpectedTemporalDifference {
  private final int numActions;
  private final int[] ownAction;
  private final double[] rewards;
  private final double gamma;
  private final double[] probabilities;
  private final TdTable q;

  /** {@code [numStates]}: V(s), kept up to date. */
  private final double[] values;

  /**
   * An evaluation at the beginning of a stage.
   *
   * @param agent whose component of the joint actions is its own action
   * @param jointActions index arithmetic of joint actions
   * @param rewards r, {@code [numStates]}, finite
   * @param policy π of this agent, which drew the steps
   * @param alpha temperature, above 0
   * @param gamma discount in [0, 1)
   * @param stepSize β, by earlier updates of an entry
   * @param averageFrom first step (0-based) after which Q enters the average; {@link
   *     Long#MAX_VALUE} for no averaging
   * @throws IllegalArgumentException if a shape or number is out of range
   */
  public ExpectedTemporalDifference(
      int agent,
      JointIndex jointActions,
      double[] rewards,
      TabularPolicy policy,
      double alpha,
      double gamma,
      StepSize stepSize,
      long averageFrom) {
    Checks.length("rewards", rewards, policy.numStates());
    Checks.positive("alpha", alpha);
    this.numActions = policy.numActions();
    this.ownAction = jointActions.components(agent);
    this.rewards = rewards.clone();
    this.gamma = Checks.discount(gamma);
    this.probabilities = policy.probabilities();
    this.q = new TdTable(probabilities.length, stepSize, averageFrom);
    this.values = new double[rewards.length];
    for (int state = 0; state < values.length; state++) {
      values[state] = alpha * policy.entropy(state);
    }
  }

  /**
   * One update per step of an episode, in order.
   *
   * @return Σ_t δ_t², with δ_t the TD error of step t before its update
   */
  public double update(Episode episode) {
    int[] states = episode.states();
    int[] jointActions = episode.jointActions();
    double squaredErrors = 0;
    for (int t = 0; t < jointActions.length; t++) {
      int state = states[t];
      int entry = state * numActions + ownAction[jointActions[t]];
      double error = rewards[state] + gamma * values[states[t + 1]] - q.value(entry);
      squaredErrors += error * error;
      values[state] += probabilities[entry] * q.update(entry, error);
    }
    return squaredErrors;
  }

  /**
   * The expected soft Q that improvement uses: the table after the last step, or its mean over the
   * steps from {@code averageFrom} on.
   *
   * @return a copy, {@code [numStates][numActions]}
   * @throws org.malfl.core.NumericalException if an entry is not finite
   */
  public double[] expectedQ() {
    return q.expectedQ();
  }
}
