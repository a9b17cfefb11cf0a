package org.malfl.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;

/** What a run says beforehand that it will write is enough, and not far too much. */
class DiskNeedTest {
  private static final long BLOCK = 4096;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "maspi: {iterations: 10, episodes: 30, episode_length: 100}",
        "{maspi: {iterations: 2, episodes: 500, episode_length: 1000}, malfl: {recovery: [paper]}}",
        "{maspi: {iterations: 3, episodes: 2, episode_length: 2, evaluation: exact}, malfl:"
            + " {recovery: [paper, state-least-squares, bellman-consistent, replay]}}",
        "{environment: {grid_size: 5, goal: [4, 4]}, maspi: {iterations: 3, episodes: 20,"
            + " episode_length: 20}, malfl: {recovery: [paper]}}",
        "{maspi: {iterations: 3, episodes: 20, episode_length: 100}, optimization: {replay:"
            + " {prior: ridge, draws: limited}}, malfl: {recovery: [replay], trend: false}}",
        "{environment: {grid_size: 2, start: [[0, 0], [0, 1], [1, 0]], goal: [1, 1], families: {shy:"
            + " [{goal: -1}, {goal: -1}, {others: -1}]}, reward_families: [shy]}, maspi:"
            + " {iterations: 4, episodes: 9, episode_length: 50}}",
        "{maspi: {iterations: 3, episodes: 2, episode_length: 100}, malfl: {recovery: [paper,"
            + " state-least-squares]}, logging: {save_datasets: false}}",
        "{maspi: {iterations: 3, episodes: 9, episode_length: 10}, malfl: {recovery: [paper,"
            + " state-least-squares, replay]}, plots: {formats: [png, svg, pdf]}}",
        "{maspi: {iterations: 3, episodes: 9, episode_length: 50}, malfl: {policy_estimation: {method:"
            + " network}, recovery: [network]}, optimization: {network: {epochs: 5, linear_algebra:"
            + " rows}, policy_network: {updates: 5, linear_algebra: rows}}}",
        "{environment: {grid_size: 5, goal: [4, 4]}, maspi: {iterations: 3, episodes: 20},"
            + " malfl: {recovery: [paper]}, plots: {formats: [svg]}}",
        "{environment: {grid_size: 4, reward_families: [heterogeneous]}, maspi: {iterations: 3,"
            + " episodes: 100}, malfl: {recovery: [bellman-consistent]}, plots: {formats: [svg]}}"
      })
  void theNeedForDiskIsForeseen(String yaml) throws IOException {
    ConfigNode.Mapping configuration =
        YamlFile.read("c.yaml", yaml.getBytes(UTF_8), new ConfigProblems());
    if (!yaml.contains("plots")) {
      configuration.set(
          "plots.draw", new ConfigNode.Scalar("test", ConfigNode.Kind.TRUTH, "false"));
    }
    Reproduction reproduction =
        new Reproduction(ReproduceSettings.read(configuration, false, new ConfigProblems()));
    try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
      Runner runner = new Runner(store, 2, false, new RunListener() {});
      Runner.Plan plan = runner.plan(reproduction.graph());
      assertEquals(0, plan.reusable());
      reproduction.publish(store, runner, runner.run(reproduction.graph()).manifests());
      long used = used();
      assertTrue(used <= plan.bytes(), used + " bytes used, foreseen " + plan.bytes());
      assertTrue(plan.bytes() <= 3 * used, used + " bytes used, foreseen " + plan.bytes());
      assertEquals(
          new Runner.Plan(plan.stages(), plan.stages(), 0), runner.plan(reproduction.graph()));
    }
  }

  /** Files and directories in whole blocks. */
  private long used() throws IOException {
    long used = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        used += (Files.size(file) + BLOCK - 1) / BLOCK * BLOCK;
      }
    }
    return used;
  }
}
