package org.malfl.experiments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.CsvTable;
import org.malfl.io.JsonFields;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.StageGraph;

/**
 * A study of some settings: a stage per run of the learners, so that an interrupted study goes on
 * where it stopped and runs are computed in parallel, then its tables and pictures.
 */
public final class StudyRun implements Experiment {
  private static final String STUDY = "study";
  private static final String PICTURES = "plots";
  private static final String EXTENSION = ".csv";

  /** What is in the results, by their name. */
  static final SortedMap<String, Description> RESULTS = describedResults();

  private final Study study;
  private final StudyOptions options;
  private final ReproduceSettings settings;
  private final StageGraph graph = new StageGraph();
  private final List<TrialStage> trials = new ArrayList<>();
  private final List<StudyTableStage> tables = new ArrayList<>();

  /** A study. */
  public StudyRun(Study study, StudyOptions options, ReproduceSettings settings) {
    this.study = study;
    this.options = options;
    this.settings = settings;
    for (StudyTrial trial : study.trials(settings, options)) {
      trials.add(graph.add(new TrialStage(trial, settings)));
    }
    for (StudyTable table : tables(study)) {
      tables.add(graph.add(new StudyTableStage(table, trials)));
    }
    if (settings.plots().draw()) {
      graph.add(
          new PictureStage(
              PICTURES,
              study.pictures(this),
              settings.plots().formats(),
              settings.environment().numJointStates()));
    }
  }

  private static List<StudyTable> tables(Study study) {
    List<StudyTable> tables = new ArrayList<>(List.of(new RunsTable(), new BandsTable()));
    tables.addAll(study.tables());
    return tables;
  }

  private static SortedMap<String, Description> describedResults() {
    SortedMap<String, Description> results = new TreeMap<>();
    for (Study study : Studies.REGISTERED) {
      for (StudyTable table : tables(study)) {
        results.put(table.name() + EXTENSION, new Description(table.holds(), List.of()));
      }
    }
    return Collections.unmodifiableSortedMap(results);
  }

  /** The study that left a store; empty if it was left by something else. */
  static Optional<StudyRun> recorded(StoreReader store, ReproduceSettings settings) {
    Path file = store.resolve(Reproduction.SUMMARY);
    String name = file.toString();
    JsonFields summary =
        new JsonFields(name, CanonicalJson.read(name, store.read("", Reproduction.SUMMARY)));
    if (!summary.names().contains(STUDY)) {
      return Optional.empty();
    }
    JsonFields recorded = summary.object(STUDY);
    Study study =
        Studies.named(recorded.text("name"))
            .orElseThrow(
                () ->
                    new ArtifactException(
                        "%s: found unknown study '%s'; valid %s"
                            .formatted(
                                name, recorded.text("name"), String.join(", ", Studies.names()))));
    long seeds = recorded.whole("seeds");
    if (seeds < 1 || seeds > StudyOptions.MOST_SEEDS) {
      throw new ArtifactException(
          "%s: study.seeds: found %d; valid 1 to %d"
              .formatted(name, seeds, StudyOptions.MOST_SEEDS));
    }
    boolean fast = Boolean.TRUE.equals(recorded.value("fast"));
    return Optional.of(new StudyRun(study, new StudyOptions((int) seeds, fast), settings));
  }

  /** Which study. */
  public Study study() {
    return study;
  }

  /** How far it goes. */
  public StudyOptions options() {
    return options;
  }

  /** Settings of the run. */
  ReproduceSettings settings() {
    return settings;
  }

  /** A table of the study. */
  Handle<CsvTable> table(StudyTable table) {
    return tables.stream()
        .filter(stage -> stage.name().equals(table.name()))
        .findFirst()
        .orElseThrow()
        .content();
  }

  /** Its trials, in order. */
  List<TrialStage> trials() {
    return trials;
  }

  /** How scores spread over seeds: the file {@code bands.csv}. */
  public CsvTable bands(ArtifactReader reader) {
    return reader.read(table(new BandsTable()));
  }

  @Override
  public StageGraph graph() {
    return graph;
  }

  @Override
  public SortedMap<String, byte[]> results(ArtifactReader reader, Collection<Manifest> manifests) {
    SortedMap<String, byte[]> results = new TreeMap<>();
    for (StudyTableStage table : tables) {
      results.put(table.name() + EXTENSION, reader.read(table.content()).bytes());
    }
    results.put(Reproduction.SUMMARY, CanonicalJson.write(summary(manifests)));
    return results;
  }

  private Map<String, Object> summary(Collection<Manifest> manifests) {
    Map<String, Object> families = new TreeMap<>();
    for (String family : settings.environment().selectedFamilies()) {
      Map<String, Object> keys = new TreeMap<>();
      for (Manifest manifest : manifests) {
        if (manifest.origin().stage().startsWith("trials/" + family + "/")) {
          keys.put(manifest.origin().stage(), manifest.origin().key());
        }
      }
      families.put(family, Map.of("stage_keys", keys));
    }
    return Map.of(
        STUDY,
        Map.of("name", study.name(), "seeds", options.seeds(), "fast", options.fast()),
        "families",
        families,
        "family_order",
        settings.environment().familyNames(),
        "settings",
        settings.tree());
  }

  @Override
  public List<String> resultSources() {
    return tables.stream().map(table -> table.content().path()).toList();
  }
}
