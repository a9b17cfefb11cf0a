package org.malfl.inverse;

import org.malfl.core.Checks;
import org.malfl.core.Cholesky;

/**
 * What is thought of a reward before any data: normal, with mean zero.
 *
 * @param precision inverse of the covariance, {@code [unknowns][unknowns]} row-major; owned by the
 *     record, not to be written to
 * @param logDeterminant log det of the precision
 */
public record GaussianPrior(double[] precision, double logDeterminant) {
  /**
   * ½λ‖R − mean R‖² + ½ε‖R‖² as negative log density: no unknown like another, on a level that a
   * small ε leaves all but free.
   *
   * @param unknowns their number, at least 1
   * @param strength λ, above 0
   * @param level ε, above 0
   */
  public static GaussianPrior ridge(int unknowns, double strength, double level) {
    Checks.positive("strength", strength);
    Checks.positive("level", level);
    double[] precision = new double[unknowns * unknowns];
    for (int k = 0; k < precision.length; k++) {
      precision[k] = (k % (unknowns + 1) == 0 ? strength + level : 0) - strength / unknowns;
    }
    // Eigenvalue ε along the constant, λ + ε along all others.
    return new GaussianPrior(
        precision, (unknowns - 1) * StrictMath.log(strength + level) + StrictMath.log(level));
  }

  /**
   * Of a covariance.
   *
   * @param covariance {@code [unknowns][unknowns]} row-major
   * @throws org.malfl.core.NumericalException if it is not positive definite
   */
  public static GaussianPrior ofCovariance(double[] covariance, int unknowns) {
    Cholesky decomposed = new Cholesky(covariance, unknowns);
    return new GaussianPrior(decomposed.inverse(), -decomposed.logDeterminant());
  }

  /** Number of unknowns. */
  public int unknowns() {
    return (int) Math.round(Math.sqrt(precision.length));
  }
}
