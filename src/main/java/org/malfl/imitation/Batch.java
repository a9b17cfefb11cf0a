package org.malfl.imitation;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws some of many samples without replacement, again and again. */
final class Batch {
  private final int[] order;
  private final int[] drawn;

  /**
   * Batches.
   *
   * @param samples how many there are, at least 1
   * @param size of a batch; all samples if there are fewer
   */
  Batch(int samples, int size) {
    this.order = IntStream.range(0, samples).toArray();
    this.drawn = new int[Math.min(size, samples)];
  }

  /**
   * Some of the samples, all subsets equally likely.
   *
   * @param samples as many as were announced
   * @return shared, overwritten by the next call
   */
  int[] of(int[] samples, SplittableRandom random) {
    // The first steps of a shuffle; whatever order the last draw left is as good as any.
    for (int k = 0; k < drawn.length; k++) {
      int other = k + random.nextInt(order.length - k);
      int index = order[other];
      order[other] = order[k];
      order[k] = index;
      drawn[k] = samples[index];
    }
    return drawn;
  }
}
