package org.malfl.experiments;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.games.JointPolicy;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;
import org.malfl.softpi.SoftPolicyIteration;

/** π_h as a stage gets and keeps it: improved from Q_{h−1}, or uniform at the start. */
record LearnerPolicy(Family family, Optional<Handle<NpyArray>> previousQ) {
  static final Artifact<NpyArray> POLICY =
      Formats.npy(
          "policy.npy", "π_h, probabilities of each agent's actions", Family.ACTION_TABLE_AXES);
  static final Artifact<NpyArray> LOGITS =
      Formats.npy(
          "policy_logits.npy",
          "logits of π_h: Q of the stage before / α",
          Family.ACTION_TABLE_AXES);
  static final List<Artifact<?>> OUTPUTS = List.of(POLICY, LOGITS);

  List<Stage.Input> inputs() {
    return previousQ.map(handle -> new Stage.Input("previous_q", handle)).stream().toList();
  }

  /** The policies from the logits that a stage kept. */
  JointPolicy read(ArtifactReader reader, Handle<NpyArray> logits) {
    return SoftPolicyIteration.improve(
        family.readActionTables(reader, logits), family.game().numActions());
  }

  /** Improves the policies and writes them with their logits. */
  JointPolicy improve(StageContext context) {
    int numActions = family.game().numActions();
    List<double[]> logits =
        previousQ
            .map(
                handle ->
                    SoftPolicyIteration.logits(
                        family.readActionTables(context, handle), family.settings().alpha()))
            .orElseGet(
                () ->
                    Collections.nCopies(
                        family.game().numAgents(),
                        new double[family.game().numStates() * numActions]));
    JointPolicy policy = SoftPolicyIteration.improve(logits, numActions);
    context.write(POLICY, family.actionTables(policy.probabilities()));
    context.write(LOGITS, family.actionTables(logits));
    return policy;
  }
}
