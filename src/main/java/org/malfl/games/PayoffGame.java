package org.malfl.games;

/** Dynamics and what each agent gets: a payoff r_i(s,a) for a joint action in a joint state. */
public interface PayoffGame extends Dynamics {
  /**
   * The payoff of an agent.
   *
   * @param agent 0..numAgents−1
   * @param state 0..numStates−1
   * @param jointAction 0..jointActions().size()−1
   * @return r_agent(state, jointAction), finite
   */
  double payoff(int agent, int state, int jointAction);

  /** {@code [numStates][numJointActions]} row-major: r_agent(s,a). */
  default double[] payoffs(int agent) {
    int numJointActions = jointActions().size();
    double[] payoffs = new double[numStates() * numJointActions];
    for (int row = 0; row < payoffs.length; row++) {
      payoffs[row] = payoff(agent, row / numJointActions, row % numJointActions);
    }
    return payoffs;
  }
}
