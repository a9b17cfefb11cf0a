package org.malfl.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MultilayerPerceptronTest {
  private static final double STEP = 1e-5;

  private static double[][] random(int rows, int columns, SplittableRandom random) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int k = 0; k < columns; k++) {
        row[k] = 2 * random.nextDouble() - 1;
      }
    }
    return matrix;
  }

  private static double[][] targets(int rows, int columns, SplittableRandom random) {
    double[][] targets = new double[rows][columns];
    for (double[] row : targets) {
      double sum = 0;
      for (int k = 0; k < columns; k++) {
        row[k] = random.nextDouble();
        sum += row[k];
      }
      for (int k = 0; k < columns; k++) {
        row[k] /= sum;
      }
    }
    return targets;
  }

  @Property(tries = 100)
  void gradientsAreThoseOfFiniteDifferences(
      @ForAll Activation activation,
      @ForAll Initialisation initialisation,
      @ForAll OutputLoss loss,
      @ForAll @IntRange(min = 1, max = 5) int inputs,
      @ForAll @Size(max = 3) List<@IntRange(min = 1, max = 6) Integer> hidden,
      @ForAll @IntRange(min = 1, max = 4) int outputs,
      @ForAll @IntRange(min = 1, max = 7) int batch,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MultilayerPerceptron network =
        new MultilayerPerceptron(
            new MultilayerPerceptron.Shape(inputs, hidden, outputs, activation),
            initialisation,
            0.7,
            random,
            new RowProducts());
    double[] parameters = network.parameters();
    for (int k = 0; k < parameters.length; k++) {
      parameters[k] += 0.3 * (2 * random.nextDouble() - 1);
    }
    network.setParameters(parameters);
    double[][] x = random(batch, inputs, random);
    double[][] y = targets(batch, outputs, random);
    double[][] slopes = new double[batch][outputs];
    loss.of(network.outputs(x), y, slopes);
    double[] gradient = network.gradient(slopes);
    for (int k = 0; k < parameters.length; k++) {
      double[] moved = parameters.clone();
      double[] values = new double[3];
      for (int side = -1; side <= 1; side++) {
        moved[k] = parameters[k] + side * STEP;
        network.setParameters(moved);
        values[side + 1] = loss.of(network.outputs(x), y, new double[batch][outputs]);
      }
      // Where a kink lies between, the two one-sided differences are not alike.
      double left = (values[1] - values[0]) / STEP;
      double right = (values[2] - values[1]) / STEP;
      if (Math.abs(left - right) < 1e-3) {
        assertEquals((values[2] - values[0]) / (2 * STEP), gradient[k], 1e-6);
      }
    }
  }

  @Property(tries = 200)
  void productsAreThoseOfThreeLoops(
      @ForAll @IntRange(min = 1, max = 9) int n,
      @ForAll @IntRange(min = 1, max = 9) int k,
      @ForAll @IntRange(min = 1, max = 9) int m,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RowProducts products = new RowProducts();
    double[][] a = random(n, k, random);
    double[][] b = random(k, m, random);
    double[][] expected = new double[n][m];
    for (int row = 0; row < n; row++) {
      for (int column = 0; column < m; column++) {
        for (int inner = 0; inner < k; inner++) {
          expected[row][column] += a[row][inner] * b[inner][column];
        }
      }
    }
    double[][] found = random(n, m, random);
    products.multiply(a, b, found);
    assertAlike(expected, found);
    products.multiplyTransposedFirst(transposed(a), b, found);
    assertAlike(expected, found);
    products.multiplyTransposedSecond(a, transposed(b), found);
    assertAlike(expected, found);
  }

  private static void assertAlike(double[][] expected, double[][] found) {
    for (int row = 0; row < expected.length; row++) {
      assertArrayEquals(expected[row], found[row], 1e-14);
    }
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int row = 0; row < matrix.length; row++) {
      for (int column = 0; column < matrix[0].length; column++) {
        transposed[column][row] = matrix[row][column];
      }
    }
    return transposed;
  }

  @Property(tries = 50)
  void orthogonalWeightsAreOrthogonal(
      @ForAll @IntRange(min = 1, max = 12) int inputs,
      @ForAll @IntRange(min = 1, max = 12) int outputs,
      @ForAll long seed) {
    double[][] weights =
        Initialisation.ORTHOGONAL.weights(inputs, outputs, 2, new SplittableRandom(seed));
    double[][] few = inputs >= outputs ? transposed(weights) : weights;
    for (int one = 0; one < few.length; one++) {
      for (int other = 0; other < few.length; other++) {
        double product = 0;
        for (int k = 0; k < few[0].length; k++) {
          product += few[one][k] * few[other][k];
        }
        assertEquals(one == other ? 4 : 0, product, 1e-12);
      }
    }
  }

  @Test
  void longGradientsAreShortened() {
    double[] gradient = {3, 4};
    assertEquals(5, new GradientClipping(1).apply(gradient), 1e-15);
    assertArrayEquals(new double[] {0.6, 0.8}, gradient, 1e-15);
    assertEquals(1, new GradientClipping(2).apply(gradient), 1e-15);
    assertTrue(gradient[0] < 0.7);
  }
}
