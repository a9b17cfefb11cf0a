package org.malfl.softpi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.malfl.core.SeedTree;
import org.malfl.games.Episode;
import org.malfl.games.JointIndex;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;

class ExpectedTemporalDifferenceTest {
  private static final JointIndex TWO_ACTIONS = new JointIndex(2, 1);

  private static Episode episode(int[] states, int[] actions) {
    Episode episode = new Episode(actions.length);
    System.arraycopy(states, 0, episode.states(), 0, states.length);
    System.arraycopy(actions, 0, episode.jointActions(), 0, actions.length);
    return episode;
  }

  @Test
  void threeStepsFollowTheUpdateRuleByHand() {
    // Two states, two actions, π(·|0) = (1/4, 3/4), π(·|1) = (1/2, 1/2), r = (1, −2), α = 2, γ =
    // 1/2.
    ExpectedTemporalDifference td =
        new ExpectedTemporalDifference(
            0,
            TWO_ACTIONS,
            new double[] {1, -2},
            TabularPolicy.ofProbabilities(new double[] {0.25, 0.75, 0.5, 0.5}, 2),
            2,
            0.5,
            new StepSize.Constant(0.1),
            Long.MAX_VALUE);
    double squares = td.update(episode(new int[] {0, 1, 1, 0}, new int[] {1, 0, 1}));

    double first = 1 + 0.5 * (2 * StrictMath.log(2)); // 0, a 1 → 1: V(1) = α·log 2
    double q01 = 0.1 * first;
    double second = -2 + 0.5 * (2 * StrictMath.log(2)); // 1, a 0 → 1: nothing learned there yet
    double q10 = 0.1 * second;
    double entropy = -0.25 * StrictMath.log(0.25) - 0.75 * StrictMath.log(0.75);
    double third = -2 + 0.5 * (0.75 * q01 + 2 * entropy); // 1, a 1 → 0: V(0) knows q01
    assertArrayEquals(new double[] {0, q01, q10, 0.1 * third}, td.expectedQ(), 1e-15);
    assertEquals(first * first + second * second + third * third, squares, 1e-14);
  }

  /** Games of two states with policies, rewards and steps of any kind. */
  private record Play(
      TabularPolicy policy, double[] rewards, Episode first, Episode second, StepSize stepSize) {
    static Play of(long seed, boolean power) {
      SplittableRandom random = new SplittableRandom(seed);
      double p = random.nextDouble(0.01, 0.99);
      double q = random.nextDouble(0.01, 0.99);
      return new Play(
          TabularPolicy.ofProbabilities(new double[] {p, 1 - p, q, 1 - q}, 2),
          new double[] {random.nextDouble(-5, 5), random.nextDouble(-5, 5)},
          episode(random.ints(6, 0, 2).toArray(), random.ints(5, 0, 2).toArray()),
          episode(random.ints(4, 0, 2).toArray(), random.ints(3, 0, 2).toArray()),
          power
              ? new StepSize.Power(random.nextDouble(0.1, 1))
              : new StepSize.Constant(random.nextDouble(0.01, 1)));
    }

    double[] drawn(int draws, double alpha, double gamma, long averageFrom) {
      TemporalDifference td =
          new TemporalDifference(
              0, TWO_ACTIONS, rewards, policy, alpha, gamma, stepSize, averageFrom);
      td.update(first, next(draws, 5));
      td.update(second, next(draws >> 5, 3));
      return td.expectedQ();
    }

    static int[] next(int draws, int steps) {
      int[] next = new int[steps];
      for (int t = 0; t < steps; t++) {
        next[t] = draws >> t & 1;
      }
      return next;
    }

    double probability(int draws) {
      double product = 1;
      for (int t = 0; t < 8; t++) {
        int state = t < 5 ? first.states()[t + 1] : second.states()[t - 4];
        product *= policy.probability(state, draws >> t & 1);
      }
      return product;
    }
  }

  @Property(tries = 200)
  void itIsTheMeanOverAllDrawsOfNextActions(
      @ForAll long seed,
      @ForAll boolean power,
      @ForAll boolean averaged,
      @ForAll @DoubleRange(min = 0.1, max = 10) double alpha,
      @ForAll @DoubleRange(min = 0, max = 0.99) double gamma) {
    Play play = Play.of(seed, power);
    long averageFrom = averaged ? 4 : Long.MAX_VALUE;
    double[] mean = new double[4];
    for (int draws = 0; draws < 1 << 8; draws++) {
      double[] table = play.drawn(draws, alpha, gamma, averageFrom);
      for (int k = 0; k < 4; k++) {
        mean[k] += play.probability(draws) * table[k];
      }
    }
    ExpectedTemporalDifference td =
        new ExpectedTemporalDifference(
            0, TWO_ACTIONS, play.rewards, play.policy, alpha, gamma, play.stepSize, averageFrom);
    td.update(play.first);
    td.update(play.second);
    assertArrayEquals(mean, td.expectedQ(), 1e-12);
  }

