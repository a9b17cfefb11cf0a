package org.malfl.metrics;

import java.util.List;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;
import org.malfl.games.JointPolicy;
import org.malfl.games.PayoffGame;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;

/**
 * An equilibrium of a zero-sum Markov game of two players, in every state and so wherever play may
 * lead: in each state the policies are optimal in the matrix game r(s,a) + γ E[V(s')|s,a] (Shapley
 * 1953).
 *
 * @param values V, {@code [numStates]}, of player 0
 * @param policy of both players
 */
public record ZeroSumEquilibrium(double[] values, JointPolicy policy) {
  private static final double TOLERANCE = 1e-12;
  private static final int MOST_ITERATIONS = 100_000;

  /**
   * Solves a game by value iteration (Shapley 1953), a contraction by γ, from values 0, until
   * values change by less than 1e-12·max|r|/(1 − γ); what is found is γ/(1 − γ) times as near.
   *
   * @param gamma discount in [0, 1)
   * @throws IllegalArgumentException if it is no zero-sum game of two players
   * @throws NumericalException if it does not come to an end
   */
  public static ZeroSumEquilibrium of(PayoffGame game, TransitionTable transitions, double gamma) {
    Checks.inRange("players", game.numAgents(), 2, 2);
    Checks.discount(gamma);
    double[] payoffs = game.payoffs(0);
    double[] losses = game.payoffs(1);
    double largest = Double.MIN_NORMAL;
    for (int row = 0; row < payoffs.length; row++) {
      if (payoffs[row] + losses[row] != 0) {
        throw new IllegalArgumentException(
            "payoffs of state %d, joint action %d: %s and %s; valid: the negative of each other"
                .formatted(
                    row / transitions.numJointActions(),
                    row % transitions.numJointActions(),
                    payoffs[row],
                    losses[row]));
      }
      largest = Math.max(largest, Math.abs(payoffs[row]));
    }
    double tolerance = TOLERANCE * largest / (1 - gamma);
    double[] values = new double[transitions.numStates()];
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      ZeroSumEquilibrium found = inMatrixGames(payoffs, values, transitions, gamma);
      double change = 0;
      for (int state = 0; state < values.length; state++) {
        change = Math.max(change, Math.abs(found.values[state] - values[state]));
      }
      if (change <= tolerance) {
        return found;
      }
      values = found.values;
    }
    throw new NumericalException("value iteration does not come to an end at gamma " + gamma);
  }

  private static ZeroSumEquilibrium inMatrixGames(
      double[] payoffs, double[] values, TransitionTable transitions, double gamma) {
    int numActions = transitions.numActions();
    int numJointActions = transitions.numJointActions();
    double[] solved = new double[values.length];
    double[] first = new double[values.length * numActions];
    double[] second = new double[first.length];
    double[] matrix = new double[numJointActions];
    for (int state = 0; state < values.length; state++) {
      for (int own = 0; own < numActions; own++) {
        for (int other = 0; other < numActions; other++) {
          int row = state * numJointActions + transitions.jointActions().of(own, other);
          matrix[own * numActions + other] =
              payoffs[row] + gamma * transitions.expectation(row, values);
        }
      }
      MatrixEquilibrium equilibrium = MatrixEquilibrium.of(matrix, numActions);
      solved[state] = equilibrium.value();
      System.arraycopy(equilibrium.rows(), 0, first, state * numActions, numActions);
      System.arraycopy(equilibrium.columns(), 0, second, state * numActions, numActions);
    }
    return new ZeroSumEquilibrium(
        solved,
        new JointPolicy(
            List.of(
                TabularPolicy.ofProbabilities(first, numActions),
                TabularPolicy.ofProbabilities(second, numActions))));
  }
}
