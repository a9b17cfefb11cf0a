package org.malfl.metrics;

import org.malfl.core.Checks;
import org.malfl.games.TabularPolicy;

/**
 * How far an estimated policy is from the true one, KL(π(·|s) ‖ π̂(·|s)) in nats.
 *
 * @param mean mean over all joint states
 * @param largest over all joint states
 * @param meanByVisits mean weighted by the visits n(s); 0 if there are none
 * @param largestVisited over the visited joint states; 0 if there are none
 */
public record PolicyFidelity(
    double mean, double largest, double meanByVisits, double largestVisited) {
  /**
   * Compares two policies.
   *
   * @param truth π
   * @param estimate π̂, strictly positive
   * @param visits n(s), {@code [numStates]}
   */
  public static PolicyFidelity of(TabularPolicy truth, TabularPolicy estimate, long[] visits) {
    Checks.inRange("visits", visits.length, truth.numStates(), truth.numStates());
    double sum = 0;
    double largest = 0;
    double weightedSum = 0;
    double largestVisited = 0;
    long total = 0;
    for (int state = 0; state < visits.length; state++) {
      double divergence = truth.klDivergence(estimate, state);
      sum += divergence;
      largest = Math.max(largest, divergence);
      if (visits[state] > 0) {
        weightedSum += visits[state] * divergence;
        largestVisited = Math.max(largestVisited, divergence);
        total += visits[state];
      }
    }
    return new PolicyFidelity(
        sum / visits.length, largest, total == 0 ? 0 : weightedSum / total, largestVisited);
  }
}
