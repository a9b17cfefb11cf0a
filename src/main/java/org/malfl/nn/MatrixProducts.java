package org.malfl.nn;

/**
 * The products that networks spend their time on. Matrices are rows, {@code double[rows][columns]};
 * results are overwritten, and must be none of the factors.
 */
public interface MatrixProducts {
  /**
   * c ← a·b.
   *
   * @param a {@code [n][k]}
   * @param b {@code [k][m]}
   * @param c {@code [n][m]}
   */
  void multiply(double[][] a, double[][] b, double[][] c);

  /**
   * c ← aᵀ·b.
   *
   * @param a {@code [k][n]}
   * @param b {@code [k][m]}
   * @param c {@code [n][m]}
   */
  void multiplyTransposedFirst(double[][] a, double[][] b, double[][] c);

  /**
   * c ← a·bᵀ.
   *
   * @param a {@code [n][k]}
   * @param b {@code [m][k]}
   * @param c {@code [n][m]}
   */
  void multiplyTransposedSecond(double[][] a, double[][] b, double[][] c);
}
