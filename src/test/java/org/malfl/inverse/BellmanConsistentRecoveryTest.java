package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.games.GridGame;
import org.malfl.games.TabularPolicy;
import org.malfl.games.VisitCounts;
import org.malfl.metrics.RewardScore;
import org.malfl.reference.ReferenceFiles;

class BellmanConsistentRecoveryTest {
  private static final BellmanConsistentRecovery CROSS_VALIDATED =
      BellmanConsistentRecovery.crossValidated();
  private static final BellmanConsistentRecovery OF_THE_REFERENCE =
      new BellmanConsistentRecovery(List.of(1e-2), false);

  private static void assertExact(double[] recovered, double[] truth) {
    RewardScore score = RewardScore.of(recovered, truth);
    assertEquals(1, score.pearson().value().orElseThrow(), 1e-10);
    assertEquals(1, score.slope().value().orElseThrow(), 1e-9);
    assertEquals(0, score.rmse().value().orElseThrow(), 1e-8);
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 0", "homogeneous, 1", "heterogeneous, 0", "heterogeneous, 1"})
  void exactLearnersRevealTheirRewardUpToAConstant(String family, int agent) {
    ObserverCases observed = ObserverCases.reference(family);
    BellmanConsistentRecovery.Outcome outcome =
        CROSS_VALIDATED.recover(observed.rows(agent, RewardClass.STATE));
    assertExact(outcome.reward(), observed.game().rewards(agent));
    assertEquals(0, outcome.ridge());
    assertEquals(1, outcome.heldOut().errors().length);
    assertEquals(0, outcome.heldOut().errors()[0], 1e-10);
    assertEquals(0, Arrays.stream(outcome.standardErrors()).max().orElseThrow(), 1e-10);
    assertEquals(0, outcome.objective(), 1e-20);
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 0", "heterogeneous, 0", "heterogeneous, 1"})
  void twoPairsOfExactStagesSuffice(String family, int agent) {
    ObserverCases observed = ObserverCases.reference(family);
    double[] reward =
        CROSS_VALIDATED.recover(observed.rows(agent, RewardClass.STATE).subList(0, 2)).reward();
    assertExact(reward, observed.game().rewards(agent));
  }

  @Test
  void threeExactAgentsRevealTheirRewards() {
    GridGame.RewardWeights joint = new GridGame.RewardWeights(-1, -1);
    GridGame.RewardWeights disjoint = new GridGame.RewardWeights(-1, 1);
    GridGame game = new GridGame(3, List.of(0, 0, 0), 8, List.of(joint, disjoint, disjoint));
    ObserverCases observed = ObserverCases.exact(game, ObserverCases.LEARNER, 4);
    for (int agent = 0; agent < 2; agent++) {
      assertExact(
          CROSS_VALIDATED.recover(observed.rows(agent, RewardClass.STATE)).reward(),
          game.rewards(agent));
    }
  }

  @Test
  void twoExactAgentsOnALargerGridRevealTheirRewards() {
    GridGame.RewardWeights joint = new GridGame.RewardWeights(-1, -1);
    GridGame.RewardWeights disjoint = new GridGame.RewardWeights(-1, 1);
    GridGame game = new GridGame(5, List.of(0, 0), 24, List.of(joint, disjoint));
    ObserverCases observed = ObserverCases.exact(game, ObserverCases.LEARNER, 4);
    for (int agent = 0; agent < 2; agent++) {
      assertExact(
          CROSS_VALIDATED.recover(observed.rows(agent, RewardClass.STATE)).reward(),
          game.rewards(agent));
    }
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 1", "heterogeneous, 0"})
  void ofRewardsOfOwnActionsTheIdentifiedPartIsReturned(String family, int agent) {
    ObserverCases observed = ObserverCases.reference(family);
    List<ImprovementRows> rows = observed.rows(agent, RewardClass.OWN_ACTION);
    double[] expected = identifiedPart(rows, observed.game().rewards(agent), 5);
    assertArrayEquals(expected, CROSS_VALIDATED.recover(rows).reward(), 1e-8);
  }

  @Test
  void ofRewardsOfJointActionsTheIdentifiedPartIsReturned() {
    GridGame game =
        new GridGame(
            2,
            List.of(0, 1),
            3,
            List.of(new GridGame.RewardWeights(-1, -0.5), new GridGame.RewardWeights(-1, 1)));
    ObserverCases observed = ObserverCases.exact(game, ObserverCases.LEARNER, 10);
    for (int agent = 0; agent < 2; agent++) {
      List<ImprovementRows> rows = observed.rows(agent, RewardClass.JOINT);
      int unknowns = rows.get(0).unknowns();
      assertEquals(400, unknowns);
      double[] expected = identifiedPart(rows, game.rewards(agent), 25);
      assertArrayEquals(expected, CROSS_VALIDATED.recover(rows).reward(), 1e-6);
    }
  }

  /** The truth less its part in the null space, which holds the constant. */
  private static double[] identifiedPart(
      List<ImprovementRows> rows, double[] stateReward, int perState) {
    int unknowns = rows.get(0).unknowns();
    Identifiability known =
        Identifiability.ofRows(
            unknowns,
            rows.stream().map(ImprovementRows::design).toList(),
            Identifiability.ROWS_TOLERANCE);
    double[] basis = known.nullSpace();
    int nullity = known.nullity();
    assertTrue(nullity > 1);
    double[] part = new double[unknowns];
    Arrays.setAll(part, k -> stateReward[k / perState]);
    for (int j = 0; j < nullity; j++) {
      double share = 0;
      for (int k = 0; k < unknowns; k++) {
        share += basis[k * nullity + j] * stateReward[k / perState];
      }
      for (int k = 0; k < unknowns; k++) {
        part[k] -= share * basis[k * nullity + j];
      }
    }
    return part;
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 0", "homogeneous, 1", "heterogeneous, 0", "heterogeneous, 1"})
  void smallDatasetGivesTheRewardOfTheReference(String family, int agent) {
    ObserverCases observed = ObserverCases.small(family);
    double[] reward = OF_THE_REFERENCE.recover(observed.rows(agent, RewardClass.STATE)).reward();
    List<String[]> rows =
        ReferenceFiles.rows("recovered_bellman_consistent_" + family + "_50x100.csv").stream()
            .filter(row -> row[0].equals("" + agent))
            .toList();
    assertEquals(81, rows.size());
    for (String[] row : rows) {
      double expected = Double.parseDouble(row[3]);
      assertEquals(
          expected, reward[Integer.parseInt(row[2])], 1e-6 * Math.max(1, Math.abs(expected)));
    }
    String[] scores =
        ReferenceFiles.rows("scores_bellman_consistent_" + family + "_50x100.csv").stream()
            .filter(row -> row[0].equals("" + agent))
            .findFirst()
            .orElseThrow();
    RewardScore score = RewardScore.of(reward, observed.game().rewards(agent));
    assertEquals(Double.parseDouble(scores[2]), score.pearson().value().orElseThrow(), 1e-6);
    assertEquals(Double.parseDouble(scores[3]), score.spearman().value().orElseThrow(), 1e-6);
    assertEquals(Double.parseDouble(scores[4]), score.slope().value().orElseThrow(), 1e-6);
    assertEquals(Double.parseDouble(scores[5]), score.rmse().value().orElseThrow(), 1e-6);
  }

  @Test
  void robustRewardAndCurveAreThoseOfAnotherImplementation() {
    // src/test/resources/reference/bellman_consistent.py, plain NumPy loops from the class comment.
    ObserverCases observed = ObserverCases.small("heterogeneous");
    BellmanConsistentRecovery.Outcome outcome =
        CROSS_VALIDATED.recover(observed.rows(1, RewardClass.STATE));
    List<String[]> rows = ReferenceFiles.rows("bellman_consistent_cross_validated.csv");
    for (String[] row : rows.subList(1, rows.size())) {
      int k = Integer.parseInt(row[1]);
      double expected = Double.parseDouble(row[2]);
      switch (row[0]) {
        case "reward" -> assertEquals(expected, outcome.reward()[k], 1e-4);
        case "standard_error" -> assertEquals(expected, outcome.standardErrors()[k], 1e-4);
        case "held_out_error" ->
            assertEquals(expected, outcome.heldOut().errors()[k], 1e-9 * expected);
        case "ridge" -> assertEquals(expected, outcome.ridge(), 1e-15);
        case "scale" -> assertEquals(expected, outcome.scale(), 1e-4);
        default -> throw new IllegalArgumentException(row[0]);
      }
    }
    assertEquals(1 + 1 + 13 + 2 * 81, rows.size() - 1);
  }

  @Test
  void rewardsWithoutTheStagesInTurnAreThoseThatTheJackknifeCompares() {
    ObserverCases observed = ObserverCases.small("heterogeneous");
    List<ImprovementRows> rows = observed.rows(1, RewardClass.STATE);
    BellmanConsistentRecovery.Outcome outcome = CROSS_VALIDATED.recover(rows);
    List<List<Integer>> pairsOfStages = new ArrayList<>();
    for (int stage = 0; stage <= 9; stage++) {
      pairsOfStages.add(
          stage == 0 ? List.of(0) : stage == 9 ? List.of(8) : List.of(stage - 1, stage));
    }
    List<double[]> without =
        CROSS_VALIDATED.withoutPairs(rows, outcome.reward(), outcome.ridge(), pairsOfStages);
    for (int state = 0; state < 81; state++) {
      double sum = 0;
      double squares = 0;
      for (double[] reward : without) {
        sum += reward[state] / 10;
      }
      for (double[] reward : without) {
        squares += (reward[state] - sum) * (reward[state] - sum);
      }
      assertEquals(outcome.standardErrors()[state], Math.sqrt(0.9 * squares), 1e-9);
    }
  }

  @Test
  void exactLearnersRevealTheirRewardsWithoutAStageToo() {
    ObserverCases observed = ObserverCases.reference("homogeneous");
    List<ImprovementRows> rows = observed.rows(0, RewardClass.STATE);
    BellmanConsistentRecovery.Outcome outcome = CROSS_VALIDATED.recover(rows);
    assertEquals(0, outcome.ridge());
    List<double[]> without =
        CROSS_VALIDATED.withoutPairs(
            rows, outcome.reward(), outcome.ridge(), List.of(List.of(0, 1), List.of(8)));
    for (double[] reward : without) {
      assertExact(reward, observed.game().rewards(0));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> CROSS_VALIDATED.withoutPairs(rows, outcome.reward(), -1, List.of()));
  }

  @Test
  void agentsRelabelledHaveTheirRewardsRelabelled() {
    ObserverCases observed = ObserverCases.small("heterogeneous");
    List<VisitCounts> swapped = new ArrayList<>();
    for (VisitCounts counts : observed.counts()) {
      long[] joint = new long[2025];
      for (int k = 0; k < 2025; k++) {
        joint[25 * swapped(k / 25, 9) + swapped(k % 25, 5)] = counts.joint()[k];
      }
      swapped.add(new VisitCounts(counts.jointActions(), joint));
    }
    ObserverCases relabelled =
        ObserverCases.observed(observed.game(), observed.transitions(), swapped);
    for (BellmanConsistentRecovery recovery : List.of(CROSS_VALIDATED, OF_THE_REFERENCE)) {
      for (int agent = 0; agent < 2; agent++) {
        double[] reward = recovery.recover(observed.rows(agent, RewardClass.STATE)).reward();
        double[] other = recovery.recover(relabelled.rows(1 - agent, RewardClass.STATE)).reward();
        for (int state = 0; state < 81; state++) {
          assertEquals(reward[state], other[swapped(state, 9)], 1e-7);
        }
      }
    }
  }

  private static int swapped(int index, int base) {
    return index % base * base + index / base;
  }

  @Test
  void oneGrossErrorMovesTheRobustRewardLess() {
    ObserverCases observed = ObserverCases.reference("homogeneous");
    List<ImprovementRows> rows = new ArrayList<>(observed.rows(0, RewardClass.STATE));
    ImprovementRows spoilt = rows.get(4);
    for (int k = 0; k < 20; k++) {
      spoilt.response()[17 * k] += 5;
    }
    // Noise that is small and everywhere, so that there is a scale to tell an outlier by.
    for (ImprovementRows some : rows) {
      for (int k = 0; k < some.rows(); k++) {
        some.response()[k] += 1e-3 * (k % 7 - 3);
      }
    }
    double[] truth = observed.game().rewards(0);
    List<Double> ridge = List.of(1e-6);
    double robust = rmse(new BellmanConsistentRecovery(ridge, true).recover(rows).reward(), truth);
    double plain = rmse(new BellmanConsistentRecovery(ridge, false).recover(rows).reward(), truth);
    assertTrue(robust < plain / 10, robust + " against " + plain);
  }

  private static double rmse(double[] reward, double[] truth) {
    return RewardScore.of(reward, truth).rmse().value().orElseThrow();
  }

  @Test
  void onePairIsCrossValidatedOverItsStates() {
    ObserverCases observed = ObserverCases.small("homogeneous");
    BellmanConsistentRecovery.Outcome outcome =
        CROSS_VALIDATED.recover(observed.rows(0, RewardClass.STATE).subList(0, 1));
    assertEquals(13, outcome.heldOut().errors().length);
    assertTrue(outcome.ridge() >= 1e-3);
    assertEquals(0, Arrays.stream(outcome.reward()).sum(), 1e-10);
  }

  @Test
  void nothingSeenTwiceLeavesTheRewardAtZero() {
    ObserverCases observed = ObserverCases.reference("homogeneous");
    ImprovementRows none =
        ImprovementRows.of(
            observed.affineQ(0, 0, RewardClass.STATE),
            observed.policies().get(1).agent(0),
            3,
            new double[405]);
    BellmanConsistentRecovery.Outcome outcome = CROSS_VALIDATED.recover(List.of(none, none));
    assertArrayEquals(new double[81], outcome.reward());
    assertEquals(0, outcome.heldOut().errors().length);
  }

  @Test
  void weightsAreCappedCountsOfTheLessVisitedStage() {
    ObserverCases observed = ObserverCases.small("homogeneous");
    long[] before = observed.counts().get(2).ownActions(1);
    long[] after = observed.counts().get(3).ownActions(1);
    double[] weights = observed.weights(1, 2);
    assertTrue(IntStream.range(0, 405).anyMatch(k -> weights[k] == 1));
    for (int k = 0; k < 405; k++) {
      assertEquals(Math.min(200, Math.min(before[k], after[k])) / 200.0, weights[k], 1e-15);
    }
  }

  @Test
  void ridgesOutOfOrderAreRefused() {
    for (List<Double> ridges :
        List.of(List.<Double>of(), List.of(0.0), List.of(1e-2, 1e-3), List.of(Double.NaN))) {
      assertThrows(
          IllegalArgumentException.class, () -> new BellmanConsistentRecovery(ridges, true));
    }
    assertThrows(IllegalArgumentException.class, () -> CROSS_VALIDATED.recover(List.of()));
  }

  /**
   * Most rows say nothing and fit almost exactly, so that Huber's scale is tiny and next to nothing
   * is left of the few rows that do say something.
   */
  @Test
  void rowsThatHuberAllButLeavesOutDoNotMakeTheSystemSingular() {
    int states = 12;
    double[] constants = new double[2 * states];
    double[] coefficients = new double[2 * states * 3];
    for (int entry = 0; entry < constants.length; entry++) {
      boolean says = entry < 8;
      constants[entry] = says ? StrictMath.sin(7 * entry) : 1e-9 * StrictMath.cos(3 * entry);
      for (int k = 0; says && k < 3; k++) {
        coefficients[entry * 3 + k] = StrictMath.cos(entry * (k + 2));
      }
    }
    ImprovementRows rows =
        ImprovementRows.of(
            new AffineQ(constants, coefficients),
            TabularPolicy.uniform(states, 2),
            1,
            CountWeights.ofKnownPolicies(2 * states));
    for (double value :
        BellmanConsistentRecovery.crossValidated().recover(List.of(rows)).reward()) {
      assertTrue(Double.isFinite(value));
    }
  }
}
