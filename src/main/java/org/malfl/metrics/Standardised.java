package org.malfl.metrics;

import java.util.Arrays;

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
    boolean[] all = new boolean[vector.length];
    Arrays.fill(all, true);
    return of(vector, all);
  }

  /**
   * Standardises some entries of a vector, as if there were no others.
   *
   * @param vector finite
   * @param selected which entries; {@link #values} are NaN for others
   * @throws IllegalArgumentException if the lengths differ
   */
  public static Standardised of(double[] vector, boolean[] selected) {
    double[] entries = RewardScore.select(vector, selected);
    double sum = 0;
    for (double value : entries) {
      sum += value;
    }
    double mean = entries.length == 0 ? 0 : sum / entries.length;
    double squares = 0;
    for (double value : entries) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = entries.length == 0 ? 0 : Math.sqrt(squares / entries.length);
    boolean constant = entries.length == 0 || RewardScore.constant(entries);
    double[] values = new double[vector.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = constant ? 0 : (vector[k] - mean) / deviation;
      if (!selected[k]) {
        values[k] = Double.NaN;
      }
    }
    return new Standardised(values, mean, deviation);
  }

  /** The largest absolute value, in standard deviations. */
  public double largest() {
    return largest(values);
  }

  /** The largest absolute value of a vector, NaN left out; 0 if it is empty. */
  public static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Double.isNaN(value) ? largest : Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
