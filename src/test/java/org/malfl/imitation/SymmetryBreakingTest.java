package org.malfl.imitation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.malfl.core.SeedTree;
import org.malfl.games.MatrixGame;
import org.malfl.games.OccupancyMeasure;
import org.malfl.imitation.AdversarialImitation.Discrimination;
import org.malfl.imitation.AdversarialImitation.Gradient;
import org.malfl.imitation.AdversarialImitation.Hyperparameters;

/**
 * Up to which entropy bonus uniform policies are unstable, against the closed form in
 * docs/imitation.md: β* = [2(r_same − r_other) − 1/(p_same + 1/4)] / 4 with r = log(p/(p + 1/4)),
 * for an expert of probabilities p_same of AA and of BB, p_other of AB and of BA; and with a
 * signal, or the other reward.
 */
class SymmetryBreakingTest {
  private static final double SAME = 0.45;
  private static final double OTHER = 0.05;

  private static int[] expert() {
    int[] rows = new int[20];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = k < 9 ? 0 : k == 9 ? 1 : k == 10 ? 2 : 3;
    }
    return rows;
  }

  private static double log(double expert) {
    return StrictMath.log(expert / (expert + 0.25));
  }

  private static double threshold() {
    return (2 * (log(SAME) - log(OTHER)) - 1 / (SAME + 0.25)) / 4;
  }

  private static double coordination(double beta, int signals, ImitationReward reward) {
    AdversarialImitation learners =
        new AdversarialImitation(
            ImitationTask.withSignal(MatrixGame.coordination(), signals, 1),
            expert(),
            new Hyperparameters(
                1, 1, 0.003, 0.003, beta, reward, Gradient.EXACT, Discrimination.OPTIMAL, false),
            SeedTree.root(42));
    for (int epoch = 0; epoch < 20_000; epoch++) {
      learners.epoch();
    }
    return CoordinationOutcome.of(learners.policy()).coordination();
  }

  @Test
  void theExpertIsTheOneOfTheFormula() {
    double[] shares = OccupancyMeasure.ofSamples(expert(), 1, 4).probabilities();
    assertEquals(SAME, shares[0]);
    assertEquals(OTHER, shares[1]);
    assertEquals(OTHER, shares[2]);
    assertEquals(SAME, shares[3]);
    assertEquals(0.3178, threshold(), 1e-4);
  }

  @Test
  void belowTheThresholdLearnersChooseAConventionAndAboveItTheyStayUniform() {
    assertTrue(coordination(0.97 * threshold(), 1, ImitationReward.LOG_D) > 0.505);
    assertEquals(0.5, coordination(1.03 * threshold(), 1, ImitationReward.LOG_D), 1e-6);
  }

  @Test
  void withASignalTheThresholdIsHigher() {
    double withSignal = (log(SAME) - log(OTHER)) / 2;
    assertEquals(0.675, withSignal, 1e-3);
    assertTrue(coordination(0.97 * withSignal, 2, ImitationReward.LOG_D) > 0.505);
    assertEquals(0.5, coordination(1.03 * withSignal, 2, ImitationReward.LOG_D), 1e-6);
  }

  @Test
  void whereOnlyLikenessIsPaidUniformPoliciesAreStableWithoutAnyBonus() {
    assertEquals(0.5, coordination(0, 1, ImitationReward.NEG_LOG_ONE_MINUS_D), 1e-6);
  }
}
