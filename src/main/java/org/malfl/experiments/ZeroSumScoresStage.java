package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.games.DetourGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** What can be won from learners, and how much their occupancy differs from the expert's. */
final class ZeroSumScoresStage implements Stage {
  private static final Artifact<CsvTable> CURVES =
      Formats.csv(
          "exploitability.csv",
          "exact exploitability and distance of occupancies, by pairs asked of the expert");
  private static final Artifact<CsvTable> POLICIES =
      Formats.csv("final_policies.csv", "the learners' last policies, by state");
  private static final Artifact<CsvTable> BOUNDS =
      Formats.csv("bounds.csv", "what the expert's occupancy measure leaves open");
  private static final List<String> STATES =
      List.of("start", "detour", "path", "end", "win", "lose", "copy");
  private static final long ROW_BYTES = 120;
  private static final long WORK_PER_POINT = 1000;

  private final List<ZeroSumLearnerStage> learners;
  private final ZeroSumSettings settings;

  ZeroSumScoresStage(List<ZeroSumLearnerStage> learners, ZeroSumSettings settings) {
    this.learners = List.copyOf(learners);
    this.settings = settings;
  }

  /** A row per learner and logged point. */
  Handle<CsvTable> curves() {
    return new Handle<>(this, CURVES);
  }

  /** A row per learner, player and state. */
  Handle<CsvTable> policies() {
    return new Handle<>(this, POLICIES);
  }

  /** A row of bounds. */
  Handle<CsvTable> bounds() {
    return new Handle<>(this, BOUNDS);
  }

  private int points() {
    return learners.stream().mapToInt(ZeroSumLearnerStage::points).sum();
  }

  @Override
  public String path() {
    return "scores";
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("zero-sum-scores", 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "expert_action", settings.expertAction(),
            "gamma", settings.gamma(),
            "learners", learners.stream().map(ZeroSumLearnerStage::path).toList(),
            "points", learners.stream().map(ZeroSumLearnerStage::points).toList()));
  }

  @Override
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (ZeroSumLearnerStage stage : learners) {
      inputs.add(new Input(stage.policies().path(), stage.policies()));
      inputs.add(new Input(stage.queries().path(), stage.queries()));
    }
    return inputs;
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(CURVES, POLICIES, BOUNDS);
  }

  @Override
  public long work() {
    return WORK_PER_POINT * points();
  }

  @Override
  public long bytes() {
    // Each row is here and in the results.
    return ImitationSummary.BYTES + 2 * ROW_BYTES * (points() + 14L * learners.size() + 4);
  }

  @Override
  public void run(StageContext context) {
    DetourGame game = new DetourGame();
    ImitatedGame imitated =
        new ImitatedGame(game, TransitionTable.of(game), settings.expert(), settings.gamma());
    CsvTable curves =
        new CsvTable(
            "method",
            "seed",
            "expert_queries",
            "exploitability",
            "nash_conv",
            "occupancy_distance");
    CsvTable last =
        new CsvTable("method", "seed", "player", "state", "action_0", "action_1", "action_2");
    for (ZeroSumLearnerStage stage : learners) {
      String method = stage.method();
      List<JointPolicy> policies = stage.readPolicies(context);
      long[] queries = stage.readQueries(context);
      for (int point = 0; point < queries.length; point++) {
        ImitatedGame.Score score = imitated.score(policies.get(point));
        curves.add(
            method,
            stage.seed(),
            queries[point],
            score.exploitability(),
            score.nashConv(),
            score.occupancyDistance());
      }
      add(last, method, stage.seed(), policies.get(policies.size() - 1));
      context.advance(WORK_PER_POINT * queries.length);
    }
    context.write(CURVES, curves);
    context.write(POLICIES, last);
    CsvTable bounds = ImitatedGame.bounds();
    imitated.addBounds(ZeroSumRun.NAME, bounds);
    context.write(BOUNDS, bounds);
  }

  private static void add(CsvTable table, String method, long seed, JointPolicy policy) {
    for (int player = 0; player < 2; player++) {
      for (int state = 0; state < STATES.size(); state++) {
        table.add(
            method,
            seed,
            player,
            STATES.get(state),
            policy.agent(player).probability(state, 0),
            policy.agent(player).probability(state, 1),
            policy.agent(player).probability(state, 2));
      }
    }
  }
}
