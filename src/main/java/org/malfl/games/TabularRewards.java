package org.malfl.games;

import java.util.List;
import org.malfl.core.Checks;

/**
 * The dynamics of one game with rewards from tables.
 *
 * @param dynamics of the game
 * @param tables in agent order, {@code [numStates]} each, finite; owned by the record
 */
public record TabularRewards(Dynamics dynamics, List<double[]> tables) implements MarkovGame {
  /**
   * @throws IllegalArgumentException if there is not one table per agent with an entry per joint
   *     state
   */
  public TabularRewards {
    tables = List.copyOf(tables);
    Checks.inRange("reward tables", tables.size(), dynamics.numAgents(), dynamics.numAgents());
    tables.forEach(table -> Checks.length("rewards", table, dynamics.numStates()));
  }

  @Override
  public double reward(int agent, int state) {
    return tables.get(agent)[state];
  }

  @Override
  public int numAgents() {
    return dynamics.numAgents();
  }

  @Override
  public int numStates() {
    return dynamics.numStates();
  }

  @Override
  public int numActions() {
    return dynamics.numActions();
  }

  @Override
  public int startState() {
    return dynamics.startState();
  }

  @Override
  public int numSuccessors(int state, int jointAction) {
    return dynamics.numSuccessors(state, jointAction);
  }

  @Override
  public int successor(int state, int jointAction, int k) {
    return dynamics.successor(state, jointAction, k);
  }

  @Override
  public double probability(int state, int jointAction, int k) {
    return dynamics.probability(state, jointAction, k);
  }

  @Override
  public double[] coordinates(int state) {
    return dynamics.coordinates(state);
  }
}
