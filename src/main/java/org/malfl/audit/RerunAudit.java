package org.malfl.audit;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunManifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.Identification;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;

/**
 * Makes a run, and identifications beside it, again from the settings that it recorded, and
 * compares every byte. Nothing that was changed can pass, however well its hashes were mended, but
 * for a change of the settings themselves: then it is another run, and an honest one.
 */
public final class RerunAudit {
  private static final String STAGES = "stages of a rerun";
  private static final String RESULTS = "results of a rerun";

  private RerunAudit() {}

  /**
   * Audits a run whose hashes are as they must be.
   *
   * @param verdict of the hashes, which passed; the findings are added to it
   * @param scratch an empty folder for the rerun
   * @param threads at least 1
   * @param listener told of the rerun's progress
   * @throws ArtifactException if the recorded settings cannot be read
   */
  public static void addTo(
      Verdict verdict, StoreReader store, Path scratch, int threads, RunListener listener) {
    RunManifest kept = store.completeRun();
    SortedMap<String, Manifest> stages = store.manifests(kept);
    Experiment experiment = Experiment.recorded(store, stages);
    try (ArtifactStore again = new ArtifactStore(scratch, note -> {})) {
      again.prepare(Experiment::isResult);
      Runner runner = new Runner(again, threads, false, listener, Optional.empty());
      List<Manifest> made = runner.run(experiment.graph()).manifests();
      again.publish(experiment.results(runner, made), made);
      compare(verdict, stages, made);
      SortedMap<String, Manifest> all = store.survey(stages).stages();
      Identification.beside(experiment, all.keySet())
          .ifPresent(
              identification -> {
                List<Manifest> identified = runner.run(identification.graph()).manifests();
                compare(verdict, all, identified.stream().filter(Identification::isStage).toList());
              });
      RunManifest wanted = again.completeRun();
      SortedSet<String> results = new TreeSet<>(kept.results().keySet());
      results.addAll(wanted.results().keySet());
      for (String name : results) {
        boolean same = Objects.equals(wanted.results().get(name), kept.results().get(name));
        verdict.check(name, RESULTS, same ? "" : "has other bytes");
      }
    }
  }

  private static void compare(
      Verdict verdict, SortedMap<String, Manifest> stages, List<Manifest> made) {
    for (Manifest stage : made) {
      String path = stage.origin().stage();
      Manifest there = stages.get(path);
      verdict.check(path, STAGES, there == null ? "is missing" : difference(there, stage));
    }
  }

  private static String difference(Manifest there, Manifest made) {
    SortedSet<String> names = new TreeSet<>(there.files().keySet());
    names.addAll(made.files().keySet());
    names.removeIf(name -> Objects.equals(made.files().get(name), there.files().get(name)));
    if (!names.isEmpty()) {
      return "other bytes in " + String.join(", ", names);
    }
    return Arrays.equals(there.bytes(), made.bytes()) ? "" : "another manifest of the same bytes";
  }
}
