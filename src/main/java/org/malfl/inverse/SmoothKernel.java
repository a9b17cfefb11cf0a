package org.malfl.inverse;

import org.malfl.core.Checks;

/**
 * How alike the rewards of two joint states are thought to be, by where all agents stand: 1 at no
 * distance, falling with a length ℓ.
 */
public enum SmoothKernel {
  /** exp(−‖x − x'‖₂² / 2ℓ²), a product over agents of the same in their cells. */
  SQUARED_EXPONENTIAL {
    @Override
    double at(double[] one, double[] other, double length) {
      double squared = 0;
      for (int k = 0; k < one.length; k++) {
        squared += (one[k] - other[k]) * (one[k] - other[k]);
      }
      return StrictMath.exp(-squared / (2 * length * length));
    }
  },
  /** exp(−‖x − x'‖₁ / ℓ): continuous, but with kinks. */
  EXPONENTIAL {
    @Override
    double at(double[] one, double[] other, double length) {
      double distance = 0;
      for (int k = 0; k < one.length; k++) {
        distance += Math.abs(one[k] - other[k]);
      }
      return StrictMath.exp(-distance / length);
    }
  };

  abstract double at(double[] one, double[] other, double length);

  /**
   * k(x, x') for all pairs of joint states, {@code [numStates][numStates]} row-major.
   *
   * @param coordinates of every joint state: row and column of each agent, in cells
   * @param length ℓ in cells, above 0
   */
  public double[] matrix(double[][] coordinates, double length) {
    Checks.positive("length", length);
    int numStates = coordinates.length;
    double[] matrix = new double[numStates * numStates];
    for (int one = 0; one < numStates; one++) {
      for (int other = 0; other < numStates; other++) {
        matrix[one * numStates + other] = at(coordinates[one], coordinates[other], length);
      }
    }
    return matrix;
  }
}
