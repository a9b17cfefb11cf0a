package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.malfl.core.Cholesky;
import org.malfl.core.NumericalException;

class PosteriorPrecisionTest {
  private static double[] sum(double[] rows, GaussianPrior prior) {
    int n = prior.unknowns();
    double[] sum = prior.precision().clone();
    for (int from = 0; from < rows.length; from += n) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] += rows[from + k / n] * rows[from + k % n];
      }
    }
    return sum;
  }

  private static PosteriorPrecision ofRoots(double[] rows, GaussianPrior prior) {
    int n = prior.unknowns();
    return PosteriorPrecision.ofRoots(rows, new Cholesky(prior.precision(), n).lower(), n);
  }

  @Property(tries = 50)
  void itIsCholeskysWhereThatServes(@ForAll long seed) {
    double[] rows = new SplittableRandom(seed).doubles(7 * 4, -3, 3).toArray();
    GaussianPrior prior = GaussianPrior.ridge(4, 2, 0.5);
    Cholesky cholesky = new Cholesky(sum(rows, prior), 4);
    PosteriorPrecision roots = ofRoots(rows, prior);
    double[] b = {1, -2, 3, 0.5};
    assertArrayEquals(cholesky.solve(b), roots.solve(b), 1e-12);
    assertArrayEquals(cholesky.inverse(), roots.inverse(), 1e-12);
    assertEquals(cholesky.logDeterminant(), roots.logDeterminant(), 1e-12);
  }

  /**
   * The root of a condition of 3·10²⁵ is 5·10¹², which leaves some digits of sixteen.
   *
   * <p>Differences of neighbours among three unknowns, each seen with precision c²: XᵀX is c² times
   * the Laplacian of a path, with eigenvalues 0 along (1, 1, 1), c² along (1, 0, −1) and 3c² along
   * (1, −2, 1).
   */
  @Test
  void whatIsNextToUnknownIsNotLostBesideWhatIsKnown() {
    double c = 1e8;
    double[] rows = {c, -c, 0, 0, c, -c};
    GaussianPrior prior = GaussianPrior.ridge(3, 1, 1e-9);
    assertThrows(NumericalException.class, () -> new Cholesky(sum(rows, prior), 3));
    PosteriorPrecision precision = ofRoots(rows, prior);
    double[] eigenvalues = {1e-9, c * c + 1, 3 * c * c + 1};
    double[][] vectors = {{1, 1, 1}, {1, 0, -1}, {1, -2, 1}};
    double logDeterminant = 0;
    for (int k = 0; k < 3; k++) {
      logDeterminant += StrictMath.log(eigenvalues[k]);
      double[] solution = precision.solve(vectors[k]);
      double along = 0;
      double square = 0;
      for (int j = 0; j < 3; j++) {
        along += solution[j] * vectors[k][j];
        square += vectors[k][j] * vectors[k][j];
      }
      assertEquals(1, along / square * eigenvalues[k], 1e-6);
    }
    assertEquals(logDeterminant, precision.logDeterminant(), 1e-6);
    for (double variance : precision.inverse()) {
      assertEquals(1, variance * 3 / 1e9, 1e-6);
    }
  }

  @Test
  void whatEvenTheRootHasLostIsRefused() {
    assertThrows(
        NumericalException.class,
        () -> PosteriorPrecision.ofRoots(new double[] {1, -1}, new double[4], 2));
  }
}
