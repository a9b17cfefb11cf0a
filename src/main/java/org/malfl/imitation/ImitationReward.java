package org.malfl.imitation;

/**
 * What a learner is paid for looking like the expert, from the logit x of the discriminator D =
 * σ(x), which is near 1 where it takes what it sees for the expert's.
 */
public enum ImitationReward {
  /** log D, at most 0: what looks unlike the expert is pushed away. */
  LOG_D {
    @Override
    public double of(double logit) {
      return -softplus(-logit);
    }
  },

  /** −log(1 − D), at least 0: what looks like the expert is drawn closer. */
  NEG_LOG_ONE_MINUS_D {
    @Override
    public double of(double logit) {
      return softplus(logit);
    }
  };

  /**
   * The reward of a logit; finite where the logit is.
   *
   * @param logit x, of either sign and any size
   */
  public abstract double of(double logit);

  /** log(1 + eˣ), without overflow. */
  static double softplus(double x) {
    return StrictMath.max(0, x) + StrictMath.log1p(StrictMath.exp(-StrictMath.abs(x)));
  }
}
