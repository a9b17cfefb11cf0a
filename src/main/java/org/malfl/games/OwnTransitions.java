package org.malfl.games;

import java.util.Arrays;
import org.malfl.core.Checks;

/**
 * What follows from one agent's own action while the others play their policies:
 *
 * <pre>
 * P^{a_i}(s,s') = Σ_{a_−i} Π_{j≠i} π^j(a_j|s) · P(s'|s,a).
 * </pre>
 *
 * Entry {@code e = s · numActions + a_i} has the distinct successors {@code first[e]} up to, not
 * including, {@code first[e + 1]}, in the order in which the joint actions reach them.
 *
 * @param first {@code [numStates · numActions + 1]}
 * @param states successor states
 * @param probabilities P^{a_i}(s,s'), same length as {@code states}
 */
public record OwnTransitions(int[] first, int[] states, double[] probabilities) {
  /**
   * Sums the other agents out.
   *
   * @param agent i
   * @param policy the policies of all agents; that of agent i is not used
   * @param transitions of the game
   */
  public static OwnTransitions of(int agent, JointPolicy policy, TransitionTable transitions) {
    int numJointActions = transitions.numJointActions();
    int numActions = transitions.numActions();
    int numStates = transitions.numStates();
    OpponentWeights weights = new OpponentWeights(agent, policy, transitions.jointActions());
    int[] byOwn = weights.jointActionsByOwn();
    int perOwn = numJointActions / numActions;

    int[] first = new int[numStates * numActions + 1];
    int[] states = new int[transitions.states().length];
    double[] probabilities = new double[states.length];
    int[] slotOf = new int[numStates];
    int[] reachedIn = new int[numStates];
    Arrays.fill(reachedIn, -1);
    int size = 0;
    for (int entry = 0; entry < numStates * numActions; entry++) {
      int state = entry / numActions;
      int own = entry % numActions;
      for (int k = own * perOwn; k < (own + 1) * perOwn; k++) {
        int row = state * numJointActions + byOwn[k];
        for (int j = transitions.first()[row]; j < transitions.first()[row + 1]; j++) {
          int next = transitions.states()[j];
          if (reachedIn[next] != entry) {
            reachedIn[next] = entry;
            slotOf[next] = size;
            states[size++] = next;
          }
          probabilities[slotOf[next]] += weights.weight(row) * transitions.probabilities()[j];
        }
      }
      first[entry + 1] = size;
    }
    return new OwnTransitions(
        first, Arrays.copyOf(states, size), Arrays.copyOf(probabilities, size));
  }

  /**
   * E[f(s') | s, a_i] for every state and own action.
   *
   * @param f {@code [numStates]}
   * @return {@code [numStates][numActions]} row-major
   */
  public double[] expectation(double[] f) {
    double[] result = new double[first.length - 1];
    for (int entry = 0; entry < result.length; entry++) {
      double sum = 0;
      for (int k = first[entry]; k < first[entry + 1]; k++) {
        sum += probabilities[k] * f[states[k]];
      }
      result[entry] = sum;
    }
    Checks.finite("expectation over transitions", result);
    return result;
  }
}
