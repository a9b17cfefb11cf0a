package org.malfl.games;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tables of equal length, one per agent, and the one array {@code [numAgents][…]} they make up. */
public final class AgentTables {
  private AgentTables() {}

  /** Copies the agents' tables into one array, in agent order. */
  public static double[] join(List<double[]> tables) {
    int length = tables.get(0).length;
    double[] joined = new double[tables.size() * length];
    for (int agent = 0; agent < tables.size(); agent++) {
      System.arraycopy(tables.get(agent), 0, joined, agent * length, length);
    }
    return joined;
  }

  /**
   * Copies one array into a table per agent.
   *
   * @throws IllegalArgumentException if the length is no multiple of {@code numAgents}
   */
  public static List<double[]> split(double[] joined, int numAgents) {
    if (joined.length % numAgents != 0) {
      throw new IllegalArgumentException(
          joined.length + " entries do not divide among " + numAgents + " agents");
    }
    int length = joined.length / numAgents;
    List<double[]> tables = new ArrayList<>();
    for (int agent = 0; agent < numAgents; agent++) {
      tables.add(Arrays.copyOfRange(joined, agent * length, (agent + 1) * length));
    }
    return tables;
  }
}
