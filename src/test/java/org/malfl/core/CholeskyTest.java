package org.malfl.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CholeskyTest {
  /** G·Gᵀ of G = [[2, 0], [1, 3]]. */
  private static final double[] MATRIX = {4, 2, 2, 10};

  @Test
  void twoByTwoByHand() {
    Cholesky decomposed = new Cholesky(MATRIX, 2);
    assertEquals(StrictMath.log(36), decomposed.logDeterminant(), 1e-15);
    assertArrayEquals(
        new double[] {10 / 36.0, -2 / 36.0, -2 / 36.0, 4 / 36.0}, decomposed.inverse(), 1e-15);
    assertArrayEquals(
        new double[] {1, 2, -1, 0}, decomposed.solve(new double[] {2, 8, -8, 4}), 1e-15);
  }

  @Test
  void whatIsNotPositiveDefiniteIsRefused() {
    assertThrows(NumericalException.class, () -> new Cholesky(new double[] {1, 2, 2, 1}, 2));
    assertThrows(IllegalArgumentException.class, () -> new Cholesky(MATRIX, 3));
  }
}
