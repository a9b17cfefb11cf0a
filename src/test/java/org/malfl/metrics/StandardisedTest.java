package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StandardisedTest {
  @Test
  void aVectorOfFour() {
    // Mean 5, deviations -3, -1, 1, 3, mean square 5.
    Standardised result = Standardised.of(new double[] {2, 4, 6, 8});
    assertEquals(5, result.mean());
    assertEquals(2.23606797749979, result.deviation(), 1e-15);
    assertArrayEquals(
        new double[] {
          -1.3416407864998738, -0.4472135954999579, 0.4472135954999579, 1.3416407864998738
        },
        result.values(),
        1e-15);
    assertEquals(1.3416407864998738, result.largest(), 1e-15);
  }

  @Test
  void aConstantVectorHasNoDeviationsToSpeakOf() {
    Standardised result = Standardised.of(new double[] {0.1, 0.1 + 1e-12, 0.1});
    assertArrayEquals(new double[3], result.values());
    assertEquals(0, result.largest());
  }
}
