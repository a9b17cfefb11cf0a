package org.malfl.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.malfl.io.CsvTable;
import org.malfl.metrics.Band;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;

/**
 * How the scores spread over seeds, for every agent and, under the agent {@value #ALL_AGENTS}, over
 * seeds and agents. A score that is undefined in some run counts nowhere but in {@code …_runs},
 * which it is missing from.
 */
record BandsTable() implements StudyTable {
  /** Stands for the agents together. */
  static final String ALL_AGENTS = "all";

  /** Columns that say whose bands they are. */
  static final List<String> KEYS =
      List.of("family", "learner", "stages", "episodes", "steps", "estimator", "agent");

  private static final List<String> PARTS = List.of("runs", "mean", "min", "p10", "p90", "max");

  @Override
  public String name() {
    return "bands";
  }

  @Override
  public String holds() {
    return "mean, range and 10 to 90 % quantiles of scores over seeds";
  }

  @Override
  public List<Handle<?>> inputs(TrialStage trial) {
    return List.of(trial.scores());
  }

  @Override
  public CsvTable make(ArtifactReader reader, List<TrialStage> trials) {
    Map<List<String>, List<double[]>> groups = new LinkedHashMap<>();
    for (TrialStage trial : trials) {
      CsvTable scores = reader.read(trial.scores());
      List<List<String>> keys = KEYS.stream().map(scores::column).toList();
      List<double[]> measures = TrialStage.MEASURES.stream().map(scores::numbers).toList();
      for (int row = 0; row < scores.size(); row++) {
        int at = row;
        List<String> key = new ArrayList<>(keys.stream().map(column -> column.get(at)).toList());
        double[] values = measures.stream().mapToDouble(measure -> measure[at]).toArray();
        groups.computeIfAbsent(List.copyOf(key), first -> new ArrayList<>()).add(values);
        key.set(KEYS.size() - 1, ALL_AGENTS);
        groups.computeIfAbsent(List.copyOf(key), first -> new ArrayList<>()).add(values);
      }
    }
    List<String> header = new ArrayList<>(KEYS);
    TrialStage.MEASURES.forEach(measure -> PARTS.forEach(part -> header.add(measure + "_" + part)));
    CsvTable table = new CsvTable(header.toArray(String[]::new));
    groups.forEach(
        (key, runs) -> {
          List<Object> row = new ArrayList<>(key);
          for (int measure = 0; measure < TrialStage.MEASURES.size(); measure++) {
            addBand(row, runs, measure);
          }
          table.add(row.toArray());
        });
    return table;
  }

  private static void addBand(List<Object> row, List<double[]> runs, int measure) {
    double[] values =
        runs.stream()
            .mapToDouble(run -> run[measure])
            .filter(value -> !Double.isNaN(value))
            .toArray();
    row.add(values.length);
    if (values.length == 0) {
      PARTS.stream().skip(1).forEach(part -> row.add(OptionalDouble.empty()));
    } else {
      Band band = Band.of(values);
      row.addAll(List.of(band.mean(), band.least(), band.tenth(), band.ninetieth(), band.most()));
    }
  }
}
