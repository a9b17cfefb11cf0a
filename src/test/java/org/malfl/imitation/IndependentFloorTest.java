package org.malfl.imitation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.metrics.Distances;

class IndependentFloorTest {
  /**
   * Counts and floors of the reference, to its four digits; but for mixed, where the reference has
   * .0195, a point a little above the least one that SciPy's Nelder–Mead finds as well
   * (.019447607).
   */
  @ParameterizedTest
  @CsvSource({
    "mixed, 252, 244, 233, 271, .0194",
    "noisy, 450, 44, 56, 450, .3835",
    "bimodal, 500, 0, 0, 500, .5579",
    "asymmetric, 700, 0, 0, 300, .4113",
    "all_AA, 1000, 0, 0, 0, 0"
  })
  void floorsOfTheFiveExperts(String name, int aa, int ab, int ba, int bb, double floor) {
    double[] expert = {aa / 1000.0, ab / 1000.0, ba / 1000.0, bb / 1000.0};
    IndependentFloor found = IndependentFloor.of(expert);
    assertEquals(floor, found.distance(), 5e-5, name);
    assertTrue(found.atLeast() <= found.distance());
    assertEquals(found.distance(), found.atLeast(), 1e-6);
    assertEquals(
        found.distance(),
        Distances.jensenShannon(expert, IndependentFloor.product(found.first(), found.second())),
        1e-15);
  }

  @Property(tries = 40)
  void noPairOfAFineGridIsNearer(@ForAll long seed) {
    double[] expert = distribution(seed);
    IndependentFloor found = IndependentFloor.of(expert);
    for (int i = 0; i <= 60; i++) {
      for (int j = 0; j <= 60; j++) {
        assertTrue(
            Distances.jensenShannon(expert, IndependentFloor.product(i / 60.0, j / 60.0))
                >= found.atLeast() - 1e-12);
      }
    }
  }

  @Property(tries = 40)
  void independentExpertsCanBeReached(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] expert = IndependentFloor.product(random.nextDouble(), random.nextDouble());
    assertEquals(0, IndependentFloor.of(expert).distance(), 1e-6);
  }

  /** From even over the simplex to its edges. */
  private static double[] distribution(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] weights = new double[4];
    double sum = 0;
    for (int k = 0; k < 4; k++) {
      weights[k] = StrictMath.pow(random.nextDouble(), 1 + random.nextInt(6));
      sum += weights[k];
    }
    for (int k = 0; k < 4; k++) {
      weights[k] /= sum;
    }
    return weights;
  }
}
