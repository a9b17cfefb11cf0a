package org.malfl.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class AdamTest {
  @Test
  void fiveStepsAgreeWithThePublishedAlgorithmInNumPy() {
    // NumPy: m = .9m + .1g; v = .999v + .001g²; x -= .1·(m/(1-.9^t))/(sqrt(v/(1-.999^t)) + 1e-8)
    // from (1, −2) with gradient (2x₀, cos x₁)
    double[] x = {1, -2};
    Adam adam = new Adam(2, 0.1);
    for (int t = 0; t < 5; t++) {
      adam.step(x, new double[] {2 * x[0], StrictMath.cos(x[1])});
    }
    assertArrayEquals(new double[] {0.5079636592643417, -1.5372692052638424}, x, 1e-14);
  }

  @Test
  void theFirstStepHasTheLengthOfTheLearningRate() {
    double[] x = {0, 0};
    new Adam(2, 0.25).step(x, new double[] {1e-3, -1e5});
    assertEquals(-0.25, x[0], 1e-5);
    assertEquals(0.25, x[1], 1e-12);
  }

  @Test
  void anEntryWithoutGradientStays() {
    double[] x = {3, 4};
    Adam adam = new Adam(2, 0.1);
    adam.step(x, new double[] {0, 1});
    adam.step(x, new double[] {0, 1});
    assertEquals(3, x[0]);
  }

  private static void steps(Adam adam, double[] x, int from, int to) {
    for (int t = from; t < to; t++) {
      adam.step(x, new double[] {2 * x[0] + t % 3, StrictMath.cos(x[1])});
    }
  }

  @Test
  void anOptimiserThatGoesOnFromAStateMakesTheSameSteps() {
    // 8000 steps: by then 0.9^t has become 0.
    for (int cut : new int[] {0, 1, 7, 8000}) {
      double[] whole = {1, -2};
      steps(new Adam(2, 0.1), whole, 0, cut + 20);
      double[] parts = {1, -2};
      Adam before = new Adam(2, 0.1);
      steps(before, parts, 0, cut);
      Adam after = new Adam(2, 0.1);
      steps(after, new double[] {5, 5}, 0, 3);
      double[] state = before.state();
      after.restore(state);
      assertArrayEquals(state, after.state());
      steps(before, new double[] {5, 5}, 0, 3);
      steps(after, parts, cut, cut + 20);
      assertArrayEquals(whole, parts, 0, "cut after " + cut);
    }
  }

  @Test
  void numbersThatNoStateHasAreRejectedAndChangeNothing() {
    Adam adam = new Adam(2, 0.1);
    steps(adam, new double[] {1, -2}, 0, 3);
    double[] state = adam.state();
    double[][] wrong = {
      {0.9, 0.999, 0, 0, 0},
      {1.5, 0.999, 0, 0, 0, 0},
      {0.9, -0.1, 0, 0, 0, 0},
      {Double.NaN, 0.999, 0, 0, 0, 0},
      {0.9, 0.999, Double.NaN, 0, 0, 0},
      {0.9, 0.999, 0, Double.POSITIVE_INFINITY, 0, 0},
      {0.9, 0.999, 0, 0, 1, -1},
    };
    for (double[] numbers : wrong) {
      assertThrows(IllegalArgumentException.class, () -> adam.restore(numbers));
      assertArrayEquals(state, adam.state());
    }
  }

  @Test
  void wrongShapesAndRatesAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> new Adam(0, 0.1));
    assertThrows(IllegalArgumentException.class, () -> new Adam(2, 0));
    assertThrows(IllegalArgumentException.class, () -> new Adam(2, Double.NaN));
    Adam adam = new Adam(2, 0.1);
    assertThrows(IllegalArgumentException.class, () -> adam.step(new double[2], new double[3]));
  }
}
