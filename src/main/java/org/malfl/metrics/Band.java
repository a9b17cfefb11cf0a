package org.malfl.metrics;

import java.util.Arrays;

/**
 * How a number spreads over runs.
 *
 * @param count how many runs have it
 * @param mean its arithmetic mean, in the order of the runs
 * @param least the smallest
 * @param tenth the 10 % quantile
 * @param median the 50 % quantile
 * @param ninetieth the 90 % quantile
 * @param most the largest
 */
public record Band(
    int count,
    double mean,
    double least,
    double tenth,
    double median,
    double ninetieth,
    double most) {
  /**
   * The band of some numbers. The quantile p of n sorted numbers lies at place p·(n − 1), between
   * two numbers in proportion (Hyndman and Fan 1996, definition 7).
   *
   * @param values finite, at least one
   * @throws IllegalArgumentException if there are none
   */
  public static Band of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no numbers; valid: at least one");
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Band(
        sorted.length,
        sum / sorted.length,
        sorted[0],
        quantile(sorted, 0.1),
        quantile(sorted, 0.5),
        quantile(sorted, 0.9),
        sorted[sorted.length - 1]);
  }

  private static double quantile(double[] sorted, double probability) {
    double place = probability * (sorted.length - 1);
    int below = Math.min((int) place, Math.max(0, sorted.length - 2));
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
