package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.malfl.core.NumericalException;

class MatrixEquilibriumTest {
  private static void assertSolves(
      double value, double[] rows, double[] columns, double... payoffs) {
    MatrixEquilibrium found = MatrixEquilibrium.of(payoffs, columns.length);
    assertEquals(value, found.value(), 1e-14);
    assertArrayEquals(rows, found.rows(), 1e-14);
    assertArrayEquals(columns, found.columns(), 1e-14);
  }

  /** The largest of the rows' least payoffs is the least of the columns' largest: 2. */
  @Test
  void aSaddlePointIsPlayedWithoutMixing() {
    assertSolves(
        2, new double[] {0, 1, 0}, new double[] {0, 1, 0}, 3, 1, 2, /**/ 5, 2, 4, /**/ 1, 0, 6);
  }

  @Test
  void penniesAreShownWithEvenChances() {
    assertSolves(0, new double[] {.5, .5}, new double[] {.5, .5}, 1, -1, /**/ -1, 1);
  }

  /**
   * Rock wins 1 from scissors, paper 2 from rock, scissors 3 from paper. Against (3, 1, 2)/6 rock
   * gets −2·1 + 1·2 = 0, paper 2·3 − 3·2 = 0 and scissors −1·3 + 3·1 = 0.
   */
  @Test
  void unevenRockPaperScissors() {
    double[] mixed = {3 / 6.0, 1 / 6.0, 2 / 6.0};
    assertSolves(0, mixed, mixed, 0, -2, 1, /**/ 2, 0, -3, /**/ -1, 3, 0);
  }

  /**
   * Row 0 with p: columns give 8 − 7p, 5 − 2p and 2 + 9p, of which the least is largest where the
   * last two are the same: p = 3/11, 49/11. Column 1 with q: 11 − 8q = 2 + 3q, q = 9/11.
   */
  @Test
  void twoRowsAndThreeColumns() {
    assertSolves(
        49 / 11.0,
        new double[] {3 / 11.0, 8 / 11.0},
        new double[] {0, 9 / 11.0, 2 / 11.0},
        1,
        3,
        11, /**/
        8,
        5,
        2);
    // The same game, seen by the other player.
    assertSolves(
        -49 / 11.0,
        new double[] {0, 9 / 11.0, 2 / 11.0},
        new double[] {3 / 11.0, 8 / 11.0},
        -1,
        -8, /**/
        -3,
        -5, /**/
        -11,
        -2);
  }

  @Test
  void gamesWithManyEquilibriaHaveOneValue() {
    assertGains(MatrixEquilibrium.of(new double[] {7, 7, 7, 7, 7, 7}, 3), 7, 7, 7, 7, 7, 7);
    assertGains(MatrixEquilibrium.of(new double[6], 2), 0, 0, 0, 0, 0, 0);
    double[] twice = {1, -1, 1, /**/ 1, -1, 1, /**/ -1, 1, -1};
    MatrixEquilibrium found = MatrixEquilibrium.of(twice, 3);
    assertEquals(0, found.value(), 1e-15);
    assertEquals(.5, found.rows()[0] + found.rows()[1], 1e-15);
    assertEquals(.5, found.columns()[0] + found.columns()[2], 1e-15);
  }

  private static void assertGains(MatrixEquilibrium found, double... payoffs) {
    assertEquals(payoffs[0], found.value(), 1e-15);
    assertEquals(0, largestGain(found, payoffs), 1e-15);
  }

  @Test
  void aPlayerWithOneActionLeavesTheOtherTheBestOne() {
    assertSolves(-1, new double[] {1}, new double[] {0, 1, 0}, 2, -1, 3);
    assertSolves(3, new double[] {0, 0, 1}, new double[] {1}, 2, -1, 3);
    assertSolves(4, new double[] {1}, new double[] {1}, 4);
  }

