package org.malfl.games;

import java.util.Collections;
import java.util.List;

/**
 * One policy per agent, drawn from independently: π(a|s) = Π_i π^i(a_i|s).
 *
 * @param agents policies in agent order, all of one shape
 */
public record JointPolicy(List<TabularPolicy> agents) {
  /**
   * @throws IllegalArgumentException if the list is empty or shapes differ
   */
  public JointPolicy {
    agents = List.copyOf(agents);
    if (agents.isEmpty()) {
      throw new IllegalArgumentException("a joint policy needs at least one agent");
    }
    for (TabularPolicy policy : agents) {
      if (policy.numStates() != agents.get(0).numStates()
          || policy.numActions() != agents.get(0).numActions()) {
        throw new IllegalArgumentException("the agents' policies differ in shape");
      }
    }
  }

  /** All agents choose uniformly. */
  public static JointPolicy uniform(Dynamics dynamics) {
    return new JointPolicy(
        Collections.nCopies(
            dynamics.numAgents(),
            TabularPolicy.uniform(dynamics.numStates(), dynamics.numActions())));
  }

  /**
   * The policies of a table per agent.
   *
   * @param tables in agent order, {@code [numStates][numActions]} row-major probabilities
   * @throws IllegalArgumentException if a row is not on the simplex
   */
  public static JointPolicy ofProbabilities(List<double[]> tables, int numActions) {
    return new JointPolicy(
        tables.stream().map(table -> TabularPolicy.ofProbabilities(table, numActions)).toList());
  }

  /** The policy of one agent. */
  public TabularPolicy agent(int agent) {
    return agents.get(agent);
  }

  /** Number of agents. */
  public int numAgents() {
    return agents.size();
  }

  /**
   * π(a|s) = Π_i π^i(a_i|s).
   *
   * @param jointActions index arithmetic of joint actions
   * @return {@code [numStates][numJointActions]} row-major
   */
  public double[] jointProbabilities(JointIndex jointActions) {
    int numJointActions = jointActions.size();
    double[] joint = new double[agents.get(0).numStates() * numJointActions];
    for (int row = 0; row < joint.length; row++) {
      double product = 1;
      for (int agent = 0; agent < numAgents(); agent++) {
        int action = jointActions.component(row % numJointActions, agent);
        product *= agent(agent).probability(row / numJointActions, action);
      }
      joint[row] = product;
    }
    return joint;
  }

  /** A table per agent, {@code [numStates][numActions]} row-major probabilities. */
  public List<double[]> probabilities() {
    return agents.stream().map(TabularPolicy::probabilities).toList();
  }
}
