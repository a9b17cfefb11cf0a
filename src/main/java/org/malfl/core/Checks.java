package org.malfl.core;

/** Argument checks whose messages name the argument, the value found and what is valid. */
public final class Checks {
  /** How far the sum of a probability row may be from 1. */
  public static final double SIMPLEX_TOLERANCE = 1e-9;

  private Checks() {}

  /**
   * Requires an array of the given length.
   *
   * @param name role of the array in the caller's signature
   * @throws IllegalArgumentException if {@code array.length != length}
   */
  public static double[] length(String name, double[] array, long length) {
    if (array.length != length) {
      throw new IllegalArgumentException(
          name + " has " + array.length + " entries; valid: " + length);
    }
    return array;
  }

  /**
   * Requires {@code low <= value <= high}.
   *
   * @throws IllegalArgumentException if the value lies outside
   */
  public static int inRange(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(name + " is " + value + "; valid: " + low + " to " + high);
    }
    return value;
  }

  /**
   * Requires a finite number above zero.
   *
   * @throws IllegalArgumentException if the value is zero, negative, infinite or NaN
   */
  public static double positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + "; valid: above 0, finite");
    }
    return value;
  }

  /**
   * Requires a discount factor in [0, 1).
   *
   * @throws IllegalArgumentException if the value lies outside
   */
  public static double discount(double gamma) {
    if (!(gamma >= 0 && gamma < 1)) {
      throw new IllegalArgumentException("gamma is " + gamma + "; valid: [0, 1)");
    }
    return gamma;
  }

  /**
   * Requires every row of a row-major table to be a probability distribution.
   *
   * @param columns length of a row, at least 1; must divide {@code table.length}
   * @throws IllegalArgumentException if an entry is negative or NaN, or a row does not sum to 1
   *     within {@value #SIMPLEX_TOLERANCE}
   */
  public static double[] rowsOnSimplex(String name, double[] table, int columns) {
    if (columns < 1 || table.length % columns != 0) {
      throw new IllegalArgumentException(
          name + " has " + table.length + " entries; valid: a multiple of " + columns);
    }
    for (int row = 0; row < table.length / columns; row++) {
      double sum = 0;
      for (int k = row * columns; k < (row + 1) * columns; k++) {
        if (!(table[k] >= 0)) {
          throw new IllegalArgumentException(
              name + " has the entry " + table[k] + " in row " + row + "; valid: 0 to 1");
        }
        sum += table[k];
      }
      if (!(StrictMath.abs(sum - 1) <= SIMPLEX_TOLERANCE)) {
        throw new IllegalArgumentException(
            name + " sums to " + sum + " in row " + row + "; valid: 1 within 1e-9");
      }
    }
    return table;
  }

  /**
   * Requires every entry to be a finite number.
   *
   * @param what what the table holds and where it arose, for the message
   * @throws NumericalException naming the first entry that is infinite or NaN
   */
  public static double[] finite(String what, double[] table) {
    for (int k = 0; k < table.length; k++) {
      if (!Double.isFinite(table[k])) {
        throw new NumericalException(what + " became " + table[k] + " at entry " + k);
      }
    }
    return table;
  }
}