  /**
   * Values of SciPy 1.x's linear programmes, for numbers that Java and Python draw alike:
   *
   * <pre>
   * import numpy as np
   * from scipy.optimize import linprog
   * x = 1
   * def draw():
   *     global x
   *     x = (1103515245 * x + 12345) % 2**31
   *     return x / 2**30 - 1
   * for game in range(10):
   *     rows, columns = 2 + game % 4, 2 + game % 5
   *     a = np.array([[draw() for _ in range(columns)] for _ in range(rows)])
   *     best = linprog(np.r_[np.zeros(rows), -1], A_ub=np.c_[-a.T, np.ones(columns)],
   *                    b_ub=np.zeros(columns), A_eq=[np.r_[np.ones(rows), 0]], b_eq=[1],
   *                    bounds=[(0, 1)] * rows + [(None, None)], method="highs")
   *     print(rows, columns, best.x[-1])
   * </pre>
   */
  @Test
  void valuesAreThoseOfLinearProgrammes() {
    double[] values = {
      -0.21831987816251666,
      -0.2759379148723401,
      0.40440601295359335,
      0.40663769270345995,
      -0.5457506581158035,
      -0.14607334788888693,
      -0.4298833254965202,
      -0.13696419540792704,
      -0.45543633401723393,
      -0.055667012553178144
    };
    long x = 1;
    for (int game = 0; game < values.length; game++) {
      double[] payoffs = new double[(2 + game % 4) * (2 + game % 5)];
      for (int k = 0; k < payoffs.length; k++) {
        x = (1103515245 * x + 12345) % (1L << 31);
        payoffs[k] = x / (double) (1 << 30) - 1;
      }
      assertEquals(
          values[game], MatrixEquilibrium.of(payoffs, 2 + game % 5).value(), 1e-14, "game " + game);
    }
  }

  /** What the player who gains most would gain by one action alone. */
  private static double largestGain(MatrixEquilibrium found, double[] payoffs) {
    int numColumns = found.columns().length;
    double largest = 0;
    double mean = 0;
    for (int row = 0; row < found.rows().length; row++) {
      double ofRow = 0;
      for (int column = 0; column < numColumns; column++) {
        ofRow += payoffs[row * numColumns + column] * found.columns()[column];
      }
      largest = Math.max(largest, ofRow - found.value());
      mean += found.rows()[row] * ofRow;
    }
    for (int column = 0; column < numColumns; column++) {
      double ofColumn = 0;
      for (int row = 0; row < found.rows().length; row++) {
        ofColumn += payoffs[row * numColumns + column] * found.rows()[row];
      }
      largest = Math.max(largest, found.value() - ofColumn);
    }
    return Math.max(largest, Math.abs(mean - found.value()));
  }

  private static double[] payoffs(int rows, int columns, long seed, boolean whole) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] payoffs = new double[rows * columns];
    Arrays.setAll(payoffs, k -> whole ? random.nextInt(5) - 2 : 2 * random.nextDouble() - 1);
    return payoffs;
  }

  /** Whole payoffs from −2 to 2 have ties, singular parts and many equilibria. */
  @Property(tries = 300)
  void nobodyGainsByAnyActionAlone(
      @ForAll @IntRange(min = 1, max = 5) int rows,
      @ForAll @IntRange(min = 1, max = 5) int columns,
      @ForAll long seed,
      @ForAll boolean whole) {
    double[] payoffs = payoffs(rows, columns, seed, whole);
    MatrixEquilibrium found = MatrixEquilibrium.of(payoffs, columns);
    assertEquals(0, largestGain(found, payoffs), 1e-11);
    assertEquals(1, Arrays.stream(found.rows()).sum(), 1e-14);
    assertEquals(1, Arrays.stream(found.columns()).sum(), 1e-14);
    assertEquals(0, Math.min(0, Arrays.stream(found.rows()).min().orElseThrow()));
    assertEquals(0, Math.min(0, Arrays.stream(found.columns()).min().orElseThrow()));
  }

  @Property(tries = 100)
  void whatEverybodyGetsMoreOrManifoldTheValueHasToo(
      @ForAll long seed,
      @ForAll @DoubleRange(min = -100, max = 100) double more,
      @ForAll @IntRange(min = -200, max = 200) int decade,
      @ForAll boolean whole) {
    double[] payoffs = payoffs(3, 4, seed, whole);
    double value = MatrixEquilibrium.of(payoffs, 4).value();
    double[] shifted = Arrays.stream(payoffs).map(payoff -> payoff + more).toArray();
    assertEquals(value + more, MatrixEquilibrium.of(shifted, 4).value(), 1e-10);
    double times = StrictMath.pow(10, decade);
    double[] scaled = Arrays.stream(payoffs).map(payoff -> payoff * times).toArray();
    assertEquals(value, MatrixEquilibrium.of(scaled, 4).value() / times, 1e-11);
  }

  @Test
  void whatIsNoGameIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> MatrixEquilibrium.of(new double[5], 2));
    assertThrows(IllegalArgumentException.class, () -> MatrixEquilibrium.of(new double[0], 2));
    assertThrows(IllegalArgumentException.class, () -> MatrixEquilibrium.of(new double[4], 0));
    assertThrows(IllegalArgumentException.class, () -> MatrixEquilibrium.of(new double[17], 17));
    assertThrows(IllegalArgumentException.class, () -> MatrixEquilibrium.of(new double[17], 1));
    assertThrows(
        NumericalException.class, () -> MatrixEquilibrium.of(new double[] {1, Double.NaN}, 2));
  }
}
