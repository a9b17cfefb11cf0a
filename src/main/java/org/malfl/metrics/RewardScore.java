package org.malfl.metrics;

import java.util.Arrays;
import org.malfl.core.Checks;

/**
 * How a recovered reward compares with the true one over joint states.
 *
 * @param pearson Pearson's correlation
 * @param spearman Pearson's correlation of ranks; values are rounded to 1e-9 before ranking and
 *     ties get their average rank, so that float dust decides no rank
 * @param slope cov(recovered, true) / var(true)
 * @param rmse √ of the mean squared difference with both means removed, divisor the number of
 *     states
 */
public record RewardScore(Score pearson, Score spearman, Score slope, Score rmse) {
  private static final double RANK_RESOLUTION = 1e9;

  /** Relative spread up to which a vector counts as constant. */
  private static final double CONSTANT = 1e-12;

  /**
   * Scores a recovered reward.
   *
   * @param recovered {@code [numStates]}, finite
   * @param truth {@code [numStates]}, finite
   * @throws IllegalArgumentException if the lengths differ
   */
  public static RewardScore of(double[] recovered, double[] truth) {
    Checks.length("recovered", recovered, truth.length);
    double[] x = centred(recovered);
    double[] y = centred(truth);
    double squared = 0;
    for (int k = 0; k < x.length; k++) {
      squared += (x[k] - y[k]) * (x[k] - y[k]);
    }
    return new RewardScore(
        pearson(recovered, truth),
        pearson(ranks(recovered), ranks(truth)),
        constant(truth)
            ? Score.undefined("the true reward is constant")
            : Score.of(dot(x, y) / dot(y, y)),
        Score.of(Math.sqrt(squared / x.length)));
  }

  private static Score pearson(double[] recovered, double[] truth) {
    if (constant(truth)) {
      return Score.undefined("the true reward is constant");
    }
    if (constant(recovered)) {
      return Score.undefined("the recovered reward is constant");
    }
    double[] x = centred(recovered);
    double[] y = centred(truth);
    return Score.of(dot(x, y) / (Math.sqrt(dot(x, x)) * Math.sqrt(dot(y, y))));
  }

  private static boolean constant(double[] values) {
    double least = values[0];
    double largest = values[0];
    for (double value : values) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
    return largest - least <= CONSTANT * Math.max(Math.abs(least), Math.abs(largest));
  }

  private static double[] centred(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double[] centred = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      centred[k] = values[k] - sum / values.length;
    }
    return centred;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += x[k] * y[k];
    }
    return sum;
  }

  private static double[] ranks(double[] values) {
    double[] rounded = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      // Adding zero turns −0.0, which would sort below 0.0, into 0.0.
      rounded[k] = Math.rint(values[k] * RANK_RESOLUTION) + 0.0;
    }
    double[] sorted = rounded.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int from = 0, to; from < sorted.length; from = to) {
      to = from + 1;
      while (to < sorted.length && sorted[to] == sorted[from]) {
        to++;
      }
      for (int k = 0; k < rounded.length; k++) {
        if (rounded[k] == sorted[from]) {
          ranks[k] = (from + 1 + to) / 2.0;
        }
      }
    }
    return ranks;
  }
}
