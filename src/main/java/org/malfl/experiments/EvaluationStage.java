package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.games.AgentTables;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.metrics.RewardScore;
import org.malfl.metrics.Score;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/**
 * Compares what an estimator recovered for each agent with the true rewards, by readout: from all
 * pairs of stages, and, for the trend, from the first pair, the first two, and so on.
 */
final class EvaluationStage implements Stage {
  private static final List<Axis> STATE_TABLE_AXES =
      List.of(Axis.of("agent"), Axis.of("joint state"));
  private static final Artifact<NpyArray> TRUE_REWARD =
      Formats.npy("true_reward.npy", "true rewards r_i(s)", STATE_TABLE_AXES);
  private static final Artifact<CsvTable> TREND =
      Formats.csv(
          "trend.csv",
          "scores by the number of pairs of stages that the reward was recovered from");

  /** The numbers of a score, by their name in artifacts. */
  private static final Map<String, Function<RewardScore, Score>> MEASURES =
      Map.of(
          "pearson", RewardScore::pearson,
          "spearman", RewardScore::spearman,
          "slope", RewardScore::slope,
          "rmse", RewardScore::rmse);

  private final Family family;
  private final Recovery recovery;
  private final SortedMap<Integer, List<Recovery.RecoveryStage>> byPairs;

  /**
   * The evaluation of an estimator.
   *
   * @param byPairs its stages, in agent order, by the number of pairs that they use; the largest
   *     number is scored, all of them make the trend
   */
  EvaluationStage(
      Family family, Recovery recovery, SortedMap<Integer, List<Recovery.RecoveryStage>> byPairs) {
    this.family = family;
    this.recovery = recovery;
    this.byPairs = new TreeMap<>(byPairs);
  }

  Family family() {
    return family;
  }

  Recovery recovery() {
    return recovery;
  }

  /** The readout that is the score of the method. */
  String mainReadout() {
    return recovery.readouts().get(0);
  }

  /** Whether the trend has more than one point. */
  boolean hasTrend() {
    return byPairs.size() > 1;
  }

  /** Pictures that only this estimator has. */
  List<Picture> ownPictures() {
    return recovery.pictures(family, byPairs.get(byPairs.lastKey()));
  }

  private static Artifact<NpyArray> reward(String readout) {
    return Formats.npy(
        "reward_" + readout + ".npy",
        "recovered state rewards that are scored, units of the reward",
        STATE_TABLE_AXES);
  }

  private static Artifact<Object> metrics(String readout) {
    return Formats.json(
        "metrics_" + readout + ".json",
        "scores of the recovered state rewards against the true ones");
  }

  /** Scores of a readout, {@code agents} and {@code mean}. */
  Handle<Object> metricsOf(String readout) {
    return new Handle<>(this, metrics(readout));
  }

  /** Columns {@code pairs}, {@code agent}, {@code readout} and one per measure. */
  Handle<CsvTable> trend() {
    return new Handle<>(this, TREND);
  }

  /** The true rewards, {@code [numAgents, numStates]}. */
  Handle<NpyArray> trueRewards() {
    return new Handle<>(this, TRUE_REWARD);
  }

  /** The recovered state rewards, {@code [numAgents, numStates]}. */
  Handle<NpyArray> rewardsOf(String readout) {
    return new Handle<>(this, reward(readout));
  }

  /** The true state reward of every agent, {@code [numStates]} each. */
  List<double[]> readTrueRewards(ArtifactReader reader) {
    return readStateTables(reader, trueRewards());
  }

  /** The recovered state reward of every agent, {@code [numStates]} each. */
  List<double[]> readRewards(ArtifactReader reader, String readout) {
    return readStateTables(reader, rewardsOf(readout));
  }

  private List<double[]> readStateTables(ArtifactReader reader, Handle<NpyArray> handle) {
    long length = (long) family.game().numAgents() * family.game().numStates();
    return AgentTables.split(reader.float64(handle, length), family.game().numAgents());
  }

  @Override
  public String path() {
    return family.path("evaluation/" + recovery.name());
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("reward-scores", 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = family.gameParameters();
    parameters.put("gamma", family.settings().gamma());
    parameters.put("readouts", recovery.readouts());
    return parameters;
  }

  @Override
  public List<Input> inputs() {
    return byPairs.values().stream()
        .flatMap(List::stream)
        .flatMap(recovered -> recovered.readoutInputs().stream())
        .toList();
  }

  @Override
  public List<Artifact<?>> outputs() {
    List<Artifact<?>> outputs = new ArrayList<>(List.of(TRUE_REWARD, TREND));
    for (String readout : recovery.readouts()) {
      outputs.add(reward(readout));
      outputs.add(metrics(readout));
    }
    return outputs;
  }

  @Override
  public long work() {
    return 10_000;
  }

  @Override
  public long bytes() {
    long agents = family.game().numAgents();
    long rewards = (1 + recovery.readouts().size()) * agents * family.game().numStates();
    long scores = (byPairs.size() + 5L) * recovery.readouts().size() * (agents + 1);
    return Double.BYTES * rewards + scores * Family.CSV_ROW_BYTES;
  }

  @Override
  public void run(StageContext context) {
    int numAgents = family.game().numAgents();
    int numStates = family.game().numStates();
    List<double[]> truth = family.game().rewards();
    context.write(TRUE_REWARD, NpyArray.of(AgentTables.join(truth), numAgents, numStates));
    CsvTable trend =
        new CsvTable("pairs", "agent", "readout", "pearson", "spearman", "slope", "rmse");
    for (int pairs : byPairs.keySet()) {
      List<SortedMap<String, double[]>> recovered =
          byPairs.get(pairs).stream().map(stage -> stage.stateRewards(context)).toList();
      for (String readout : recovery.readouts()) {
        List<double[]> rewards = recovered.stream().map(agent -> agent.get(readout)).toList();
        List<RewardScore> scores = new ArrayList<>();
        for (int agent = 0; agent < numAgents; agent++) {
          RewardScore score = RewardScore.of(rewards.get(agent), truth.get(agent));
          scores.add(score);
          trend.add(
              pairs,
              agent,
              readout,
              score.pearson().value(),
              score.spearman().value(),
              score.slope().value(),
              score.rmse().value());
        }
        if (pairs == byPairs.lastKey()) {
          context.write(
              reward(readout), NpyArray.of(AgentTables.join(rewards), numAgents, numStates));
          context.write(metrics(readout), tree(scores));
        }
      }
    }
    context.write(TREND, trend);
  }

  /** Scores of all agents and their mean, as JSON values. */
  private static Map<String, Object> tree(List<RewardScore> scores) {
    List<Object> agents = new ArrayList<>();
    Map<String, Object> mean = new TreeMap<>();
    for (int agent = 0; agent < scores.size(); agent++) {
      RewardScore score = scores.get(agent);
      Map<String, Object> tree = new TreeMap<>(Map.of("agent", agent));
      MEASURES.forEach((name, measure) -> put(tree, name, measure.apply(score)));
      agents.add(tree);
    }
    MEASURES.forEach(
        (name, measure) -> put(mean, name, Score.mean(scores.stream().map(measure).toList())));
    return Map.of("agents", agents, "mean", mean);
  }

  private static void put(Map<String, Object> tree, String name, Score score) {
    if (score.value().isPresent()) {
      tree.put(name, score.value().getAsDouble());
    } else {
      tree.put(name, null);
      tree.put(name + "_undefined_because", score.undefinedBecause());
    }
  }
}
