package org.malfl.metrics;

import org.malfl.core.Checks;
import org.malfl.games.TabularPolicy;

/**
 * How far a policy moves in a stage, KL(π_h(·|s) ‖ π_{h+1}(·|s)) in nats, the divergence of the
 * soft-improvement target.
 *
 * @param mean over all joint states
 * @param largest over all joint states
 */
public record PolicyChange(double mean, double largest) {
  /**
   * The change from one policy to another.
   *
   * @param current π_h
   * @param improved π_{h+1}, strictly positive, of the same shape
   * @throws IllegalArgumentException if the numbers of states differ
   */
  public static PolicyChange of(TabularPolicy current, TabularPolicy improved) {
    Checks.inRange(
        "states of the improved policy",
        improved.numStates(),
        current.numStates(),
        current.numStates());
    double sum = 0;
    double largest = 0;
    for (int state = 0; state < current.numStates(); state++) {
      double divergence = current.klDivergence(improved, state);
      sum += divergence;
      largest = Math.max(largest, divergence);
    }
    return new PolicyChange(sum / current.numStates(), largest);
  }
}
