package org.malfl.inverse;

import org.malfl.core.Checks;
import org.malfl.games.TabularPolicy;

/**
 * An agent's expected soft Q as a function of its unknown reward, Q(s,a) = C(s,a) + L(s,a)·R.
 *
 * @param constants C, {@code [numStates][numActions]} row-major
 * @param coefficients L, {@code [numStates][numActions][unknowns]} row-major, one unknown per
 *     number of a {@link RewardClass}; owned by the record, not to be written to
 */
public record AffineQ(double[] constants, double[] coefficients) {
  /**
   * @throws IllegalArgumentException if there are not as many coefficients for every constant
   */
  public AffineQ {
    if (constants.length == 0 || coefficients.length % constants.length != 0) {
      throw new IllegalArgumentException(
          coefficients.length + " coefficients for " + constants.length + " entries");
    }
  }

  /** Number of unknowns of the reward. */
  public int unknowns() {
    return coefficients.length / constants.length;
  }

  /**
   * Q for a reward, {@code [numStates][numActions]} row-major.
   *
   * @param reward R, {@code [unknowns]}
   */
  public double[] at(double[] reward) {
    Checks.length("reward", reward, unknowns());
    double[] q = constants.clone();
    for (int entry = 0; entry < q.length; entry++) {
      double sum = 0;
      for (int k = 0, from = entry * reward.length; k < reward.length; k++) {
        sum += coefficients[from + k] * reward[k];
      }
      q[entry] += sum;
    }
    return q;
  }

  /**
   * The policy that a reward leads to, π_{h+1}(·|s) = softmax(Q_h(s,·)/α).
   *
   * @param reward R, {@code [unknowns]}
   * @param alpha temperature, above 0
   * @param numActions length of a row
   * @throws org.malfl.core.NumericalException if Q leaves the finite numbers
   */
  public TabularPolicy improved(double[] reward, double alpha, int numActions) {
    Checks.positive("alpha", alpha);
    double[] logits = at(reward);
    for (int entry = 0; entry < logits.length; entry++) {
      logits[entry] /= alpha;
    }
    return TabularPolicy.softmax(Checks.finite("Q/alpha", logits), numActions);
  }
}
