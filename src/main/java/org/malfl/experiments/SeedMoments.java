package org.malfl.experiments;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * How a number spreads over seeds.
 *
 * @param mean over seeds
 * @param variance with n − 1 in the denominator; empty for one seed
 * @param least of them
 */
record SeedMoments(double mean, OptionalDouble variance, double least) {
  /** The moments of a number of some outcomes, at least one. */
  static <T> SeedMoments of(List<T> outcomes, ToDoubleFunction<T> number) {
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    for (T outcome : outcomes) {
      double value = number.applyAsDouble(outcome);
      sum += value;
      least = Math.min(least, value);
    }
    double mean = sum / outcomes.size();
    double squares = 0;
    for (T outcome : outcomes) {
      double difference = number.applyAsDouble(outcome) - mean;
      squares += difference * difference;
    }
    return new SeedMoments(
        mean,
        outcomes.size() < 2
            ? OptionalDouble.empty()
            : OptionalDouble.of(squares / (outcomes.size() - 1)),
        least);
  }

  /** √variance; empty for one seed. */
  OptionalDouble deviation() {
    return variance.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.sqrt(variance.getAsDouble()));
  }
}
