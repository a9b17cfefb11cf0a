package org.malfl.metrics;

import org.malfl.core.Checks;

/** Distances of two distributions over the same finite set. */
public final class Distances {
  private Distances() {}

  /**
   * The Jensen–Shannon distance, the square root of the divergence to base 2 (Lin 1991; Endres and
   * Schindelin 2003):
   *
   * <pre>
   * d(p,q)² = ½ Σ_k p_k log₂(2p_k / (p_k + q_k)) + ½ Σ_k q_k log₂(2q_k / (p_k + q_k)).
   * </pre>
   *
   * @param p on the simplex
   * @param q on the simplex, same length
   * @return 0 to 1; 1 if the supports are disjoint
   * @throws IllegalArgumentException if a sum is not 1 within 1e-9 or lengths differ
   */
  public static double jensenShannon(double[] p, double[] q) {
    require(p, q);
    double divergence = 0;
    for (int k = 0; k < p.length; k++) {
      divergence += half(p[k], q[k]) + half(q[k], p[k]);
    }
    return Math.sqrt(StrictMath.min(1, StrictMath.max(0, divergence)));
  }

  private static double half(double own, double other) {
    return own == 0 ? 0 : 0.5 * own * StrictMath.log(2 * own / (own + other)) / StrictMath.log(2);
  }

  /**
   * The total variation distance ½ Σ_k |p_k − q_k|.
   *
   * @param p on the simplex
   * @param q on the simplex, same length
   * @return 0 to 1
   * @throws IllegalArgumentException if a sum is not 1 within 1e-9 or lengths differ
   */
  public static double totalVariation(double[] p, double[] q) {
    require(p, q);
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      sum += StrictMath.abs(p[k] - q[k]);
    }
    return sum / 2;
  }

  private static void require(double[] p, double[] q) {
    Checks.rowsOnSimplex("p", p, p.length);
    Checks.length("q", q, p.length);
    Checks.rowsOnSimplex("q", q, q.length);
  }
}
