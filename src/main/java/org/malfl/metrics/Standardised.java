package org.malfl.metrics;

/**
 * A vector in standard deviations from its mean: what is left of it for Pearson's correlation.
 *
 * @param values (x − mean) / deviation; zeros if the vector is constant as {@link RewardScore} has
 *     it, so that what has no correlation shows no pattern
 * @param mean of the vector
 * @param deviation √ of the mean squared difference from the mean
 */
public record Standardised(double[] values, double mean, double deviation) {
  /**
   * Standardises a vector.
   *
   * @param vector finite, not empty
   */
  public static Standardised of(double[] vector) {
    double sum = 0;
    for (double value : vector) {
      sum += value;
    }
    double mean = sum / vector.length;
    double squares = 0;
    for (double value : vector) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / vector.length);
    double[] values = new double[vector.length];
    if (!RewardScore.constant(vector)) {
      for (int k = 0; k < values.length; k++) {
        values[k] = (vector[k] - mean) / deviation;
      }
    }
    return new Standardised(values, mean, deviation);
  }

  /** The largest absolute value, in standard deviations. */
  public double largest() {
    return largest(values);
  }

  /** The largest absolute value of a vector; 0 if it is empty. */
  public static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
