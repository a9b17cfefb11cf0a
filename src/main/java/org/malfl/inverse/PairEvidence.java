package org.malfl.inverse;

import org.malfl.core.Checks;

/**
 * What one improvement shows: the Q it came from, as a function of the reward, how far that Q
 * strays, and the actions taken after it.
 *
 * @param q the mean of Q_h
 * @param variances Var Q_h(s,a), {@code [numStates][numActions]} row-major, at least 0; all zero
 *     where Q follows from the reward
 * @param actions n_{h+1}(s, a_i), same shape
 * @param numActions length of a row
 */
public record PairEvidence(AffineQ q, double[] variances, long[] actions, int numActions) {
  /**
   * @throws IllegalArgumentException if shapes differ or a variance is negative
   */
  public PairEvidence {
    int entries = q.constants().length;
    Checks.inRange("actions", actions.length, entries, entries);
    Checks.length("variances", variances, entries);
    for (double variance : variances) {
      if (!(variance >= 0)) {
        throw new IllegalArgumentException("a variance is " + variance + "; valid: 0 or more");
      }
    }
  }

  /** Of a Q that follows from the reward. */
  public PairEvidence(AffineQ q, long[] actions, int numActions) {
    this(q, new double[q.constants().length], actions, numActions);
  }

  /** The same with other variances. */
  public PairEvidence withVariances(double[] others) {
    return new PairEvidence(q, others, actions, numActions);
  }
}
