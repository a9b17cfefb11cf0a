package org.malfl.games;

import org.malfl.core.Checks;

/**
 * Index arithmetic of tuples with one component per agent, all from 0..base−1: agent 0 is the most
 * significant digit, so for two agents index = c_0 · base + c_1. This is the only place where the
 * formula stands; joint states of cells and joint actions both use it.
 *
 * @param base number of values of a component, at least 1
 * @param numAgents number of components, at least 1
 */
public record JointIndex(int base, int numAgents) {
  /**
   * @throws IllegalArgumentException if an argument is below 1 or base^numAgents exceeds {@link
   *     Integer#MAX_VALUE}
   */
  public JointIndex {
    Checks.inRange("base", base, 1, Integer.MAX_VALUE);
    Checks.inRange("numAgents", numAgents, 1, Integer.MAX_VALUE);
    long size = 1;
    for (int agent = 0; agent < numAgents && size <= Integer.MAX_VALUE; agent++) {
      size *= base;
    }
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          base + "^" + numAgents + " joint values; valid: at most " + Integer.MAX_VALUE);
    }
  }

  /** base^numAgents, the number of tuples. */
  public int size() {
    return stride(-1);
  }

  /**
   * The index of a tuple.
   *
   * @param components one value of 0..base−1 per agent
   * @throws IllegalArgumentException if a component is out of range or their number is not that of
   *     the agents
   */
  public int of(int... components) {
    Checks.inRange("number of components", components.length, numAgents, numAgents);
    int index = 0;
    for (int agent = 0; agent < numAgents; agent++) {
      index = index * base + Checks.inRange("component", components[agent], 0, base - 1);
    }
    return index;
  }

  /** The component of one agent in a tuple's index. */
  public int component(int index, int agent) {
    return index / stride(agent) % base;
  }

  /** How much the index grows when the component of {@code agent} grows by one. */
  public int stride(int agent) {
    int stride = 1;
    for (int later = agent + 1; later < numAgents; later++) {
      stride *= base;
    }
    return stride;
  }

  /** {@code [size]}: the component of one agent in every tuple, for use in inner loops. */
  public int[] components(int agent) {
    int[] table = new int[size()];
    for (int index = 0; index < table.length; index++) {
      table[index] = component(index, agent);
    }
    return table;
  }

  /**
   * {@code [base][size / base]} row-major: the indices of all tuples whose component of one agent
   * is 0, ascending, then of those where it is 1, and so on.
   */
  public int[] grouped(int agent) {
    int[] groups = new int[size()];
    int[] next = new int[base];
    int groupSize = groups.length / base;
    for (int index = 0; index < groups.length; index++) {
      int component = component(index, agent);
      groups[component * groupSize + next[component]++] = index;
    }
    return groups;
  }
}
