package org.malfl.games;

import java.util.ArrayList;
import java.util.List;

/** Dynamics and what each agent wants: a reward r_i(s) that depends on the current joint state. */
public interface MarkovGame extends PayoffGame {
  /**
   * The reward of an agent for being in a joint state.
   *
   * @param agent 0..numAgents−1
   * @param state 0..numStates−1
   * @return r_agent(state), finite
   */
  double reward(int agent, int state);

  @Override
  default double payoff(int agent, int state, int jointAction) {
    return reward(agent, state);
  }

  /** The rewards of all agents, in agent order, {@code [numStates]} each. */
  default List<double[]> rewards() {
    List<double[]> agents = new ArrayList<>();
    for (int agent = 0; agent < numAgents(); agent++) {
      agents.add(rewards(agent));
    }
    return agents;
  }

  /** {@code [numStates]}: r_agent(s) for all joint states. */
  default double[] rewards(int agent) {
    double[] rewards = new double[numStates()];
    for (int state = 0; state < rewards.length; state++) {
      rewards[state] = reward(agent, state);
    }
    return rewards;
  }
}
