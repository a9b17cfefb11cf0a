package org.malfl.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.malfl.core.Checks;
import org.malfl.games.FixedOthers;
import org.malfl.games.JointPolicy;
import org.malfl.games.PayoffGame;
import org.malfl.games.TransitionTable;

/**
 * What is left open for learners whose occupancy measure is exactly the expert's: they do what the
 * expert does in every state that it reaches, and anything in the others. So the largest gain of an
 * agent is the value of a Markov decision process less what it has: where the expert goes, the
 * agent chooses its own action; elsewhere it is as if it chose those of all, since somebody's
 * policy may be just what suits it.
 *
 * @param reached {@code [numStates]}: whether the expert ever comes there
 * @param largestGains in agent order, at least 0
 */
public record MatchedOccupancy(boolean[] reached, List<Double> largestGains) {
  private static final double TOLERANCE = 1e-14;

  /** The list is copied. */
  public MatchedOccupancy {
    largestGains = List.copyOf(largestGains);
  }

  /**
   * What an expert's occupancy measure leaves open, by value iteration until values change by less
   * than 1e-14·max|r|/(1 − γ); gains are γ/(1 − γ) times as near.
   *
   * @param gamma discount in [0, 1)
   * @throws IllegalArgumentException if the policy does not fit the game or the discount is out of
   *     range
   * @throws org.malfl.core.NumericalException if values cannot be computed
   */
  public static MatchedOccupancy of(
      PayoffGame game, TransitionTable transitions, JointPolicy expert, double gamma) {
    Checks.discount(gamma);
    boolean[] reached = reached(transitions, expert);
    List<Double> gains = new ArrayList<>();
    for (int agent = 0; agent < game.numAgents(); agent++) {
      FixedOthers others = new FixedOthers(agent, expert, transitions, gamma);
      double[] payoffs = game.payoffs(agent);
      double own = others.startValue(others.ownRewards(payoffs), expert.agent(agent));
      double[] most = largestValues(others, transitions, reached, payoffs, gamma);
      gains.add(Math.max(0, most[transitions.startState()] - own));
    }
    return new MatchedOccupancy(reached, gains);
  }

  private static boolean[] reached(TransitionTable transitions, JointPolicy policy) {
    double[] joint = policy.jointProbabilities(transitions.jointActions());
    boolean[] reached = new boolean[transitions.numStates()];
    Deque<Integer> next = new ArrayDeque<>(List.of(transitions.startState()));
    reached[transitions.startState()] = true;
    while (!next.isEmpty()) {
      int from = next.remove() * transitions.numJointActions();
      for (int row = from; row < from + transitions.numJointActions(); row++) {
        for (int k = transitions.first()[row]; k < transitions.first()[row + 1]; k++) {
          int state = transitions.states()[k];
          if (joint[row] * transitions.probabilities()[k] > 0 && !reached[state]) {
            reached[state] = true;
            next.add(state);
          }
        }
      }
    }
    return reached;
  }

  private static double[] largestValues(
      FixedOthers others,
      TransitionTable transitions,
      boolean[] reached,
      double[] payoffs,
      double gamma) {
    double[] ownRewards = others.ownRewards(payoffs);
    int numActions = transitions.numActions();
    int numJointActions = transitions.numJointActions();
    double scale = Double.MIN_NORMAL;
    for (double payoff : payoffs) {
      scale = Math.max(scale, Math.abs(payoff) / (1 - gamma));
    }
    double[] values = new double[transitions.numStates()];
    double change = Double.POSITIVE_INFINITY;
    while (change > TOLERANCE * scale) {
      double[] q = others.actionValues(ownRewards, values);
      double[] better = new double[values.length];
      change = 0;
      for (int state = 0; state < values.length; state++) {
        double most = Double.NEGATIVE_INFINITY;
        if (reached[state]) {
          for (int action = 0; action < numActions; action++) {
            most = Math.max(most, q[state * numActions + action]);
          }
        } else {
          for (int row = state * numJointActions; row < (state + 1) * numJointActions; row++) {
            most = Math.max(most, payoffs[row] + gamma * transitions.expectation(row, values));
          }
        }
        better[state] = most;
        change = Math.max(change, Math.abs(most - values[state]));
      }
      values = better;
    }
    return values;
  }

  /** What the agent who gains most may gain: the largest exploitability of such learners. */
  public double largestExploitability() {
    return largestGains.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
