package org.malfl.softpi;

import java.util.Arrays;
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
  private final double[] q;

  private final boolean constantStep;
  private final StepSize stepSize;
  private double[] stepSizes;
  private final int[] updates;

  private final long averageFrom;
  private final double[] weightedSum;
  private final long[] summedTo;
  private long steps;

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
    this.q = new double[bonus.length];
    this.stepSize = stepSize;
    this.constantStep = stepSize instanceof StepSize.Constant;
    this.stepSizes = stepSize.table(1);
    this.updates = new int[q.length];
    this.averageFrom = averageFrom;
    boolean averaging = averageFrom != Long.MAX_VALUE;
    this.weightedSum = new double[averaging ? q.length : 0];
    this.summedTo = new long[weightedSum.length];
    Arrays.fill(summedTo, averageFrom);
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
      double error = rewards[states[t]] + gamma * (q[next] + bonus[next]) - q[entry];
      squaredErrors += error * error;
      if (steps > averageFrom) {
        addToSum(entry);
      }
      q[entry] += (constantStep ? stepSizes[0] : nextStepSize(entry)) * error;
      steps++;
    }
    return squaredErrors;
  }

  private double nextStepSize(int entry) {
    int earlier = updates[entry]++;
    if (earlier >= stepSizes.length) {
      stepSizes = stepSize.table(2 * stepSizes.length + 1024);
    }
    return stepSizes[earlier];
  }

  // An entry keeps its value until its next update, so its sum is brought up to date only then.
  private void addToSum(int entry) {
    weightedSum[entry] += q[entry] * (steps - summedTo[entry]);
    summedTo[entry] = steps;
  }

  /**
   * The expected soft Q that improvement uses: the table after the last step, or its mean over the
   * steps from {@code averageFrom} on.
   *
   * @return a copy, {@code [numStates][numActions]}
   * @throws org.malfl.core.NumericalException if an entry is not finite
   */
  public double[] expectedQ() {
    if (steps <= averageFrom) {
      return Checks.finite("expected Q", q.clone());
    }
    double[] mean = new double[q.length];
    for (int entry = 0; entry < mean.length; entry++) {
      addToSum(entry);
      mean[entry] = weightedSum[entry] / (steps - averageFrom);
    }
    return Checks.finite("mean expected Q", mean);
  }
}
