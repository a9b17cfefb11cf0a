package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.games.AgentTables;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.metrics.IntervalScore;
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

  private static final Artifact<NpyArray> MASK =
      Formats.npy(
          "mask.npy",
          "1 for joint states that are scored, 0 for those that are not identified",
          STATE_TABLE_AXES);
  private static final Artifact<NpyArray> DEVIATIONS =
      Formats.npy(
          "reward_sd.npy",
          "standard deviations that the estimator claims, units of the reward",
          STATE_TABLE_AXES);

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
    byPairs
        .values()
        .forEach(
            agents ->
                agents.forEach(
                    stage -> {
                      if (stage.mask().isPresent() != hasMask()
                          || stage.deviations().isPresent() != hasDeviations()) {
                        throw new IllegalArgumentException(
                            stage.path() + " leaves other artifacts than the others");
                      }
                    }));
  }

  private List<Recovery.RecoveryStage> fromAllPairs() {
    return byPairs.get(byPairs.lastKey());
  }

  private boolean hasMask() {
    return fromAllPairs().get(0).mask().isPresent();
  }

  private boolean hasDeviations() {
    return fromAllPairs().get(0).deviations().isPresent();
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
    return recovery.pictures(family, fromAllPairs());
  }

  /** What can be known of each agent's reward; empty if the estimator does not say. */
  List<Handle<Object>> identifiability() {
    return fromAllPairs().stream().flatMap(agent -> agent.identifiability().stream()).toList();
  }

  /** {@link #identifiability} as it is read. */
  List<IdentifiabilityReport> readIdentifiability(ArtifactReader reader) {
    return identifiability().stream()
        .map(
            handle ->
                IdentifiabilityReport.read(
                    handle.path(), reader.read(handle), family.game().numStates()))
        .toList();
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

  /** Which joint states are scored, uint8 {@code [numAgents, numStates]}; empty if all are. */
  Optional<Handle<NpyArray>> mask() {
    return hasMask() ? Optional.of(new Handle<>(this, MASK)) : Optional.empty();
  }

  /** Which joint states of every agent are scored, {@code [numStates]} each. */
  List<boolean[]> readScored(ArtifactReader reader) {
    int numStates = family.game().numStates();
    boolean[] scored = new boolean[family.game().numAgents() * numStates];
    Arrays.fill(scored, true);
    boolean[] joined =
        mask()
            .map(handle -> RecoveryArtifacts.readMask(reader, handle, scored.length))
            .orElse(scored);
    List<boolean[]> agents = new ArrayList<>();
    for (int from = 0; from < joined.length; from += numStates) {
      agents.add(Arrays.copyOfRange(joined, from, from + numStates));
    }
    return agents;
  }

  /**
   * Standard deviations of the main readout, {@code [numAgents, numStates]}; empty if the estimator
   * has none.
   */
  Optional<Handle<NpyArray>> deviations() {
    return hasDeviations() ? Optional.of(new Handle<>(this, DEVIATIONS)) : Optional.empty();
  }

  /** Standard deviations of every agent, {@code [numStates]} each. */
  Optional<List<double[]>> readDeviations(ArtifactReader reader) {
    int numAgents = family.game().numAgents();
    return deviations()
        .map(
            handle ->
                AgentTables.split(
                    RecoveryArtifacts.readDeviations(
                        reader, handle, numAgents * family.game().numStates()),
                    numAgents));
  }

  /** Paths of the files that results are collected from, below the root of a store. */
  List<String> resultSources() {
    List<String> sources = new ArrayList<>();
    for (String readout : recovery.readouts()) {
      sources.add(metricsOf(readout).path());
      sources.add(rewardsOf(readout).path());
    }
    mask().ifPresent(handle -> sources.add(handle.path()));
    deviations().ifPresent(handle -> sources.add(handle.path()));
    return sources;
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
    return new Algorithm("reward-scores", 2);
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
    List<Input> inputs = new ArrayList<>();
    byPairs.forEach(
        (pairs, agents) -> {
          for (int agent = 0; agent < agents.size(); agent++) {
            Recovery.RecoveryStage stage = agents.get(agent);
            String which = "_pairs_" + pairs + "_agent_" + agent;
            inputs.addAll(stage.readoutInputs());
            stage.mask().ifPresent(mask -> inputs.add(new Input("mask" + which, mask)));
            stage
                .deviations()
                .ifPresent(deviations -> inputs.add(new Input("reward_sd" + which, deviations)));
          }
        });
    return inputs;
  }

  @Override
  public List<Artifact<?>> outputs() {
    List<Artifact<?>> outputs = new ArrayList<>(List.of(TRUE_REWARD, TREND));
    for (String readout : recovery.readouts()) {
      outputs.add(reward(readout));
      outputs.add(metrics(readout));
    }
    mask().ifPresent(handle -> outputs.add(handle.artifact()));
    deviations().ifPresent(handle -> outputs.add(handle.artifact()));
    return outputs;
  }

  @Override
  public long work() {
    return 10_000;
  }

  @Override
  public long bytes() {
    long agents = family.game().numAgents();
    long rewards = (3 + recovery.readouts().size()) * agents * family.game().numStates();
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
        new CsvTable(
            "pairs",
            "agent",
            "readout",
            "pearson",
            "spearman",
            "slope",
            "rmse",
            "states_scored",
            "coverage_95",
            "mean_squared_z");
    for (int pairs : byPairs.keySet()) {
      boolean last = pairs == byPairs.lastKey();
      List<SortedMap<String, double[]>> recovered = new ArrayList<>();
      List<boolean[]> scored = new ArrayList<>();
      List<Optional<double[]>> deviations = new ArrayList<>();
      for (Recovery.RecoveryStage stage : byPairs.get(pairs)) {
        recovered.add(stage.stateRewards(context));
        scored.add(scored(context, stage));
        deviations.add(
            stage
                .deviations()
                .map(handle -> RecoveryArtifacts.readDeviations(context, handle, numStates)));
      }
      for (String readout : recovery.readouts()) {
        List<double[]> rewards = recovered.stream().map(agent -> agent.get(readout)).toList();
        List<Measured> agents = new ArrayList<>();
        for (int agent = 0; agent < numAgents; agent++) {
          Optional<double[]> sd =
              readout.equals(mainReadout()) ? deviations.get(agent) : Optional.empty();
          Measured measured =
              Measured.of(rewards.get(agent), sd, truth.get(agent), scored.get(agent));
          agents.add(measured);
          measured.addTo(trend, pairs, agent, readout);
        }
        if (last) {
          context.write(
              reward(readout), NpyArray.of(AgentTables.join(rewards), numAgents, numStates));
          context.write(metrics(readout), tree(agents));
        }
      }
      if (last && hasMask()) {
        boolean[] joined = new boolean[numAgents * numStates];
        for (int agent = 0; agent < numAgents; agent++) {
          System.arraycopy(scored.get(agent), 0, joined, agent * numStates, numStates);
        }
        context.write(MASK, RecoveryArtifacts.mask(joined, numAgents, numStates));
      }
      if (last && hasDeviations()) {
        List<double[]> sds = deviations.stream().map(Optional::orElseThrow).toList();
        context.write(DEVIATIONS, NpyArray.of(AgentTables.join(sds), numAgents, numStates));
      }
    }
    context.write(TREND, trend);
  }

  private boolean[] scored(ArtifactReader reader, Recovery.RecoveryStage stage) {
    int numStates = family.game().numStates();
    boolean[] all = new boolean[numStates];
    Arrays.fill(all, true);
    return stage
        .mask()
        .map(handle -> RecoveryArtifacts.readMask(reader, handle, numStates))
        .orElse(all);
  }

  /** All that is measured of one agent's reward. */
  private record Measured(
      RewardScore score, Optional<IntervalScore> interval, ReproductionReport.States states) {
    static Measured of(
        double[] recovered, Optional<double[]> deviations, double[] truth, boolean[] scored) {
      return new Measured(
          RewardScore.of(recovered, truth, scored),
          deviations.map(sd -> IntervalScore.of(recovered, sd, truth, scored)),
          new ReproductionReport.States(scored));
    }

    void addTo(CsvTable trend, int pairs, int agent, String readout) {
      trend.add(
          pairs,
          agent,
          readout,
          score.pearson().value(),
          score.spearman().value(),
          score.slope().value(),
          score.rmse().value(),
          states.scored(),
          interval.map(claimed -> claimed.coverage().value()).orElse(OptionalDouble.empty()),
          interval.map(claimed -> claimed.meanSquaredZ().value()).orElse(OptionalDouble.empty()));
    }

    /** The numbers that have a mean over agents, by their name in artifacts. */
    SortedMap<String, Score> measures() {
      SortedMap<String, Score> measures = new TreeMap<>();
      measures.put("pearson", score.pearson());
      measures.put("spearman", score.spearman());
      measures.put("slope", score.slope());
      measures.put("rmse", score.rmse());
      interval.ifPresent(
          claimed -> {
            measures.put("coverage_95", claimed.coverage());
            measures.put("mean_squared_z", claimed.meanSquaredZ());
          });
      return measures;
    }
  }

  /** What was measured of all agents and its mean, as JSON values. */
  private static Map<String, Object> tree(List<Measured> agents) {
    List<Object> trees = new ArrayList<>();
    for (int agent = 0; agent < agents.size(); agent++) {
      Measured measured = agents.get(agent);
      Map<String, Object> tree = new TreeMap<>(Map.of("agent", agent));
      tree.put("states", measured.states().all());
      tree.put("states_scored", measured.states().scored());
      measured.measures().forEach((name, score) -> ScoreJson.put(tree, name, score));
      trees.add(tree);
    }
    Map<String, Object> mean = new TreeMap<>();
    for (String name : agents.get(0).measures().keySet()) {
      ScoreJson.put(
          mean,
          name,
          Score.mean(agents.stream().map(measured -> measured.measures().get(name)).toList()));
    }
    return Map.of("agents", trees, "mean", mean);
  }
}
