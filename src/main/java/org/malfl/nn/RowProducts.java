package org.malfl.nn;

import java.util.Arrays;

/**
 * Products as sums of rows, which the compiler turns into vector code; each entry is summed in the
 * order of the inner index, so its bits are the same on any machine.
 */
public final class RowProducts implements MatrixProducts {
  @Override
  public void multiply(double[][] a, double[][] b, double[][] c) {
    for (int row = 0; row < a.length; row++) {
      double[] sum = c[row];
      Arrays.fill(sum, 0);
      double[] factors = a[row];
      int k = 0;
      for (; k + 4 <= factors.length; k += 4) {
        addFour(
            sum,
            factors[k],
            b[k],
            factors[k + 1],
            b[k + 1],
            factors[k + 2],
            b[k + 2],
            factors[k + 3],
            b[k + 3]);
      }
      for (; k < factors.length; k++) {
        add(sum, factors[k], b[k]);
      }
    }
  }

  @Override
  public void multiplyTransposedFirst(double[][] a, double[][] b, double[][] c) {
    for (double[] row : c) {
      Arrays.fill(row, 0);
    }
    int k = 0;
    for (; k + 4 <= a.length; k += 4) {
      for (int row = 0; row < c.length; row++) {
        addFour(
            c[row],
            a[k][row],
            b[k],
            a[k + 1][row],
            b[k + 1],
            a[k + 2][row],
            b[k + 2],
            a[k + 3][row],
            b[k + 3]);
      }
    }
    for (; k < a.length; k++) {
      for (int row = 0; row < c.length; row++) {
        add(c[row], a[k][row], b[k]);
      }
    }
  }

  @Override
  public void multiplyTransposedSecond(double[][] a, double[][] b, double[][] c) {
    double[][] transposed = new double[b[0].length][b.length];
    for (int row = 0; row < b.length; row++) {
      for (int column = 0; column < transposed.length; column++) {
        transposed[column][row] = b[row][column];
      }
    }
    multiply(a, transposed, c);
  }

  private static void addFour(
      double[] sum,
      double f0,
      double[] r0,
      double f1,
      double[] r1,
      double f2,
      double[] r2,
      double f3,
      double[] r3) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] = (((sum[k] + f0 * r0[k]) + f1 * r1[k]) + f2 * r2[k]) + f3 * r3[k];
    }
  }

  private static void add(double[] sum, double factor, double[] row) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] += factor * row[k];
    }
  }
}
