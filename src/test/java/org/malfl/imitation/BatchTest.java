package org.malfl.imitation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final int[] SAMPLES = {10, 11, 12, 13, 14};

  @Test
  void aBatchHasEachSampleAtMostOnce() {
    SplittableRandom random = new SplittableRandom(1);
    Batch batch = new Batch(5, 3);
    for (int draw = 0; draw < 200; draw++) {
      int[] drawn = batch.of(SAMPLES, random);
      assertEquals(3, Arrays.stream(drawn).distinct().count());
      assertEquals(3, Arrays.stream(drawn).filter(sample -> sample >= 10 && sample < 15).count());
    }
  }

  @Test
  void thereIsNoMoreToDrawThanAll() {
    int[] drawn = new Batch(5, 64).of(SAMPLES, new SplittableRandom(2)).clone();
    Arrays.sort(drawn);
    assertArrayEquals(SAMPLES, drawn);
    assertArrayEquals(new int[] {7}, new Batch(1, 64).of(new int[] {7}, new SplittableRandom(2)));
  }

  /** Also after many draws, which leave the samples in some order. */
  @Test
  void allPairsAreEquallyLikely() {
    SplittableRandom random = new SplittableRandom(3);
    Batch batch = new Batch(5, 2);
    int[] index = IntStream.range(0, 5).toArray();
    int draws = 40_000;
    int[] counts = new int[25];
    for (int draw = 0; draw < draws; draw++) {
      int[] pair = batch.of(index, random);
      counts[5 * pair[0] + pair[1]]++;
    }
    for (int row = 0; row < 25; row++) {
      double expected = row % 6 == 0 ? 0 : draws / 20.0;
      assertEquals(expected, counts[row], 5 * Math.sqrt(expected));
    }
  }
}
