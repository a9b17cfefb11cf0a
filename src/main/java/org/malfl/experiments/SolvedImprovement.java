package org.malfl.experiments;

import java.util.List;
import org.malfl.games.TabularPolicy;
import org.malfl.inverse.BellmanPrediction;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Stage;

/** Q_h as the solution of the soft Bellman equations under the estimate of π_h. */
record SolvedImprovement(Observed observed, int agent, int h) implements Recovery.Improvement {
  @Override
  public List<Stage.Input> inputs() {
    return List.of(new Stage.Input("policy_" + h, observed.policies().get(h).policy()));
  }

  @Override
  public TabularPolicy improved(ArtifactReader reader, double[] reward) {
    return BellmanPrediction.of(
        agent,
        observed.family().transitions(),
        observed.family().settings().learnerModel(),
        observed.policies().get(h).read(reader),
        reward);
  }
}