  // One state and two actions of which only action 0 is taken, π = (p, 1 − p):
  // Q(0) ← (1 − β(1 − γp))·Q(0) + β·(r + γαH), a geometric approach to its fixed point.
  @Property(tries = 200)
  void inOneStateItApproachesItsFixedPointByTheProductOfWhatEachStepLeaves(
      @ForAll @DoubleRange(min = 0, max = 1) double p,
      @ForAll @DoubleRange(min = -9, max = 9) double reward,
      @ForAll @DoubleRange(min = 0.1, max = 10) double alpha,
      @ForAll @DoubleRange(min = 0, max = 0.99) double gamma,
      @ForAll @DoubleRange(min = 0.01, max = 1) double number,
      @ForAll boolean power) {
    int steps = 50;
    StepSize stepSize = power ? new StepSize.Power(number) : new StepSize.Constant(number);
    ExpectedTemporalDifference td =
        new ExpectedTemporalDifference(
            0,
            TWO_ACTIONS,
            new double[] {reward},
            TabularPolicy.ofProbabilities(new double[] {p, 1 - p}, 2),
            alpha,
            gamma,
            stepSize,
            Long.MAX_VALUE);
    td.update(episode(new int[steps + 1], new int[steps]));
    double entropy =
        (p > 0 ? -p * StrictMath.log(p) : 0) - (p < 1 ? (1 - p) * StrictMath.log(1 - p) : 0);
    double fixedPoint = (reward + gamma * alpha * entropy) / (1 - gamma * p);
    double left = 1;
    for (int n = 0; n < steps; n++) {
      double beta = power ? StrictMath.pow(n + 1, -number) : number;
      left *= 1 - beta * (1 - gamma * p);
    }
    assertArrayEquals(
        new double[] {fixedPoint * (1 - left), 0},
        td.expectedQ(),
        1e-13 * Math.max(1, Math.abs(fixedPoint)));
  }

  /** The values of states are kept up to date by differences, whose rounding errors add up. */
  @Test
  void afterAMillionStepsItIsStillWhatSummingAnewAtEveryStepGives() {
    SplittableRandom random = new SplittableRandom(3);
    double[] probabilities = {0.2, 0.5, 0.3, 0.7, 0.1, 0.2, 0.25, 0.25, 0.5};
    TabularPolicy policy = TabularPolicy.ofProbabilities(probabilities, 3);
    double[] rewards = {1, -2, 0.3};
    int steps = 1_000_000;
    Episode episode = new Episode(steps);
    for (int t = 0; t < steps; t++) {
      episode.jointActions()[t] = random.nextInt(3);
      episode.states()[t + 1] = random.nextInt(3);
    }
    ExpectedTemporalDifference td =
        new ExpectedTemporalDifference(
            0,
            new JointIndex(3, 1),
            rewards,
            policy,
            3,
            0.99,
            new StepSize.Constant(0.1),
            Long.MAX_VALUE);
    td.update(episode);
    double[] q = new double[9];
    for (int t = 0; t < steps; t++) {
      int state = episode.states()[t];
      int next = episode.states()[t + 1];
      double value = 0;
      for (int action = 0; action < 3; action++) {
        value +=
            policy.probability(next, action)
                * (q[next * 3 + action] - 3 * policy.logProbability(next, action));
      }
      int entry = state * 3 + episode.jointActions()[t];
      q[entry] += 0.1 * (rewards[state] + 0.99 * value - q[entry]);
    }
    // Values are near 270, of which 1e-9 is four parts in 1e12.
    assertArrayEquals(q, td.expectedQ(), 1e-9);
  }

  private static SoftPolicyIteration.Outcome stage(
      UpdateRule.NextAction nextAction, StepSize stepSize, int episodes, SeedTree streams) {
    ChainGame game = new ChainGame(3, new double[] {1, -2, 0.5});
    return new SoftPolicyIteration(
            game,
            TransitionTable.of(game),
            1,
            0.8,
            episodes,
            100,
            new TdEvaluator(
                new UpdateRule.TemporalDifferences(
                    stepSize, UpdateRule.Averaging.NONE, nextAction)))
        .stage(policy(), streams, steps -> {});
  }

  private static JointPolicy policy() {
    return new JointPolicy(
        List.of(TabularPolicy.ofProbabilities(new double[] {0.3, 0.7, 0.6, 0.4, 0.5, 0.5}, 2)));
  }

  @Test
  void theDatasetIsThatOfDrawnNextActions() {
    StepSize step = new StepSize.Constant(0.1);
    SeedTree streams = SeedTree.root(5);
    assertEquals(
        stage(UpdateRule.NextAction.DRAWN, step, 20, streams).dataset().bytes(),
        stage(UpdateRule.NextAction.EXPECTED, step, 20, streams).dataset().bytes());
  }

  @Test
  void decayingStepsConvergeToTheExactEvaluation() {
    ChainGame game = new ChainGame(3, new double[] {1, -2, 0.5});
    double[] exact =
        ExactEvaluator.expectedQ(
                new PolicyEvaluator.Task(game, TransitionTable.of(game), policy(), 1, 0.8))
            .get(0);
    double[] learned =
        stage(UpdateRule.NextAction.EXPECTED, new StepSize.Power(0.7), 40_000, SeedTree.root(11))
            .expectedQ()
            .get(0);
    double largest = 0;
    for (int k = 0; k < exact.length; k++) {
      largest = Math.max(largest, Math.abs(exact[k] - learned[k]));
    }
    assertTrue(largest < 0.03, "largest error " + largest);
  }
}
