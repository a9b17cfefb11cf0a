package org.malfl.inverse;

import java.util.SplittableRandom;

/** Counts of independent draws. */
final class Multinomial {
  /** Where so many are expected on both sides, a binomial is normal up to rounding. */
  private static final double MANY = 50;

  private Multinomial() {}

  /**
   * Draws n(a) of n.
   *
   * @param visits n
   * @param probabilities of a, from {@code first} on, on the simplex
   * @param drawn where the counts go, at the same places
   */
  static void draw(
      long visits,
      double[] probabilities,
      int first,
      int numActions,
      SplittableRandom random,
      long[] drawn) {
    long left = visits;
    double rest = 1;
    for (int k = first; k < first + numActions; k++) {
      boolean last = k == first + numActions - 1;
      double share = last ? 1 : Math.min(1, probabilities[k] / Math.max(rest, Double.MIN_NORMAL));
      drawn[k] = binomial(left, share, random);
      left -= drawn[k];
      rest = Math.max(0, rest - probabilities[k]);
    }
  }

  private static long binomial(long n, double p, SplittableRandom random) {
    if (n == 0 || p <= 0) {
      return 0;
    }
    if (p >= 1) {
      return n;
    }
    if (p > 0.5) {
      return n - binomial(n, 1 - p, random);
    }
    if (n * p < MANY) {
      return fewSuccesses(n, p, random);
    }
    double normal =
        Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()))
            * StrictMath.cos(2 * Math.PI * random.nextDouble());
    long count = Math.round(n * p + normal * Math.sqrt(n * p * (1 - p)));
    return Math.max(0, Math.min(n, count));
  }

  /** By the waits between successes, which are geometric. */
  private static long fewSuccesses(long n, double p, SplittableRandom random) {
    double log = StrictMath.log1p(-p);
    long successes = 0;
    double place = 0;
    while (true) {
      place += Math.floor(StrictMath.log(1 - random.nextDouble()) / log) + 1;
      if (!(place <= n)) {
        return successes;
      }
      successes++;
    }
  }
}
