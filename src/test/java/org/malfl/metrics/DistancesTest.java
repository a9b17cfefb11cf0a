package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DistancesTest {
  private static final double[] UNIFORM = {0.25, 0.25, 0.25, 0.25};

  /** Values of scipy.spatial.distance.jensenshannon(p, q, base=2), SciPy 1.17.1. */
  @Test
  void jensenShannonIsWhatSciPyFinds() {
    assertEquals(
        0.20050332253142814,
        Distances.jensenShannon(new double[] {0.1, 0.2, 0.3, 0.4}, UNIFORM),
        1e-15);
    assertEquals(
        0.5579230452841438,
        Distances.jensenShannon(new double[] {0.5, 0, 0, 0.5}, new double[] {1, 0, 0, 0}),
        1e-15);
    assertEquals(
        0.8511822659005843,
        Distances.jensenShannon(new double[] {0.7, 0.2, 0.1, 0}, new double[] {0, 0.1, 0.2, 0.7}),
        1e-15);
  }

  @Test
  void whatNeverHappensInBothIsFarthest() {
    double[] first = {1, 0};
    double[] second = {0, 1};
    assertEquals(1, Distances.jensenShannon(first, second));
    assertEquals(1, Distances.totalVariation(first, second));
    assertEquals(0, Distances.jensenShannon(first, first));
    assertEquals(0, Distances.totalVariation(first, first));
  }

  @Test
  void totalVariationIsHalfOfAllDifferences() {
    assertEquals(0.2, Distances.totalVariation(new double[] {0.1, 0.2, 0.3, 0.4}, UNIFORM), 1e-15);
  }

  @Test
  void whatIsNoDistributionIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Distances.jensenShannon(new double[] {0.5, 0.4}, new double[] {1, 0}));
    assertThrows(
        IllegalArgumentException.class,
        () -> Distances.totalVariation(new double[] {1}, new double[] {1, 0}));
  }
}
