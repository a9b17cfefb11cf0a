package org.malfl.softpi;

import org.malfl.core.Checks;
import org.malfl.games.Episode;
import org.malfl.games.JointIndex;
import org.malfl.games.TabularPolicy;
import org.malfl.learners.StepSize;

/**
 * TD(0) evaluation of one agent's expected soft Q along sampled steps, from zero:
 *
 * <pre>
 * Q(s,a) ← Q(s,a) + β·( r(s) + γ·[ Q(s',a') − α log π(a'|s') ] − Q(s,a) ),  a' ∼ π(·|s'),
 * </pre>
 *
 * with a' drawn for the update only, by the caller. Every step of an episode is one update, the
 * last one included; the table carries over between episodes. Tables are {@code
 * [numStates][numActions]} row-major.
 */
public final class TemporalDifference {
  private final int numActions;
  private final int[] ownAction;
  private final double[] rewards;
  private final double gamma;
  private final double[] bonus;
  private final TdTable q;

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
  public TemporalDifference(
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
    this.bonus = policy.logProbabilities();
    for (int k = 0; k < bonus.length; k++) {
      bonus[k] *= -alpha;
    }
    this.q = new TdTable(bonus.length, stepSize, averageFrom);
  }

  /**
   * One update per step of an episode, in order.
   *
   * @param nextJointActions {@code [steps]}: for every step a joint action drawn from the policies
   *     in the state after it; this agent's component is a'
   * @return Σ_t δ_t², with δ_t the TD error of step t before its update
   */
  public double update(Episode episode, int[] nextJointActions) {
    int[] states = episode.states();
    int[] jointActions = episode.jointActions();
    double squaredErrors = 0;
    for (int t = 0; t < jointActions.length; t++) {
      int entry = states[t] * numActions + ownAction[jointActions[t]];
      int next = states[t + 1] * numActions + ownAction[nextJointActions[t]];
      double error = rewards[states[t]] + gamma * (q.value(next) + bonus[next]) - q.value(entry);
      squaredErrors += error * error;
      q.update(entry, error);
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
