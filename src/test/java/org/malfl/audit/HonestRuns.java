package org.malfl.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.StoreReader;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.core.NumericalException;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.ReproduceSettings;
import org.malfl.experiments.Reproduction;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;

/**
 * Honest runs of many settings, all of which must end and in none of which an audit may find
 * anything.
 */
final class HonestRuns {
  private static final RunListener NOBODY = new RunListener() {};

  private final SplittableRandom random = new SplittableRandom(20);

  /** Makes and audits a number of runs, each of other settings. */
  void audit(int runs) throws IOException {
    for (int run = 0; run < runs; run++) {
      String settings = settings(run);
      Path folder = RunFolder.inMemory();
      try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
        store.prepare(Experiment::isResult);
        ConfigProblems problems = new ConfigProblems();
        Reproduction reproduction =
            new Reproduction(
                ReproduceSettings.read(
                    YamlFile.read("run.yaml", settings.getBytes(UTF_8), problems),
                    false,
                    problems));
        Runner runner = new Runner(store, 2, false, NOBODY);
        reproduction.publish(store, runner, runner.run(reproduction.graph()).manifests());
      } catch (NumericalException e) {
        throw new AssertionError("a numerical failure, with\n" + settings, e);
      }
      StoreReader store = new StoreReader(folder);
      Verdict verdict = HashAudit.of(store);
      DeriveAudit.addTo(verdict, store, 2, NOBODY);
      assertEquals(List.of(), verdict.findings(), settings);
      RunFolder.delete(folder);
    }
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Learning is at its worst, and tails at their heaviest, with little data. */
  private String settings(int seed) {
    String evaluation = pick("td", "td", "td", "exact");
    String estimator =
        pick("paper", "paper", "state-least-squares", "bellman-consistent", "replay", "replay");
    String datasets =
        estimator.equals("replay") && evaluation.equals("td")
            ? "true"
            : pick("true", "true", "true", "false");
    return """
        seed: %d
        alpha: %s
        gamma: %s
        environment: {grid_size: %s, goal: [1, 1], reward_families: [%s]}
        maspi:
          iterations: %s
          episodes: %s
          episode_length: %s
          evaluation: %s
          step_size: %s
          averaging: %s
          next_action: %s
        malfl: {trend: false, policy_estimation: {method: %s}, recovery: [%s]}
        optimization:
          paper: {epochs: 2}
          state-least-squares: {robust: %s}
          bellman-consistent: {robust: %s, ridges: 2}
          replay: {prior: %s, draws: %s}
        plots: {draw: false}
        logging: {save_datasets: %s, td_error_blocks: %s}
        """
        .formatted(
            seed,
            pick("0.05", "0.1", "0.2", "1", "3", "30"),
            pick("0", "0.5", "0.9", "0.99", "0.999"),
            pick("2", "3"),
            pick("homogeneous", "heterogeneous", "homogeneous, heterogeneous"),
            pick("2", "3", "4"),
            pick("1", "5", "20", "60"),
            pick("1", "3", "50", "200", "400", "1000"),
            evaluation,
            pick(
                "{rule: constant, value: 0.1}",
                "{rule: constant, value: 0.5}",
                "{rule: constant, value: 1}",
                "{rule: power, exponent: 0.7}",
                "{rule: power, exponent: 1}"),
            pick("none", "none", "second-half"),
            pick("drawn", "drawn", "expected"),
            pick("paper", "counts"),
            estimator,
            pick("true", "false"),
            pick("true", "false"),
            pick("ridge", "ridge", "smooth"),
            pick("modelled", "limited"),
            datasets,
            pick("1", "10", "100"));
  }
}
