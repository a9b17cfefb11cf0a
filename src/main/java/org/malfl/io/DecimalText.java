package org.malfl.io;

import com.fasterxml.jackson.core.io.NumberOutput;

/**
 * Decimal text of numbers in artifacts: the shortest that reads back as the same double. Not {@link
 * Double#toString}, whose output changed with Java 19.
 */
public final class DecimalText {
  private DecimalText() {}

  /**
   * Shortest text of a finite double.
   *
   * @throws IllegalArgumentException if the value is infinite or NaN
   */
  public static String of(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(value + " has no place in an artifact");
    }
    return NumberOutput.toString(value, true);
  }
}
