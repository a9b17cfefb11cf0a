package org.malfl.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.malfl.core.Adam;
import org.malfl.core.NumericalException;

/** Training by Adam, with the learning rates and the bounds that it can have. */
class AdamTrainingTest {
  private static final double[][] INPUTS = {{0.3, -1}, {1, 0.5}, {-0.7, 0.2}};
  private static final double[][] TARGETS = {{1}, {-2}, {0.5}};

  private static MultilayerPerceptron network() {
    return new Architecture(List.of(4), Activation.TANH, Initialisation.GLOROT)
        .network(2, 1, new SplittableRandom(5), new RowProducts());
  }

  private static AdamTraining training(Optional<GradientClipping> clipping) {
    return new AdamTraining(network(), 0.05, clipping);
  }

  /** An update on the squared error and its loss before. */
  private static double update(AdamTraining training, double share, double ridge) {
    double[][] slopes = new double[3][1];
    double loss = OutputLoss.SQUARED_ERROR.of(training.network().outputs(INPUTS), TARGETS, slopes);
    training.update(slopes, share, ridge);
    return loss;
  }

  private static double[] gradient(MultilayerPerceptron network) {
    double[][] slopes = new double[3][1];
    OutputLoss.SQUARED_ERROR.of(network.outputs(INPUTS), TARGETS, slopes);
    return network.gradient(slopes);
  }

  @Test
  void anUpdateIsAdamOnTheClippedGradientOfLossAndRidge() {
    AdamTraining training = training(Optional.of(new GradientClipping(0.1)));
    MultilayerPerceptron other = network();
    Adam adam = new Adam(other.shape().numParameters(), 0.05);
    for (int update = 0; update < 5; update++) {
      double[] parameters = other.parameters();
      double[] gradient = gradient(other);
      Arrays.setAll(gradient, k -> gradient[k] + 0.3 * parameters[k]);
      double norm =
          Math.sqrt(Arrays.stream(gradient).map(slope -> slope * slope).reduce(0, Double::sum));
      assertTrue(norm > 0.1);
      adam.step(
          parameters, Arrays.stream(gradient).map(slope -> slope * (0.1 / norm)).toArray(), 0.5);
      other.setParameters(parameters);
      update(training, 0.5, 0.3);
      assertArrayEquals(parameters, training.network().parameters(), 1e-15);
    }
  }

  @Test
  void withoutARidgeAndClippingItIsAdamOnTheGradient() {
    AdamTraining training = training(Optional.empty());
    double[] parameters = network().parameters();
    new Adam(parameters.length, 0.05).step(parameters, gradient(network()));
    double[][] slopes = new double[3][1];
    OutputLoss.SQUARED_ERROR.of(training.network().outputs(INPUTS), TARGETS, slopes);
    training.update(slopes, 1);
    assertArrayEquals(parameters, training.network().parameters());
  }

  @Test
  void manyUpdatesFitWhatCanBeFitted() {
    AdamTraining training = training(Optional.empty());
    double first = update(training, 1, 0);
    for (int update = 1; update < 2000; update++) {
      update(training, Schedule.COSINE.share(update, 2000), 0);
    }
    assertTrue(update(training, 0, 0) < 1e-12 * first);
  }

  @Test
  void aRestoredTrainingGoesOnWithTheSameBits() {
    AdamTraining one = training(Optional.of(new GradientClipping(1)));
    for (int update = 0; update < 7; update++) {
      update(one, 1, 0);
    }
    AdamTraining other = training(Optional.of(new GradientClipping(1)));
    other.restore(one.state());
    assertArrayEquals(one.state(), other.state());
    for (int update = 0; update < 7; update++) {
      assertEquals(update(one, 0.5, 0.1), update(other, 0.5, 0.1));
    }
    assertArrayEquals(one.state(), other.state());
    double[] tooLong = Arrays.copyOf(one.state(), one.state().length + 1);
    assertThrows(IllegalArgumentException.class, () -> other.restore(tooLong));
  }

  @Test
  void aGradientThatIsNoNumberIsANumericalFailure() {
    AdamTraining training = training(Optional.empty());
    training.network().outputs(INPUTS);
    assertThrows(
        NumericalException.class,
        () -> training.update(new double[][] {{Double.NaN}, {0}, {0}}, 1));
  }

  @Property(tries = 200)
  void clippingKeepsTheDirectionAndBoundsTheLength(
      @ForAll @Size(min = 1, max = 9) List<@DoubleRange(min = -1e3, max = 1e3) Double> entries,
      @ForAll @DoubleRange(min = 0.01, max = 1e3) double bound) {
    double[] before = entries.stream().mapToDouble(Double::doubleValue).toArray();
    double[] after = before.clone();
    double norm = new GradientClipping(bound).apply(after);
    double expected = 0;
    for (double entry : before) {
      expected = Math.hypot(expected, entry);
    }
    assertEquals(expected, norm, 1e-9 * (1 + expected));
    if (norm <= bound) {
      assertArrayEquals(before, after);
    } else {
      for (int k = 0; k < before.length; k++) {
        assertEquals(before[k] * bound / norm, after[k], 1e-12 * bound);
      }
    }
  }

  @Test
  void boundsThatAreNoneAreRejected() {
    for (double bound : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new GradientClipping(bound));
    }
  }

  @Test
  void aCosineFallsFromTheWholeRateToNothing() {
    assertEquals(1, Schedule.COSINE.share(0, 10));
    assertEquals(0.5, Schedule.COSINE.share(5, 10), 1e-16);
    // ½(1 + cos 72°) = (3 + √5)/8
    assertEquals((3 + Math.sqrt(5)) / 8, Schedule.COSINE.share(4, 10), 1e-15);
    assertTrue(Schedule.COSINE.share(999_999, 1_000_000) < 1e-11);
    assertEquals(1, Schedule.CONSTANT.share(9, 10));
  }

  @Property(tries = 200)
  void schedulesNeverRise(
      @ForAll Schedule schedule,
      @ForAll @IntRange(min = 2, max = 10_000_000) int updates,
      @ForAll @LongRange(min = 1) long any) {
    long update = 1 + any % (updates - 1);
    double share = schedule.share(update, updates);
    assertTrue(share > 0 && share <= schedule.share(update - 1, updates), () -> "at " + update);
  }
}
