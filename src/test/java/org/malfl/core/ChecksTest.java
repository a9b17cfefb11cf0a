package org.malfl.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ChecksTest {
  @Test
  void rowsMustBeProbabilities() {
    double[] good = {0.25, 0.75, 1, 0};
    assertSame(good, Checks.rowsOnSimplex("p", good, 2));
    for (double[] bad :
        new double[][] {
          {0.5, 0.4}, {1.5, -0.5}, {Double.NaN, 1}, {0.5, 0.5, 0.5}, {0.5, 0.5 + 2e-9}
        }) {
      assertThrows(IllegalArgumentException.class, () -> Checks.rowsOnSimplex("p", bad, 2));
    }
  }

  @Test
  void messagesNameWhatWasFoundAndWhatIsValid() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Checks.discount(1)).getMessage();
    assertEquals("gamma is 1.0; valid: [0, 1)", message);
    message =
        assertThrows(IllegalArgumentException.class, () -> Checks.inRange("agent", 3, 0, 1))
            .getMessage();
    assertEquals("agent is 3; valid: 0 to 1", message);
    message =
        assertThrows(
                NumericalException.class,
                () -> Checks.finite("Q", new double[] {0, Double.POSITIVE_INFINITY}))
            .getMessage();
    assertEquals("Q became Infinity at entry 1", message);
  }

  @Test
  void lengthsAndSignsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> Checks.length("x", new double[2], 3));
    assertThrows(IllegalArgumentException.class, () -> Checks.positive("alpha", -1));
    assertThrows(IllegalArgumentException.class, () -> Checks.positive("alpha", 1.0 / 0));
    assertThrows(IllegalArgumentException.class, () -> Checks.discount(-0.1));
    assertThrows(IllegalArgumentException.class, () -> Checks.discount(Double.NaN));
  }
}
