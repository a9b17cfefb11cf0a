package org.malfl.inverse;

import java.util.Arrays;
import org.malfl.core.Checks;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.UpdateRule;

/**
 * How far a learner's Q strays from its {@link ReplayMap} because it drew next actions that nobody
 * saw. With Y = Q − α log π and s' the state that followed, an update of Q(s,a) adds to its
 * variance
 *
 * <pre>
 * Var Q(s,a) ← (1 − β)²·Var Q(s,a) + β²γ²·( Var_π E[Y(s',·)] + Σ_a' π(a'|s')·Var Q(s',a') ).
 * </pre>
 *
 * Covariances of entries are left out: within a joint state they hardly matter to what improvement
 * makes of Q, and across joint states they cost a hundred times as much (docs/findings.md says what
 * was measured).
 */
public final class UnseenDraws extends ReplayedStage {
  private final TransitionTable transitions;
  private final int perState;
  private final int[] byJointAction;
  private final double gamma;
  private final double[] probabilities;
  private final double[] bonus;
  private final double[] reward;
  private final double[] mean;
  private final double[] variance;

  /** {@code [numStates]}: E_π Y, E_π Y² and Σ_a π·Var Q, kept up to date. */
  private final double[] expected;

  private final double[] expectedSquare;
  private final double[] spread;

  /** Of the sums that averages come from: variance, covariance with Q, and steps summed up. */
  private final long averageFrom;

  private final double[] sumVariance;
  private final double[] shared;
  private final long[] summedTo;
  private long steps;

  private UnseenDraws(
      int agent,
      TransitionTable transitions,
      LearnerModel learner,
      UpdateRule.TemporalDifferences rule,
      TabularPolicy policy,
      RewardClass rewardClass,
      double[] reward,
      long totalSteps) {
    super(agent, transitions, rule);
    this.transitions = transitions;
    this.perState = rewardClass.perState(transitions.jointActions());
    this.byJointAction = rewardClass.byJointAction(agent, transitions.jointActions());
    this.gamma = learner.gamma();
    this.probabilities = policy.probabilities();
    this.bonus = policy.logProbabilities();
    int numStates = transitions.numStates();
    this.reward = Checks.length("reward", reward, (long) numStates * perState);
    int entries = bonus.length;
    this.mean = new double[entries];
    this.variance = new double[entries];
    this.expected = new double[numStates];
    this.expectedSquare = new double[numStates];
    this.spread = new double[numStates];
    for (int k = 0; k < entries; k++) {
      bonus[k] *= -learner.alpha();
      int state = k / transitions.numActions();
      expected[state] += probabilities[k] * bonus[k];
      expectedSquare[state] += probabilities[k] * bonus[k] * bonus[k];
    }
    this.averageFrom = rule.averageFrom(totalSteps);
    this.sumVariance = new double[averageFrom == Long.MAX_VALUE ? 0 : entries];
    this.shared = new double[sumVariance.length];
    this.summedTo = new long[sumVariance.length];
    Arrays.fill(summedTo, averageFrom);
  }

  /**
   * Var Q_h(s,a) over the unseen draws, {@code [numStates][numActions]} row-major; zero for a rule
   * that draws nothing.
   *
   * @param agent i
   * @param transitions of the game
   * @param learner α and γ
   * @param rule how Q was updated
   * @param policy π_h of all agents
   * @param dataset D_h, at least one episode
   * @param rewardClass what the reward depends on
   * @param reward about what it is, {@code [unknowns]}: draws differ the more the more Y differs
   *     between actions
   */
  public static double[] variances(
      int agent,
      TransitionTable transitions,
      LearnerModel learner,
      UpdateRule rule,
      JointPolicy policy,
      Observations dataset,
      RewardClass rewardClass,
      double[] reward) {
    if (!(rule instanceof UpdateRule.TemporalDifferences differences) || !rule.hasUnseenDraws()) {
      return new double[transitions.numStates() * transitions.numActions()];
    }
    UnseenDraws draws =
        new UnseenDraws(
            agent,
            transitions,
            learner,
            differences,
            policy.agent(agent),
            rewardClass,
            reward,
            (long) dataset.episodes() * dataset.steps());
    draws.replay(dataset);
    return draws.result();
  }

  @Override
  void update(int state, int entry, int jointAction, double beta, int next) {
    double drawn = notNegative(expectedSquare[next] - expected[next] * expected[next]);
    move(state, entry, jointAction, beta, expected[next], drawn + notNegative(spread[next]));
  }

  // Sums that are kept up to date may fall below zero by rounding. A branch that is never taken
  // costs less than Math.max, and lets NaN pass as that does.
  private static double notNegative(double x) {
    return x < 0 ? 0 : x;
  }

  @Override
  void updateTowardsAny(int state, int entry, int jointAction, double beta, int row) {
    double value = 0;
    double square = 0;
    double spreadThere = 0;
    for (int k = transitions.first()[row]; k < transitions.first()[row + 1]; k++) {
      double probability = transitions.probabilities()[k];
      int next = transitions.states()[k];
      value += probability * expected[next];
      square += probability * expectedSquare[next];
      spreadThere += probability * spread[next];
    }
    double drawn = notNegative(square - value * value);
    move(state, entry, jointAction, beta, value, drawn + notNegative(spreadThere));
  }

  private void move(
      int state, int entry, int jointAction, double beta, double value, double drawn) {
    if (steps > averageFrom) {
      addToSum(entry);
      shared[entry] *= 1 - beta;
    }
    double varianceBefore = variance[entry];
    variance[entry] =
        (1 - beta) * (1 - beta) * varianceBefore + beta * beta * gamma * gamma * drawn;
    double before = mean[entry] + bonus[entry];
    double ownReward = reward[state * perState + byJointAction[jointAction]];
    mean[entry] += beta * (ownReward + gamma * value - mean[entry]);
    double after = mean[entry] + bonus[entry];
    double probability = probabilities[entry];
    expected[state] += probability * (after - before);
    expectedSquare[state] += probability * (after * after - before * before);
    spread[state] += probability * (variance[entry] - varianceBefore);
    steps++;
  }

  /** With S the sum of Q over steps: S ← S + kept·Q. */
  private void addToSum(int entry) {
    double kept = (double) (steps - summedTo[entry]);
    sumVariance[entry] += kept * (2 * shared[entry] + kept * variance[entry]);
    shared[entry] += kept * variance[entry];
    summedTo[entry] = steps;
  }

  private double[] result() {
    if (steps <= averageFrom) {
      return Checks.finite("variance of expected Q", variance);
    }
    double[] ofMean = new double[variance.length];
    double averaged = (double) (steps - averageFrom);
    for (int entry = 0; entry < ofMean.length; entry++) {
      addToSum(entry);
      ofMean[entry] = sumVariance[entry] / (averaged * averaged);
    }
    return Checks.finite("variance of mean expected Q", ofMean);
  }
}
