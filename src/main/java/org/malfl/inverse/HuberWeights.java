package org.malfl.inverse;

import java.util.Arrays;

/**
 * Robust regression by Huber's loss, found by iterated weights min(1, 1.345·σ/|e|) with σ =
 * 1.4826·median|e| over entries whose weight is above 0 (Huber and Ronchetti, Robust Statistics,
 * 2009, section 7.8): 95 % efficient where residuals are Gaussian.
 */
final class HuberWeights {
  private static final double TUNING = 1.345;
  private static final double GAUSSIAN_MEDIAN = 1.4826;

  private HuberWeights() {}

  /** σ = 1.4826·median|e| over entries with w above 0; 0 if there are none. */
  static double scale(double[] residuals, double[] weights) {
    double[] sizes = new double[residuals.length];
    int count = 0;
    for (int k = 0; k < sizes.length; k++) {
      if (weights[k] > 0) {
        sizes[count++] = Math.abs(residuals[k]);
      }
    }
    if (count == 0) {
      return 0;
    }
    Arrays.sort(sizes, 0, count);
    return GAUSSIAN_MEDIAN * (sizes[(count - 1) / 2] + sizes[count / 2]) / 2;
  }

  /**
   * min(1, 1.345·σ/|e|), and 1 throughout where σ is 0: if more than half of the residuals vanish
   * there is no scale to tell an outlier by.
   */
  static double[] of(double[] residuals, double sigma) {
    double[] weights = new double[residuals.length];
    for (int k = 0; k < weights.length; k++) {
      double size = Math.abs(residuals[k]);
      weights[k] = sigma > 0 && size > TUNING * sigma ? TUNING * sigma / size : 1;
    }
    return weights;
  }

  /** ½e² up to 1.345·σ, from there on its tangent; ½e² throughout where σ is 0. */
  static double loss(double residual, double sigma) {
    double size = Math.abs(residual);
    double bend = TUNING * sigma;
    return sigma > 0 && size > bend ? bend * (size - bend / 2) : size * size / 2;
  }
}
