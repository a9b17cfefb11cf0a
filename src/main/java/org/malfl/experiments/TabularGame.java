package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.malfl.core.ArtifactException;
import org.malfl.games.AgentTables;
import org.malfl.games.DetourGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.MatrixGame;
import org.malfl.games.PayoffGame;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.io.NpyArray;
import org.malfl.metrics.Exploitability;

/**
 * A game that policies from files can be played in. A new one is one entry of {@link #all}.
 *
 * @param name on the command line
 * @param game with payoffs
 * @param gamma discount if nobody says
 */
public record TabularGame(String name, PayoffGame game, double gamma) {
  /**
   * All games.
   *
   * @param settings families of rewards on the grid are games too
   */
  public static List<TabularGame> all(ReproduceSettings settings) {
    List<TabularGame> games =
        new ArrayList<>(
            List.of(
                new TabularGame("coordination", MatrixGame.coordination(), 0),
                new TabularGame("matching-pennies", MatrixGame.matchingPennies(), 0),
                new TabularGame("rock-paper-scissors", MatrixGame.rockPaperScissors(), 0),
                new TabularGame("zero-sum", new DetourGame(), 0.9)));
    for (String family : settings.environment().familyNames()) {
      games.add(new TabularGame(family, settings.environment().game(family), settings.gamma()));
    }
    return games;
  }

  /** The game as a row of a table: name, agents, joint states, actions, discount. */
  public List<String> row() {
    return List.of(
        name, "" + game.numAgents(), "" + game.numStates(), "" + game.numActions(), "" + gamma);
  }

  /**
   * What can be won from the policies in some files.
   *
   * @param files as they are called
   * @param arrays one per agent, {@code [numStates, numActions]}, or one of all agents, {@code
   *     [numAgents, numStates, numActions]}, or one of all agents at points of a training, {@code
   *     [points, numAgents, numStates, numActions]}
   * @param point which of these, from 0; empty: the last
   * @param discount in [0, 1)
   * @throws ArtifactException if they are no policies of this game
   */
  public Exploitability exploitability(
      List<String> files, List<NpyArray> arrays, OptionalInt point, double discount) {
    return Exploitability.of(
        game, TransitionTable.of(game), policies(files, arrays, point), discount);
  }

  /** The best responses of all agents, {@code [numAgents, numStates, numActions]}. */
  public static NpyArray bestResponses(Exploitability found) {
    List<TabularPolicy> responses = found.bestResponses();
    return NpyArray.of(
        AgentTables.join(responses.stream().map(TabularPolicy::probabilities).toList()),
        responses.size(),
        responses.get(0).numStates(),
        responses.get(0).numActions());
  }

  private JointPolicy policies(List<String> files, List<NpyArray> arrays, OptionalInt point) {
    int[] one = {game.numStates(), game.numActions()};
    int[] all = {game.numAgents(), game.numStates(), game.numActions()};
    List<double[]> tables = new ArrayList<>();
    if (arrays.size() == 1 && arrays.get(0).shape().length == 4) {
      return ofTables(files, AgentTables.split(at(point, files.get(0), arrays.get(0)), all[0]));
    }
    if (point.isPresent()) {
      throw new ArtifactException(
          files.get(0) + ": has no points; valid: without a point, or [points, agents, ...]");
    }
    for (int file = 0; file < arrays.size(); file++) {
      double[] values = float64(files.get(file), arrays.get(file), arrays.size() == 1 ? all : one);
      tables.addAll(AgentTables.split(values, arrays.size() == 1 ? all[0] : 1));
    }
    if (tables.size() != game.numAgents()) {
      throw new ArtifactException(
          "%s: found policies of %d agents; valid %d, a file each, or one file of all"
              .formatted(String.join(", ", files), tables.size(), game.numAgents()));
    }
    return ofTables(files, tables);
  }

  private double[] at(OptionalInt point, String file, NpyArray array) {
    int points = array.shape()[0];
    double[] values =
        float64(
            file, array, new int[] {points, game.numAgents(), game.numStates(), game.numActions()});
    int which = point.orElse(points - 1);
    if (which < 0 || which >= points) {
      throw new ArtifactException(
          "%s: found %d points, asked for %d; valid 0 to %d"
              .formatted(file, points, which, points - 1));
    }
    return AgentTables.split(values, points).get(which);
  }

  private JointPolicy ofTables(List<String> files, List<double[]> tables) {
    try {
      return JointPolicy.ofProbabilities(tables, game.numActions());
    } catch (IllegalArgumentException noPolicy) {
      throw new ArtifactException(
          String.join(", ", files) + ": no policies: " + noPolicy.getMessage(), noPolicy);
    }
  }

  private double[] float64(String file, NpyArray array, int[] shape) {
    if (array.type() != NpyArray.Type.FLOAT64 || !Arrays.equals(array.shape(), shape)) {
      throw new ArtifactException(
          "%s: found %s %s; valid for '%s' FLOAT64 %s"
              .formatted(
                  file,
                  array.type(),
                  Arrays.toString(array.shape()),
                  name,
                  Arrays.toString(shape)));
    }
    return array.float64(file, array.size());
  }
}
