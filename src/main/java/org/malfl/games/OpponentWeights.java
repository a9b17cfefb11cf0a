package org.malfl.games;

import org.malfl.core.Checks;

/**
 * How likely the other agents are to do their part of a joint action: Π_{j≠i} π^j(a_j|s), which
 * does not depend on a_i. For agent i's own action a_i, E_{a_−i ∼ π^{−i}(·|s)}[f(s, a)] is the
 * weighted sum of f over the joint actions whose component i is a_i.
 */
public final class OpponentWeights {
  private final double[] weights;
  private final int[] jointActionsByOwn;

  /**
   * Weights of all joint actions in all joint states.
   *
   * @param agent i, 0..numAgents−1
   * @param policy the policies of all agents; that of agent i is not used
   * @throws IllegalArgumentException if the policies do not fit the joint actions
   */
  public OpponentWeights(int agent, JointPolicy policy, JointIndex jointActions) {
    Checks.inRange("agent", agent, 0, policy.numAgents() - 1);
    Checks.inRange(
        "agents", policy.numAgents(), jointActions.numAgents(), jointActions.numAgents());
    this.jointActionsByOwn = jointActions.grouped(agent);
    int numStates = policy.agent(0).numStates();
    int numJointActions = jointActions.size();
    this.weights = new double[numStates * numJointActions];
    for (int state = 0; state < numStates; state++) {
      for (int jointAction = 0; jointAction < numJointActions; jointAction++) {
        double weight = 1;
        for (int other = 0; other < policy.numAgents(); other++) {
          if (other != agent) {
            weight *=
                policy.agent(other).probability(state, jointActions.component(jointAction, other));
          }
        }
        weights[state * numJointActions + jointAction] = weight;
      }
    }
  }

  /** Π_{j≠i} π^j(a_j|s) for row {@code state · numJointActions + jointAction}. */
  public double weight(int row) {
    return weights[row];
  }

  /**
   * {@code [numActions][numJointActions / numActions]} row-major: the joint actions that hold each
   * own action. A shared table: do not write to it.
   */
  public int[] jointActionsByOwn() {
    return jointActionsByOwn;
  }
}
