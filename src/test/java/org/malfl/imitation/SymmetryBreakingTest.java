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
 * for an expert of probabilities p_same of AA and of BB, p_other of AB and of BA.
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

  private static double threshold() {
    double same = StrictMath.log(SAME / (SAME + 0.25));
    double other = StrictMath.log(OTHER / (OTHER + 0.25));
    return (2 * (same - other) - 1 / (SAME + 0.25)) / 4;
  }

  private static double coordination(double beta) {
    AdversarialImitation learners =
        new AdversarialImitation(
            ImitationTask.of(MatrixGame.coordination(), 1),
            expert(),
            new Hyperparameters(
                1,
                1,
                0.003,
                0.003,
                beta,
                ImitationReward.LOG_D,
                Gradient.EXACT,
                Discrimination.OPTIMAL,
                false),
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
    assertTrue(coordination(0.97 * threshold()) > 0.505);
    assertEquals(0.5, coordination(1.03 * threshold()), 1e-6);
  }
}
