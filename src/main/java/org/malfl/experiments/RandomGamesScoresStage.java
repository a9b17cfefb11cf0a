package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.games.JointPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.games.ZeroSumGame;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** What can be won in random games from those who imitate, and what occupancy leaves open. */
final class RandomGamesScoresStage implements Stage {
  private static final Artifact<CsvTable> CURVES =
      Formats.csv(
          "random_games.csv", "exact exploitability in random games, by questions to the expert");
  private static final Artifact<CsvTable> BOUNDS =
      Formats.csv(
          "random_games_bounds.csv",
          "what the expert's occupancy measure leaves open in random games");
  private static final long ROW_BYTES = 110;
  private static final long WORK_PER_POINT = 2000;

  private final List<RandomGameStage> games;
  private final ZeroSumSettings settings;

  RandomGamesScoresStage(List<RandomGameStage> games, ZeroSumSettings settings) {
    this.games = List.copyOf(games);
    this.settings = settings;
  }

  /** A row per game, method and point. */
  Handle<CsvTable> curves() {
    return new Handle<>(this, CURVES);
  }

  /** A row per game. */
  Handle<CsvTable> bounds() {
    return new Handle<>(this, BOUNDS);
  }

  private int pointsOfGame() {
    return RandomGameStage.METHODS.size() * settings.queryPoints().length;
  }

  @Override
  public String path() {
    return "random_games/scores";
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("zero-sum-random-games-scores", 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "gamma", settings.gamma(),
            "query_total", settings.queryTotal(),
            "states", settings.randomStates(),
            "actions", settings.randomActions(),
            "games", games.size()));
  }

  @Override
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (RandomGameStage game : games) {
      game.artifacts().forEach(artifact -> inputs.add(new Input(artifact.path(), artifact)));
    }
    return inputs;
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(CURVES, BOUNDS);
  }

  @Override
  public long work() {
    return WORK_PER_POINT * pointsOfGame() * games.size();
  }

  @Override
  public long bytes() {
    // Each row is here and in the results.
    return 2 * ROW_BYTES * (pointsOfGame() + 1L) * games.size() + 400;
  }

  @Override
  public void run(StageContext context) {
    CsvTable curves =
        new CsvTable(
            "game",
            "method",
            "expert_queries",
            "exploitability",
            "nash_conv",
            "occupancy_distance");
    CsvTable bounds = ImitatedGame.bounds();
    long[] queries = settings.queryPoints();
    for (RandomGameStage stage : games) {
      ZeroSumGame game = stage.readGame(context);
      ImitatedGame imitated =
          new ImitatedGame(
              game, TransitionTable.of(game), stage.readExpert(context), settings.gamma());
      List<List<JointPolicy>> policies = stage.readPolicies(context);
      for (int method = 0; method < policies.size(); method++) {
        for (int point = 0; point < queries.length; point++) {
          ImitatedGame.Score score = imitated.score(policies.get(method).get(point));
          curves.add(
              stage.index(),
              RandomGameStage.METHODS.get(method),
              queries[point],
              score.exploitability(),
              score.nashConv(),
              score.occupancyDistance());
        }
      }
      imitated.addBounds("game " + stage.index(), bounds);
      context.advance(WORK_PER_POINT * pointsOfGame());
    }
    context.write(CURVES, curves);
    context.write(BOUNDS, bounds);
  }
}
