package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.games.JointPolicy;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;
import org.malfl.softpi.SoftPolicyIteration;

/** π_h as a stage gets and keeps it. */
record LearnerPolicy(Family family, Origin origin) {
  static final Artifact<NpyArray> POLICY =
      Formats.npy(
          "policy.npy", "π_h, probabilities of each agent's actions", Family.ACTION_TABLE_AXES);
  static final Artifact<NpyArray> LOGITS =
      Formats.npy(
          "policy_logits.npy",
          "logits of π_h; of tables: Q of the stage before / α",
          Family.ACTION_TABLE_AXES);
  static final List<Artifact<?>> OUTPUTS = List.of(POLICY, LOGITS);

  /** Where the logits come from. */
  sealed interface Origin {}

  /** Nowhere: π_0 is uniform. */
  record Start() implements Origin {}

  /**
   * Soft improvement of tables.
   *
   * @param previousQ Q_{h−1}, {@code [numAgents, numStates, numActions]}
   */
  record Improvement(Handle<NpyArray> previousQ) implements Origin {}

  /**
   * Networks.
   *
   * @param logits of each agent, {@code [numStates, numActions]}
   */
  record Networks(List<Handle<NpyArray>> logits) implements Origin {}

  List<Stage.Input> inputs() {
    if (origin instanceof Improvement improvement) {
      return List.of(new Stage.Input("previous_q", improvement.previousQ()));
    }
    List<Stage.Input> inputs = new ArrayList<>();
    if (origin instanceof Networks networks) {
      for (int agent = 0; agent < networks.logits().size(); agent++) {
        inputs.add(new Stage.Input("logits_agent_" + agent, networks.logits().get(agent)));
      }
    }
    return inputs;
  }

  /** The policies from the logits that a stage kept. */
  JointPolicy read(ArtifactReader reader, Handle<NpyArray> logits) {
    return SoftPolicyIteration.improve(
        family.readActionTables(reader, logits), family.game().numActions());
  }

  /** Improves the policies and writes them with their logits. */
  JointPolicy improve(StageContext context) {
    List<double[]> logits = logits(context);
    JointPolicy policy = SoftPolicyIteration.improve(logits, family.game().numActions());
    context.write(POLICY, family.actionTables(policy.probabilities()));
    context.write(LOGITS, family.actionTables(logits));
    return policy;
  }

  private List<double[]> logits(ArtifactReader reader) {
    int entries = family.game().numStates() * family.game().numActions();
    if (origin instanceof Improvement improvement) {
      return SoftPolicyIteration.logits(
          family.readActionTables(reader, improvement.previousQ()), family.settings().alpha());
    }
    if (origin instanceof Networks networks) {
      return networks.logits().stream().map(handle -> reader.float64(handle, entries)).toList();
    }
    return Collections.nCopies(family.game().numAgents(), new double[entries]);
  }
}
