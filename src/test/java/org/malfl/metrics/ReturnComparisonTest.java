package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.RandomGame;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.reference.ReferenceFiles;

class ReturnComparisonTest {
  @Property(tries = 100)
  void theTrueRewardUpToALevelAndAScaleClosesTheGap(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 1) int agent,
      @ForAll @DoubleRange(min = -100, max = 100) double level,
      @ForAll @DoubleRange(min = 0.01, max = 100) double scale) {
    RandomGame game = RandomGame.of(seed);
    JointPolicy policy = RandomGame.policy(seed + 1);
    double[] recovered = game.rewards(agent);
    for (int state = 0; state < recovered.length; state++) {
      recovered[state] = level + scale * recovered[state];
    }
    ReturnComparison returns =
        ReturnComparison.of(agent, game, TransitionTable.of(game), 0.9, policy, policy, recovered);
    assertEquals(returns.optimum(), returns.observer(), 1e-9);
    assertTrue(returns.learner() < returns.optimum());
    assertEquals(1, returns.shareOfGapClosed().value().orElseThrow(), 1e-6);
  }

  @Property(tries = 100)
  void whateverIsRecoveredAndBelievedNothingBeatsTheOptimum(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 1) int agent) {
    RandomGame game = RandomGame.of(seed);
    ReturnComparison returns =
        ReturnComparison.of(
            agent,
            game,
            TransitionTable.of(game),
            0.9,
            RandomGame.policy(seed + 1),
            RandomGame.policy(seed + 2),
            RandomGame.of(seed + 3).rewards(agent));
    assertTrue(returns.observer() <= returns.optimum() + 1e-9);
    assertTrue(returns.shareOfGapClosed().value().orElseThrow() <= 1 + 1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"homogeneous", "heterogeneous"})
  void theOppositeRewardIsWorseThanTheLearner(String family) {
    GridGame game = ReferenceFiles.game(family);
    JointPolicy policy = ReferenceFiles.exactPolicies(family).get(9);
    for (int agent = 0; agent < 2; agent++) {
      double[] opposite = game.rewards(agent);
      for (int state = 0; state < opposite.length; state++) {
        opposite[state] *= -1;
      }
      ReturnComparison returns =
          ReturnComparison.of(
              agent,
              game,
              TransitionTable.of(game),
              ReferenceFiles.GAMMA,
              policy,
              policy,
              opposite);
      assertTrue(returns.shareOfGapClosed().value().orElseThrow() < 0);
    }
  }

  /**
   * The joint reward that the paper's estimator recovers from exact policies, as the reference has
   * it; the observer's return by value iteration in NumPy.
   */
  @ParameterizedTest
  @CsvSource({
    "homogeneous, 0, 5.1533801854, 0.996",
    "homogeneous, 1, 5.1533801854, 0.996",
    "heterogeneous, 0, -27.4647731570, 1",
    "heterogeneous, 1, -2.6222713802, 1"
  })
  void thePapersRewardIsWorthInPlayWhatNumPyFinds(
      String family, int agent, double observer, double share) {
    GridGame game = ReferenceFiles.game(family);
    JointPolicy policy = ReferenceFiles.exactPolicies(family).get(9);
    double[] recovered =
        ReferenceFiles.rows("paper_reward_exact_" + family + "_agent" + agent + ".csv").stream()
            .flatMap(Arrays::stream)
            .mapToDouble(Double::parseDouble)
            .toArray();
    ReturnComparison returns =
        ReturnComparison.of(
            agent, game, TransitionTable.of(game), ReferenceFiles.GAMMA, policy, policy, recovered);
    assertEquals(observer, returns.observer(), 1e-9);
    assertEquals(share, returns.shareOfGapClosed().value().orElseThrow(), 5e-4);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 5, -5})
  void aLearnerThatPlaysABestResponseLeavesNothingToGain(double value) {
    assertEquals(
        "the learner's policy is a best response",
        new ReturnComparison(value, value - 1, value + 1e-12 * Math.abs(value))
            .shareOfGapClosed()
            .undefinedBecause());
    assertEquals(
        0.25,
        new ReturnComparison(value, value + 1, value + 4).shareOfGapClosed().value().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whatTheObserverBelievesOfTheAgentItselfDoesNotMatter(int agent) {
    RandomGame game = RandomGame.of(11);
    JointPolicy played = RandomGame.policy(12);
    List<TabularPolicy> believed = new ArrayList<>(played.agents());
    believed.set(agent, TabularPolicy.uniform(3, 2));
    ReturnComparison returns =
        ReturnComparison.of(
            agent,
            game,
            TransitionTable.of(game),
            0.9,
            played,
            new JointPolicy(believed),
            game.rewards(agent));
    assertEquals(returns.optimum(), returns.observer());
  }
}
