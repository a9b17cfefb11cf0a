package org.malfl.experiments;

import java.util.List;
import java.util.SortedMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.core.SeedTree;
import org.malfl.games.JointPolicy;
import org.malfl.games.VisitCounts;
import org.malfl.inverse.PolicyEstimator;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** The observer's estimate of π_h from D_h. */
class PolicyEstimationStage implements Stage {
  private static final Artifact<NpyArray> POLICY =
      Formats.npy(
          "policy.npy", "the observer's estimate of π_h, probabilities", Family.ACTION_TABLE_AXES);

  private final Family family;
  private final PolicyEstimationMethod method;
  private final PolicyEstimator estimator;
  private final int h;
  private final ObservedStage observed;

  /**
   * A stage.
   *
   * @param estimator of the method
   * @param observed where D_h is
   */
  PolicyEstimationStage(
      Family family,
      PolicyEstimationMethod method,
      PolicyEstimator estimator,
      int h,
      ObservedStage observed) {
    this.family = family;
    this.method = method;
    this.estimator = estimator;
    this.h = h;
    this.observed = observed;
  }

  /** The reward family. */
  final Family family() {
    return family;
  }

  /** How it estimates. */
  final PolicyEstimationMethod method() {
    return method;
  }

  /** The estimate, {@code [numAgents, numStates, numActions]}. */
  final Handle<NpyArray> policy() {
    return new Handle<>(this, POLICY);
  }

  /** The estimate as a stage reads it. */
  final JointPolicy read(ArtifactReader reader) {
    return JointPolicy.ofProbabilities(
        family.readActionTables(reader, policy()), family.game().numActions());
  }

  @Override
  public final String path() {
    return family.path("ma_lfl/policy_estimation/" + method.name() + "/stage_", h);
  }

  @Override
  public final Algorithm algorithm() {
    return new Algorithm("policy-estimation/" + method.name(), 1);
  }

  /** Random streams of this estimate alone. */
  final SeedTree streams() {
    return family.streams("policy_estimation").child(h);
  }

  @Override
  public final SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = family.observerParameters();
    parameters.putAll(method.parameters(family.settings()));
    if (method.random()) {
      parameters.put("streams", streams().path());
    }
    return parameters;
  }

  @Override
  public final List<Input> inputs() {
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

  /** Visits in D_h. */
  final VisitCounts readCounts(ArtifactReader reader) {
    return observed.readCounts(reader);
  }

  /** Writes the estimate. */
  final void write(StageContext context, JointPolicy estimate) {
    context.write(POLICY, family.actionTables(estimate.probabilities()));
  }

  @Override
  public void run(StageContext context) {
    write(context, estimator.estimate(readCounts(context), streams()));
  }
}
