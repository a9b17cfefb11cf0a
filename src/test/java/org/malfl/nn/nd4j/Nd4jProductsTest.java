package org.malfl.nn.nd4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.malfl.core.RandomNumbers;
import org.malfl.nn.MatrixProducts;
import org.malfl.nn.RowProducts;

class Nd4jProductsTest {
  private static final MatrixProducts ROWS = new RowProducts();

  private static double[][] normal(int rows, int columns, SplittableRandom random) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int k = 0; k < columns; k++) {
        row[k] = RandomNumbers.normal(random);
      }
    }
    return matrix;
  }

  /** All three products of n × k and k × m, each as rows, in results that held other numbers. */
  private static List<double[][]> all(
      MatrixProducts products, double[][] a, double[][] b, SplittableRandom random) {
    int n = a.length;
    int k = b.length;
    int m = b[0].length;
    double[][] aTransposed = transposed(a);
    double[][] bTransposed = transposed(b);
    List<double[][]> results = new ArrayList<>();
    for (int kind = 0; kind < 3; kind++) {
      results.add(normal(n, m, random));
    }
    assertEquals(k, a[0].length);
    products.multiply(a, b, results.get(0));
    products.multiplyTransposedFirst(aTransposed, b, results.get(1));
    products.multiplyTransposedSecond(a, bTransposed, results.get(2));
    return results;
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int row = 0; row < matrix.length; row++) {
      for (int column = 0; column < transposed.length; column++) {
        transposed[column][row] = matrix[row][column];
      }
    }
    return transposed;
  }

  /** Relative to the product of the lengths of row and column, the scale of rounding. */
  private static void assertEqualsRows(double[][] a, double[][] b, double[][] found) {
    double[][] expected = new double[a.length][b[0].length];
    ROWS.multiply(a, b, expected);
    double[][] columns = transposed(b);
    for (int row = 0; row < a.length; row++) {
      for (int column = 0; column < columns.length; column++) {
        assertEquals(
            expected[row][column],
            found[row][column],
            1e-12 * norm(a[row]) * norm(columns[column]));
      }
    }
  }

  private static double norm(double[] vector) {
    double squares = 0;
    for (double entry : vector) {
      squares += entry * entry;
    }
    return Math.sqrt(squares);
  }

  private static void assertSameBits(List<double[][]> expected, List<double[][]> found) {
    for (int k = 0; k < expected.size(); k++) {
      for (int row = 0; row < expected.get(k).length; row++) {
        assertArrayEquals(expected.get(k)[row], found.get(k)[row], 0);
      }
    }
  }

  @Property(tries = 300)
  void productsOfAnyShapesInTurnAreThoseOfRows(
      @ForAll LinearAlgebra algebra,
      @ForAll @Size(min = 1, max = 5)
          List<@Size(3) List<@IntRange(min = 1, max = 90) Integer>> shapes,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MatrixProducts products = algebra.products();
    for (List<Integer> shape : shapes) {
      double[][] a = normal(shape.get(0), shape.get(1), random);
      double[][] b = normal(shape.get(1), shape.get(2), random);
      for (double[][] found : all(products, a, b, random)) {
        assertEqualsRows(a, b, found);
      }
    }
  }

  @Test
  void aBatchLargerThanTheLastOneFits() {
    SplittableRandom random = new SplittableRandom(1);
    MatrixProducts products = new Nd4jProducts();
    for (int n : new int[] {3, 2025, 1, 700}) {
      double[][] a = normal(n, 64, random);
      double[][] b = normal(64, 33, random);
      for (double[][] found : all(products, a, b, random)) {
        assertEqualsRows(a, b, found);
      }
    }
  }

  @Test
  void emptyMatricesHaveProducts() {
    for (LinearAlgebra algebra : LinearAlgebra.values()) {
      MatrixProducts products = algebra.products();
      double[][] sums = {{1, 2}, {3, 4}, {5, 6}};
      products.multiply(new double[0][3], new double[3][2], new double[0][2]);
      products.multiplyTransposedFirst(new double[0][3], new double[0][2], sums);
      assertArrayEquals(new double[3][2], sums);
      products.multiplyTransposedSecond(new double[0][3], new double[2][3], new double[0][2]);
    }
  }

  @Test
  void bitsAreTheSameAgainAndInOtherThreads() throws Exception {
    SplittableRandom random = new SplittableRandom(2);
    double[][] a = normal(300, 150, random);
    double[][] b = normal(150, 70, random);
    List<double[][]> expected = all(new Nd4jProducts(), a, b, random);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<double[][]>>> others = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        others.add(
            threads.submit(
                () -> {
                  MatrixProducts products = new Nd4jProducts();
                  List<double[][]> found = List.of();
                  for (int time = 0; time < 20; time++) {
                    found = all(products, a, b, new SplittableRandom(time));
                  }
                  return found;
                }));
      }
      for (Future<List<double[][]>> other : others) {
        assertSameBits(expected, other.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void infiniteAndMissingNumbersStay() {
    double[][] a = {{Double.POSITIVE_INFINITY, 1}, {Double.NaN, 1}};
    double[][] b = {{1, 2}, {3, 4}};
    double[][] c = new double[2][2];
    new Nd4jProducts().multiply(a, b, c);
    assertArrayEquals(new double[] {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY}, c[0]);
    assertArrayEquals(new double[] {Double.NaN, Double.NaN}, c[1]);
  }

  /** The shapes of docs/networks.md, by what was measured for them. */
  @Test
  void shapesGoToWhomTheyWereMeasuredFor() {
    assertTrue(ProductsByShape.rowsAreFaster(2025, 14, 64));
    assertTrue(ProductsByShape.rowsAreFaster(14, 2025, 64));
    assertTrue(ProductsByShape.rowsAreFaster(64, 64, 5));
    assertTrue(ProductsByShape.rowsAreFaster(64, 64, 64));
    assertTrue(ProductsByShape.rowsAreFaster(8, 256, 256));
    assertTrue(ProductsByShape.rowsAreFaster(256, 8, 256));
    assertTrue(ProductsByShape.rowsAreFaster(1, 256, 256));
    assertFalse(ProductsByShape.rowsAreFaster(2025, 64, 64));
    assertFalse(ProductsByShape.rowsAreFaster(64, 2025, 64));
    assertFalse(ProductsByShape.rowsAreFaster(2025, 64, 1));
    assertFalse(ProductsByShape.rowsAreFaster(729, 64, 5));
    assertFalse(ProductsByShape.rowsAreFaster(512, 256, 256));
    assertTrue(ProductsByShape.rowsAreFasterTransposing(2025, 1, 64));
    assertTrue(ProductsByShape.rowsAreFasterTransposing(729, 5, 64));
    assertTrue(ProductsByShape.rowsAreFasterTransposing(64, 5, 64));
    assertFalse(ProductsByShape.rowsAreFasterTransposing(64, 64, 64));
    assertFalse(ProductsByShape.rowsAreFasterTransposing(8, 256, 256));
    assertFalse(ProductsByShape.rowsAreFasterTransposing(2025, 64, 64));
    assertFalse(ProductsByShape.rowsAreFasterTransposing(1, 256, 256));
    assertFalse(ProductsByShape.rowsAreFaster(65_536, 65_536, 15), "a product of sizes overflows");
  }
}
