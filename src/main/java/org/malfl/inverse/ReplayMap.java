package org.malfl.inverse;

import java.util.Arrays;
import org.malfl.core.Checks;
import org.malfl.games.Episode;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;

/**
 * A learner's Q as a function of its reward, by doing again on the observed steps what the learner
 * did on them. An update is affine in Q and in the reward, so each entry is kept as Q(s,a) = C(s,a)
 * + L(s,a)·R, from zero at the beginning of the stage.
 */
public final class ReplayMap {
  private final int numActions;
  private final int unknowns;
  private final int perState;
  private final int[] ownAction;
  private final int[] byJointAction;
  private final double gamma;
  private final double[] probabilities;
  private final UpdateRule.TemporalDifferences rule;
  private final boolean constantStep;
  private double[] stepSizes;
  private final int[] updates;

  /**
   * {@code [entries][unknowns + 1]}: coefficients and constant of Q(s,a); a row each, so that the
   * compiler turns the loops into vector code.
   */
  private final double[][] q;

  /** {@code [numStates][unknowns + 1]}: of V(s) = Σ_a π(a|s)·(Q(s,a) − α log π(a|s)). */
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
    int numStates = transitions.numStates();
    this.numActions = transitions.numActions();
    this.perState = rewardClass.perState(transitions.jointActions());
    this.unknowns = StrictMath.multiplyExact(numStates, perState);
    this.ownAction = transitions.jointActions().components(agent);
    this.byJointAction = rewardClass.byJointAction(agent, transitions.jointActions());
    this.gamma = learner.gamma();
    this.probabilities = policy.probabilities();
    this.rule = rule;
    this.constantStep = rule.stepSize() instanceof StepSize.Constant;
    this.stepSizes = rule.stepSize().table(1);
    int entries = numStates * numActions;
    this.updates = new int[entries];
    this.q = new double[entries][unknowns + 1];
    this.values = new double[numStates][unknowns + 1];
    for (int state = 0; state < numStates; state++) {
      values[state][unknowns] = learner.alpha() * policy.entropy(state);
    }
    this.averageFrom = rule.averageFrom(totalSteps);
    this.sums = new double[averageFrom == Long.MAX_VALUE ? 0 : entries][unknowns + 1];
    this.summedTo = new long[sums.length];
    Arrays.fill(summedTo, averageFrom);
  }

  /**
   * What the improvement after stage h used, as a function of the reward.
   *
   * <p>Where the learner drew the next action, which nobody saw, its expectation stands in its
   * place; the map is then the mean over the draws. The state after an episode's last step is not
   * recorded; where it follows from a random transition, the expectation stands for it too.
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
    Checks.inRange("episodes", dataset.episodes(), 1, Integer.MAX_VALUE);
    ReplayMap replay =
        new ReplayMap(
            agent,
            transitions,
            learner,
            differences,
            policy.agent(agent),
            rewardClass,
            (long) dataset.episodes() * dataset.steps());
    Episode episode = new Episode(dataset.steps());
    for (int k = 0; k < dataset.episodes(); k++) {
      dataset.read(k, episode);
      replay.update(episode, transitions);
    }
    return replay.map();
  }

  private void update(Episode episode, TransitionTable transitions) {
    int[] states = episode.states();
    int[] jointActions = episode.jointActions();
    int last = jointActions.length - 1;
    for (int t = 0; t < last; t++) {
      update(states[t], jointActions[t], values[states[t + 1]]);
    }
    update(states[last], jointActions[last], after(states[last], jointActions[last], transitions));
  }

  /** V of the state that follows, or its expectation. */
  private double[] after(int state, int jointAction, TransitionTable transitions) {
    int row = state * transitions.numJointActions() + jointAction;
    int first = transitions.first()[row];
    if (transitions.first()[row + 1] == first + 1) {
      return values[transitions.states()[first]];
    }
    double[] expected = new double[unknowns + 1];
    for (int k = first; k < transitions.first()[row + 1]; k++) {
      double[] value = values[transitions.states()[k]];
      for (int j = 0; j < expected.length; j++) {
        expected[j] += transitions.probabilities()[k] * value[j];
      }
    }
    return expected;
  }

  private void update(int state, int jointAction, double[] next) {
    int entry = state * numActions + ownAction[jointAction];
    double beta = constantStep ? stepSizes[0] : nextStepSize(entry);
    double[] row = q[entry];
    double[] value = values[state];
    double probability = probabilities[entry];
    if (steps > averageFrom) {
      addToSum(entry);
    }
    move(row, value, next, 1 - beta, beta * gamma, probability);
    int unknown = state * perState + byJointAction[jointAction];
    row[unknown] += beta;
    value[unknown] += probability * beta;
    steps++;
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

  private double nextStepSize(int entry) {
    int earlier = updates[entry]++;
    if (earlier >= stepSizes.length) {
      stepSizes = rule.stepSize().table(2 * stepSizes.length + 1024);
    }
    return stepSizes[earlier];
  }

  // An entry keeps its value until its next update, so its sum is brought up to date only then.
  private void addToSum(int entry) {
    double kept = steps - summedTo[entry];
    double[] sum = sums[entry];
    double[] row = q[entry];
    for (int k = 0; k < sum.length; k++) {
      sum[k] += kept * row[k];
    }
    summedTo[entry] = steps;
  }

  private AffineQ map() {
    boolean averaged = steps > averageFrom;
    double[] constants = new double[q.length];
    double[] coefficients = new double[StrictMath.multiplyExact(q.length, unknowns)];
    for (int entry = 0; entry < q.length; entry++) {
      double[] row = q[entry];
      if (averaged) {
        addToSum(entry);
        row = sums[entry];
        for (int k = 0; k < row.length; k++) {
          row[k] /= steps - averageFrom;
        }
      }
      System.arraycopy(row, 0, coefficients, entry * unknowns, unknowns);
      constants[entry] = row[unknowns];
    }
    return new AffineQ(constants, coefficients);
  }
}
