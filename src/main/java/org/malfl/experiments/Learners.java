package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import org.malfl.pipeline.StageGraph;

/**
 * The stages of a family's learners.
 *
 * @param stages D_0 … D_{H−1} and the policies that played them
 * @param trainings where the learners are networks, by stage and agent; else empty
 * @param last where π_H comes from
 */
record Learners(
    List<SoftPolicyIterationStage> stages,
    List<List<NetworkTrainingStage>> trainings,
    LearnerPolicy.Origin last) {
  /** Adds the stages of a family to a graph. */
  static Learners add(StageGraph graph, Family family) {
    boolean networks = family.settings().maspi().evaluation() == MaSpiSettings.Evaluation.NETWORK;
    List<SoftPolicyIterationStage> stages = new ArrayList<>();
    List<List<NetworkTrainingStage>> trainings = new ArrayList<>();
    LearnerPolicy.Origin origin = new LearnerPolicy.Start();
    for (int h = 0; h < family.settings().maspi().iterations(); h++) {
      SoftPolicyIterationStage stage = graph.add(new SoftPolicyIterationStage(family, h, origin));
      stages.add(stage);
      if (networks) {
        List<NetworkTrainingStage> agents = new ArrayList<>();
        for (int agent = 0; agent < family.game().numAgents(); agent++) {
          agents.add(
              graph.add(
                  new NetworkTrainingStage(
                      family, agent, h, stage, h == 0 ? null : trainings.get(h - 1).get(agent))));
        }
        trainings.add(agents);
        origin =
            new LearnerPolicy.Networks(agents.stream().map(NetworkTrainingStage::logits).toList());
      } else {
        origin = new LearnerPolicy.Improvement(stage.expectedQ());
      }
    }
    return new Learners(List.copyOf(stages), List.copyOf(trainings), origin);
  }
}
