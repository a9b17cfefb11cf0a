package org.malfl.nn;

import org.malfl.core.Checks;

/**
 * Scales gradients that are longer than a bound down to it (Pascanu et al. 2013).
 *
 * @param largestNorm bound of the Euclidean norm, above 0
 */
public record GradientClipping(double largestNorm) {
  /**
   * @throws IllegalArgumentException if the bound is not above 0
   */
  public GradientClipping {
    Checks.positive("largest norm of a gradient", largestNorm);
  }

  /**
   * Scales a gradient in place.
   *
   * @return its norm before
   */
  public double apply(double[] gradient) {
    double squares = 0;
    for (double entry : gradient) {
      squares += entry * entry;
    }
    double norm = Math.sqrt(squares);
    if (norm > largestNorm) {
      for (int k = 0; k < gradient.length; k++) {
        gradient[k] *= largestNorm / norm;
      }
    }
    return norm;
  }
}
