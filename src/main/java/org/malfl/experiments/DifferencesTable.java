package org.malfl.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.malfl.io.CsvTable;
import org.malfl.metrics.Band;
import org.malfl.metrics.RewardScore;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;

/** By how much one estimator's correlation is above another's on the same data. */
record DifferencesTable(StudiedEstimator one, StudiedEstimator other) implements StudyTable {
  @Override
  public String name() {
    return "differences";
  }

  @Override
  public String holds() {
    return "by how much the first estimator's Pearson is above the second's on the same data";
  }

  @Override
  public List<Handle<?>> inputs(TrialStage trial) {
    return List.of(trial.rewards(), trial.truth());
  }

  @Override
  public CsvTable make(ArtifactReader reader, List<TrialStage> trials) {
    Map<List<Object>, List<double[]>> groups = new LinkedHashMap<>();
    for (TrialStage stage : trials) {
      StudyTrial trial = stage.trial();
      for (int agent = 0; agent < stage.numAgents(); agent++) {
        double first = pearson(reader, stage, one, agent);
        double second = pearson(reader, stage, other, agent);
        groups
            .computeIfAbsent(
                List.of(
                    trial.family(),
                    trial.learner().name(),
                    trial.budget().stages(),
                    trial.budget().episodes(),
                    trial.budget().steps()),
                each -> new ArrayList<>())
            .add(new double[] {first, second});
      }
    }
    CsvTable table =
        new CsvTable(
            "family",
            "learner",
            "stages",
            "episodes",
            "steps",
            "first",
            "second",
            "runs",
            "first_mean",
            "second_mean",
            "difference_mean",
            "difference_min",
            "difference_max");
    groups.forEach(
        (key, pairs) -> {
          double[] firsts = pairs.stream().mapToDouble(pair -> pair[0]).toArray();
          double[] seconds = pairs.stream().mapToDouble(pair -> pair[1]).toArray();
          Band difference =
              Band.of(pairs.stream().mapToDouble(pair -> pair[0] - pair[1]).toArray());
          table.add(
              key.get(0),
              key.get(1),
              key.get(2),
              key.get(3),
              key.get(4),
              one.name(),
              other.name(),
              pairs.size(),
              Band.of(firsts).mean(),
              Band.of(seconds).mean(),
              difference.mean(),
              difference.least(),
              difference.most());
        });
    return table;
  }

  /** An undefined correlation, of a constant, is none. */
  private static double pearson(
      ArtifactReader reader, TrialStage stage, StudiedEstimator estimator, int agent) {
    return RewardScore.of(
            stage.readReward(reader, estimator, agent), stage.readTruth(reader, agent))
        .pearson()
        .value()
        .orElse(0);
  }
}
