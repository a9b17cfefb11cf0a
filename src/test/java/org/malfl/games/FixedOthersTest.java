package org.malfl.games;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.core.NumericalException;
import org.malfl.reference.ReferenceFiles;

class FixedOthersTest {
  /**
   * One agent: action 0 stays, action 1 goes on to the next state; the last state is left by none.
   */
  private record Corridor(int numStates) implements Dynamics {
    @Override
    public int numAgents() {
      return 1;
    }

    @Override
    public int numActions() {
      return 2;
    }

    @Override
    public int startState() {
      return 0;
    }

    @Override
    public int successor(int state, int jointAction, int k) {
      return Math.min(numStates - 1, state + jointAction);
    }
  }

  private static FixedOthers corridor(int numStates, double gamma) {
    Corridor corridor = new Corridor(numStates);
    return new FixedOthers(0, JointPolicy.uniform(corridor), TransitionTable.of(corridor), gamma);
  }

  @Test
  void aCorridorHasTheValuesAndTheBestResponseFoundByHand() {
    // r = (1, 0, 3), γ = 1/2: staying in state 0 is worth 2, in state 2 it is worth 6.
    // From 1 on to 2: 0 + 6/2 = 3; from 0 on to 1: 1 + 3/2 = 2.5 > 2.
    FixedOthers process = corridor(3, 0.5);
    double[] rewards = process.ownRewards(new double[] {1, 0, 3});
    TabularPolicy best = process.bestResponse(rewards);
    // In state 2 both actions stay: the first is taken.
    assertArrayEquals(new double[] {0, 1, 0, 1, 1, 0}, best.probabilities());
    assertArrayEquals(new double[] {2.5, 3, 6}, process.values(rewards, best), 1e-15);
    assertArrayEquals(
        new double[] {1 + 2.5 / 2, 1 + 3.0 / 2, 3.0 / 2, 6.0 / 2, 6, 6},
        process.actionValues(rewards, new double[] {2.5, 3, 6}),
        1e-15);
    assertEquals(2.5, process.startValue(rewards, best), 1e-15);

    // Uniform: V(2) = 6, V(1) = (V(1) + V(2))/4 = 2, V(0) = 1 + (V(0) + V(1))/4 = 2.
    TabularPolicy uniform = TabularPolicy.uniform(3, 2);
    assertArrayEquals(new double[] {2, 2, 6}, process.values(rewards, uniform), 1e-14);
  }

  @Test
  void withALowerDiscountTheNearRewardIsBest() {
    // γ = 1/10: staying in 0 is worth 10/9, going on 1 + (1/10)·(1/10)·(30/9) = 1.0333….
    FixedOthers process = corridor(3, 0.1);
    double[] rewards = process.ownRewards(new double[] {1, 0, 3});
    assertEquals(1, process.bestResponse(rewards).probability(0, 0));
    assertEquals(10.0 / 9, process.startValue(rewards, process.bestResponse(rewards)), 1e-15);
  }

  @Test
  void withoutADifferenceTheFirstActionIsTakenEverywhere() {
    FixedOthers process = corridor(4, 0.9);
    double[] nearlyConstant = new double[8];
    for (double level : new double[] {0, -7, 1e6}) {
      Arrays.fill(nearlyConstant, level);
      assertArrayEquals(
          new double[] {1, 0, 1, 0, 1, 0, 1, 0},
          process.bestResponse(nearlyConstant).probabilities());
    }
  }

  @Test
  void tiesUpToRoundingGoToTheFirstAction() {
    // Both actions stay in state 1; a rounding error favours the second.
    FixedOthers process = corridor(2, 0.9);
    double[] rewards = {0, 0, 1, 1 + 1e-14};
    assertArrayEquals(new double[] {0, 1, 1, 0}, process.bestResponse(rewards).probabilities());
  }

  private static double[] brute(RandomGame game, int agent, JointPolicy others, double gamma) {
    // All 2³ ways to act, each evaluated by summing 3000 powers of its transition matrix.
    double[] best = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (int actions = 0; actions < 8; actions++) {
      double[] values = new double[3];
      for (int step = 0; step < 3000; step++) {
        double[] next = new double[3];
        for (int state = 0; state < 3; state++) {
          int own = actions >> state & 1;
          next[state] = game.reward(agent, state);
          for (int other = 0; other < 2; other++) {
            int joint = agent == 0 ? 2 * own + other : 2 * other + own;
            for (int to = 0; to < 3; to++) {
              next[state] +=
                  gamma
                      * others.agent(1 - agent).probability(state, other)
                      * game.probability(state, joint, to)
                      * values[to];
            }
          }
        }
        values = next;
      }
      for (int state = 0; state < 3; state++) {
        best[state] = Math.max(best[state], values[state]);
      }
    }
    return best;
  }

