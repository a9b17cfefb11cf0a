package org.malfl.cli;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunManifest;
import org.malfl.artifacts.RunPlace;
import org.malfl.artifacts.StoreReader;
import org.malfl.experiments.KnownFiles;
import org.malfl.report.Fact;

/** A stage, a run, or a folder with stages in it. */
final class ShownFolder {
  private static final List<String> FILES_HEADER = List.of("file", "bytes", "SHA-256", "holds");

  private final RunPlace place;
  private final StoreReader store;
  private final String path;
  private final Explanation explanation = new Explanation();
  private final ShownOrigin origin;

  private ShownFolder(RunPlace place) {
    this.place = place;
    this.store = place.store();
    this.path = place.pathInStore();
    this.origin = new ShownOrigin(place, explanation);
  }

  /**
   * What a folder is.
   *
   * @return empty if no stage is in it
   * @throws org.malfl.core.ArtifactException if a manifest in it cannot be read
   */
  static Optional<Explanation> of(RunPlace place) {
    ShownFolder folder = new ShownFolder(place);
    boolean found = folder.explain();
    return found ? Optional.of(folder.explanation) : Optional.empty();
  }

  private boolean explain() {
    if (!path.isEmpty() && store.exists(path + "/" + Manifest.FILE_NAME)) {
      stage(store.manifest(path));
      return true;
    }
    Optional<RunManifest> run =
        place.path().isEmpty() ? store.runManifest() : Optional.<RunManifest>empty();
    SortedMap<String, Manifest> stages = run.map(origin::stages).orElseGet(this::stagesBelow);
    if (stages.isEmpty() && !place.path().isEmpty()) {
      return false;
    }
    explanation.facts(List.of(folder(run)));
    run.ifPresent(manifest -> files("", manifest.results(), KnownFiles::ofResult));
    origin.explain(stages);
    return true;
  }

  private Fact folder(Optional<RunManifest> run) {
    if (!place.path().isEmpty()) {
      return new Fact("folder", place.path());
    }
    return new Fact(
        "run",
        ShownOrigin.name(place)
            + run.map(manifest -> ", complete, stages: " + manifest.stages().size())
                .orElse(", not complete: it has no manifest.json"));
  }

  private SortedMap<String, Manifest> stagesBelow() {
    SortedMap<String, Manifest> stages = new TreeMap<>(store.survey().stages());
    stages.keySet().removeIf(stage -> !path.isEmpty() && !stage.startsWith(path + "/"));
    return stages;
  }

  private void stage(Manifest stage) {
    explanation.facts(new ArrayList<>(origin.facts(stage)));
    KnownFiles known = new KnownFiles();
    files(path + "/", stage.files(), name -> known.ofStage(stage.origin(), name));
    origin.explain(stage);
  }

  /** How to learn what a file holds. */
  private interface Descriptions {
    Optional<Description> of(String fileName);
  }

  private void files(
      String prefix, Map<String, Manifest.FileEntry> files, Descriptions descriptions) {
    List<List<String>> rows = new ArrayList<>();
    files.forEach(
        (name, entry) -> {
          String holds = descriptions.of(name).map(Description::holds).orElse("");
          Optional<String> difference = difference(prefix + name, entry);
          rows.add(
              List.of(
                  name,
                  "" + entry.size(),
                  difference.isEmpty() ? "as its manifest says" : "differs",
                  holds));
          difference.ifPresent(differs -> explanation.problem(name + " " + differs));
        });
    explanation.table(FILES_HEADER, rows);
  }

  private Optional<String> difference(String file, Manifest.FileEntry entry) {
    return Files.isRegularFile(store.resolve(file), LinkOption.NOFOLLOW_LINKS)
        ? new FileCheck(store.fingerprint(file), Optional.of(entry)).difference()
        : Optional.of("is missing, or is no file");
  }
}
