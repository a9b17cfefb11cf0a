package org.malfl.games;

import org.malfl.core.Checks;

/**
 * {@link Dynamics} as primitive arrays for inner loops. The pair (s, a) is row {@code s ·
 * numJointActions + a}; its successors are entries {@code first[row]} up to, not including, {@code
 * first[row + 1]} of {@code states} and {@code probabilities}.
 *
 * @param jointActions index arithmetic of joint actions
 * @param numStates number of joint states S
 * @param startState the joint state in which every episode starts
 * @param first {@code [S · numJointActions + 1]}
 * @param states successor states
 * @param probabilities their probabilities, same length as {@code states}
 */
public record TransitionTable(
    JointIndex jointActions,
    int numStates,
    int startState,
    int[] first,
    int[] states,
    double[] probabilities) {
  /**
   * Reads all transitions once.
   *
   * @throws IllegalArgumentException if a successor is no state or the probabilities of a row do
   *     not sum to 1 within 1e-9
   */
  public static TransitionTable of(Dynamics dynamics) {
    int numJointActions = dynamics.jointActions().size();
    int rows = StrictMath.multiplyExact(dynamics.numStates(), numJointActions);
    int[] first = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      int count = dynamics.numSuccessors(row / numJointActions, row % numJointActions);
      first[row + 1] = StrictMath.addExact(first[row], count);
    }
    int[] states = new int[first[rows]];
    double[] probabilities = new double[first[rows]];
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int k = first[row]; k < first[row + 1]; k++) {
        int state = row / numJointActions;
        int jointAction = row % numJointActions;
        states[k] = dynamics.successor(state, jointAction, k - first[row]);
        probabilities[k] = dynamics.probability(state, jointAction, k - first[row]);
        sum += probabilities[k];
        if (states[k] < 0 || states[k] >= dynamics.numStates() || !(probabilities[k] >= 0)) {
          throw new IllegalArgumentException(
              "state "
                  + state
                  + ", joint action "
                  + jointAction
                  + " leads to state "
                  + states[k]
                  + " with probability "
                  + probabilities[k]);
        }
      }
      if (!(StrictMath.abs(sum - 1) <= Checks.SIMPLEX_TOLERANCE)) {
        throw new IllegalArgumentException(
            "state "
                + row / numJointActions
                + ", joint action "
                + row % numJointActions
                + ": transition probabilities sum to "
                + sum
                + "; valid: 1 within 1e-9");
      }
    }
    return new TransitionTable(
        dynamics.jointActions(),
        dynamics.numStates(),
        dynamics.startState(),
        first,
        states,
        probabilities);
  }

  /** Number of joint actions. */
  public int numJointActions() {
    return jointActions.size();
  }

  /** Number of actions of each agent. */
  public int numActions() {
    return jointActions.base();
  }

  /** Whether every (s, a) has exactly one successor. */
  public boolean deterministic() {
    return states.length == first.length - 1;
  }

  /**
   * E[f(s') | s, a] = Σ_k p_k f(s'_k).
   *
   * @param row {@code s · numJointActions + a}
   * @param f {@code [numStates]}
   */
  public double expectation(int row, double[] f) {
    double sum = 0;
    for (int k = first[row]; k < first[row + 1]; k++) {
      sum += probabilities[k] * f[states[k]];
    }
    return sum;
  }
}