  @Property(tries = 100)
  void theBestResponseHasTheLargestValuesOfAllWaysToAct(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 1) int agent,
      @ForAll @DoubleRange(min = 0, max = 0.99) double gamma) {
    RandomGame game = RandomGame.of(seed);
    JointPolicy policy = RandomGame.policy(seed + 1);
    FixedOthers process = new FixedOthers(agent, policy, TransitionTable.of(game), gamma);
    double[] rewards = process.ownRewards(game.rewards(agent));
    assertArrayEquals(
        brute(game, agent, policy, gamma),
        process.values(rewards, process.bestResponse(rewards)),
        1e-9);
  }

  /** R(s,a) + level + φ(s) − γ·E[φ(s')] (Ng, Harada and Russell 1999). */
  @Property(tries = 100)
  void neitherALevelNorAPotentialChangesWhatIsBest(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 1) int agent,
      @ForAll @DoubleRange(min = 0, max = 0.99) double gamma,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double level) {
    RandomGame game = RandomGame.of(seed);
    TransitionTable transitions = TransitionTable.of(game);
    FixedOthers process = new FixedOthers(agent, RandomGame.policy(seed + 1), transitions, gamma);
    double[] potential = new SplittableRandom(seed + 2).doubles(3, -5, 5).toArray();
    double[] shaped = new double[3 * transitions.numJointActions()];
    double[] levelled = game.rewards(agent);
    for (int state = 0; state < 3; state++) {
      levelled[state] += level;
      for (int row = state * 4; row < state * 4 + 4; row++) {
        shaped[row] =
            game.reward(agent, state)
                + potential[state]
                - gamma * transitions.expectation(row, potential);
      }
    }
    double[] best = process.bestResponse(process.ownRewards(game.rewards(agent))).probabilities();
    double[] rewards = process.ownRewards(game.rewards(agent));
    double optimum = process.startValue(rewards, TabularPolicy.ofProbabilities(best, 2));
    for (double[] same : new double[][] {shaped, levelled}) {
      assertEquals(
          optimum,
          process.startValue(rewards, process.bestResponse(process.ownRewards(same))),
          1e-7);
    }
  }

  @Test
  void jointRewardsAreExpectedOverWhatTheOthersDo() {
    RandomGame game = RandomGame.of(5);
    JointPolicy policy = RandomGame.policy(6);
    double[] joint = new SplittableRandom(7).doubles(12, -1, 1).toArray();
    for (int agent = 0; agent < 2; agent++) {
      double[] own = new double[6];
      for (int state = 0; state < 3; state++) {
        for (int a0 = 0; a0 < 2; a0++) {
          for (int a1 = 0; a1 < 2; a1++) {
            own[state * 2 + (agent == 0 ? a0 : a1)] +=
                policy.agent(1 - agent).probability(state, agent == 0 ? a1 : a0)
                    * joint[state * 4 + 2 * a0 + a1];
          }
        }
      }
      FixedOthers process = new FixedOthers(agent, policy, TransitionTable.of(game), 0.5);
      assertArrayEquals(own, process.ownRewards(joint), 1e-15);
      assertArrayEquals(own, process.ownRewards(own));
    }
  }

  /**
   * Value iteration in NumPy (600 sweeps, so within 1e-25 of its limit), on transitions written out
   * in Python and the reference's exact π_9.
   */
  @ParameterizedTest
  @CsvSource({
    "homogeneous, 0, -0.2125179733, 5.1773697586, 6.8758254276, 11.6657566071",
    "homogeneous, 1, -0.2125179733, 5.1773697586, 6.8758254276, 11.6657566071",
    "heterogeneous, 0, -36.2345763556, -27.4647731570, -35.0343210987, -26.2389038891",
    "heterogeneous, 1, -10.8648123867, -2.6222713802, -4.2046931721, 3.4075773100"
  })
  void againstExactLearnersValuesAreThoseOfValueIterationInNumPy(
      String family,
      int agent,
      double learned,
      double optimum,
      double meanLearned,
      double meanOptimum) {
    GridGame game = ReferenceFiles.game(family);
    JointPolicy policy = ReferenceFiles.exactPolicies(family).get(9);
    FixedOthers process =
        new FixedOthers(agent, policy, TransitionTable.of(game), ReferenceFiles.GAMMA);
    double[] rewards = process.ownRewards(game.rewards(agent));
    TabularPolicy best = process.bestResponse(rewards);
    assertEquals(learned, process.startValue(rewards, policy.agent(agent)), 1e-9);
    assertEquals(optimum, process.startValue(rewards, best), 1e-9);
    assertEquals(
        meanLearned,
        Arrays.stream(process.values(rewards, policy.agent(agent))).average().orElseThrow(),
        1e-9);
    assertEquals(
        meanOptimum, Arrays.stream(process.values(rewards, best)).average().orElseThrow(), 1e-9);
  }

  @Test
  void wrongShapesAndNoNumbersAreRejected() {
    FixedOthers process = corridor(3, 0.5);
    String message =
        assertThrows(IllegalArgumentException.class, () -> process.ownRewards(new double[4]))
            .getMessage();
    assertTrue(message.contains("rewards have 4 entries; valid: 3, 6 or 6"), message);
    assertThrows(IllegalArgumentException.class, () -> process.bestResponse(new double[3]));
    assertThrows(
        NumericalException.class,
        () -> process.bestResponse(new double[] {0, Double.NaN, 0, 0, 0, 0}));
    assertThrows(
        IllegalArgumentException.class,
        () -> process.values(new double[6], TabularPolicy.uniform(2, 2)));
  }
}
