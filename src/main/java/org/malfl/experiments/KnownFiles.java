package org.malfl.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Manifest;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.pipeline.Stage;

/**
 * What this version of malfl knows of files that runs leave, whatever their settings. It asks the
 * stages of an experiment with everything that is registered, so a new stage brings its files
 * along.
 */
public final class KnownFiles {
  private final Map<Stage.Algorithm, Map<String, Description>> files = new HashMap<>();

  /** All that is known. */
  public KnownFiles() {
    PolicyEstimations.names().forEach(this::add);
    add(CoordinationRun.registered());
    add(ZeroSumRun.registered());
    add(
        new Reproduction(
            settings(
                "malfl: {recovery: [bellman-consistent, replay]}\n"
                    + "optimization: {bellman-consistent: {reward: own-action},"
                    + " replay: {reward: own-action}}")));
  }

  private static ReproduceSettings settings(String yaml) {
    return ReproduceSettings.read(
        YamlFile.read("registered", yaml.getBytes(UTF_8), new ConfigProblems()),
        false,
        new ConfigProblems());
  }

  private void add(String policyEstimation) {
    ReproduceSettings settings =
        settings(
            "malfl: {recovery: [%s], policy_estimation: {method: %s}}"
                .formatted(String.join(", ", Estimators.names()), policyEstimation));
    add(new Reproduction(settings));
    for (Study study : Studies.REGISTERED) {
      add(new StudyRun(study, study.options(Optional.of(1), true), settings));
    }
    add(new Identification(settings, settings.environment().selectedFamilies()).stages());
  }

  private void add(Experiment experiment) {
    add(experiment.graph().stages());
  }

  private void add(List<Stage> stages) {
    for (Stage stage : stages) {
      Map<String, Description> known =
          files.computeIfAbsent(stage.algorithm(), algorithm -> new HashMap<>());
      for (Artifact<?> artifact : stage.outputs()) {
        known.put(artifact.fileName(), artifact.description());
      }
    }
  }

  /**
   * What a file of a stage holds.
   *
   * @return empty if this version of malfl has no such algorithm, or another version of it
   */
  public Optional<Description> ofStage(Manifest.Origin origin, String fileName) {
    Stage.Algorithm algorithm = new Stage.Algorithm(origin.algorithm(), origin.version());
    return Optional.ofNullable(files.getOrDefault(algorithm, Map.of()).get(fileName));
  }

  /** What a result at the root holds; empty if it is none. */
  public static Optional<Description> ofResult(String name) {
    return Optional.ofNullable(Reproduction.RESULTS.get(name))
        .or(() -> Optional.ofNullable(StudyRun.RESULTS.get(name)))
        .or(() -> Optional.ofNullable(CoordinationRun.RESULTS.get(name)))
        .or(() -> Optional.ofNullable(ZeroSumRun.RESULTS.get(name)));
  }
}
