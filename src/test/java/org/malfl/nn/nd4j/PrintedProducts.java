package org.malfl.nn.nd4j;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.malfl.core.EnvironmentException;
import org.malfl.nn.MatrixProducts;

/** Prints what products by ND4J are, or why there are none: a program for tests of the jar. */
public final class PrintedProducts {
  private PrintedProducts() {}

  public static void main(String[] arguments) {
    try {
      MatrixProducts products = LinearAlgebra.ND4J.products();
      int hash = 0;
      for (int size : new int[] {1, 2, 16, 65, 300}) {
        double[][] a = random(size, 2 * size);
        double[][] b = random(2 * size, size + 3);
        double[][] c = new double[size][size + 3];
        products.multiply(a, b, c);
        hash = 31 * hash + Arrays.deepHashCode(c);
        double[][] back = new double[2 * size][size + 3];
        products.multiplyTransposedFirst(a, c, back);
        hash = 31 * hash + Arrays.deepHashCode(back);
        double[][] inputs = new double[size][2 * size];
        products.multiplyTransposedSecond(c, b, inputs);
        hash = 31 * hash + Arrays.deepHashCode(inputs);
      }
      double[][] small = {{1, 2}, {3, 4}};
      double[][] square = new double[2][2];
      products.multiply(small, small, square);
      System.out.println(Arrays.deepToString(square) + " " + Integer.toHexString(hash));
    } catch (EnvironmentException e) {
      System.out.println(e.getMessage());
    }
  }

  private static double[][] random(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(rows);
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      Arrays.setAll(row, k -> random.nextDouble() - 0.5);
    }
    return matrix;
  }
}
