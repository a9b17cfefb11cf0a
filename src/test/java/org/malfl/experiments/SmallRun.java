package org.malfl.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;

/** The main job on a small grid, at a budget of some milliseconds, for tests of the store. */
public record SmallRun(long seed, int episodes, List<String> families, List<String> estimators) {
  /** A run of the paper's estimator alone. */
  public SmallRun(long seed, int episodes, List<String> families) {
    this(seed, episodes, families, List.of("paper"));
  }

  private ReproduceSettings settings() {
    String yaml =
        """
        seed: %d
        environment: {grid_size: 2, goal: [1, 1], reward_families: [%s]}
        maspi: {iterations: 2, episodes: %d, episode_length: 5}
        malfl: {recovery: [%s]}
        optimization: {paper: {epochs: 2}, replay: {prior: ridge}}
        plots: {draw: false}
        """
            .formatted(seed, String.join(", ", families), episodes, String.join(", ", estimators));
    return ReproduceSettings.read(
        YamlFile.read("small.yaml", yaml.getBytes(UTF_8), new ConfigProblems()),
        false,
        new ConfigProblems());
  }

  /**
   * Runs to the end.
   *
   * @param acknowledged told the path of every stage that is complete
   * @return number of stages that were reused
   */
  public int run(Path folder, boolean force, Consumer<String> acknowledged) {
    RunListener listener =
        new RunListener() {
          @Override
          public void stageFinished(String path, boolean reused, double seconds) {
            acknowledged.accept(path);
          }
        };
    try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
      store.prepare(Experiment::isResult);
      Reproduction reproduction = new Reproduction(settings());
      // One thread, so that the n-th operation on the disk is always the same one.
      Runner runner = new Runner(store, 1, force, listener);
      Runner.Outcome outcome = runner.run(reproduction.graph());
      reproduction.publish(store, runner, outcome.manifests());
      return outcome.reused();
    }
  }
}
