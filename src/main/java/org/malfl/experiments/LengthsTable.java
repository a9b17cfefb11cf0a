package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;

/** Which smooth prior the evidence preferred, and how often. */
record LengthsTable() implements StudyTable {
  private static final List<String> COLUMNS =
      List.of(
          "family",
          "learner",
          "stages",
          "episodes",
          "steps",
          "estimator",
          "prior_kernel",
          "prior_length");

  @Override
  public String name() {
    return "lengths";
  }

  @Override
  public String holds() {
    return "how often the marginal likelihood preferred each kernel and length (cells)";
  }

  @Override
  public List<Handle<?>> inputs(TrialStage trial) {
    return List.of(trial.scores());
  }

  @Override
  public CsvTable make(ArtifactReader reader, List<TrialStage> trials) {
    SortedMap<Budget, SortedMap<String, Count>> byBudget = new TreeMap<>();
    for (TrialStage trial : trials) {
      CsvTable scores = reader.read(trial.scores());
      List<List<String>> columns = COLUMNS.stream().map(scores::column).toList();
      for (int row = 0; row < scores.size(); row++) {
        int at = row;
        List<String> key = columns.stream().map(column -> column.get(at)).toList();
        if (!key.get(COLUMNS.size() - 1).isEmpty()) {
          byBudget
              .computeIfAbsent(trial.trial().budget(), budget -> new TreeMap<>())
              .computeIfAbsent(String.join("\n", key), first -> new Count(key))
              .runs++;
        }
      }
    }
    List<String> header = new ArrayList<>(COLUMNS);
    header.add("runs");
    CsvTable table = new CsvTable(header.toArray(String[]::new));
    byBudget
        .values()
        .forEach(
            counts ->
                counts
                    .values()
                    .forEach(
                        count -> {
                          List<Object> row = new ArrayList<>(count.key);
                          row.add(count.runs);
                          table.add(row.toArray());
                        }));
    return table;
  }

  private static final class Count {
    private final List<String> key;
    private int runs;

    Count(List<String> key) {
      this.key = key;
    }
  }
}
