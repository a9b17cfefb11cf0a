package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.games.AgentTables;
import org.malfl.games.JointPolicy;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;
import org.malfl.softpi.SoftPolicyIteration;

/** π_h as a stage gets and keeps it: improved from Q_{h−1}, or uniform at the start. */
record LearnerPolicy(Family family, Optional<Handle<NpyArray>> previousQ) {
  static final Artifact<NpyArray> POLICY = Formats.npy("policy.npy");
  static final Artifact<NpyArray> LOGITS = Formats.npy("policy_logits.npy");
  static final List<Artifact<?>> OUTPUTS = List.of(POLICY, LOGITS);

  List<Stage.Input> inputs() {
    return previousQ.map(handle -> new Stage.Input("previous_q", handle)).stream().toList();
  }

  /** Improves the policies and writes them with their logits. */
  JointPolicy improve(StageContext context) {
    int numAgents = family.game().numAgents();
    int numStates = family.game().numStates();
    int numActions = family.game().numActions();
    int entries = family.ownActionEntries();
    List<double[]> logits =
        previousQ
            .map(
                handle ->
                    SoftPolicyIteration.logits(
                        AgentTables.split(
                            context.read(handle).float64("Q", (long) numAgents * entries),
                            numAgents),
                        family.settings().alpha()))
            .orElseGet(() -> new ArrayList<>(Collections.nCopies(numAgents, new double[entries])));
    JointPolicy policy = SoftPolicyIteration.improve(logits, numActions);
    context.write(POLICY, NpyArray.of(policy.probabilities(), numAgents, numStates, numActions));
    context.write(LOGITS, NpyArray.of(AgentTables.join(logits), numAgents, numStates, numActions));
    return policy;
  }
}
