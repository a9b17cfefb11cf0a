package org.malfl.games;

/**
 * Who can do what and where it leads: joint states, actions, transitions. No rewards and no
 * policies, so an observer may know it. Every agent has the same number of actions.
 *
 * <p>Transitions out of (s, a) are listed as successors 0..{@link #numSuccessors}−1, in an order
 * that never changes.
 */
public interface Dynamics {
  /** Number of agents n, at least 1. */
  int numAgents();

  /** Number of joint states, at least 1; states are 0..numStates−1. */
  int numStates();

  /** Number of actions of each agent, at least 1. */
  int numActions();

  /** The joint state in which every episode starts. */
  int startState();

  /** Number of states that may follow joint action {@code jointAction} in {@code state}. */
  default int numSuccessors(int state, int jointAction) {
    return 1;
  }

  /** The k-th state that may follow. */
  int successor(int state, int jointAction, int k);

  /** Its probability; over k they sum to 1. */
  default double probability(int state, int jointAction, int k) {
    return 1;
  }

  /**
   * Where a joint state lies, for observers that take states which lie close together for alike:
   * Euclidean coordinates, as many in every state; none where the game has no such notion.
   */
  default double[] coordinates(int state) {
    return new double[0];
  }

  /** Index arithmetic of joint actions: (a_0, …, a_{n−1}), agent 0 most significant. */
  default JointIndex jointActions() {
    return new JointIndex(numActions(), numAgents());
  }
}
