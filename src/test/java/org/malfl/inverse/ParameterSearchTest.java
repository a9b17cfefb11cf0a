package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ParameterSearchTest {
  private static final ParameterSearch.Accuracy EXACTLY = new ParameterSearch.Accuracy(6, 0.01);

  private int evaluations;

  /** −(x − peak)²/2·precision, steeper to the right where {@code skew} is above 0. */
  private ParameterSearch search(double peak, double precision, double skew) {
    return new ParameterSearch(
        x -> {
          evaluations++;
          double away = x - peak;
          return -precision * away * away / 2 * (1 + skew * Math.tanh(away));
        },
        -3,
        3);
  }

  @Property
  void theEndsOfAParabolaAreWhereItHasFallenByTheAmount(
      @ForAll @DoubleRange(min = -2, max = 2) double peak,
      @ForAll @DoubleRange(min = 2, max = 6) double logPrecision) {
    double precision = Math.pow(10, logPrecision);
    evaluations = 0;
    ParameterSearch search = search(peak, precision, 0);
    search.at(-1.5);
    search.at(0.7);
    search.climb(0.05, EXACTLY);
    double deviation = 1 / Math.sqrt(precision);
    assertEquals(peak, search.best(), 0.2 * deviation);
    assertEquals(peak - 2 * deviation, search.end(-1, 2), 0.2 * deviation);
    assertEquals(peak + 2 * deviation, search.end(1, 2), 0.2 * deviation);
    assertTrue(evaluations < 60, evaluations + " evaluations");
  }

  @Test
  void aPeakAtAnEndOfTheRangeIsAnEndOfItsInterval() {
    ParameterSearch search = search(5, 100, 0);
    search.at(0);
    search.climb(0.05, EXACTLY);
    assertEquals(3, search.best());
    assertEquals(3, search.end(1, 2));
    // ½·100·((5 − x)² − 4) = 2
    assertEquals(5 - Math.sqrt(4.04), search.end(-1, 2), 1e-3);
  }

  @Test
  void aFunctionThatHardlyFallsHasTheRangeAsItsInterval() {
    ParameterSearch search = search(0.3, 1e-3, 0);
    search.at(0);
    search.climb(0.05, EXACTLY);
    assertEquals(-3, search.end(-1, 2));
    assertEquals(3, search.end(1, 2));
  }

  @Test
  void aLopsidedPeakHasALopsidedInterval() {
    ParameterSearch search = search(0, 10, 0.5);
    search.at(1);
    search.climb(0.05, EXACTLY);
    double left = -search.end(-1, 2);
    double right = search.end(1, 2);
    assertTrue(left > right, left + " and " + right);
  }

  @Test
  void placesWithoutAValueAreLeftOut() {
    ParameterSearch search =
        new ParameterSearch(x -> x > 1 ? Double.NEGATIVE_INFINITY : -50 * x * x, -3, 3);
    search.at(2);
    search.at(0.4);
    search.climb(0.05, EXACTLY);
    assertEquals(0, search.best(), 0.03);
    assertEquals(0.2, search.end(1, 2), 0.02);
  }
}
