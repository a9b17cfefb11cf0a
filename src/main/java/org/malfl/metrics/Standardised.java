package org.malfl.metrics;

/**
 * A vector in standard deviations from its mean, which makes rewards comparable that are known up
 * to scale and shift.
 *
 * @param values (x − mean) / deviation; zeros if the vector is constant up to 1e-9
 * @param mean of the vector
 * @param deviation √ of the mean squared difference from the mean
 */
public record Standardised(double[] values, double mean, double deviation) {
  private static final double RESOLUTION = 1e-9;

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
    if (deviation > RESOLUTION) {
      for (int k = 0; k < values.length; k++) {
        values[k] = (vector[k] - mean) / deviation;
      }
    }
    return new Standardised(values, mean, deviation);
  }

  /** The largest absolute value, in standard deviations. */
  public double largest() {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
