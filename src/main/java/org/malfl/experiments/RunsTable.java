package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;

/** The scores of every trial below each other. */
record RunsTable() implements StudyTable {
  @Override
  public String name() {
    return "runs";
  }

  @Override
  public String holds() {
    return "scores of every run, estimator and agent";
  }

  @Override
  public List<Handle<?>> inputs(TrialStage trial) {
    return List.of(trial.scores());
  }

  @Override
  public CsvTable make(ArtifactReader reader, List<TrialStage> trials) {
    CsvTable all = null;
    for (TrialStage trial : trials) {
      CsvTable scores = reader.read(trial.scores());
      List<List<String>> columns = new ArrayList<>();
      scores.header().forEach(column -> columns.add(scores.column(column)));
      if (all == null) {
        all = new CsvTable(scores.header().toArray(String[]::new));
      }
      for (int row = 0; row < scores.size(); row++) {
        int at = row;
        all.add(columns.stream().map(column -> (Object) column.get(at)).toArray());
      }
    }
    return all;
  }
}
