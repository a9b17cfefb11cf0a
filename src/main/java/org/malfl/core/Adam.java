package org.malfl.core;

/**
 * Adam (Kingma and Ba 2015, Algorithm 1) on one flat parameter vector:
 *
 * <pre>
 * m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,
 * x ← x − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
 * </pre>
 *
 * with β₁ = 0.9, β₂ = 0.999, ε = 1e-8. Entries do not interact, so an entry whose gradient is
 * always zero stays where it is.
 */
public final class Adam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double learningRate;
  private final double[] first;
  private final double[] second;
  private double beta1Power = 1;
  private double beta2Power = 1;

  /**
   * @param size number of parameters, at least 1
   * @param learningRate η, above 0
   * @throws IllegalArgumentException if an argument is out of range
   */
  public Adam(int size, double learningRate) {
    Checks.inRange("size", size, 1, Integer.MAX_VALUE);
    this.learningRate = Checks.positive("learningRate", learningRate);
    this.first = new double[size];
    this.second = new double[size];
  }

  /**
   * All that further steps depend on besides the parameters, to go on from later: β₁ᵗ, β₂ᵗ, m, v,
   * one after the other.
   *
   * @return 2 + 2·size numbers
   */
  public double[] state() {
    int size = first.length;
    double[] state = new double[2 + 2 * size];
    state[0] = beta1Power;
    state[1] = beta2Power;
    System.arraycopy(first, 0, state, 2, size);
    System.arraycopy(second, 0, state, 2 + size, size);
    return state;
  }

  /**
   * Goes on from a state: from here on every step is, bit for bit, that of the optimiser that had
   * it, if the learning rate is the same.
   *
   * @param state of {@link #state} of an optimiser of this size
   * @throws IllegalArgumentException if it has another length, or numbers that no state has; then
   *     nothing is changed
   */
  public void restore(double[] state) {
    int size = first.length;
    Checks.length("state", state, 2 + 2L * size);
    for (int k = 0; k < state.length; k++) {
      boolean power = k < 2;
      boolean possible =
          power
              ? state[k] >= 0 && state[k] <= 1
              : Double.isFinite(state[k]) && (k < 2 + size || state[k] >= 0);
      if (!possible) {
        throw new IllegalArgumentException("state has the entry " + state[k] + " at " + k);
      }
    }
    beta1Power = state[0];
    beta2Power = state[1];
    System.arraycopy(state, 2, first, 0, size);
    System.arraycopy(state, 2 + size, second, 0, size);
  }

  /**
   * One update in place.
   *
   * @param parameters x, overwritten
   * @param gradient g = ∂loss/∂x, same length
   * @throws IllegalArgumentException if a length differs from the size
   */
  public void step(double[] parameters, double[] gradient) {
    step(parameters, gradient, 1);
  }

  /**
   * One update in place by a part of the step.
   *
   * @param parameters x, overwritten
   * @param gradient g = ∂loss/∂x, same length
   * @param share factor on η, for steps that become smaller
   * @throws IllegalArgumentException if a length differs from the size
   */
  public void step(double[] parameters, double[] gradient, double share) {
    Checks.length("parameters", parameters, first.length);
    Checks.length("gradient", gradient, first.length);
    beta1Power *= BETA1;
    beta2Power *= BETA2;
    double stepSize = share * learningRate / (1 - beta1Power);
    double secondScale = 1 / Math.sqrt(1 - beta2Power);
    for (int k = 0; k < first.length; k++) {
      double g = gradient[k];
      double m = BETA1 * first[k] + (1 - BETA1) * g;
      double v = BETA2 * second[k] + (1 - BETA2) * g * g;
      first[k] = m;
      second[k] = v;
      parameters[k] -= stepSize * m / (Math.sqrt(v) * secondScale + EPSILON);
    }
  }
}
