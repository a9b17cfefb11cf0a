package org.malfl.audit;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunManifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;
import org.malfl.core.OneLine;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.Identification;
import org.malfl.experiments.Reproduction;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;
import org.malfl.pipeline.Provenance;
import org.malfl.pipeline.Stage;

/**
 * Checks every byte of a run against the run's manifest, which is the root of trust: whoever
 * changed something and did not change that is found. Nothing is recomputed but hashes and keys.
 */
public final class HashAudit {

  private final StoreReader store;
  private final Verdict verdict = new Verdict();
  private final SortedMap<String, Manifest> stages = new TreeMap<>();

  /** Stages of identifications, which are none of the run's but made from them. */
  private final SortedMap<String, Manifest> identifications = new TreeMap<>();

  private HashAudit(StoreReader store) {
    this.store = store;
  }

  /**
   * Audits a run.
   *
   * @throws EnvironmentException if the folder cannot be read
   */
  public static Verdict of(StoreReader store) {
    HashAudit audit = new HashAudit(store);
    audit.run();
    return audit.verdict;
  }

  /** A check that may throw. */
  private interface Check {
    /** What differs; empty if nothing does. */
    String difference();
  }

  /** Makes a check; what is no valid artifact differs. */
  private boolean check(String place, String name, Check check) {
    String difference;
    try {
      difference = check.difference();
    } catch (ArtifactException invalid) {
      difference = invalid.getMessage();
    }
    return verdict.check(place, name, difference);
  }

