package org.malfl.games;

import java.util.List;
import org.malfl.core.Checks;

/**
 * A game in normal form of agents with the same actions, as a Markov game that stays in its one
 * state. With discount 0 values are those of a single play.
 */
public final class MatrixGame implements PayoffGame {
  private final JointIndex jointActions;
  private final List<double[]> payoffs;

  /**
   * A game.
   *
   * @param numActions of each agent, at least 1
   * @param payoffs in agent order, {@code [numJointActions]} each, finite
   * @throws IllegalArgumentException if there is no agent or a table has another length
   * @throws org.malfl.core.NumericalException if a payoff is not finite
   */
  public MatrixGame(int numActions, List<double[]> payoffs) {
    this.jointActions = new JointIndex(numActions, payoffs.size());
    this.payoffs = payoffs.stream().map(double[]::clone).toList();
    for (double[] table : this.payoffs) {
      Checks.length("payoffs", table, jointActions.size());
      Checks.finite("payoffs", table);
    }
  }

  /**
   * A game of two agents in which one wins what the other loses.
   *
   * @param first what agent 0 gets, {@code [numActions][numActions]}, row: its own action
   * @throws IllegalArgumentException if the table is not square
   */
  public static MatrixGame zeroSum(double[][] first) {
    int numActions = first.length;
    double[] won = new double[numActions * numActions];
    double[] lost = new double[won.length];
    for (int own = 0; own < numActions; own++) {
      Checks.length("payoffs", first[own], numActions);
      for (int other = 0; other < numActions; other++) {
        won[own * numActions + other] = first[own][other];
        lost[own * numActions + other] = -first[own][other];
      }
    }
    return new MatrixGame(numActions, List.of(won, lost));
  }

  /** Two agents, two actions A = 0 and B = 1: both get 1 if they do the same, else 0. */
  public static MatrixGame coordination() {
    double[] same = {1, 0, 0, 1};
    return new MatrixGame(2, List.of(same, same));
  }

  /** Agent 0 wins 1 if both show the same side, agent 1 if not. */
  public static MatrixGame matchingPennies() {
    return zeroSum(new double[][] {{1, -1}, {-1, 1}});
  }

  /** Rock 0, paper 1, scissors 2: the winner gets 1, the loser −1. */
  public static MatrixGame rockPaperScissors() {
    return zeroSum(new double[][] {{0, -1, 1}, {1, 0, -1}, {-1, 1, 0}});
  }

  @Override
  public int numAgents() {
    return jointActions.numAgents();
  }

  @Override
  public int numStates() {
    return 1;
  }

  @Override
  public int numActions() {
    return jointActions.base();
  }

  @Override
  public int startState() {
    return 0;
  }

  @Override
  public int successor(int state, int jointAction, int k) {
    return 0;
  }

  @Override
  public double payoff(int agent, int state, int jointAction) {
    return payoffs.get(agent)[jointAction];
  }
}
