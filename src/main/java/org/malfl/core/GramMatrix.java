package org.malfl.core;

import java.util.Arrays;

/**
 * The symmetric matrix Σ_k x_k x_kᵀ of rows that come one after the other. Rows are gathered and
 * multiplied some at a time, which the compiler turns into vector code; the order of additions is
 * that of the rows.
 */
public final class GramMatrix {
  private static final int GATHERED = 4;

  private final int size;
  private final double[][] upper;
  private final double[][] gathered;
  private int waiting;

  /**
   * Zero.
   *
   * @param size length of a row, at least 1
   */
  public GramMatrix(int size) {
    this.size = Checks.inRange("size", size, 1, 46_340);
    this.upper = new double[size][size];
    this.gathered = new double[GATHERED][size];
  }

  /**
   * Room for the next row, to be filled completely before the next call; its numbers are those of
   * an earlier row.
   */
  public double[] next() {
    if (waiting == GATHERED) {
      multiply();
    }
    return gathered[waiting++];
  }

  private void multiply() {
    for (int row = waiting; row < GATHERED; row++) {
      Arrays.fill(gathered[row], 0);
    }
    waiting = 0;
    for (int i = 0; i < size; i++) {
      addTo(upper[i], i, gathered[0], gathered[1], gathered[2], gathered[3]);
    }
  }

  private static void addTo(
      double[] sum, int from, double[] a, double[] b, double[] c, double[] d) {
    double x = a[from];
    double y = b[from];
    double z = c[from];
    double w = d[from];
    if (x == 0 && y == 0 && z == 0 && w == 0) {
      return;
    }
    for (int j = from; j < sum.length; j++) {
      sum[j] += (x * a[j] + y * b[j]) + (z * c[j] + w * d[j]);
    }
  }

  /** The sum so far, {@code [size][size]} row-major, both triangles. */
  public double[] toArray() {
    multiply();
    double[] matrix = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = i; j < size; j++) {
        matrix[i * size + j] = upper[i][j];
        matrix[j * size + i] = upper[i][j];
      }
    }
    return matrix;
  }
}
