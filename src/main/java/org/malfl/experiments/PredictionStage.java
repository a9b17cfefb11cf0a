package org.malfl.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.games.TabularPolicy;
import org.malfl.io.CsvTable;
import org.malfl.metrics.Deviance;
import org.malfl.metrics.PredictionScore;
import org.malfl.metrics.Score;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/**
 * How well the rewards that an estimator recovers predict actions that they have not seen, which an
 * observer can tell without any true reward.
 *
 * <ul>
 *   <li>The reward from the first k pairs, D_0 … D_k, and Q_k as the estimator takes it to follow
 *       from D_k predict π_{k+1}, for every k that a reward was recovered for and that a dataset
 *       D_{k+1} comes after.
 *   <li>The reward without D_h and Q_{h−1} predict π_h, where the estimator has {@link
 *       LeftOutStage}s.
 * </ul>
 */
final class PredictionStage implements Stage {
  private static final Artifact<CsvTable> PREDICTION =
      Formats.csv(
          "prediction.csv",
          "mean KL(frequencies of the next dataset ‖ prediction) of recovered reward and two"
              + " guesses, nats");
  private static final Artifact<CsvTable> HELD_OUT =
      Formats.csv("held_out.csv", "deviance of datasets that the reward was recovered without");
  private static final Artifact<Object> SUMMARY =
      Formats.json("prediction.json", "means over what was predicted, by agent");

  /** In {@link #summary}: mean divergence of the predictions by recovered rewards. */
  static final String RECOVERED = "kl_recovered";

  /** In {@link #summary}: mean divergence of the better guess. */
  static final String BEST_GUESS = "kl_best_guess";

  private final Observed observed;
  private final Recovery recovery;
  private final SortedMap<Integer, List<Recovery.RecoveryStage>> byPairs;
  private final List<LeftOutStage> leftOut;
  private final Map<Integer, List<Recovery.Improvement>> improvements = new TreeMap<>();

  /**
   * A stage.
   *
   * @param byPairs the recoveries that predict, in agent order, by the number of their pairs, of
   *     which no one uses all
   * @param leftOut in agent order; empty if the estimator has none
   */
  PredictionStage(
      Observed observed,
      Recovery recovery,
      SortedMap<Integer, List<Recovery.RecoveryStage>> byPairs,
      List<LeftOutStage> leftOut) {
    this.observed = observed;
    this.recovery = recovery;
    this.byPairs = new TreeMap<>(byPairs);
    this.leftOut = List.copyOf(leftOut);
    byPairs.keySet().forEach(this::addImprovements);
    leftOut.forEach(stage -> stage.datasets().forEach(h -> addImprovements(h - 1)));
  }

  private void addImprovements(int h) {
    improvements.computeIfAbsent(
        h,
        stage -> {
          List<Recovery.Improvement> agents = new ArrayList<>();
          for (int agent = 0; agent < numAgents(); agent++) {
            agents.add(recovery.improvement(observed, agent, stage));
          }
          return agents;
        });
  }

  private int numAgents() {
    return observed.family().game().numAgents();
  }

  Recovery recovery() {
    return recovery;
  }

  /** Whether a reward from fewer than all pairs predicts anything. */
  boolean predicts() {
    return !byPairs.isEmpty();
  }

  /** Name of the policy estimate that both guesses are made from. */
  String policyEstimate() {
    return observed.policies().get(0).method().name();
  }

  /**
   * Columns {@code pairs}, {@code agent}, {@code predicted_stage}, and divergences {@value
   * #RECOVERED}, {@code kl_no_change}, {@code kl_repeated_change}, {@code gain}.
   */
  Handle<CsvTable> prediction() {
    return new Handle<>(this, PREDICTION);
  }

  /** Lists {@code agents} and has their {@code mean}. */
  Handle<Object> summary() {
    return new Handle<>(this, SUMMARY);
  }

