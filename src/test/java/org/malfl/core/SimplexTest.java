package org.malfl.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SimplexTest {
  private static double[] log(double... p) {
    double[] result = new double[p.length];
    for (int k = 0; k < p.length; k++) {
      result[k] = StrictMath.log(p[k]);
    }
    return result;
  }

  @Test
  void logSumExpAgreesWithSciPyWhereExpWouldOverflow() {
    // scipy.special.logsumexp([1000, 1001, 999.5]), SciPy 1.10.1
    assertEquals(
        1001.4643687841079, Simplex.logSumExp(new double[] {1000, 1001, 999.5}, 0, 3), 1e-12);
  }

  @Test
  void logSumExpOfNothingPossibleIsMinusInfinity() {
    double[] row = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    assertEquals(Double.NEGATIVE_INFINITY, Simplex.logSumExp(row, 0, 2));
  }

  @Test
  void logSoftmaxAgreesWithSciPyInEveryRow() {
    // scipy.special.log_softmax([0.5, -1, 2]); the second row is shifted by 7 and so is equal
    double[] expected = {-1.7413112966571571, -3.241311296657157, -0.24131129665715703};
    double[] rows = Simplex.logSoftmaxRows(new double[] {0.5, -1, 2, 7.5, 6, 9}, 3);
    for (int k = 0; k < 6; k++) {
      assertEquals(expected[k % 3], rows[k], 1e-14);
    }
  }

  @Test
  void entropyAndDivergenceAgreeWithSciPy() {
    // scipy.stats.entropy([.2, .5, .3]) and entropy([.2, .5, .3], [.4, .4, .2])
    double[] p = {0.2, 0.5, 0.3};
    assertEquals(1.0296530140645737, Simplex.entropy(p, log(p), 0, 3), 1e-15);
    assertEquals(
        0.0945818719775651, Simplex.klDivergence(p, log(p), log(0.4, 0.4, 0.2), 0, 3), 1e-15);
  }

  @Test
  void zeroTimesLogOfZeroIsZero() {
    double[] p = {0, 1};
    assertEquals(0, Simplex.entropy(p, log(p), 0, 2));
    assertEquals(0, Simplex.klDivergence(p, log(p), log(p), 0, 2));
    assertEquals(Double.POSITIVE_INFINITY, Simplex.klDivergence(p, log(p), log(1, 0), 0, 2));
  }

  @Property
  void softmaxIsAProbabilityRowAndIgnoresShifts(
      @ForAll @Size(min = 1, max = 8) List<@DoubleRange(min = -700, max = 700) Double> values,
      @ForAll @DoubleRange(min = -1000, max = 1000) double shift) {
    double[] logits = values.stream().mapToDouble(Double::doubleValue).toArray();
    double[] shifted = logits.clone();
    double sum = 0;
    double[] row = Simplex.logSoftmaxRows(logits, logits.length);
    for (int k = 0; k < logits.length; k++) {
      shifted[k] += shift;
      sum += StrictMath.exp(row[k]);
      assertTrue(row[k] <= 0);
    }
    assertEquals(1, sum, 1e-12);
    assertArrayEquals(row, Simplex.logSoftmaxRows(shifted, logits.length), 1e-9);
  }
}
