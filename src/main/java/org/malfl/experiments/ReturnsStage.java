package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.games.JointPolicy;
import org.malfl.io.CsvTable;
import org.malfl.metrics.ReturnComparison;
import org.malfl.metrics.Score;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/**
 * What the rewards that an estimator recovers from all pairs are worth in play: for each agent, the
 * observer plans on them against its estimate of the others' last policies, and plays the true
 * game.
 */
final class ReturnsStage implements Stage {
  private static final Artifact<CsvTable> RETURNS =
      Formats.csv(
          "returns.csv",
          "discounted true returns against the others' last policies: the learner's, of who plans"
              + " on the recovered reward, the best response's");
  private static final Artifact<Object> SUMMARY =
      Formats.json("returns.json", "the same, and means over agents");

  /** In {@link #summary}: (observer − learner) / (optimum − learner). */
  static final String SHARE = "share_of_gap_closed";

  private final Family family;
  private final Observed observed;
  private final Recovery recovery;
  private final SoftPolicyIterationStage learner;
  private final List<Recovery.RecoveryStage> agents;

  /**
   * A stage.
   *
   * @param observed with the policies that the estimator reads
   * @param learner the last stage that was observed, H − 1
   * @param agents the estimator's recoveries from all pairs, in agent order
   */
  ReturnsStage(
      Observed observed,
      Recovery recovery,
      SoftPolicyIterationStage learner,
      List<Recovery.RecoveryStage> agents) {
    this.family = observed.family();
    this.observed = observed;
    this.recovery = recovery;
    this.learner = learner;
    this.agents = List.copyOf(agents);
  }

  Recovery recovery() {
    return recovery;
  }

  /**
   * Columns {@code agent}, {@code learner}, {@code observer}, {@code optimum} and {@value #SHARE}.
   */
  Handle<CsvTable> returns() {
    return new Handle<>(this, RETURNS);
  }

  /** Lists {@code agents} and has their {@code mean}. */
  Handle<Object> summary() {
    return new Handle<>(this, SUMMARY);
  }

  @Override
  public String path() {
    return family.path("evaluation/returns/" + recovery.name());
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("returns-of-planning", 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = family.gameParameters();
    parameters.put("gamma", family.settings().gamma());
    return parameters;
  }

  private PolicyEstimationStage believed() {
    return observed.policies().get(observed.policies().size() - 1);
  }

  @Override
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    inputs.add(new Input("true_logits", learner.policyLogits()));
    inputs.add(new Input("policy", believed().policy()));
    for (int agent = 0; agent < agents.size(); agent++) {
      inputs.add(new Input("reward_agent_" + agent, agents.get(agent).reward()));
    }
    return inputs;
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(RETURNS, SUMMARY);
  }

  @Override
  public long work() {
    return 200_000;
  }

  @Override
  public long bytes() {
    return (2L * agents.size() + 3) * Family.CSV_ROW_BYTES;
  }

  @Override
  public void run(StageContext context) {
    JointPolicy played = learner.readPolicy(context);
    JointPolicy policy = believed().read(context);
    CsvTable table = new CsvTable("agent", "learner", "observer", "optimum", SHARE);
    List<Object> trees = new ArrayList<>();
    List<Score> shares = new ArrayList<>();
    for (int agent = 0; agent < agents.size(); agent++) {
      ReturnComparison returns =
          ReturnComparison.of(
              agent,
              family.game(),
              family.transitions(),
              family.settings().gamma(),
              played,
              policy,
              agents.get(agent).readReward(context));
      Score share = returns.shareOfGapClosed();
      shares.add(share);
      table.add(agent, returns.learner(), returns.observer(), returns.optimum(), share.value());
      Map<String, Object> tree =
          new TreeMap<>(
              Map.of(
                  "agent", agent,
                  "learner", returns.learner(),
                  "observer", returns.observer(),
                  "optimum", returns.optimum()));
      ScoreJson.put(tree, SHARE, share);
      trees.add(tree);
    }
    Map<String, Object> mean = new TreeMap<>();
    ScoreJson.put(mean, SHARE, Score.mean(shares));
    context.write(RETURNS, table);
    context.write(SUMMARY, Map.of("agents", trees, "mean", mean));
  }
}
