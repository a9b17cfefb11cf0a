package org.malfl.experiments;

import java.util.List;
import java.util.SortedMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.core.SeedTree;
import org.malfl.games.JointPolicy;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** The observer's estimate of π_h from D_h. */
final class PolicyEstimationStage implements Stage {
  private static final Artifact<NpyArray> POLICY =
      Formats.npy(
          "policy.npy", "the observer's estimate of π_h, probabilities", Family.ACTION_TABLE_AXES);

  private final Family family;
  private final PolicyEstimationMethod method;
  private final int h;
  private final ObservedStage observed;

  /**
   * A stage.
   *
   * @param observed where D_h is
   */
  PolicyEstimationStage(
      Family family, PolicyEstimationMethod method, int h, ObservedStage observed) {
    this.family = family;
    this.method = method;
    this.h = h;
    this.observed = observed;
  }

  /** How it estimates. */
  PolicyEstimationMethod method() {
    return method;
  }

  /** The estimate, {@code [numAgents, numStates, numActions]}. */
  Handle<NpyArray> policy() {
    return new Handle<>(this, POLICY);
  }

  /** The estimate as a stage reads it. */
  JointPolicy read(ArtifactReader reader) {
    return JointPolicy.ofProbabilities(
        family.readActionTables(reader, policy()), family.game().numActions());
  }

  @Override
  public String path() {
    return family.path("ma_lfl/policy_estimation/" + method.name() + "/stage_", h);
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("policy-estimation/" + method.name(), 1);
  }

  private SeedTree streams() {
    return family.streams("policy_estimation").child(h);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = family.observerParameters();
    parameters.putAll(method.parameters().apply(family.settings()));
    if (method.random()) {
      parameters.put("streams", streams().path());
    }
    return parameters;
  }

  @Override
  public List<Input> inputs() {
    return List.of(new Input("counts", observed.counts()));
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(POLICY);
  }

  @Override
  public long work() {
    return 100_000;
  }

  @Override
  public long bytes() {
    return family.actionTableBytes();
  }

  @Override
  public void run(StageContext context) {
    JointPolicy estimate =
        method
            .estimator()
            .apply(family.settings())
            .estimate(observed.readCounts(context), streams());
    context.write(POLICY, family.actionTables(estimate.probabilities()));
  }
}
