package org.malfl.inverse;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.malfl.core.Checks;
import org.malfl.core.Cholesky;
import org.malfl.core.NumericalException;

/**
 * Precision of a reward's posterior, A = XᵀX + P: the information of a likelihood and the precision
 * of a prior. Cholesky's decomposition serves where it can. It cannot where the information of some
 * directions, rounded to 16 digits, is more than all that is known of another: with exact learners,
 * γ = 0.999 and α = 0.05, the level of rewards is known to 10⁻⁹ by a ridge and differences to 10⁹.
 * A = RᵀR then comes from Householder's QR decomposition of X above a root of P, in which numbers
 * have square roots of these sizes.
 */
final class PosteriorPrecision {
  private final int unknowns;

  /** Null where Cholesky's decomposition fails. */
  private final Cholesky cholesky;

  /** R, {@code [unknowns][unknowns]}, upper triangle; null where Cholesky's serves. */
  private final DMatrixRMaj root;

  private PosteriorPrecision(int unknowns, Cholesky cholesky, DMatrixRMaj root) {
    this.unknowns = unknowns;
    this.cholesky = cholesky;
    this.root = root;
  }

  /**
   * Of a likelihood at a place, and a prior.
   *
   * @param expansion of the likelihood
   * @throws NumericalException if even the root of the precision is singular
   */
  static PosteriorPrecision of(
      RewardLikelihood likelihood, RewardLikelihood.Expansion expansion, GaussianPrior prior) {
    int unknowns = expansion.point().length;
    double[] sum = expansion.information().clone();
    for (int k = 0; k < sum.length; k++) {
      sum[k] += prior.precision()[k];
    }
    try {
      return new PosteriorPrecision(unknowns, new Cholesky(sum, unknowns), null);
    } catch (NumericalException notDefinite) {
      return ofRoots(
          likelihood.informationRows(expansion.point()),
          new Cholesky(prior.precision(), unknowns).lower(),
          unknowns);
    }
  }

  /**
   * XᵀX + GGᵀ.
   *
   * @param rows X, {@code [rows][unknowns]} row-major
   * @param lower G, {@code [unknowns][unknowns]} row-major, zero above the diagonal
   * @throws NumericalException if it is singular
   */
  static PosteriorPrecision ofRoots(double[] rows, double[] lower, int unknowns) {
    double[] stacked = Arrays.copyOf(rows, rows.length + lower.length);
    for (int k = 0; k < lower.length; k++) {
      stacked[rows.length + k % unknowns * unknowns + k / unknowns] = lower[k];
    }
    Checks.finite("information", stacked);
    DMatrixRMaj matrix = new DMatrixRMaj(stacked.length / unknowns, unknowns, true, stacked);
    QRDecomposition<DMatrixRMaj> decomposition =
        DecompositionFactory_DDRM.qr(matrix.numRows, unknowns);
    decomposition.decompose(matrix);
    DMatrixRMaj root = decomposition.getR(null, true);
    for (int k = 0; k < unknowns; k++) {
      if (root.get(k, k) == 0) {
        throw new NumericalException("the precision of the posterior is singular");
      }
    }
    return new PosteriorPrecision(unknowns, null, root);
  }

  /** A⁻¹b, {@code [unknowns]}. */
  double[] solve(double[] b) {
    if (root == null) {
      return cholesky.solve(b);
    }
    double[] x = b.clone();
    TriangularSolver_DDRM.solveTranU(root.data, x, unknowns);
    TriangularSolver_DDRM.solveU(root.data, x, unknowns);
    return Checks.finite("solution of a linear system", x);
  }

  /** A⁻¹, {@code [unknowns][unknowns]} row-major. */
  double[] inverse() {
    if (root == null) {
      return cholesky.inverse();
    }
    DMatrixRMaj ofRoot = CommonOps_DDRM.identity(unknowns);
    for (int column = 0; column < unknowns; column++) {
      double[] unit = new double[unknowns];
      unit[column] = 1;
      TriangularSolver_DDRM.solveU(root.data, unit, unknowns);
      for (int row = 0; row < unknowns; row++) {
        ofRoot.set(row, column, unit[row]);
      }
    }
    DMatrixRMaj inverse = new DMatrixRMaj(unknowns, unknowns);
    CommonOps_DDRM.multTransB(ofRoot, ofRoot, inverse);
    return Checks.finite("inverse matrix", inverse.data);
  }

  /** log det A. */
  double logDeterminant() {
    if (root == null) {
      return cholesky.logDeterminant();
    }
    double sum = 0;
    for (int k = 0; k < unknowns; k++) {
      sum += StrictMath.log(Math.abs(root.get(k, k)));
    }
    return 2 * sum;
  }
}
