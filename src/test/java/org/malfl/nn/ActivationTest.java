package org.malfl.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTest {
  private static double[] values(Activation activation, double... sums) {
    double[] values = new double[sums.length];
    activation.apply(sums.clone(), values);
    return values;
  }

  private static double value(Activation activation, double sum) {
    return values(activation, sum)[0];
  }

  /** Numbers of all magnitudes that doubles have with all their digits, but for some to spare. */
  private static double[] magnitudes() {
    SplittableRandom random = new SplittableRandom(1);
    double[] numbers = new double[200_000];
    for (int k = 0; k < numbers.length; k++) {
      double exponent = -1000 + 1020 * random.nextDouble();
      numbers[k] = (random.nextBoolean() ? 1 : -1) * StrictMath.pow(2, exponent);
    }
    return numbers;
  }

  /** Where most sums are, and tanh is neither its argument nor 1. */
  private static double[] ordinary() {
    return new SplittableRandom(2).doubles(500_000, -21, 21).toArray();
  }

  @Test
  void tanhIsThatOfStrictMathUpToTheLastDigits() {
    for (double[] sums : new double[][] {magnitudes(), ordinary()}) {
      double[] values = values(Activation.TANH, sums);
      double worst = 0;
      for (int k = 0; k < sums.length; k++) {
        double expected = StrictMath.tanh(sums[k]);
        worst = Math.max(worst, Math.abs(values[k] / expected - 1));
      }
      assertTrue(worst <= 2e-15, "relative difference " + worst);
    }
  }

  @Test
  void tanhOfWhatIsNoOrdinaryNumberIsAsItShouldBe() {
    assertEquals(1, value(Activation.TANH, Double.POSITIVE_INFINITY));
    assertEquals(-1, value(Activation.TANH, Double.NEGATIVE_INFINITY));
    assertEquals(1, value(Activation.TANH, Double.MAX_VALUE));
    assertEquals(Double.NaN, value(Activation.TANH, Double.NaN));
    // assertEquals tells -0.0 from 0.0
    assertEquals(0.0, value(Activation.TANH, 0.0));
    assertEquals(-0.0, value(Activation.TANH, -0.0));
  }

  @Test
  void tanhDependsNeitherOnTheNeighboursNorOnTheLengthOfTheRow() {
    double[] sums = Arrays.copyOf(ordinary(), 1000);
    double[] together = values(Activation.TANH, sums);
    for (int k = 0; k < sums.length; k++) {
      assertEquals(value(Activation.TANH, sums[k]), together[k]);
    }
  }

  @Property(tries = 1000)
  void tanhIsOddAndNeverBeyondOne(@ForAll @DoubleRange(min = -40, max = 40) double sum) {
    double value = value(Activation.TANH, sum);
    assertEquals(-value, value(Activation.TANH, -sum));
    assertTrue(Math.abs(value) <= 1, () -> "tanh " + sum + " is " + value);
  }

  @Test
  void theRectifiedKeepWhatIsPositive() {
    double[] sums = {-2, -0.5, 0, 0.5, 2, Double.POSITIVE_INFINITY};
    assertArrayEquals(
        new double[] {0, 0, 0, 0.5, 2, Double.POSITIVE_INFINITY}, values(Activation.RELU, sums));
    assertArrayEquals(
        new double[] {-0.02, -0.005, 0, 0.5, 2, Double.POSITIVE_INFINITY},
        values(Activation.LEAKY_RELU, sums),
        1e-17);
    assertArrayEquals(sums, values(Activation.IDENTITY, sums));
    assertEquals(Double.NaN, value(Activation.RELU, Double.NaN));
    assertEquals(Double.NaN, value(Activation.LEAKY_RELU, Double.NaN));
  }

  @ParameterizedTest
  @EnumSource
  void slopesAreThoseOfDifferences(Activation activation) {
    double step = 1e-6;
    for (double sum = -6.05; sum < 6.1; sum += 0.1) {
      double[] factors = {3};
      activation.multiplyBySlopes(values(activation, sum), factors);
      double difference =
          (value(activation, sum + step) - value(activation, sum - step)) / (2 * step);
      assertEquals(3 * difference, factors[0], 1e-9, () -> activation + " at a sum");
    }
  }

  @Test
  void theSlopeAtAKinkIsThatOfTheLeft() {
    double[] factors = {1};
    Activation.RELU.multiplyBySlopes(new double[] {0}, factors);
    assertArrayEquals(new double[] {0}, factors);
    factors[0] = 1;
    Activation.LEAKY_RELU.multiplyBySlopes(new double[] {0}, factors);
    assertArrayEquals(new double[] {0.01}, factors);
  }
}
