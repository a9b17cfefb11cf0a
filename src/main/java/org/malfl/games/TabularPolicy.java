package org.malfl.games;

import org.malfl.core.Checks;
import org.malfl.core.Simplex;

/**
 * The policy π(a|s) of one agent as a table, kept both as probabilities and as log-probabilities so
 * that a probability too small for its logarithm to be taken keeps its logarithm. Tables are {@code
 * [numStates][numActions]} flattened row-major.
 */
public final class TabularPolicy {
  private final int numActions;
  private final double[] probabilities;
  private final double[] logProbabilities;

  private TabularPolicy(int numActions, double[] probabilities, double[] logProbabilities) {
    this.numActions = numActions;
    this.probabilities = probabilities;
    this.logProbabilities = logProbabilities;
  }

  /** π(a|s) = 1/numActions. */
  public static TabularPolicy uniform(int numStates, int numActions) {
    return softmax(new double[numStates * numActions], numActions);
  }

  /**
   * π(a|s) = exp(z(s,a)) / Σ_b exp(z(s,b)).
   *
   * @param logits z, row-major, finite
   * @param numActions length of a row; divides {@code logits.length}
   * @throws IllegalArgumentException if it does not
   */
  public static TabularPolicy softmax(double[] logits, int numActions) {
    if (numActions < 1 || logits.length % numActions != 0) {
      throw new IllegalArgumentException(
          logits.length + " logits do not make rows of " + numActions);
    }
    double[] logProbabilities = Simplex.logSoftmaxRows(logits, numActions);
    double[] probabilities = new double[logits.length];
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] = StrictMath.exp(logProbabilities[k]);
    }
    return new TabularPolicy(numActions, probabilities, logProbabilities);
  }

  /**
   * A policy from its probabilities.
   *
   * @param probabilities row-major, rows on the simplex
   * @throws IllegalArgumentException if a row does not sum to 1 within 1e-9 or an entry is negative
   */
  public static TabularPolicy ofProbabilities(double[] probabilities, int numActions) {
    Checks.rowsOnSimplex("probabilities", probabilities, numActions);
    double[] logProbabilities = new double[probabilities.length];
    for (int k = 0; k < probabilities.length; k++) {
      logProbabilities[k] = StrictMath.log(probabilities[k]);
    }
    return new TabularPolicy(numActions, probabilities.clone(), logProbabilities);
  }

  /** Number of states. */
  public int numStates() {
    return probabilities.length / numActions;
  }

  /** Number of actions. */
  public int numActions() {
    return numActions;
  }

  /** π(action|state). */
  public double probability(int state, int action) {
    return probabilities[state * numActions + action];
  }

  /** log π(action|state), in nats. */
  public double logProbability(int state, int action) {
    return logProbabilities[state * numActions + action];
  }

  /** A copy of π, {@code [numStates][numActions]} row-major. */
  public double[] probabilities() {
    return probabilities.clone();
  }

  /** A copy of log π, {@code [numStates][numActions]} row-major. */
  public double[] logProbabilities() {
    return logProbabilities.clone();
  }

  /** Entropy of π(·|state), in nats. */
  public double entropy(int state) {
    return Simplex.entropy(probabilities, logProbabilities, state * numActions, numActions);
  }

  /**
   * KL(π(·|state) ‖ other(·|state)), in nats.
   *
   * @param other a policy of the same shape
   */
  public double klDivergence(TabularPolicy other, int state) {
    return Simplex.klDivergence(
        probabilities, logProbabilities, other.logProbabilities, state * numActions, numActions);
  }
}
