package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Description.Axis;
import org.malfl.core.SeedTree;
import org.malfl.games.AgentTables;
import org.malfl.games.MarkovGame;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;
import org.malfl.inverse.RewardClass;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.softpi.SoftPolicyIteration;

/**
 * One reward family of a run: its game, and the settings that its stages share.
 *
 * @param name of the family
 * @param game with the family's rewards
 * @param transitions of the game
 * @param settings of the run
 */
public record Family(
    String name, MarkovGame game, TransitionTable transitions, ReproduceSettings settings) {
  /** More than a row of one of the smaller tables has. */
  static final long CSV_ROW_BYTES = 200;

  /** Above this, a dense linear system over joint states takes many seconds. */
  private static final int SOLVED_AT_MOST = 1000;

  /** Axes of {@link #actionTables}. */
  static final List<Axis> ACTION_TABLE_AXES =
      List.of(Axis.of("agent"), Axis.of("joint state"), Axis.of("action"));

  /** The family of a name. */
  public static Family of(String name, ReproduceSettings settings) {
    MarkovGame game = settings.environment().game(name);
    return new Family(name, game, TransitionTable.of(game), settings);
  }

  /** The family's learners. */
  SoftPolicyIteration learners() {
    MaSpiSettings maspi = settings.maspi();
    return new SoftPolicyIteration(
        game,
        transitions,
        settings.alpha(),
        settings.gamma(),
        maspi.episodes(),
        maspi.episodeLength(),
        maspi.evaluator());
  }

  /** Directory of a stage of this family. */
  public String path(String stage) {
    return name + "/" + stage;
  }

  /** Directory of a numbered stage, from 0: {@code prefix} and two digits or more. */
  public String path(String prefix, int number) {
    return path(prefix + (number < 10 ? "0" : "") + number);
  }

  /** The random streams of this family in a part of the experiment. */
  public SeedTree streams(String part) {
    return SeedTree.root(settings.seed()).child(part).child(name);
  }

  /** What an observer's stage may read of the environment: the dynamics. */
  public SortedMap<String, Object> observerParameters() {
    return new TreeMap<>(Map.of("dynamics", settings.environment().dynamicsParameters()));
  }

  /** What learners and evaluation read of the environment: the dynamics and the rewards. */
  public SortedMap<String, Object> gameParameters() {
    SortedMap<String, Object> parameters = observerParameters();
    parameters.put("rewards", settings.environment().rewardParameters(name));
    return parameters;
  }

  /** Whether linear equations over joint states can be solved by the dozen. */
  boolean isSolvable() {
    return game.numStates() <= SOLVED_AT_MOST;
  }

  /** Unknowns of a reward of a class. */
  int unknowns(RewardClass rewardClass) {
    return game.numStates() * rewardClass.perState(transitions.jointActions());
  }

  /** Entries of an array {@code [numStates, numJointActions]}. */
  long jointEntries() {
    return (long) game.numStates() * transitions.numJointActions();
  }

  /** An array {@code [numStates, numJointActions]} of counts. */
  NpyArray jointTable(VisitCounts counts) {
    return NpyArray.of(counts.joint(), game.numStates(), transitions.numJointActions());
  }

  /** Bytes of an array {@code [numAgents, numStates, numActions]}. */
  long actionTableBytes() {
    return (long) Double.BYTES * game.numAgents() * game.numStates() * game.numActions();
  }

  /** An array {@code [numAgents, numStates, numActions]} of every agent's table. */
  NpyArray actionTables(List<double[]> agents) {
    return NpyArray.of(
        AgentTables.join(agents), game.numAgents(), game.numStates(), game.numActions());
  }

  /** Every agent's table of such an array. */
  List<double[]> readActionTables(ArtifactReader reader, Handle<NpyArray> handle) {
    long length = (long) game.numAgents() * game.numStates() * game.numActions();
    return AgentTables.split(reader.float64(handle, length), game.numAgents());
  }
}
