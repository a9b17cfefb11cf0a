package org.malfl.nn;

/** What a layer does to each of its sums. */
public enum Activation {
  /** tanh x. */
  TANH {
    @Override
    double of(double x) {
      return StrictMath.tanh(x);
    }

    @Override
    double slope(double x, double y) {
      return 1 - y * y;
    }
  },

  /** max(0, x); its slope at 0 is taken to be 0. */
  RELU {
    @Override
    double of(double x) {
      return Math.max(0, x);
    }

    @Override
    double slope(double x, double y) {
      return x > 0 ? 1 : 0;
    }
  },

  /** x where positive, else x/100 (Maas et al. 2013); its slope at 0 is taken to be 1/100. */
  LEAKY_RELU {
    @Override
    double of(double x) {
      return x > 0 ? x : LEAK * x;
    }

    @Override
    double slope(double x, double y) {
      return x > 0 ? 1 : LEAK;
    }
  },

  /** x. */
  IDENTITY {
    @Override
    double of(double x) {
      return x;
    }

    @Override
    double slope(double x, double y) {
      return 1;
    }
  };

  private static final double LEAK = 0.01;

  /** The value at x. */
  abstract double of(double x);

  /**
   * The derivative at x.
   *
   * @param y the value there
   */
  abstract double slope(double x, double y);
}
