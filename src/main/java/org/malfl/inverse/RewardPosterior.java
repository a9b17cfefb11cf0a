package org.malfl.inverse;

import org.malfl.core.Checks;
import org.malfl.core.NumericalException;

/**
 * The reward at its most probable, with the normal distribution that the posterior has there
 * (Laplace's approximation).
 *
 * @param mode R, {@code [unknowns]}
 * @param covariance inverse of minus the Hessian of the log posterior at the mode, {@code
 *     [unknowns][unknowns]} row-major
 * @param objective minus the log posterior at the mode, up to a constant
 * @param logEvidence log of the marginal likelihood up to a constant: −objective − ½ log det H + ½
 *     log det P, with H minus the Hessian and P the prior's precision
 * @param steps Newton steps taken
 */
public record RewardPosterior(
    double[] mode, double[] covariance, double objective, double logEvidence, int steps) {
  /** The Newton decrement at which the mode counts as found. */
  private static final double DECREMENT = 1e-18;

  /** Decrement, relative to the objective, that counts as found once it no longer falls. */
  private static final double ROUNDING = 1e-12;

  private static final int MOST_STEPS = 200;
  private static final int MOST_HALVINGS = 60;

  /** Steps in a row that gain too little to be seen and bring the mode no nearer than before. */
  private static final int MOST_STALLS = 10;

  /**
   * Finds the mode by Newton's method, with halved steps where a whole one gains nothing.
   *
   * @param likelihood log-concave in the reward
   * @param start where to begin, {@code [unknowns]}
   * @throws NumericalException if no maximum is found in 200 steps
   */
  public static RewardPosterior of(
      RewardLikelihood likelihood, GaussianPrior prior, double[] start) {
    return of(likelihood, prior, start, DECREMENT);
  }

  /**
   * The same, less exactly.
   *
   * @param least the Newton decrement at which the mode counts as found
   */
  static RewardPosterior of(
      RewardLikelihood likelihood, GaussianPrior prior, double[] start, double least) {
    int unknowns = Checks.inRange("unknowns", likelihood.unknowns(), start.length, start.length);
    double[] reward = start.clone();
    double lastDecrement = Double.POSITIVE_INFINITY;
    double leastDecrement = Double.POSITIVE_INFINITY;
    int stalls = 0;
    for (int step = 0; step < MOST_STEPS; step++) {
      RewardLikelihood.Expansion expansion = likelihood.expand(reward);
      double[] pull = product(prior.precision(), reward);
      double[] gradient = new double[unknowns];
      for (int k = 0; k < unknowns; k++) {
        gradient[k] = expansion.gradient()[k] - pull[k];
      }
      PosteriorPrecision decomposed = PosteriorPrecision.of(likelihood, expansion, prior);
      double[] direction = decomposed.solve(gradient);
      double decrement = dot(direction, gradient);
      double objective = -expansion.value() + dot(reward, pull) / 2;
      // With very many actions rounding keeps the decrement from falling that far.
      boolean falls = decrement < lastDecrement / 2;
      boolean nearer = decrement < leastDecrement / 2 || !gainDrowns(decrement, objective);
      stalls = nearer ? 0 : stalls + 1;
      boolean found =
          decrement < least
              || (!falls && decrement < ROUNDING * (1 + Math.abs(objective)))
              || stalls == MOST_STALLS;
      lastDecrement = decrement;
      leastDecrement = Math.min(leastDecrement, decrement);
      double[] next =
          found ? reward : advance(likelihood, prior, reward, direction, objective, decrement);
      if (found || next == null) {
        return new RewardPosterior(
            reward,
            decomposed.inverse(),
            objective,
            expansion.logVolume()
                - objective
                - decomposed.logDeterminant() / 2
                + prior.logDeterminant() / 2,
            step);
      }
      reward = next;
    }
    throw new NumericalException(
        "the most probable reward was not found in " + MOST_STEPS + " Newton steps");
  }

  /** The next point, or null where none is better to working precision. */
  private static double[] advance(
      RewardLikelihood likelihood,
      GaussianPrior prior,
      double[] reward,
      double[] direction,
      double objective,
      double decrement) {
    double scale = 1;
    for (int halving = 0; halving < MOST_HALVINGS; halving++) {
      double[] next = reward.clone();
      for (int k = 0; k < next.length; k++) {
        next[k] += scale * direction[k];
      }
      double there = -likelihood.log(next) + dot(next, product(prior.precision(), next)) / 2;
      // Near the optimum the gain drowns in rounding; a whole step is then right. It is not where
      // policies are so sure that the likelihood is flat here and steep a small step further.
      if (there <= objective - 0.25 * scale * decrement
          || (halving == 0
              && gainDrowns(decrement, objective)
              && gainDrowns(there - objective, objective))) {
        return next;
      }
      scale /= 2;
    }
    return null;
  }

  private static boolean gainDrowns(double decrement, double objective) {
    return decrement < 1e-9 * (1 + Math.abs(objective));
  }

  private static double[] product(double[] matrix, double[] x) {
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double sum = 0;
      for (int j = 0; j < x.length; j++) {
        sum += matrix[i * x.length + j] * x[j];
      }
      result[i] = sum;
    }
    return result;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += x[k] * y[k];
    }
    return sum;
  }

  /** The mode with its mean removed, {@code [unknowns]}. */
  public double[] centred() {
    double mean = 0;
    for (double value : mode) {
      mean += value / mode.length;
    }
    double[] centred = mode.clone();
    for (int k = 0; k < centred.length; k++) {
      centred[k] -= mean;
    }
    return centred;
  }

  /** Standard deviations of {@link #centred}: √diag(C·covariance·C), C = I − 11ᵀ/unknowns. */
  public double[] deviations() {
    return deviations(covariance, mode.length);
  }

  /** Standard deviations about the mean of {@code n} numbers with a covariance. */
  static double[] deviations(double[] covariance, int n) {
    double[] rowMeans = new double[n];
    double mean = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        rowMeans[i] += covariance[i * n + j] / n;
      }
      mean += rowMeans[i] / n;
    }
    double[] deviations = new double[n];
    for (int i = 0; i < n; i++) {
      deviations[i] = Math.sqrt(Math.max(0, covariance[i * n + i] - 2 * rowMeans[i] + mean));
    }
    return deviations;
  }
}
