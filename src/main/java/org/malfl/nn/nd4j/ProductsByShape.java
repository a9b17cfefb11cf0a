package org.malfl.nn.nd4j;

import org.malfl.nn.MatrixProducts;
import org.malfl.nn.RowProducts;

/**
 * Products by plain rows for the shapes where these were measured to be at least 1.5 times faster
 * than ND4J with its copies, and by ND4J for others. ND4J is loaded by the first product that needs
 * it. Which one it is depends on nothing but the shape, so every run gets the same bits.
 */
public final class ProductsByShape implements MatrixProducts {
  /** Rows take what a call of ND4J takes before it multiplies. */
  private static final long FEW_MULTIPLICATIONS = 300_000;

  /** The same for what rows are slow at: results with short rows, and turning a matrix around. */
  private static final long FEW_SLOW_MULTIPLICATIONS = 50_000;

  /** What turning a matrix around takes, in multiplications per number of it. */
  private static final int TURNING = 64;

  /** Copies take as long as the multiplications, if each number is in so few of them. */
  private static final int FEW_TERMS = 16;

  /** Rows of fewer numbers are no vector code. */
  private static final int LONG_ROW = 16;

  private final MatrixProducts rows = new RowProducts();
  private MatrixProducts nd4j;

  @Override
  public void multiply(double[][] a, double[][] b, double[][] c) {
    boolean byRows = rowsAreFaster(c.length, b.length, columns(c));
    (byRows ? rows : nd4j()).multiply(a, b, c);
  }

  @Override
  public void multiplyTransposedFirst(double[][] a, double[][] b, double[][] c) {
    boolean byRows = rowsAreFaster(c.length, a.length, columns(c));
    (byRows ? rows : nd4j()).multiplyTransposedFirst(a, b, c);
  }

  @Override
  public void multiplyTransposedSecond(double[][] a, double[][] b, double[][] c) {
    boolean byRows = rowsAreFasterTransposing(c.length, columns(b), columns(c));
    (byRows ? rows : nd4j()).multiplyTransposedSecond(a, b, c);
  }

  /**
   * Whether plain rows are to make {@code [n][m]} from {@code [n][k]} and {@code [k][m]}, the first
   * of them possibly given transposed.
   */
  static boolean rowsAreFaster(int n, int k, int m) {
    long multiplications = (long) n * k * m;
    return m < LONG_ROW
        ? multiplications < FEW_SLOW_MULTIPLICATIONS
        : multiplications < FEW_MULTIPLICATIONS || Math.min(n, k) <= FEW_TERMS;
  }

  /** The same where the second is given transposed, which rows have to turn around first. */
  static boolean rowsAreFasterTransposing(int n, int k, int m) {
    return ((long) n + TURNING) * k * m < FEW_SLOW_MULTIPLICATIONS
        || (m >= LONG_ROW && n > FEW_TERMS && k <= FEW_TERMS);
  }

  private static int columns(double[][] matrix) {
    return matrix.length == 0 ? 0 : matrix[0].length;
  }

  private MatrixProducts nd4j() {
    if (nd4j == null) {
      nd4j = new Nd4jProducts();
    }
    return nd4j;
  }
}
