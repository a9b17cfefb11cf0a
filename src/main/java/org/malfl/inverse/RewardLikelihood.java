package org.malfl.inverse;

/** How likely the observed actions are, as a function of the reward: log-concave in it. */
public interface RewardLikelihood {
  /** Number of unknowns of the reward. */
  int unknowns();

  /** log likelihood at a reward, up to a constant. */
  double log(double[] reward);

  /** The same with its derivatives. */
  Expansion expand(double[] reward);

  /**
   * A root of the information: X with XᵀX = {@link Expansion#information}, {@code [rows][unknowns]}
   * row-major. It holds digits that the product loses.
   */
  double[] informationRows(double[] reward);

  /**
   * log p(R + δ) ≈ value + gradientᵀδ − ½δᵀ·information·δ.
   *
   * @param point R
   * @param value log likelihood there, as {@link #log}
   * @param gradient there, {@code [unknowns]}
   * @param information minus the Hessian there, {@code [unknowns][unknowns]} row-major
   * @param logVolume what {@code value} lacks of a marginal likelihood: log of the share that
   *     unknowns other than the reward leave
   */
  record Expansion(
      double[] point, double value, double[] gradient, double[] information, double logVolume) {}
}
