package org.malfl.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Lineage;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunManifest;
import org.malfl.artifacts.RunPlace;
import org.malfl.core.ArtifactException;
import org.malfl.report.Fact;
import org.malfl.report.NumberedNames;

/** What made something: stage, settings, inputs, and all that these were made from. */
final class ShownOrigin {
  private final RunPlace place;
  private final Explanation explanation;

  ShownOrigin(RunPlace place, Explanation explanation) {
    this.place = place;
    this.explanation = explanation;
  }

  /** The stage in a few lines. */
  List<Fact> facts(Manifest stage) {
    return List.of(
        new Fact("stage", stage.origin().stage()),
        new Fact("made by", StageGroups.madeBy(stage.origin())),
        new Fact("key", stage.origin().key()),
        new Fact("run", name(place) + ", " + standing(stage)));
  }

  /** The run's folder. */
  static String name(RunPlace place) {
    String root = place.root().toString();
    return root.isEmpty() ? "." : root;
  }

  private String standing(Manifest stage) {
    if (!place.replacement().isEmpty()) {
      return "where a later command replaced this";
    }
    Optional<RunManifest> run = place.store().runManifest();
    if (run.isEmpty()) {
      return "not complete: it has no manifest.json";
    }
    Manifest.FileEntry named =
        run.get().stages().get(stage.origin().stage() + "/" + Manifest.FILE_NAME);
    if (named == null) {
      return "complete; another command left it, since the manifest of the run does not name it";
    }
    if (named.equals(Manifest.FileEntry.of(stage.bytes()))) {
      return "complete, its manifest names this stage";
    }
    explanation.problem("the run's manifest names another stage in this place");
    return "complete, but its manifest names another stage in this place";
  }

  /** The stages that a run's manifest names, as far as they are there. */
  SortedMap<String, Manifest> stages(RunManifest run) {
    SortedMap<String, Manifest> stages = new TreeMap<>();
    List<String> missing = new ArrayList<>();
    for (String path : run.stages().keySet()) {
      String stage = RunManifest.stageOf(path);
      try {
        stages.put(stage, place.store().manifest(stage));
      } catch (ArtifactException notThere) {
        missing.add(notThere.getMessage());
      }
    }
    missing.stream().findFirst().ifPresent(first -> explanation.problem(first + more(missing)));
    return stages;
  }

  private static String more(List<String> places) {
    return places.size() == 1 ? "" : " (and " + (places.size() - 1) + " more)";
  }

  /** Settings, inputs and lineage of a stage. */
  void explain(Manifest stage) {
    explanation.table(ReadSettings.OWN_HEADER, ReadSettings.ofOne(stage));
    explanation.table(List.of("input", "as"), inputs(stage));
    Lineage lineage = new Lineage(place.root(), List.of(stage));
    StageGroups groups = new StageGroups(lineage.stages());
    explanation.table(StageGroups.header("made from the stages"), groups.rows());
    explanation.table(
        ReadSettings.header("setting of these"),
        ReadSettings.ofAll(groups.inOrder(), stage.origin().parameters()));
    List<Manifest> all = new ArrayList<>(lineage.stages().values());
    all.add(stage);
    seed(all);
    if (!lineage.missing().isEmpty()) {
      explanation.problem(
          "was made from stages that are not there as they were then: "
              + lineage.missing().get(0)
              + more(lineage.missing()));
    }
  }

  /** Stages that stand for themselves, and their settings. */
  void explain(Map<String, Manifest> stages) {
    StageGroups groups = new StageGroups(stages);
    explanation.table(StageGroups.header("stages"), groups.rows());
    explanation.table(
        ReadSettings.header("setting"), ReadSettings.ofAll(groups.inOrder(), Map.of()));
    seed(stages.values());
  }

  private void seed(Collection<Manifest> stages) {
    explanation.facts(List.of(new Fact("seed", ReadSettings.seed(stages))));
  }

  private static List<List<String>> inputs(Manifest stage) {
    Map<List<String>, List<Manifest.Input>> groups = new LinkedHashMap<>();
    for (Manifest.Input input : stage.origin().inputs()) {
      groups
          .computeIfAbsent(
              List.of(NumberedNames.kind(input.role()), NumberedNames.kind(path(input))),
              first -> new ArrayList<>())
          .add(input);
    }
    List<List<String>> rows = new ArrayList<>();
    for (List<Manifest.Input> group : groups.values()) {
      String paths = NumberedNames.range(group.stream().map(ShownOrigin::path).toList());
      String roles = NumberedNames.range(group.stream().map(Manifest.Input::role).toList());
      rows.add(List.of(paths, roles.equals(paths) ? "itself" : roles));
    }
    return rows;
  }

  private static String path(Manifest.Input input) {
    return input.stage() + "/" + input.file();
  }
}
