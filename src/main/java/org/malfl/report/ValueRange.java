package org.malfl.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.DoubleStream;

/** Least, mean and largest of some numbers, for people. */
final class ValueRange {
  /** Beyond this not every whole number is a double, so digits would pretend. */
  private static final double WHOLE = 1L << 53;

  private static final MathContext DIGITS = new MathContext(5);

  private double least = Double.POSITIVE_INFINITY;
  private double largest = Double.NEGATIVE_INFINITY;
  private double mean;
  private long finite;
  private long others;

  private ValueRange() {}

  /** The range of numbers: what is not finite is counted and otherwise left out. */
  static ValueRange of(DoubleStream values) {
    ValueRange range = new ValueRange();
    values.forEachOrdered(range::add);
    return range;
  }

  /** Whether there are numbers and all are finite. */
  boolean isFinite() {
    return finite > 0 && others == 0;
  }

  private void add(double value) {
    if (Double.isFinite(value)) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
      finite++;
      // A sum of large values may be too large for a number.
      mean += value / finite - mean / finite;
    } else {
      others++;
    }
  }

  /** Least, largest, mean, and how many are not finite if any is. */
  String text() {
    String notFinite = others == 0 ? "" : ", not finite: " + others;
    return finite == 0
        ? "none" + notFinite
        : number(least) + " to " + number(largest) + ", mean " + number(mean) + notFinite;
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < WHOLE
        ? Long.toString((long) value)
        : new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString();
  }
}