  private void run() {
    RunManifest[] manifest = new RunManifest[1];
    boolean read =
        check(
            Manifest.FILE_NAME,
            "run manifest is valid and canonical",
            () -> {
              Path file = store.resolve(Manifest.FILE_NAME);
              if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return store.exists(Manifest.FILE_NAME)
                    ? "is no file"
                    : "there is none: no run is complete here";
              }
              manifest[0] = store.completeRun();
              return "";
            });
    if (!read) {
      return;
    }
    manifest[0].stages().forEach(this::checkManifest);
    stages.values().forEach(this::checkFiles);
    stages.values().forEach(this::checkInputs);
    manifest[0]
        .results()
        .forEach((name, entry) -> check(name, "results", () -> fileDifference(name, entry)));
    checkThatNothingElseIsThere(manifest[0]);
    if (verdict.passed()) {
      checkSummary();
      checkGraph();
    }
  }

  /** What is wrong with a file; empty if it has the size and hash that it must have. */
  private String fileDifference(String path, Manifest.FileEntry expected) {
    Path file = store.resolve(path);
    try {
      if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isRegularFile()) {
        return "is no file";
      }
      if (!file.toRealPath().startsWith(store.root().toRealPath())) {
        return "is outside of the folder";
      }
    } catch (AccessDeniedException e) {
      throw new EnvironmentException("cannot look at " + file + "; mend the permissions", e);
    } catch (FileSystemException e) {
      // No such file, or no folder where one should be, or no name that a file can have.
      return "is missing";
    } catch (IOException e) {
      throw new EnvironmentException("cannot look at " + file + ": " + e.getMessage(), e);
    }
    return expected.difference(store.fingerprint(path));
  }

  private void checkManifest(String path, Manifest.FileEntry entry) {
    String stage = RunManifest.stageOf(path);
    if (check(path, "stage manifests", () -> fileDifference(path, entry))) {
      check(
          path,
          "stage manifests are canonical, with the key of what they say",
          () -> {
            stages.put(stage, store.manifest(stage));
            return "";
          });
    }
  }

  private void checkFiles(Manifest manifest) {
    String stage = manifest.origin().stage();
    manifest
        .files()
        .forEach(
            (name, entry) -> {
              String path = stage + "/" + name;
              check(path, "files of stages", () -> fileDifference(path, entry));
            });
  }

  private void checkInputs(Manifest manifest) {
    for (Manifest.Input input : manifest.origin().inputs()) {
      check(manifest.origin().stage(), "inputs of stages", () -> inputDifference(input));
    }
  }

  private String inputDifference(Manifest.Input input) {
    String what = input.role() + " is " + input.stage() + "/" + input.file();
    Manifest source = stages.get(input.stage());
    if (source == null) {
      return what + ", of a stage that the run does not have";
    }
    Manifest.FileEntry file = source.files().get(input.file());
    if (file == null) {
      return what + ", which that stage does not have";
    }
    return source.origin().key().equals(input.key()) && file.sha256().equals(input.sha256())
        ? ""
        : what + ", but of another key or content than is there";
  }

  private void checkThatNothingElseIsThere(RunManifest manifest) {
    StoreReader.Survey survey = store.survey(stages);
    String check = "nothing else is there";
    verdict.check(check);
    if (!survey.unreadable().isEmpty()) {
      throw new EnvironmentException(
          "cannot look into " + survey.unreadable().get(0) + "; mend the permissions");
    }
    survey.unknown().forEach(file -> verdict.check(file, check, "is in no manifest"));
    survey.links().forEach(link -> verdict.check(link, check, "is a link to a folder"));
    survey.unfinished().forEach(path -> verdict.check(path, check, "was left half-written"));
    survey
        .stores()
        .forEach(path -> verdict.note(path + " is a run of its own; audit it by itself"));
    for (Map.Entry<String, Manifest> found : survey.stages().entrySet()) {
      String stage = found.getKey();
      if (manifest.stages().containsKey(stage + "/" + Manifest.FILE_NAME)) {
        continue;
      }
      if (Identification.isStage(found.getValue())) {
        identifications.put(stage, found.getValue());
        checkFiles(found.getValue());
        checkInputs(found.getValue());
      } else {
        verdict.note(stage + " is no stage of this run; an earlier one left it");
      }
    }
  }

  /** Keys of stages in the summary are those that are there. */
  private void checkSummary() {
    check(
        Reproduction.SUMMARY,
        "results name the stages that are there",
        () -> {
          JsonFields families =
              new JsonFields(
                      Reproduction.SUMMARY,
                      CanonicalJson.read(
                          Reproduction.SUMMARY, store.read("", Reproduction.SUMMARY)))
                  .object("families");
          for (Object family : families.names()) {
            JsonFields keys = families.object((String) family).object("stage_keys");
            for (Object stage : keys.names()) {
              Manifest manifest = stages.get((String) stage);
              if (manifest == null || !manifest.origin().key().equals(keys.text((String) stage))) {
                return stage + " is not there with the key that it has here";
              }
            }
          }
          return "";
        });
  }

  /** Why a stage that is wanted is not the one that is there. */
  private String difference(Stage stage, Manifest manifest) {
    if (manifest == null) {
      return "is missing";
    }
    for (Stage.Input input : stage.inputs()) {
      Manifest source = stages.get(input.handle().producer().path());
      if (source == null || !source.files().containsKey(input.handle().artifact().fileName())) {
        return "is made from " + input.handle().path() + ", which is missing";
      }
    }
    return Provenance.difference(stage, manifest, Provenance.origin(stage, stages));
  }

  /** The stages are those that the recorded settings ask for, made from what they ask for. */
  private void checkGraph() {
    String check = "stages of the recorded settings";
    SortedMap<String, Manifest> there = new TreeMap<>(stages);
    there.putAll(identifications);
    List<Stage> wanted;
    try {
      wanted =
          Identification.stagesWith(Experiment.recorded(store, stages), identifications.keySet());
    } catch (ArtifactException | IllegalArgumentException invalid) {
      verdict.check(
          Reproduction.SUMMARY, check, OneLine.of("they make no run: " + invalid.getMessage()));
      return;
    }
    Set<String> paths = new HashSet<>();
    for (Stage stage : wanted) {
      paths.add(stage.path());
      check(stage.path(), check, () -> difference(stage, there.get(stage.path())));
    }
    for (String stage : there.keySet()) {
      if (!paths.contains(stage)) {
        verdict.check(stage, check, "is a stage that they do not ask for");
      }
    }
  }
}
