package org.malfl.inverse;

import java.util.Arrays;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.UpdateRule;

/**
 * A learner's Q as a function of its reward, by doing again on the observed steps what the learner
 * did on them. An update is affine in Q and in the reward, so each entry is kept as Q(s,a) = C(s,a)
 * + L(s,a)·R, from zero at the beginning of the stage.
 */
public final class ReplayMap extends ReplayedStage {
  /** Numbers in a line of a cache. */
  private static final int LINE = 8;

  private final TransitionTable transitions;
  private final int unknowns;
  private final int perState;
  private final int[] byJointAction;
  private final double gamma;
  private final double[] probabilities;

  /**
   * {@code [entries][paddedLength(unknowns + 1)]}: coefficients and constant of Q(s,a), then zeros;
   * a row each, so that the compiler turns the loops into vector code.
   */
  private final double[][] q;

  /** {@code [numStates]}, rows of the same length: of V(s) = Σ_a π(a|s)·(Q(s,a) − α log π(a|s)). */
  private final double[][] values;

  private final long averageFrom;
  private final double[][] sums;
  private final long[] summedTo;
  private long steps;

  private ReplayMap(
      int agent,
      TransitionTable transitions,
      LearnerModel learner,
      UpdateRule.TemporalDifferences rule,
      TabularPolicy policy,
      RewardClass rewardClass,
      long totalSteps) {
    super(agent, transitions, rule);
    int numStates = transitions.numStates();
    this.transitions = transitions;
    this.perState = rewardClass.perState(transitions.jointActions());
    this.unknowns = StrictMath.multiplyExact(numStates, perState);
    this.byJointAction = rewardClass.byJointAction(agent, transitions.jointActions());
    this.gamma = learner.gamma();
    this.probabilities = policy.probabilities();
    int entries = probabilities.length;
    int length = paddedLength(unknowns + 1);
    this.q = new double[entries][length];
    this.values = new double[numStates][length];
    for (int state = 0; state < numStates; state++) {
      values[state][unknowns] = learner.alpha() * policy.entropy(state);
    }
    this.averageFrom = rule.averageFrom(totalSteps);
    this.sums = new double[averageFrom == Long.MAX_VALUE ? 0 : entries][length];
    this.summedTo = new long[sums.length];
    Arrays.fill(summedTo, averageFrom);
  }

  // Rows of this length lie alike in the lines of a cache, if each has a header of two numbers, so
  // that vectors which one step leaves are whole vectors to the next.
  private static int paddedLength(int numbers) {
    return Math.multiplyExact(Math.addExact(numbers, LINE + 1) / LINE, LINE) - 2;
  }

  /**
   * What the improvement after stage h used, as a function of the reward.
   *
   * <p>Where the learner drew the next action, which nobody saw, its expectation stands in its
   * place; the map is then the mean over the draws ({@link UnseenDraws} has their variance). The
   * state after an episode's last step is not recorded; where it follows from a random transition,
   * the expectation stands for it too.
   *
   * @param agent i
   * @param transitions of the game
   * @param learner α and γ
   * @param rule how Q was updated; for the exact rule this is {@link BellmanMap}
   * @param policy π_h of all agents
   * @param dataset D_h, at least one episode
   * @param rewardClass what the reward depends on
   */
  public static AffineQ of(
      int agent,
      TransitionTable transitions,
      LearnerModel learner,
      UpdateRule rule,
      JointPolicy policy,
      Observations dataset,
      RewardClass rewardClass) {
    if (!(rule instanceof UpdateRule.TemporalDifferences differences)) {
      return BellmanMap.of(agent, transitions, learner, policy, rewardClass);
    }
    ReplayMap map =
        new ReplayMap(
            agent,
            transitions,
            learner,
            differences,
            policy.agent(agent),
            rewardClass,
            (long) dataset.episodes() * dataset.steps());
    map.replay(dataset);
    return map.result();
  }

  @Override
  void update(int state, int entry, int jointAction, double beta, int next) {
    update(state, entry, jointAction, beta, values[next]);
  }

  @Override
  void updateTowardsAny(int state, int entry, int jointAction, double beta, int row) {
    double[] expected = new double[values[0].length];
    for (int k = transitions.first()[row]; k < transitions.first()[row + 1]; k++) {
      add(expected, transitions.probabilities()[k], values[transitions.states()[k]]);
    }
    update(state, entry, jointAction, beta, expected);
  }

  private void update(int state, int entry, int jointAction, double beta, double[] next) {
    if (steps > averageFrom) {
      addToSum(entry);
    }
    move(q[entry], values[state], next, 1 - beta, beta * gamma, probabilities[entry]);
    reward(state, entry, jointAction, beta);
    steps++;
  }

  private void reward(int state, int entry, int jointAction, double beta) {
    int unknown = state * perState + byJointAction[jointAction];
    q[entry][unknown] += beta;
    values[state][unknown] += probabilities[entry] * beta;
  }

  /** Q ← keep·Q + take·V', and V with it. */
  private static void move(
      double[] row, double[] value, double[] next, double keep, double take, double probability) {
    for (int k = 0; k < row.length; k++) {
      double before = row[k];
      double after = keep * before + take * next[k];
      row[k] = after;
      value[k] += probability * (after - before);
    }
  }

  // An entry keeps its value until its next update, so its sum is brought up to date only then.
  private void addToSum(int entry) {
    add(sums[entry], (double) (steps - summedTo[entry]), q[entry]);
    summedTo[entry] = steps;
  }

  private static void add(double[] sum, double factor, double[] row) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] += factor * row[k];
    }
  }

  private AffineQ result() {
    boolean averaged = steps > averageFrom;
    double[] constants = new double[q.length];
    double[] coefficients = new double[StrictMath.multiplyExact(q.length, unknowns)];
    for (int entry = 0; entry < q.length; entry++) {
      double[] row = q[entry];
      if (averaged) {
        addToSum(entry);
        row = sums[entry];
        for (int k = 0; k < row.length; k++) {
          row[k] /= (double) (steps - averageFrom);
        }
      }
      System.arraycopy(row, 0, coefficients, entry * unknowns, unknowns);
      constants[entry] = row[unknowns];
    }
    return new AffineQ(constants, coefficients);
  }
}
