package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.games.JointPolicy;
import org.malfl.games.VisitCounts;
import org.malfl.io.CsvTable;
import org.malfl.metrics.Coverage;
import org.malfl.metrics.PolicyChange;
import org.malfl.metrics.PolicyFidelity;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/**
 * How much the datasets show, how well policies were estimated from them, and how far policies
 * move, stage by stage.
 */
final class ObservationStage implements Stage {
  private static final Artifact<CsvTable> COVERAGE =
      Formats.csv(
          "coverage.csv", "how much of the joint states and state-action pairs each dataset shows");
  private static final Artifact<CsvTable> POLICY_ESTIMATION =
      Formats.csv("policy_estimation.csv", "KL(π_h ‖ estimate), nats");
  private static final Artifact<CsvTable> POLICY_CHANGE =
      Formats.csv("policy_change.csv", "KL(π_h ‖ π_{h+1}) of learners and of estimates, nats");
  private static final Artifact<Object> SUMMARY =
      Formats.json("observations.json", "coverage and policy estimation");

  /** The policies that were played, in {@link #policyChange}. */
  static final String LEARNER = "learner";

  private final Family family;
  private final List<SoftPolicyIterationStage> learners;
  private final FinalPolicyStage finalPolicy;
  private final List<List<PolicyEstimationStage>> estimates;

  /**
   * A stage.
   *
   * @param learners in order
   * @param estimates of π_0 … π_{H−1}, by method
   */
  ObservationStage(
      Family family,
      List<SoftPolicyIterationStage> learners,
      FinalPolicyStage finalPolicy,
      List<List<PolicyEstimationStage>> estimates) {
    this.family = family;
    this.learners = List.copyOf(learners);
    this.finalPolicy = finalPolicy;
    this.estimates = List.copyOf(estimates);
  }

  /**
   * Lists {@code coverage}, an entry per stage and agent, and {@code policy_estimation}, an entry
   * per method too.
   */
  Handle<Object> summary() {
    return new Handle<>(this, SUMMARY);
  }

  /**
   * Columns {@code stage}, {@code agent}, {@code policies}, which is {@value #LEARNER} or one of
   * {@link #methods}, and divergences.
   */
  Handle<CsvTable> policyChange() {
    return new Handle<>(this, POLICY_CHANGE);
  }

  /** The methods of the estimates, by name. */
  List<String> methods() {
    return estimates.stream().map(stages -> stages.get(0).method().name()).toList();
  }

  @Override
  public String path() {
    return family.path("evaluation/observations");
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("coverage-fidelity-and-change", 3);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = family.observerParameters();
    parameters.put("policy_estimates", methods());
    return parameters;
  }

  @Override
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (int h = 0; h < learners.size(); h++) {
      inputs.add(new Input("counts_" + h, learners.get(h).counts()));
      inputs.add(new Input("true_logits_" + h, learners.get(h).policyLogits()));
      for (List<PolicyEstimationStage> method : estimates) {
        PolicyEstimationStage estimate = method.get(h);
        inputs.add(new Input("estimate_" + estimate.method().name() + "_" + h, estimate.policy()));
      }
    }
    inputs.add(new Input("final_logits", finalPolicy.policyLogits()));
    return inputs;
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(COVERAGE, POLICY_ESTIMATION, POLICY_CHANGE, SUMMARY);
  }

  @Override
  public long work() {
    return 10_000;
  }

  @Override
  public long bytes() {
    // Per stage and agent: coverage with and without names, the learner's change, and of every
    // method its fidelity with and without names and its change.
    long rows = (long) learners.size() * family.game().numAgents();
    return rows * (4 + 4L * estimates.size()) * Family.CSV_ROW_BYTES;
  }

  @Override
  public void run(StageContext context) {
    Rows coverage =
        new Rows(
            "stage",
            "agent",
            "joint_states_seen",
            "joint_states",
            "joint_state_share",
            "state_actions_seen",
            "state_actions",
            "state_action_share",
            "least_joint_state_count",
            "least_state_action_count");
    Rows fidelity =
        new Rows(
            "stage",
            "agent",
            "method",
            "mean_kl",
            "largest_kl",
            "mean_kl_by_visits",
            "largest_kl_of_visited");
    List<JointPolicy> policies =
        new ArrayList<>(learners.stream().map(learner -> learner.readPolicy(context)).toList());
    policies.add(finalPolicy.readPolicy(context));
    SortedMap<String, List<JointPolicy>> estimated = new TreeMap<>();
    for (List<PolicyEstimationStage> method : estimates) {
      estimated.put(
          method.get(0).method().name(),
          method.stream().map(estimate -> estimate.read(context)).toList());
    }
    for (int h = 0; h < learners.size(); h++) {
      VisitCounts counts = learners.get(h).readCounts(context);
      for (int agent = 0; agent < family.game().numAgents(); agent++) {
        Coverage seen = Coverage.of(counts, agent);
        coverage.add(
            h,
            agent,
            seen.statesSeen(),
            seen.states(),
            seen.stateShare(),
            seen.stateActionsSeen(),
            seen.stateActions(),
            seen.stateActionShare(),
            seen.leastStateCount(),
            seen.leastStateActionCount());
        for (String method : estimated.keySet()) {
          PolicyFidelity distance =
              PolicyFidelity.of(
                  policies.get(h).agent(agent),
                  estimated.get(method).get(h).agent(agent),
                  counts.states());
          fidelity.add(
              h,
              agent,
              method,
              distance.mean(),
              distance.largest(),
              distance.meanByVisits(),
              distance.largestVisited());
        }
      }
    }
    context.write(POLICY_CHANGE, policyChange(policies, estimated));
    context.write(COVERAGE, coverage.table);
    context.write(POLICY_ESTIMATION, fidelity.table);
    context.write(SUMMARY, Map.of("coverage", coverage.tree, "policy_estimation", fidelity.tree));
  }

  /**
   * The table of changes.
   *
   * @param policies π_0 … π_H
   * @param estimated of π_0 … π_{H−1}, by method
   */
  private CsvTable policyChange(
      List<JointPolicy> policies, SortedMap<String, List<JointPolicy>> estimated) {
    CsvTable table = new CsvTable("stage", "agent", "policies", "mean_kl", "largest_kl");
    for (int h = 0; h + 1 < policies.size(); h++) {
      for (int agent = 0; agent < family.game().numAgents(); agent++) {
        addChange(table, LEARNER, policies, h, agent);
        for (String method : estimated.keySet()) {
          if (h + 1 < learners.size()) {
            addChange(table, method, estimated.get(method), h, agent);
          }
        }
      }
    }
    return table;
  }

  private static void addChange(
      CsvTable table, String whose, List<JointPolicy> policies, int h, int agent) {
    PolicyChange moved = change(policies, h, agent);
    table.add(h, agent, whose, moved.mean(), moved.largest());
  }

  private static PolicyChange change(List<JointPolicy> policies, int h, int agent) {
    return PolicyChange.of(policies.get(h).agent(agent), policies.get(h + 1).agent(agent));
  }

  /** The same rows as a CSV table and as JSON values. */
  private static final class Rows {
    private final List<String> columns;
    private final CsvTable table;
    private final List<Object> tree = new ArrayList<>();

    Rows(String... columns) {
      this.columns = List.of(columns);
      this.table = new CsvTable(columns);
    }

    void add(Object... cells) {
      table.add(cells);
      Map<String, Object> row = new TreeMap<>();
      for (int k = 0; k < cells.length; k++) {
        row.put(columns.get(k), cells[k]);
      }
      tree.add(row);
    }
  }
}
