package org.malfl.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.malfl.core.Checks;

/**
 * How a recovered reward compares with the true one over joint states.
 *
 * @param pearson Pearson's correlation; undefined, like Spearman's, if a reward is constant up to
 *     1e-9, since float dust would decide it
 * @param spearman Pearson's correlation of ranks; values are rounded to 1e-9 before ranking and
 *     ties get their average rank, so that float dust decides no rank
 * @param slope cov(recovered, true) / var(true)
 * @param rmse √ of the mean squared difference with both means removed, divisor the number of
 *     states
 */
public record RewardScore(Score pearson, Score spearman, Score slope, Score rmse) {
  /** Differences up to this decide no rank, and a vector that has no larger ones is constant. */
  private static final double RESOLUTION = 1e-9;

  static final String TOO_FEW = "fewer than two joint states are identified";

  /** The same relative to the largest entry. */
  private static final double RELATIVE_RESOLUTION = 1e-12;

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
            ? Score.undefined("the true reward is constant up to 1e-9")
            : finite(dot(x, y) / dot(y, y)),
        finite(Math.sqrt(squared / x.length)));
  }

  /**
   * Scores what of a recovered reward is identified, as if there were no other joint states.
   *
   * @param scored {@code [numStates]}, which joint states are; all scores are undefined if fewer
   *     than two are
   * @throws IllegalArgumentException if the lengths differ
   */
  public static RewardScore of(double[] recovered, double[] truth, boolean[] scored) {
    Checks.length("recovered", recovered, truth.length);
    double[] x = select(recovered, scored);
    if (x.length < 2) {
      Score none = Score.undefined(TOO_FEW);
      return new RewardScore(none, none, none, none);
    }
    return of(x, select(truth, scored));
  }

  /** The entries that are selected, in order. */
  static double[] select(double[] values, boolean[] selected) {
    if (values.length != selected.length) {
      throw new IllegalArgumentException(
          values.length + " values for a mask of " + selected.length + " joint states");
    }
    return IntStream.range(0, values.length)
        .filter(k -> selected[k])
        .mapToDouble(k -> values[k])
        .toArray();
  }

  private static Score finite(double value) {
    return Double.isFinite(value)
        ? Score.of(value)
        : Score.undefined("the rewards are too large or too small for it");
  }

  private static Score pearson(double[] recovered, double[] truth) {
    if (constant(truth)) {
      return Score.undefined("the true reward is constant up to 1e-9");
    }
    if (constant(recovered)) {
      return Score.undefined("the recovered reward is constant up to 1e-9");
    }
    double[] x = scaled(centred(recovered));
    double[] y = scaled(centred(truth));
    return Score.of(dot(x, y) / (Math.sqrt(dot(x, x)) * Math.sqrt(dot(y, y))));
  }

  static boolean constant(double[] values) {
    double least = values[0];
    double largest = values[0];
    for (double value : values) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
    double size = Math.max(Math.abs(least), Math.abs(largest));
    return largest - least <= Math.max(RESOLUTION, RELATIVE_RESOLUTION * size);
  }

  static double[] centred(double[] values) {
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

  /** Values divided by the power of two next to the largest, so that no square leaves the range. */
  private static double[] scaled(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    double[] scaled = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      scaled[k] = Math.scalb(values[k], -Math.getExponent(largest));
    }
    return scaled;
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
      rounded[k] = Math.rint(values[k] / RESOLUTION) + 0.0;
    }
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, k -> k);
    Arrays.sort(order, Comparator.comparingDouble(k -> rounded[k]));
    double[] ranks = new double[values.length];
    for (int from = 0, to; from < order.length; from = to) {
      to = from + 1;
      while (to < order.length && rounded[order[to]] == rounded[order[from]]) {
        to++;
      }
      for (int k = from; k < to; k++) {
        ranks[order[k]] = (from + 1 + to) / 2.0;
      }
    }
    return ranks;
  }
}
