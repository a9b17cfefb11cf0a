package org.malfl.metrics;

import org.malfl.core.Checks;

/**
 * How standard deviations that an estimator claims compare with its errors, e = recovered − true
 * with both means removed, over the joint states that are scored.
 *
 * @param coverage share of joint states with |e| ≤ 1.96 sd, the 95 % interval of a normal
 *     distribution
 * @param meanSquaredZ mean of (e / sd)², 1 if the deviations are right; undefined where an error
 *     meets a deviation of 0
 */
public record IntervalScore(Score coverage, Score meanSquaredZ) {
  /** Deviations on each side of a 95 % interval. */
  private static final double INTERVAL = 1.96;

  /**
   * Scores deviations.
   *
   * @param recovered {@code [numStates]}, finite
   * @param deviations {@code [numStates]}, of the recovered reward about its mean over the joint
   *     states that are scored, not negative
   * @param truth {@code [numStates]}, finite
   * @param scored {@code [numStates]}, which joint states are
   * @throws IllegalArgumentException if the lengths differ
   */
  public static IntervalScore of(
      double[] recovered, double[] deviations, double[] truth, boolean[] scored) {
    Checks.length("deviations", deviations, truth.length);
    double[] x = RewardScore.centred(RewardScore.select(recovered, scored));
    double[] y = RewardScore.centred(RewardScore.select(truth, scored));
    double[] sd = RewardScore.select(deviations, scored);
    if (sd.length < 2) {
      return new IntervalScore(
          Score.undefined(RewardScore.TOO_FEW), Score.undefined(RewardScore.TOO_FEW));
    }
    int covered = 0;
    double squares = 0;
    for (int k = 0; k < sd.length; k++) {
      double error = x[k] - y[k];
      covered += Math.abs(error) <= INTERVAL * sd[k] ? 1 : 0;
      squares += error == 0 ? 0 : error / sd[k] * (error / sd[k]);
    }
    return new IntervalScore(
        Score.of((double) covered / sd.length),
        Double.isFinite(squares)
            ? Score.of(squares / sd.length)
            : Score.undefined("a standard deviation is 0 or too small"));
  }
}
