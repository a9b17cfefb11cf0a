package org.malfl.softpi;

import java.util.Arrays;
import org.malfl.core.Checks;

/**
 * How well a table of expected soft Q agrees with the steps that it is said to come from, whatever
 * the next actions of the updates were.
 *
 * <p>Every entry's distance from its mean is a sum of martingale differences. Its tail is taken to
 * be
 *
 * <pre>
 * P(|Q − E[Q]| ≥ x) ≈ 2·exp( −(v/b²)·h(bx/v) ),   h(u) = (1 + u)·log(1 + u) − u,
 * </pre>
 *
 * with v the variance and b the largest jump: Bennett's inequality (1962; for martingales Freedman
 * 1975), which would be exact if the differences' variances did not depend on Q itself. All entries
 * together: Σ z², with z the distances in standard deviations, is taken for a quadratic form of
 * normal variables, with the tails that Laurent and Massart (2000, lemma 1) give. Entries whose
 * covariances are not known or that a single draw may move by more than some standard deviations
 * are left out of it. So the rate of false alarms is a nominal one.
 *
 * @param entry the least likely entry, {@code s · numActions + a}
 * @param expected its mean
 * @param deviation its standard deviation
 * @param entryTail probability that any entry lies so far from its mean
 * @param entries how many enter the mean square
 * @param meanSquare mean of z² over them; 1 is expected
 * @param leastMeanSquare what it falls below with the rate of false alarms
 * @param largestMeanSquare what it exceeds with that rate
 * @param falseAlarmRate of each of the two tests
 */
public record TdEvidence(
    int entry,
    double expected,
    double deviation,
    double entryTail,
    int entries,
    double meanSquare,
    double leastMeanSquare,
    double largestMeanSquare,
    double falseAlarmRate) {
  /** Below this, relative to the table, a difference is rounding. */
  private static final double ROUNDING = 1e-9;

  /** Entries that one draw moves by more standard deviations are not nearly normal. */
  private static final double MOST_JUMP = 3;

  /** Steps of the power iteration, and how much its result may fall short. */
  private static final int POWER_STEPS = 60;

  private static final double POWER_MARGIN = 1.1;

  /**
   * Weighs a table.
   *
   * @param q the table, {@code [numStates][numActions]} row-major
   * @param moments of all its steps
   * @param falseAlarmRate of each of the two tests, in (0, 1)
   * @throws IllegalArgumentException if the length is another
   */
  public static TdEvidence of(double[] q, TdMoments moments, double falseAlarmRate) {
    double[] mean = moments.mean();
    Checks.length("expected Q", q, mean.length);
    double[] variances = moments.variances();
    double[] jumps = moments.jumps();
    double scale = Arrays.stream(mean).map(Math::abs).max().orElseThrow();
    int worst = 0;
    double worstTail = 0;
    for (int k = 0; k < q.length; k++) {
      double distance = Math.abs(q[k] - mean[k]) - ROUNDING * scale;
      double logTail = distance <= 0 ? 0 : logTail(distance, variances[k], jumps[k]);
      if (logTail < worstTail) {
        worstTail = logTail;
        worst = k;
      }
    }
    double entryTail = Math.min(1, 2.0 * q.length * StrictMath.exp(worstTail));
    MeanSquare square = MeanSquare.of(q, moments, scale);
    double log = -StrictMath.log(falseAlarmRate / 2);
    return new TdEvidence(
        worst,
        mean[worst],
        Math.sqrt(variances[worst]),
        entryTail,
        square.entries,
        square.value,
        square.least(log),
        square.largest(log),
        falseAlarmRate);
  }

  private static double logTail(double distance, double variance, double jump) {
    double u = jump * distance / variance;
    // What no draw moves is where it must be; and no number or too large a one is unlikely enough.
    if (variance <= 0 || jump <= 0 || !Double.isFinite(u)) {
      return Double.NEGATIVE_INFINITY;
    }
    // The difference loses its digits where u is small; the next term of its series is u⁴/12.
    double h = u < 1e-4 ? u * u * (3 - u) / 6 : (1 + u) * StrictMath.log1p(u) - u;
    return -variance / (jump * jump) * h;
  }

  /** Whether every entry is where TD on the steps could have left it. */
  public boolean hasPlausibleEntries() {
    return entryTail >= falseAlarmRate;
  }

  /** Whether all entries together are as far from their means as they should be. */
  public boolean hasPlausibleMeanSquare() {
    return entries == 0 || (meanSquare >= leastMeanSquare && meanSquare <= largestMeanSquare);
  }

  /** Whether the table is one that TD on the steps could have left. */
  public boolean plausible() {
    return hasPlausibleEntries() && hasPlausibleMeanSquare();
  }

  /** The mean of z² and what its tails depend on. */
  private record MeanSquare(int entries, double value, double frobenius, double spectral) {
    private static final MeanSquare NONE = new MeanSquare(0, 1, 0, 0);

    static MeanSquare of(double[] q, TdMoments moments, double scale) {
      double[] mean = moments.mean();
      double[] variances = moments.variances();
      double[] jumps = moments.jumps();
      int all = q.length;
      int[] entering = new int[all];
      double[] deviations = new double[all];
      int entries = 0;
      double sum = 0;
      for (int k = 0; k < all; k++) {
        double deviation = Math.sqrt(variances[k]);
        if (moments.isKnown(k)
            && deviation > ROUNDING * scale
            && jumps[k] <= MOST_JUMP * deviation) {
          double z = (q[k] - mean[k]) / deviation;
          sum += z * z;
          deviations[entries] = deviation;
          entering[entries++] = k;
        }
      }
      if (entries == 0) {
        return NONE;
      }
      double[] correlation = new double[entries * entries];
      double squares = 0;
      for (int i = 0; i < entries; i++) {
        for (int j = 0; j < entries; j++) {
          double value =
              moments.covariance(entering[i], entering[j]) / (deviations[i] * deviations[j]);
          correlation[i * entries + j] = value;
          squares += value * value;
        }
      }
      return new MeanSquare(
          entries, sum / entries, Math.sqrt(squares), largestEigenvalue(correlation, entries));
    }

    /** No covariance is negative, so the vector of ones is not orthogonal to the leading one. */
    private static double largestEigenvalue(double[] matrix, int size) {
      double[] vector = new double[size];
      Arrays.fill(vector, 1 / Math.sqrt(size));
      double norm = 0;
      for (int step = 0; step < POWER_STEPS; step++) {
        double[] image = new double[size];
        double squares = 0;
        for (int i = 0; i < size; i++) {
          double sum = 0;
          for (int j = 0; j < size; j++) {
            sum += matrix[i * size + j] * vector[j];
          }
          image[i] = sum;
          squares += sum * sum;
        }
        norm = Math.sqrt(squares);
        for (int i = 0; i < size; i++) {
          vector[i] = image[i] / norm;
        }
      }
      return POWER_MARGIN * norm;
    }

    double largest(double log) {
      return entries == 0 ? 1 : 1 + (2 * frobenius * Math.sqrt(log) + 2 * spectral * log) / entries;
    }

    double least(double log) {
      return entries == 0 ? 1 : Math.max(0, 1 - 2 * frobenius * Math.sqrt(log) / entries);
    }
  }
}
