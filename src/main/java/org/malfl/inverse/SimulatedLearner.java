package org.malfl.inverse;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.malfl.core.Checks;
import org.malfl.games.Observations;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.UpdateRule;

/**
 * A learner's Q on observed steps for a reward, with next actions drawn anew: one of the outcomes
 * whose mean is {@link ReplayMap} and whose variances are {@link UnseenDraws}, here with all that
 * these leave out.
 */
final class SimulatedLearner extends ReplayedStage {
  private final TransitionTable transitions;
  private final int numActions;
  private final double gamma;
  private final double[] reward;
  private final double[] bonus;
  private final double[] cumulative;
  private final SplittableRandom random;
  private final double[] q;
  private final long averageFrom;
  private final double[] sums;
  private final long[] summedTo;
  private long steps;

  private SimulatedLearner(
      int agent,
      TransitionTable transitions,
      LearnerModel learner,
      UpdateRule.TemporalDifferences rule,
      TabularPolicy policy,
      double[] reward,
      long totalSteps,
      SplittableRandom random) {
    super(agent, transitions, rule);
    this.transitions = transitions;
    this.numActions = transitions.numActions();
    this.gamma = learner.gamma();
    this.reward = Checks.length("reward", reward, transitions.numStates());
    this.bonus = policy.logProbabilities();
    this.cumulative = policy.probabilities();
    for (int entry = 0; entry < bonus.length; entry++) {
      bonus[entry] *= -learner.alpha();
      cumulative[entry] += entry % numActions == 0 ? 0 : cumulative[entry - 1];
    }
    this.random = random;
    this.q = new double[bonus.length];
    this.averageFrom = rule.averageFrom(totalSteps);
    this.sums = new double[averageFrom == Long.MAX_VALUE ? 0 : q.length];
    this.summedTo = new long[sums.length];
    Arrays.fill(summedTo, averageFrom);
  }

  /**
   * Q_h(s,a) that a stage may have led to, {@code [numStates][numActions]} row-major.
   *
   * @param agent i
   * @param transitions of the game
   * @param learner α and γ
   * @param rule how Q was updated, with next actions that are drawn
   * @param policy π_h of the agent
   * @param dataset D_h, at least one episode
   * @param reward R(s), {@code [numStates]}
   * @param random for the draws
   */
  static double[] expectedQ(
      int agent,
      TransitionTable transitions,
      LearnerModel learner,
      UpdateRule.TemporalDifferences rule,
      TabularPolicy policy,
      Observations dataset,
      double[] reward,
      SplittableRandom random) {
    SimulatedLearner simulated =
        new SimulatedLearner(
            agent,
            transitions,
            learner,
            rule,
            policy,
            reward,
            (long) dataset.episodes() * dataset.steps(),
            random);
    simulated.replay(dataset);
    return simulated.result();
  }

  private double uniform() {
    return (random.nextLong() >>> 11) * 0x1p-53;
  }

  @Override
  void update(int state, int entry, int jointAction, double beta, int next) {
    if (steps > averageFrom) {
      sums[entry] += (steps - summedTo[entry]) * q[entry];
      summedTo[entry] = steps;
    }
    double uniform = uniform();
    int first = next * numActions;
    int drawn = first;
    // Without a branch that depends on the draw, which no processor foresees.
    for (int k = first; k < first + numActions - 1; k++) {
      drawn += uniform >= cumulative[k] ? 1 : 0;
    }
    q[entry] += beta * (reward[state] + gamma * (q[drawn] + bonus[drawn]) - q[entry]);
    steps++;
  }

  @Override
  void updateTowardsAny(int state, int entry, int jointAction, double beta, int row) {
    double uniform = uniform();
    int k = transitions.first()[row];
    double reached = transitions.probabilities()[k];
    while (uniform >= reached && k < transitions.first()[row + 1] - 1) {
      k++;
      reached += transitions.probabilities()[k];
    }
    update(state, entry, jointAction, beta, transitions.states()[k]);
  }

  private double[] result() {
    if (steps <= averageFrom) {
      return Checks.finite("expected Q", q);
    }
    double[] mean = new double[q.length];
    for (int entry = 0; entry < mean.length; entry++) {
      mean[entry] =
          (sums[entry] + (steps - summedTo[entry]) * q[entry]) / (double) (steps - averageFrom);
    }
    return Checks.finite("mean expected Q", mean);
  }
}
