package org.malfl.imitation;

import org.malfl.core.Adam;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;
import org.malfl.games.OccupancyMeasure;

/**
 * Tells the expert's joint actions from the learners', by a table of logits x(s,a) with D(s,a) =
 * σ(x(s,a)) the probability of <em>expert</em> (Song et al. 2018, centralised and tabular). Trained
 * on the logistic loss
 *
 * <pre>
 * L(x) = E_{ρ_E}[log(1 + e^{−x})] + E_{ρ_L}[log(1 + e^{x})].
 * </pre>
 */
final class JointDiscriminator {
  private final double[] logits;
  private final Adam adam;

  /**
   * A discriminator that tells nothing yet: x = 0.
   *
   * @param entries number of states times number of joint actions
   * @param learningRate of Adam, above 0
   */
  JointDiscriminator(int entries, double learningRate) {
    this.logits = new double[entries];
    this.adam = new Adam(entries, learningRate);
  }

  /**
   * The loss.
   *
   * @param logits x, row-major
   * @param expert ρ_E
   * @param learner ρ_L
   */
  static double loss(double[] logits, OccupancyMeasure expert, OccupancyMeasure learner) {
    double loss = 0;
    for (int k = 0; k < logits.length; k++) {
      loss +=
          expert.probabilities()[k] * ImitationReward.softplus(-logits[k])
              + learner.probabilities()[k] * ImitationReward.softplus(logits[k]);
    }
    return loss;
  }

  /** ∂L/∂x = ρ_L·σ(x) − ρ_E·σ(−x), row-major. */
  static double[] gradient(double[] logits, OccupancyMeasure expert, OccupancyMeasure learner) {
    double[] gradient = new double[logits.length];
    for (int k = 0; k < logits.length; k++) {
      double ofExpert = 1 / (1 + StrictMath.exp(-logits[k]));
      double ofLearner = 1 / (1 + StrictMath.exp(logits[k]));
      gradient[k] = learner.probabilities()[k] * ofExpert - expert.probabilities()[k] * ofLearner;
    }
    return gradient;
  }

  /** One step of Adam down the loss. */
  void train(OccupancyMeasure expert, OccupancyMeasure learner) {
    adam.step(logits, gradient(logits, expert, learner));
  }

  /**
   * Sets the discriminator to the minimum of the loss, x = log(ρ_E / ρ_L), D = ρ_E/(ρ_E + ρ_L)
   * (Goodfellow et al. 2014, proposition 1); x stays where neither is ever seen.
   *
   * @throws NumericalException if one of the two is where the other never is: no finite logit is
   *     best
   */
  void solve(OccupancyMeasure expert, OccupancyMeasure learner) {
    for (int k = 0; k < logits.length; k++) {
      double ofExpert = expert.probabilities()[k];
      double ofLearner = learner.probabilities()[k];
      if (ofExpert > 0 && ofLearner > 0) {
        logits[k] = StrictMath.log(ofExpert) - StrictMath.log(ofLearner);
      } else if (ofExpert > 0 || ofLearner > 0) {
        throw new NumericalException(
            "entry "
                + k
                + " is seen of one side only: the best discriminator has an infinite logit");
      }
    }
    Checks.finite("logits of the discriminator", logits);
  }

  /** {@code [numStates][numJointActions]} row-major, owned by the discriminator. */
  double[] logits() {
    return logits;
  }
}
