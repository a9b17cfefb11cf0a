package org.malfl.inverse;

import java.util.Arrays;
import org.malfl.core.Checks;
import org.malfl.games.VisitCounts;

/**
 * How far an observed policy improvement is trusted, w_h(s,a) = min(1, min(n_h(s,a), n_{h+1}(s,a))
 * / full): not at all where the learner never updated or the observer never saw the action.
 *
 * @param full visits from which on an entry has full weight, above 0
 */
public record CountWeights(double full) {
  /** The estimators' default, full weight from 200 visits on. */
  public static final CountWeights STANDARD = new CountWeights(200);

  /**
   * @throws IllegalArgumentException if {@code full} is not above 0
   */
  public CountWeights {
    Checks.positive("full", full);
  }

  /**
   * Weights of one agent in one pair of stages.
   *
   * @param agent whose actions are counted
   * @param current visits in D_h
   * @param improved visits in D_{h+1}
   * @return w_h, {@code [numStates][numActions]} row-major, in [0, 1]
   * @throws IllegalArgumentException if shapes differ
   */
  public double[] of(int agent, VisitCounts current, VisitCounts improved) {
    long[] before = current.ownActions(agent);
    long[] after = improved.ownActions(agent);
    if (before.length != after.length) {
      throw new IllegalArgumentException(
          before.length + " and " + after.length + " counts; valid: of one shape");
    }
    double[] weights = new double[before.length];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = Math.min(1, Math.min(before[k], after[k]) / full);
    }
    return weights;
  }

  /**
   * Weights of known policies: 1 throughout.
   *
   * @param entries numStates · numActions
   */
  public static double[] ofKnownPolicies(int entries) {
    double[] weights = new double[entries];
    Arrays.fill(weights, 1);
    return weights;
  }
}
