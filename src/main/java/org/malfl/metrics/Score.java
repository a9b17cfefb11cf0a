package org.malfl.metrics;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A number, or the reason why there is none. A correlation with a constant vector is undefined, and
 * so is a mean over scores of which one is undefined; neither becomes NaN.
 *
 * @param value finite where present
 * @param undefinedBecause the reason where the value is absent, else empty
 */
public record Score(OptionalDouble value, String undefinedBecause) {
  /**
   * @throws IllegalArgumentException if the value is not finite, or value and reason are both
   *     present or both absent
   */
  public Score {
    if (value.isPresent() != undefinedBecause.isEmpty()
        || (value.isPresent() && !Double.isFinite(value.getAsDouble()))) {
      throw new IllegalArgumentException("score " + value + ", reason '" + undefinedBecause + "'");
    }
  }

  /** A defined score. */
  public static Score of(double value) {
    return new Score(OptionalDouble.of(value), "");
  }

  /** An undefined score. */
  public static Score undefined(String reason) {
    return new Score(OptionalDouble.empty(), reason);
  }

  /** The arithmetic mean, in list order; undefined if any of the scores is. */
  public static Score mean(List<Score> scores) {
    double sum = 0;
    for (int k = 0; k < scores.size(); k++) {
      if (scores.get(k).value().isEmpty()) {
        return undefined("entry " + k + " is undefined: " + scores.get(k).undefinedBecause());
      }
      sum += scores.get(k).value().getAsDouble();
    }
    return of(sum / scores.size());
  }
}
