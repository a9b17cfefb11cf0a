package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.games.GridGame;
import org.malfl.metrics.RewardScore;

class StateLeastSquaresRecoveryTest {
  private static void assertExact(double[] recovered, double[] truth) {
    RewardScore score = RewardScore.of(recovered, truth);
    assertEquals(1, score.pearson().value().orElseThrow(), 1e-9);
    assertEquals(1, score.slope().value().orElseThrow(), 1e-9);
    assertEquals(0, score.rmse().value().orElseThrow(), 1e-8);
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 0", "homogeneous, 1", "heterogeneous, 0", "heterogeneous, 1"})
  void exactLearnersRevealTheirRewardUpToAConstant(String family, int agent) {
    ObserverCases observed = ObserverCases.reference(family);
    for (boolean robust : new boolean[] {true, false}) {
      StateLeastSquaresRecovery.Outcome outcome = observed.stateLeastSquares(agent, robust);
      assertExact(outcome.reward(), observed.game().rewards(agent));
      assertEquals(0, Arrays.stream(outcome.reward()).sum(), 1e-10);
      assertEquals(0, outcome.objective(), 1e-18);
    }
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 0", "heterogeneous, 0"})
  void exactPotentialsAreTheValuesThatSoftImprovementCancels(String family, int agent) {
    // Y_h = Q_h − c_h + γE[…] for π_h, π_{h+1}: R + g_h − γE[g_h(s')] = Y_h holds entry by entry.
    ObserverCases observed = ObserverCases.reference(family);
    StateLeastSquaresRecovery.Outcome outcome = observed.stateLeastSquares(agent, false);
    assertEquals(9 * 81, outcome.potentials().length);
    for (int h = 0; h < 9; h++) {
      double[] target =
          ImprovementTarget.of(
              agent,
              observed.transitions(),
              observed.learner(),
              observed.policies().get(h),
              observed.policies().get(h + 1));
      for (int s = 0; s < 81; s++) {
        for (int own = 0; own < 5; own++) {
          double next = 0;
          for (int other = 0; other < 5; other++) {
            int jointAction = agent == 0 ? 5 * own + other : 5 * other + own;
            next +=
                observed.policies().get(h).agent(1 - agent).probability(s, other)
                    * outcome.potentials()[81 * h + observed.game().successor(s, jointAction, 0)];
          }
          assertEquals(
              target[5 * s + own],
              outcome.reward()[s] + outcome.potentials()[81 * h + s] - 0.9 * next,
              1e-9);
        }
      }
    }
  }

  @Test
  void threeExactAgentsRevealTheirRewards() {
    GridGame.RewardWeights joint = new GridGame.RewardWeights(-1, -1);
    GridGame.RewardWeights disjoint = new GridGame.RewardWeights(-1, 1);
    GridGame game = new GridGame(3, List.of(0, 0, 0), 8, List.of(joint, disjoint, disjoint));
    ObserverCases observed = ObserverCases.exact(game, ObserverCases.LEARNER, 4);
    assertExact(observed.stateLeastSquares(2, false).reward(), game.rewards(2));
  }

  @Test
  void twoExactAgentsOnALargerGridRevealTheirRewards() {
    GridGame.RewardWeights joint = new GridGame.RewardWeights(-1, -1);
    GridGame.RewardWeights disjoint = new GridGame.RewardWeights(-1, 1);
    GridGame game = new GridGame(5, List.of(0, 0), 24, List.of(joint, disjoint));
    ObserverCases observed = ObserverCases.exact(game, ObserverCases.LEARNER, 6);
    assertExact(observed.stateLeastSquares(0, false).reward(), game.rewards(0));
  }

  @Test
  void sampledRewardIsThatOfTheWholeLinearSystem() {
    // Two pairs, all 243 unknowns at once, by the pseudo-inverse: potentials are not eliminated.
    ObserverCases observed = ObserverCases.small("heterogeneous");
    int agent = 0;
    DMatrixRMaj rows = new DMatrixRMaj(2 * 405, 81 * 3);
    DMatrixRMaj right = new DMatrixRMaj(2 * 405, 1);
    List<double[]> targets = new ArrayList<>();
    List<double[]> weights = new ArrayList<>();
    for (int h = 0; h < 2; h++) {
      double[] target =
          ImprovementTarget.of(
              agent,
              observed.transitions(),
              observed.learner(),
              observed.policies().get(h),
              observed.policies().get(h + 1));
      // Full weights: every potential is then determined well.
      double[] weight = new double[405];
      Arrays.setAll(weight, k -> 0.25 + k % 4 / 4.0);
      targets.add(target);
      weights.add(weight);
      for (int entry = 0; entry < 405; entry++) {
        double root = StrictMath.sqrt(weight[entry]);
        int row = 405 * h + entry;
        int s = entry / 5;
        right.set(row, 0, root * target[entry]);
        rows.add(row, s, root);
        rows.add(row, 81 * (h + 1) + s, root);
        for (int other = 0; other < 5; other++) {
          rows.add(
              row,
              81 * (h + 1) + observed.game().successor(s, 5 * (entry % 5) + other, 0),
              -0.9 * root * observed.policies().get(h).agent(1).probability(s, other));
        }
      }
    }
    DMatrixRMaj pseudoInverse = new DMatrixRMaj(81 * 3, 2 * 405);
    CommonOps_DDRM.pinv(rows, pseudoInverse);
    DMatrixRMaj solution = new DMatrixRMaj(81 * 3, 1);
    CommonOps_DDRM.mult(pseudoInverse, right, solution);
    double mean = Arrays.stream(solution.data, 0, 81).sum() / 81;
    double[] expected = new double[81];
    Arrays.setAll(expected, k -> solution.data[k] - mean);

    double[] reward =
        new StateLeastSquaresRecovery(false)
            .recover(
                agent,
                observed.transitions(),
                0.9,
                observed.policies().subList(0, 2),
                targets,
                weights)
            .reward();
    assertArrayEquals(expected, reward, 1e-8);
  }

  @Test
  void nothingSeenTwiceLeavesTheRewardAtZero() {
    ObserverCases observed = ObserverCases.small("homogeneous");
    StateLeastSquaresRecovery.Outcome outcome =
        new StateLeastSquaresRecovery(true)
            .recover(
                0,
                observed.transitions(),
                0.9,
                observed.policies().subList(0, 1),
                List.of(new double[405]),
                List.of(new double[405]));
    assertArrayEquals(new double[81], outcome.reward());
  }

  @Test
  void listsThatDoNotFitAreRefused() {
    ObserverCases observed = ObserverCases.small("homogeneous");
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new StateLeastSquaresRecovery(true)
                        .recover(
                            0,
                            observed.transitions(),
                            0.9,
                            observed.policies(),
                            List.of(),
                            List.of()))
            .getMessage()
            .contains("one of each per pair"));
  }
}
