package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.games.JointPolicy;
import org.malfl.inverse.ImprovementTarget;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** The soft-improvement targets Y_h of all agents, from the estimates of π_h and π_{h+1}. */
final class TargetStage implements Stage {
  private static final Artifact<NpyArray> TARGET =
      Formats.npy(
          "target.npy",
          "Y_h, what the recovered reward must explain, units of the reward",
          Family.ACTION_TABLE_AXES);

  private final Family family;
  private final int h;
  private final PolicyEstimationStage current;
  private final PolicyEstimationStage improved;

  TargetStage(Family family, int h, PolicyEstimationStage current, PolicyEstimationStage improved) {
    this.family = family;
    this.h = h;
    this.current = current;
    this.improved = improved;
  }

  /** Y_h, {@code [numAgents, numStates, numActions]}. */
  Handle<NpyArray> target() {
    return new Handle<>(this, TARGET);
  }

  /** The target of one agent as a stage reads it. */
  double[] read(ArtifactReader reader, int agent) {
    return family.readActionTables(reader, target()).get(agent);
  }

  @Override
  public String path() {
    return family.path("ma_lfl/targets/" + current.method().name() + "/pair_", h);
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("soft-improvement-target", 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = family.observerParameters();
    parameters.put("alpha", family.settings().alpha());
    parameters.put("gamma", family.settings().gamma());
    return parameters;
  }

  @Override
  public List<Input> inputs() {
    return List.of(
        new Input("current", current.policy()), new Input("improved", improved.policy()));
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(TARGET);
  }

  @Override
  public long work() {
    return 10_000;
  }

  @Override
  public long bytes() {
    return family.actionTableBytes();
  }

  @Override
  public void run(StageContext context) {
    JointPolicy before = current.read(context);
    JointPolicy after = improved.read(context);
    List<double[]> targets = new ArrayList<>();
    for (int agent = 0; agent < family.game().numAgents(); agent++) {
      targets.add(
          ImprovementTarget.of(
              agent, family.transitions(), family.settings().learnerModel(), before, after));
    }
    context.write(TARGET, family.actionTables(targets));
  }
}
