package org.malfl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunManifest;
import org.malfl.artifacts.RunPlace;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.KnownFiles;
import org.malfl.report.Fact;
import org.malfl.report.FileContent;

/** A file of a run. */
final class ShownFile {
  private final RunPlace place;
  private final StoreReader store;
  private final String folder;
  private final String name;
  private final Explanation explanation = new Explanation();

  private ShownFile(RunPlace place) {
    this.place = place;
    this.store = place.store();
    String path = place.pathInStore();
    this.folder = path.substring(0, Math.max(0, path.lastIndexOf('/')));
    this.name = path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * What a file is.
   *
   * @throws ArtifactException if its stage's or the run's manifest cannot be read
   */
  static Explanation of(RunPlace place) {
    ShownFile file = new ShownFile(place);
    file.explain();
    return file.explanation;
  }

  private void explain() {
    Optional<Manifest> stage = stage();
    Optional<RunManifest> run = store.runManifest();
    byte[] bytes = store.read(folder, name);
    Optional<Description> description =
        stage.isPresent()
            ? new KnownFiles().ofStage(stage.get().origin(), name)
            : Optional.of(folder)
                .filter(String::isEmpty)
                .flatMap(root -> KnownFiles.ofResult(name));

    List<Fact> facts = new ArrayList<>(List.of(new Fact("file", place.path())));
    description.ifPresent(known -> facts.add(new Fact("holds", known.holds())));
    FileCheck check =
        new FileCheck(
            Manifest.FileEntry.of(bytes),
            stage.isPresent() && !name.equals(Manifest.FILE_NAME)
                ? Optional.ofNullable(stage.get().files().get(name))
                : run.flatMap(manifest -> vouched(manifest)));
    check.difference().ifPresent(explanation::problem);
    List<Fact> checked = new ArrayList<>(check.facts());
    if (check.said().isEmpty()) {
      checked.add(new Fact("manifest", whyInNone(stage.isPresent())));
    }
    facts.addAll(content(bytes, description, check.difference().isEmpty()));
    facts.addAll(checked);

    ShownOrigin origin = new ShownOrigin(place, explanation);
    if (stage.isPresent()) {
      facts.addAll(origin.facts(stage.get()));
      explanation.facts(facts);
      origin.explain(stage.get());
    } else {
      facts.add(new Fact("run", ShownOrigin.name(place)));
      explanation.facts(facts);
      run.filter(manifest -> manifest.results().containsKey(name) && folder.isEmpty())
          .ifPresent(manifest -> origin.explain(sources(origin.stages(manifest))));
    }
  }

  private Optional<Manifest> stage() {
    return !folder.isEmpty() && store.exists(folder + "/" + Manifest.FILE_NAME)
        ? Optional.of(store.manifest(folder))
        : Optional.empty();
  }

  /** What the run's manifest says of a result, or of the manifest of a stage. */
  private Optional<Manifest.FileEntry> vouched(RunManifest run) {
    return Optional.ofNullable(
        folder.isEmpty() ? run.results().get(name) : run.stages().get(folder + "/" + name));
  }

  private String whyInNone(boolean stage) {
    if (place.isAside()) {
      return "in none, as malfl keeps it beside its runs";
    }
    if (name.equals(Manifest.FILE_NAME) && (folder.isEmpty() || stage)) {
      return "in none; it is one";
    }
    explanation.problem("is in no manifest");
    return "in none";
  }

  /**
   * The facts of its format, or why it is not of that format.
   *
   * @param intact whether that is for no other reason that is known
   */
  private List<Fact> content(byte[] bytes, Optional<Description> description, boolean intact) {
    try {
      return FileContent.of(name, bytes, description);
    } catch (ArtifactException malformed) {
      if (intact) {
        explanation.problem(malformed.getMessage());
      }
      return List.of(new Fact("format", malformed.getMessage()));
    }
  }

  private static Map<String, Manifest> sources(Map<String, Manifest> stages) {
    Map<String, Manifest> sources = new TreeMap<>(stages);
    sources.values().removeIf(stage -> !Experiment.isSourceOfResults(stage));
    return sources;
  }
}
