package org.malfl.imitation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CoordinationExpertTest {
  private static int[] counts(CoordinationExpert expert, int samples, double share, double noise) {
    int[] counts = new int[4];
    int before = 0;
    for (int drawn : expert.sample(samples, share, noise, new SplittableRandom(6))) {
      assertEquals(Math.max(before, drawn), drawn, "ascending");
      before = drawn;
      counts[drawn]++;
    }
    return counts;
  }

  @ParameterizedTest
  @CsvSource({
    "BIMODAL, .5, 500, 500",
    "BIMODAL, .25, 250, 750",
    "BIMODAL, 0, 0, 1000",
    "ASYMMETRIC, .7, 700, 300",
    "ALL_AA, 1, 1000, 0"
  })
  void conventionsAreMixedExactlyInTheirShares(
      CoordinationExpert expert, double share, int aa, int bb) {
    assertArrayEquals(new int[] {aa, 0, 0, bb}, counts(expert, 1000, share, 0.1));
  }

  @Test
  void theNoisyOneErrsAsOftenAsItShould() {
    int[] counts = counts(CoordinationExpert.NOISY, 1000, .5, .1);
    assertArrayEquals(
        new int[] {450, 100, 450}, new int[] {counts[0], counts[1] + counts[2], counts[3]});
    assertEquals(50, counts[1], 5 * Math.sqrt(25));
    assertArrayEquals(new int[] {500, 0, 0, 500}, counts(CoordinationExpert.NOISY, 1000, .5, 0));
    int[] always = counts(CoordinationExpert.NOISY, 1000, .5, 1);
    assertEquals(1000, always[1] + always[2]);
    int[] few = counts(CoordinationExpert.NOISY, 3, .5, .5);
    assertEquals(3, few[0] + few[1] + few[2] + few[3]);
  }

  @Test
  void theMixedOneDoesEverythingAboutAsOften() {
    for (int count : counts(CoordinationExpert.MIXED, 40_000, 1, 1)) {
      assertEquals(10_000, count, 5 * Math.sqrt(7500));
    }
  }

  @ParameterizedTest
  @EnumSource(CoordinationExpert.class)
  void whatIsOutOfRangeIsRefused(CoordinationExpert expert) {
    SplittableRandom random = new SplittableRandom(1);
    double[][] wrong = {
      {0, .5, .1},
      {-1, .5, .1},
      {10, -.1, .1},
      {10, 1.1, .1},
      {10, .5, -.1},
      {10, .5, 1.1},
      {10, Double.NaN, .1},
      {10, .5, Double.NaN}
    };
    for (double[] arguments : wrong) {
      assertThrows(
          IllegalArgumentException.class,
          () -> expert.sample((int) arguments[0], arguments[1], arguments[2], random));
    }
    assertEquals(1, expert.sample(1, expert.usualShare(), 0, random).length);
  }
}
