package org.malfl.experiments;

import java.util.List;
import org.malfl.games.JointPolicy;
import org.malfl.games.OccupancyMeasure;
import org.malfl.games.PayoffGame;
import org.malfl.games.StartStates;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.io.CsvTable;
import org.malfl.metrics.Distances;
import org.malfl.metrics.Exploitability;
import org.malfl.metrics.MatchedOccupancy;

/** A game whose expert others imitate: how they are judged there. */
final class ImitatedGame {
  private final PayoffGame game;
  private final TransitionTable transitions;
  private final JointPolicy expert;
  private final double gamma;
  private final double[] occupancy;

  ImitatedGame(PayoffGame game, TransitionTable transitions, JointPolicy expert, double gamma) {
    this.game = game;
    this.transitions = transitions;
    this.expert = expert;
    this.gamma = gamma;
    this.occupancy = occupancy(expert);
  }

  /**
   * How learners do.
   *
   * @param exploitability what the player who gains most gains
   * @param nashConv what all gain
   * @param occupancyDistance total variation of discounted occupancy measures to the expert's
   */
  record Score(double exploitability, double nashConv, double occupancyDistance) {}

  Score score(JointPolicy policy) {
    Exploitability found = Exploitability.of(game, transitions, policy, gamma);
    return new Score(
        found.exploitability(),
        found.nashConv(),
        Distances.totalVariation(occupancy(policy), occupancy));
  }

  private double[] occupancy(JointPolicy policy) {
    return OccupancyMeasure.discounted(policy, transitions, StartStates.of(game), gamma)
        .probabilities();
  }

  /** An empty table of {@link #addBounds}. */
  static CsvTable bounds() {
    return new CsvTable(
        "game",
        "states",
        "unreached_states",
        "expert_exploitability",
        "uniform_elsewhere",
        "largest_exploitability");
  }

  /** What the expert's occupancy leaves open: by the expert, uniform elsewhere, at worst. */
  void addBounds(String name, CsvTable bounds) {
    MatchedOccupancy matched = MatchedOccupancy.of(game, transitions, expert, gamma);
    int unreached = 0;
    int numActions = transitions.numActions();
    double[][] tables = new double[expert.numAgents()][];
    TabularPolicy uniform = TabularPolicy.uniform(transitions.numStates(), numActions);
    for (int agent = 0; agent < tables.length; agent++) {
      tables[agent] = expert.agent(agent).probabilities().clone();
    }
    for (int state = 0; state < transitions.numStates(); state++) {
      if (!matched.reached()[state]) {
        unreached++;
        for (double[] table : tables) {
          System.arraycopy(uniform.probabilities(), 0, table, state * numActions, numActions);
        }
      }
    }
    bounds.add(
        name,
        transitions.numStates(),
        unreached,
        score(expert).exploitability(),
        score(JointPolicy.ofProbabilities(List.of(tables), numActions)).exploitability(),
        matched.largestExploitability());
  }
}
