package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.games.JointPolicy;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** π_H, which follows from the last stage and which no observer sees. */
final class FinalPolicyStage implements Stage {
  private final Family family;
  private final LearnerPolicy policy;

  /**
   * A stage.
   *
   * @param origin what the last stage of the learners left
   */
  FinalPolicyStage(Family family, LearnerPolicy.Origin origin) {
    this.family = family;
    this.policy = new LearnerPolicy(family, origin);
  }

  /** The logits of π_H, {@code [numAgents, numStates, numActions]}. */
  Handle<NpyArray> policyLogits() {
    return new Handle<>(this, LearnerPolicy.LOGITS);
  }

  /** π_H as a stage reads it, from its logits. */
  JointPolicy readPolicy(ArtifactReader reader) {
    return policy.read(reader, policyLogits());
  }

  @Override
  public String path() {
    return family.path("ma_spi/final_policy");
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("soft-improvement", 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("alpha", family.settings().alpha()));
  }

  @Override
  public List<Input> inputs() {
    return policy.inputs();
  }

  @Override
  public List<Artifact<?>> outputs() {
    return LearnerPolicy.OUTPUTS;
  }

  @Override
  public long work() {
    return 1000;
  }

  @Override
  public long bytes() {
    return 2 * family.actionTableBytes();
  }

  @Override
  public void run(StageContext context) {
    policy.improve(context);
  }
}
