package org.malfl.artifacts;

import java.util.List;

/**
 * What a file holds, for people.
 *
 * @param holds its meaning and its unit, in half a line
 * @param axes of an array, in order; the last one also stands for all that follow it. Empty for
 *     what is no array
 */
public record Description(String holds, List<Axis> axes) {
  /**
   * An axis of an array.
   *
   * @param name of what it counts
   * @param entries what each index means, where they are numbers of different things; else empty
   */
  public record Axis(String name, List<String> entries) {
    /** An axis whose entries are all of one kind, or named one by one. */
    public static Axis of(String name, String... entries) {
      return new Axis(name, List.of(entries));
    }
  }
}
