package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.malfl.core.Cholesky;
import org.malfl.games.GridGame;
import org.malfl.inverse.RewardPriors.SmoothPrior;
import org.malfl.reference.ReferenceFiles;

class RewardPriorsTest {
  private static double[][] coordinates() {
    GridGame game = ReferenceFiles.game("homogeneous");
    double[][] coordinates = new double[81][];
    Arrays.setAll(coordinates, game::coordinates);
    return coordinates;
  }

  @Test
  void kernelsByHand() {
    // One cell down for agent 0, two right for agent 1: squared distance 5, distance 3.
    double[] here = {0, 0, 1, 0};
    double[] there = {1, 0, 1, 2};
    assertEquals(
        StrictMath.exp(-5.0 / 8), SmoothKernel.SQUARED_EXPONENTIAL.at(here, there, 2), 1e-15);
    assertEquals(StrictMath.exp(-3.0 / 2), SmoothKernel.EXPONENTIAL.at(here, there, 2), 1e-15);
  }

  /**
   * The precision comes by way of one inverse for all variances; here every covariance has its own.
   */
  @Test
  void everyCandidateHasTheCovarianceThatItsParametersSay() {
    double[][] coordinates = coordinates();
    RewardPriors priors = RewardPriors.smooth(coordinates, 1);
    assertEquals(2 * 9 * 5, priors.candidates().size());
    for (int index = 0; index < 90; index += 7) {
      SmoothPrior smooth = priors.candidates().get(index).smooth().orElseThrow();
      double[] covariance = smooth.kernel().matrix(coordinates, smooth.length());
      for (int k = 0; k < covariance.length; k++) {
        covariance[k] = smooth.variance() * (covariance[k] + (k % 82 == 0 ? 1e-3 : 0)) + 100;
      }
      GaussianPrior expected = GaussianPrior.ofCovariance(covariance, 81);
      GaussianPrior prior = priors.candidates().get(index).prior();
      assertEquals(expected.logDeterminant(), prior.logDeterminant(), 1e-6);
      double largest = Arrays.stream(expected.precision()).map(Math::abs).max().orElseThrow();
      for (int k = 0; k < covariance.length; k++) {
        assertEquals(expected.precision()[k], prior.precision()[k], 1e-8 * largest);
      }
    }
  }

  @Test
  void actionsOfAStateAreMoreAlikeThanStates() {
    SmoothPrior smooth = new SmoothPrior(SmoothKernel.EXPONENTIAL, 2, 1);
    double[][] coordinates = {{0, 0}, {0, 1}};
    double[] precision =
        RewardPriors.smooth(coordinates, 2, smooth).candidates().get(0).prior().precision();
    double[] covariance = new Cholesky(precision, 4).inverse();
    double near = StrictMath.exp(-1);
    double[] row = {
      2 * (1.1 + 1e-3) + 100, 2 + 100, 2 * near * 1.1 + 100, 2 * near + 100,
    };
    for (int k = 0; k < 4; k++) {
      assertEquals(row[k], covariance[k], 1e-9);
    }
  }

  @Test
  void aRidgeHoldsDifferencesAndLeavesTheLevelFree() {
    GaussianPrior prior = RewardPriors.ridge(3, 2).candidates().get(0).prior();
    double[] expected = {4.0 / 3, -2.0 / 3, -2.0 / 3};
    for (int k = 0; k < 3; k++) {
      assertEquals(expected[k], prior.precision()[k], 1e-8);
    }
    assertEquals(new Cholesky(prior.precision(), 3).logDeterminant(), prior.logDeterminant(), 1e-6);
    assertTrue(prior.unknowns() == 3);
  }
}
