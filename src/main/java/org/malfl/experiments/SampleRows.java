package org.malfl.experiments;

import java.util.Arrays;
import org.malfl.io.NpyArray;

/** Pairs of state and joint action as an artifact. */
final class SampleRows {
  private SampleRows() {}

  /** An array {@code [samples]} int64. */
  static NpyArray array(int[] rows) {
    return NpyArray.of(Arrays.stream(rows).asLongStream().toArray(), rows.length);
  }

  /**
   * The pairs of such an array.
   *
   * @throws ArithmeticException if a number is no pair of any game
   */
  static int[] read(long[] stored) {
    return Arrays.stream(stored).mapToInt(StrictMath::toIntExact).toArray();
  }
}
