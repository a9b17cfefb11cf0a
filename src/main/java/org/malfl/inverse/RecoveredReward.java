package org.malfl.inverse;

import org.malfl.core.Checks;
import org.malfl.games.TransitionTable;

/**
 * A joint reward with one potential per pair of stages.
 *
 * @param reward R(s, a), {@code [numStates][numJointActions]} row-major, indexed (s, a_0, a_1, …)
 *     whichever agent it belongs to
 * @param potentials g_h(s), {@code [numPairs][numStates]} row-major
 */
public record RecoveredReward(double[] reward, double[] potentials) {
  /**
   * The reward of a joint state, bare: the mean of R(s, a) over joint actions.
   *
   * @param numJointActions number of joint actions
   * @return {@code [numStates]}
   */
  public double[] bare(int numJointActions) {
    double[] mean = new double[reward.length / numJointActions];
    for (int row = 0; row < reward.length; row++) {
      mean[row / numJointActions] += reward[row];
    }
    for (int state = 0; state < mean.length; state++) {
      mean[state] /= numJointActions;
    }
    return mean;
  }

  /**
   * The reward of a joint state with the last pair's potential: the mean over joint actions of
   * R(s,a) + g_h(s) − γ E[g_h(s')].
   *
   * @param transitions of the game
   * @param gamma discount, in [0, 1)
   * @return {@code [numStates]}
   */
  public double[] shaped(TransitionTable transitions, double gamma) {
    int numJointActions = transitions.numJointActions();
    int numStates = reward.length / numJointActions;
    Checks.discount(gamma);
    double[] potential = new double[numStates];
    System.arraycopy(potentials, potentials.length - numStates, potential, 0, numStates);
    double[] shapedReward = new double[reward.length];
    for (int row = 0; row < reward.length; row++) {
      shapedReward[row] =
          reward[row]
              + potential[row / numJointActions]
              - gamma * transitions.expectation(row, potential);
    }
    return new RecoveredReward(shapedReward, potential).bare(numJointActions);
  }
}
