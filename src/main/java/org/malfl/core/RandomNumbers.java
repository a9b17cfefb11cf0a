package org.malfl.core;

import java.util.SplittableRandom;

/** Random numbers of some distributions, with the same bits on every machine. */
public final class RandomNumbers {
  /** Where so many are expected on both sides, a binomial is normal up to rounding. */
  private static final double MANY = 50;

  private RandomNumbers() {}

  /** Of mean 0 and variance 1 (Box and Muller 1958). */
  public static double normal(SplittableRandom random) {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }

  /**
   * A gamma distributed number of scale 1 (Marsaglia and Tsang 2000).
   *
   * @param shape its mean, above 0
   */
  public static double gamma(double shape, SplittableRandom random) {
    if (shape < 1) {
      double uniform = 1 - random.nextDouble();
      return gamma(shape + 1, random) * StrictMath.pow(uniform, 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double normal = normal(random);
      double cube = 1 + c * normal;
      cube = cube * cube * cube;
      double uniform = 1 - random.nextDouble();
      if (cube > 0
          && StrictMath.log(uniform)
              < normal * normal / 2 + d * (1 - cube + StrictMath.log(cube))) {
        return d * cube;
      }
    }
  }

  /**
   * Draws n(a) of n.
   *
   * @param visits n
   * @param probabilities of a, from {@code first} on, on the simplex
   * @param drawn where the counts go, at the same places
   */
  public static void multinomial(
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
    long count = Math.round(n * p + normal(random) * Math.sqrt(n * p * (1 - p)));
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
