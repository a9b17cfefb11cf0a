package org.malfl.config;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An interval of numbers as written in {@link Setting#range}: {@code [2, 1000]}, {@code (0, inf)}.
 */
final class Interval {
  private static final Pattern NOTATION = Pattern.compile("([\\[(])([^,]+), ([^,]+)([])])");

  private final String notation;
  private final BigDecimal low;
  private final BigDecimal high;
  private final boolean lowOpen;
  private final boolean highOpen;

  private Interval(Matcher parts) {
    this.notation = parts.group();
    this.lowOpen = parts.group(1).equals("(");
    this.low = bound(parts.group(2));
    this.high = bound(parts.group(3));
    this.highOpen = parts.group(4).equals(")");
  }

  static Interval parse(String notation) {
    Matcher parts = NOTATION.matcher(notation);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not an interval: " + notation);
    }
    return new Interval(parts);
  }

  private static BigDecimal bound(String text) {
    return text.endsWith("inf") ? null : new BigDecimal(text);
  }

  boolean contains(BigDecimal value) {
    return (low == null || value.compareTo(low) >= (lowOpen ? 1 : 0))
        && (high == null || value.compareTo(high) <= (highOpen ? -1 : 0));
  }

  @Override
  public String toString() {
    return notation;
  }
}
