package org.malfl.inverse;

import org.malfl.core.Checks;

/**
 * What one improvement shows: the Q it came from, as a function of the reward, and the actions
 * taken after it.
 *
 * @param q Q_h
 * @param actions n_{h+1}(s, a_i), {@code [numStates][numActions]} row-major
 * @param numActions length of a row
 */
public record PairEvidence(AffineQ q, long[] actions, int numActions) {
  /**
   * @throws IllegalArgumentException if the shapes differ
   */
  public PairEvidence {
    Checks.inRange("actions", actions.length, q.constants().length, q.constants().length);
  }
}