  @Override
  public String path() {
    return observed.family().path("ma_lfl/prediction/" + recovery.name());
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("action-prediction", 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = observed.family().observerParameters();
    parameters.put("alpha", observed.family().settings().alpha());
    parameters.put("gamma", observed.family().settings().gamma());
    return parameters;
  }

  @Override
  public List<Input> inputs() {
    // Agents and rewards share policies and counts.
    Map<Handle<?>, Input> inputs = new LinkedHashMap<>();
    byPairs.forEach(
        (pairs, agents) -> {
          add(inputs, "policy_" + (pairs - 1), observed.policies().get(pairs - 1).policy());
          add(inputs, "policy_" + pairs, observed.policies().get(pairs).policy());
          add(inputs, "counts_" + (pairs + 1), observed.stages().get(pairs + 1).counts());
          for (int agent = 0; agent < agents.size(); agent++) {
            add(inputs, "reward_pairs_" + pairs + "_agent_" + agent, agents.get(agent).reward());
          }
        });
    for (int agent = 0; agent < leftOut.size(); agent++) {
      add(inputs, "rewards_left_out_agent_" + agent, leftOut.get(agent).rewards());
      for (int h : leftOut.get(agent).datasets()) {
        add(inputs, "counts_" + h, observed.stages().get(h).counts());
      }
    }
    for (List<Recovery.Improvement> agents : improvements.values()) {
      agents.forEach(
          agent -> agent.inputs().forEach(input -> add(inputs, input.role(), input.handle())));
    }
    return List.copyOf(inputs.values());
  }

  private static void add(Map<Handle<?>, Input> inputs, String role, Handle<?> handle) {
    inputs.putIfAbsent(handle, new Input(role, handle));
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(PREDICTION, HELD_OUT, SUMMARY);
  }

  @Override
  public long work() {
    return 100_000L * improvements.size();
  }

  @Override
  public long bytes() {
    long rows =
        (long) (byPairs.size() + (leftOut.isEmpty() ? 0 : improvements.size())) * numAgents();
    return (rows + 4L * (numAgents() + 1)) * Family.CSV_ROW_BYTES;
  }

  @Override
  public void run(StageContext context) {
    List<List<PredictionScore>> scores = new ArrayList<>();
    List<List<Deviance>> deviances = new ArrayList<>();
    for (int agent = 0; agent < numAgents(); agent++) {
      scores.add(new ArrayList<>());
      deviances.add(new ArrayList<>());
    }
    CsvTable prediction =
        new CsvTable(
            "pairs",
            "agent",
            "predicted_stage",
            RECOVERED,
            "kl_no_change",
            "kl_repeated_change",
            "gain");
    byPairs.forEach(
        (pairs, agents) -> {
          for (int agent = 0; agent < agents.size(); agent++) {
            PredictionScore score =
                PredictionScore.of(
                    improved(context, pairs, agent, agents.get(agent).readReward(context)),
                    observed.policies().get(pairs - 1).read(context).agent(agent),
                    observed.policies().get(pairs).read(context).agent(agent),
                    actions(context, pairs + 1, agent));
            scores.get(agent).add(score);
            prediction.add(
                pairs,
                agent,
                pairs + 1,
                score.recovered(),
                score.noChange(),
                score.repeatedChange(),
                score.gain());
          }
        });
    CsvTable heldOut = new CsvTable("stage", "agent", "actions", "deviance", "deviance_per_action");
    for (int agent = 0; agent < leftOut.size(); agent++) {
      List<Integer> datasets = leftOut.get(agent).datasets();
      List<double[]> rewards = leftOut.get(agent).readRewards(context);
      for (int k = 0; k < datasets.size(); k++) {
        int h = datasets.get(k);
        Deviance deviance =
            Deviance.of(
                improved(context, h - 1, agent, rewards.get(k)), actions(context, h, agent));
        deviances.get(agent).add(deviance);
        heldOut.add(h, agent, deviance.actions(), deviance.total(), deviance.perAction());
      }
    }
    context.write(PREDICTION, prediction);
    context.write(HELD_OUT, heldOut);
    context.write(SUMMARY, tree(scores, deviances));
  }

  private TabularPolicy improved(ArtifactReader reader, int h, int agent, double[] reward) {
    return improvements.get(h).get(agent).improved(reader, reward);
  }

  private long[] actions(ArtifactReader reader, int h, int agent) {
    return observed.stages().get(h).readCounts(reader).ownActions(agent);
  }

  private static Map<String, Object> tree(
      List<List<PredictionScore>> scores, List<List<Deviance>> deviances) {
    List<Map<String, Score>> measures = new ArrayList<>();
    List<Object> agents = new ArrayList<>();
    for (int agent = 0; agent < scores.size(); agent++) {
      Map<String, Score> measured = measures(scores.get(agent), deviances.get(agent));
      measures.add(measured);
      Map<String, Object> tree =
          new TreeMap<>(
              Map.of(
                  "agent", agent,
                  "predictions", scores.get(agent).size(),
                  "held_out_stages", deviances.get(agent).size()));
      measured.forEach((name, score) -> ScoreJson.put(tree, name, score));
      agents.add(tree);
    }
    Map<String, Object> mean = new TreeMap<>();
    for (String name : measures.get(0).keySet()) {
      ScoreJson.put(
          mean, name, Score.mean(measures.stream().map(measured -> measured.get(name)).toList()));
    }
    return Map.of("agents", agents, "mean", mean);
  }

  private static SortedMap<String, Score> measures(
      List<PredictionScore> scores, List<Deviance> deviances) {
    Optional<PredictionScore> mean =
        scores.isEmpty() ? Optional.empty() : Optional.of(PredictionScore.mean(scores));
    Function<ToDoubleFunction<PredictionScore>, Score> score =
        measure ->
            mean.map(measured -> Score.of(measure.applyAsDouble(measured)))
                .orElseGet(() -> Score.undefined("no reward is from fewer pairs than there are"));
    SortedMap<String, Score> measures = new TreeMap<>();
    measures.put(RECOVERED, score.apply(PredictionScore::recovered));
    measures.put("kl_no_change", score.apply(PredictionScore::noChange));
    measures.put("kl_repeated_change", score.apply(PredictionScore::repeatedChange));
    measures.put(BEST_GUESS, score.apply(PredictionScore::bestGuess));
    measures.put("gain", score.apply(PredictionScore::gain));
    measures.put(
        "held_out_deviance_per_action",
        deviances.isEmpty()
            ? Score.undefined("no reward was recovered without a dataset")
            : Score.of(Deviance.sum(deviances).perAction()));
    return measures;
  }
}
