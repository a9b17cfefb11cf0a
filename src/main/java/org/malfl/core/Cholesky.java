package org.malfl.core;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;

/** A symmetric positive definite matrix, decomposed: A = G·Gᵀ with G lower triangular. */
public final class Cholesky {
  private final int size;
  private final LinearSolverDense<DMatrixRMaj> solver;

  /**
   * Decomposes.
   *
   * @param matrix A, {@code [size][size]} row-major; only its lower triangle is read
   * @param size of the matrix, at least 1
   * @throws NumericalException if it is not positive definite to working precision
   */
  public Cholesky(double[] matrix, int size) {
    Checks.length("matrix", matrix, (long) size * size);
    this.size = size;
    this.solver = LinearSolverFactory_DDRM.chol(size);
    if (!solver.setA(new DMatrixRMaj(size, size, true, matrix.clone()))) {
      throw new NumericalException("a matrix of size " + size + " is not positive definite");
    }
  }

  /**
   * A⁻¹·B.
   *
   * @param rightHandSides B, {@code [size][columns]} row-major
   * @return same shape
   */
  public double[] solve(double[] rightHandSides) {
    int columns = rightHandSides.length / size;
    Checks.length("right-hand sides", rightHandSides, (long) size * columns);
    DMatrixRMaj solution = new DMatrixRMaj(size, columns);
    solver.solve(new DMatrixRMaj(size, columns, true, rightHandSides.clone()), solution);
    return Checks.finite("solution of a linear system", solution.data);
  }

  /** A⁻¹, {@code [size][size]} row-major. */
  public double[] inverse() {
    DMatrixRMaj inverse = new DMatrixRMaj(size, size);
    solver.invert(inverse);
    return Checks.finite("inverse matrix", inverse.data);
  }

  /** G, {@code [size][size]} row-major, zero above the diagonal. */
  public double[] lower() {
    CholeskyDecomposition_F64<DMatrixRMaj> decomposition = solver.getDecomposition();
    return decomposition.getT(null).data;
  }

  /** log det A. */
  public double logDeterminant() {
    CholeskyDecomposition_F64<DMatrixRMaj> decomposition = solver.getDecomposition();
    DMatrixRMaj lower = decomposition.getT(null);
    double sum = 0;
    for (int k = 0; k < size; k++) {
      sum += StrictMath.log(lower.get(k, k));
    }
    return 2 * sum;
  }
}
