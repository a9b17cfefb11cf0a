package org.malfl.learners;

import java.util.Arrays;
import org.malfl.core.Checks;

/** The step size β of a TD update, as a function of earlier updates of the same entry. */
public sealed interface StepSize {
  /**
   * β_0 … β_{count−1}, where β_n belongs to the update of an entry that was updated n times before
   * in this stage.
   */
  double[] table(int count);

  /**
   * β_n = value.
   *
   * @param value in (0, 1]
   */
  record Constant(double value) implements StepSize {
    /**
     * @throws IllegalArgumentException if the value lies outside (0, 1]
     */
    public Constant {
      if (!(value > 0 && value <= 1)) {
        throw new IllegalArgumentException("step size " + value + "; valid: (0, 1]");
      }
    }

    @Override
    public double[] table(int count) {
      double[] table = new double[count];
      Arrays.fill(table, value);
      return table;
    }
  }

  /**
   * β_n = (1 + n)^−exponent, which converges with probability one for exponents in (0.5, 1].
   *
   * @param exponent in (0, 1]
   */
  record Power(double exponent) implements StepSize {
    /**
     * @throws IllegalArgumentException if the exponent lies outside (0, 1]
     */
    public Power {
      Checks.positive("exponent", exponent);
      if (exponent > 1) {
        throw new IllegalArgumentException("exponent " + exponent + "; valid: (0, 1]");
      }
    }

    @Override
    public double[] table(int count) {
      double[] table = new double[count];
      for (int n = 0; n < count; n++) {
        table[n] = StrictMath.pow(1.0 + n, -exponent);
      }
      return table;
    }
  }
}
