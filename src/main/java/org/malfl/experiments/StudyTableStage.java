package org.malfl.experiments;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** A table of a study. */
final class StudyTableStage implements Stage {
  private static final long WORK_PER_TRIAL = 10_000;

  private final StudyTable table;
  private final List<TrialStage> trials;

  StudyTableStage(StudyTable table, List<TrialStage> trials) {
    this.table = table;
    this.trials = List.copyOf(trials);
  }

  private Artifact<CsvTable> file() {
    return Formats.csv(table.name() + ".csv", table.holds());
  }

  /** The table. */
  Handle<CsvTable> content() {
    return new Handle<>(this, file());
  }

  /** Name of its file, without the extension. */
  String name() {
    return table.name();
  }

  @Override
  public String path() {
    return "tables/" + table.name();
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("study-table/" + table.name(), 1);
  }

  /** {@inheritDoc} All that it depends on is in its inputs. */
  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>();
  }

  @Override
  public List<Input> inputs() {
    return trials.stream()
        .flatMap(trial -> table.inputs(trial).stream())
        .map(handle -> new Input(handle.path(), handle))
        .toList();
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(file());
  }

  @Override
  public long work() {
    return WORK_PER_TRIAL * trials.size();
  }

  @Override
  public long bytes() {
    long rows =
        trials.stream()
            .mapToLong(trial -> (long) trial.trial().estimators().size() * trial.numAgents())
            .sum();
    return Family.CSV_ROW_BYTES * 2 * (rows + 100);
  }

  @Override
  public void run(StageContext context) {
    context.write(file(), table.make(context, trials));
  }
}
