package org.malfl.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class GramMatrixTest {
  @Property(tries = 100)
  void itIsTheSumOfOuterProducts(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int size,
      @ForAll @IntRange(max = 11) int rows) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] expected = new double[size * size];
    GramMatrix gram = new GramMatrix(size);
    for (int row = 0; row < rows; row++) {
      double[] next = gram.next();
      for (int k = 0; k < size; k++) {
        next[k] = random.nextInt(3) == 0 ? 0 : random.nextDouble(-1, 1);
      }
      for (int k = 0; k < expected.length; k++) {
        expected[k] += next[k / size] * next[k % size];
      }
      // Asking in between changes nothing.
      if (row % 3 == 0) {
        gram.toArray();
      }
    }
    double[] sum = gram.toArray();
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], sum[k], 1e-13);
      assertEquals(sum[k], sum[k % size * size + k / size], 0);
    }
  }
}
