package org.malfl.experiments;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.malfl.io.CsvTable;
import org.malfl.metrics.RewardScore;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;

/**
 * What was recovered from a family against its own true reward and against that of each other
 * family, for agents whose true rewards differ.
 */
record PairingsTable() implements StudyTable {
  @Override
  public String name() {
    return "pairings";
  }

  @Override
  public String holds() {
    return "Pearson with the right family's true reward and with a wrong one's, where they differ";
  }

  @Override
  public List<Handle<?>> inputs(TrialStage trial) {
    return List.of(trial.rewards(), trial.truth());
  }

  @Override
  public CsvTable make(ArtifactReader reader, List<TrialStage> trials) {
    CsvTable table =
        new CsvTable(
            "family",
            "wrong_family",
            "seed",
            "learner",
            "stages",
            "episodes",
            "steps",
            "estimator",
            "agent",
            "right",
            "wrong",
            "difference");
    for (TrialStage stage : trials) {
      for (TrialStage wrong : trials) {
        if (differOnlyInFamily(stage.trial(), wrong.trial())) {
          for (int agent = 0; agent < stage.numAgents(); agent++) {
            add(table, reader, stage, wrong, agent);
          }
        }
      }
    }
    return table;
  }

  private static boolean differOnlyInFamily(StudyTrial one, StudyTrial other) {
    return !one.family().equals(other.family())
        && one.seed() == other.seed()
        && one.budget().equals(other.budget())
        && one.learner().equals(other.learner());
  }

  private static void add(
      CsvTable table, ArtifactReader reader, TrialStage stage, TrialStage wrong, int agent) {
    double[] rightTruth = stage.readTruth(reader, agent);
    double[] wrongTruth = wrong.readTruth(reader, agent);
    if (Arrays.equals(rightTruth, wrongTruth)) {
      return;
    }
    StudyTrial trial = stage.trial();
    for (StudiedEstimator estimator : trial.estimators()) {
      double[] reward = stage.readReward(reader, estimator, agent);
      OptionalDouble right = RewardScore.of(reward, rightTruth).pearson().value();
      OptionalDouble against = RewardScore.of(reward, wrongTruth).pearson().value();
      table.add(
          trial.family(),
          wrong.trial().family(),
          trial.seed(),
          trial.learner().name(),
          trial.budget().stages(),
          trial.budget().episodes(),
          trial.budget().steps(),
          estimator.name(),
          agent,
          right,
          against,
          right.isPresent() && against.isPresent()
              ? OptionalDouble.of(right.getAsDouble() - against.getAsDouble())
              : OptionalDouble.empty());
    }
  }
}
