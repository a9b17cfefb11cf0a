package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;

/** Small α and γ near 1, where {@code replay} once ended with a numerical failure. */
class ExtremeSettingsTest {
  @TempDir Path folder;

  /**
   * Exact learners tell differences of rewards to 10⁻⁹ and their level not at all; TD on a small
   * grid plays some states alike 23,760 times of 23,760.
   */
  @ParameterizedTest
  @CsvSource({
    "94,  0.05, 0.999, 3, 4, 20, 400, exact, 0.5, none,        limited,  counts",
    "401, 0.05, 0.999, 3, 3, 20, 200, exact, 1,   second-half, limited,  counts",
    "905, 0.05, 0.99,  2, 3, 60, 400, td,    0.5, none,        modelled,  counts",
    "998, 0.1,  0.99,  2, 4, 20, 200, td,    0.5, none,        modelled, paper",
    "810, 0.1,  0.999, 2, 4, 60, 400, td,    0.1, second-half, modelled, counts"
  })
  void replayFindsARewardWhateverTheSettings(
      long seed,
      double alpha,
      double gamma,
      int gridSize,
      int iterations,
      int episodes,
      int steps,
      String evaluation,
      double stepSize,
      String averaging,
      String draws,
      String policyEstimation) {
    String yaml =
        """
        seed: %d
        alpha: %s
        gamma: %s
        environment: {grid_size: %d, goal: [1, 1], reward_families: [heterogeneous, homogeneous]}
        maspi:
          iterations: %d
          episodes: %d
          episode_length: %d
          evaluation: %s
          step_size: {rule: constant, value: %s}
          averaging: %s
        malfl: {trend: false, policy_estimation: {method: %s}, recovery: [replay]}
        optimization:
          replay: {prior: ridge, draws: %s}
        plots: {draw: false}
        """
            .formatted(
                seed,
                alpha,
                gamma,
                gridSize,
                iterations,
                episodes,
                steps,
                evaluation,
                stepSize,
                averaging,
                policyEstimation,
                draws);
    Reproduction reproduction = new Reproduction(ReproduceSettingsTest.read(yaml));
    try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
      Runner runner = new Runner(store, 2, false, new RunListener() {});
      assertTrue(runner.run(reproduction.graph()).manifests().size() > iterations);
    }
  }
}
