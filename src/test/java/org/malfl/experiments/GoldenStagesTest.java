package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;

/**
 * Bytes of small stages, once and for all. If this fails, the same settings give other bytes than
 * before: raise the version of the algorithm that changed, say in the commit why, and copy {@code
 * target/golden-stages.txt} to the test resources.
 */
class GoldenStagesTest {
  private static final String SMALL =
      """
      maspi: {iterations: 3, episodes: 5, episode_length: 40%s}
      malfl:
        policy_estimation: {method: %s}
        recovery: [paper, state-least-squares, bellman-consistent, replay]
      optimization: {paper: {epochs: 50}}
      logging: {td_error_blocks: 2}
      """;

  private static final String NETWORKS =
      """
      environment: {reward_families: [heterogeneous]}
      maspi: {iterations: 3, episodes: 5, episode_length: 40}
      malfl: {policy_estimation: {method: network}, recovery: [network], trend: false}
      optimization:
        network: {reward: %s, hidden: [4], epochs: 10, linear_algebra: rows}
        policy_network: {hidden: [4, 3], updates: 10, batch_size: %d, linear_algebra: rows}
      plots: {draw: false}
      """;

  @TempDir Path folder;

  @Test
  void smallStagesHaveTheBytesTheyAlwaysHad() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.addAll(mainJob("td-constant", SMALL.formatted("", "paper")));
    lines.addAll(
        mainJob(
            "td-power-averaged",
            SMALL.formatted(
                ", step_size: {rule: power, exponent: 0.7}, averaging: second-half", "counts")));
    // What else there is does not know how the learners learned.
    mainJob("td-expected", SMALL.formatted(", next_action: expected", "counts")).stream()
        .filter(line -> line.contains("/ma_spi/"))
        .forEach(lines::add);
    lines.addAll(mainJob("exact", SMALL.formatted(", evaluation: exact", "paper")));
    for (boolean drawn : List.of(false, true)) {
      mainJob(
              drawn ? "network-drawn" : "network",
              NETWORKS.formatted(drawn ? "state" : "joint", drawn ? 16 : 1024))
          .stream()
          .filter(line -> line.contains("/ma_lfl/"))
          .forEach(lines::add);
    }
    lines.addAll(
        stages(
            "study",
            new StudyRun(
                new SmallStudy(),
                new StudyOptions(1, false),
                ReproduceSettingsTest.read("plots: {draw: false}"))));
    lines.addAll(
        stages(
            "coordination",
            SmallImitation.coordination("expert_type: [mixed, noisy]", SmallImitation.SVG)));
    lines.addAll(
        stages(
            "coordination-signal-exact",
            SmallImitation.coordination(
                "{signal: 2, gradient: exact, reward_style: gail}", SmallImitation.NO_PLOTS)));
    lines.addAll(stages("zero-sum", SmallImitation.zeroSum("random_games: 2", SmallImitation.SVG)));
    Files.createDirectories(Path.of("target"));
    Files.write(Path.of("target/golden-stages.txt"), lines);
    try (var golden = getClass().getResourceAsStream("/golden-stages.txt")) {
      List<String> expected =
          new String(golden.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      assertEquals(List.of(), without(lines, expected), "these are new");
      assertEquals(List.of(), without(expected, lines), "these are gone");
    }
  }

  private static List<String> without(List<String> lines, List<String> others) {
    List<String> rest = new ArrayList<>(lines);
    rest.removeAll(others);
    return rest;
  }

  /** Trials of both families; all observers share the code that learns and scores. */
  private static final class SmallStudy extends Study {
    SmallStudy() {
      super("small", "whether trials have the bytes they always had", 1);
    }

    @Override
    List<Series> series(ReproduceSettings settings) {
      return List.of(
          new Series(
              StudiedLearner.configured(settings.maspi()),
              StudyTrial.Truth.OF_FAMILY,
              List.of(StudiedEstimators.BELLMAN_CONSISTENT, StudiedEstimators.REPLAY),
              List.of(new Budget(3, 5, 40))));
    }

    @Override
    List<Picture> pictures(StudyRun run) {
      return List.of();
    }
  }

  private List<String> mainJob(String name, String yaml) {
    return stages(name, new Reproduction(ReproduceSettingsTest.read(yaml)));
  }

  private List<String> stages(String name, Experiment experiment) {
    List<String> lines = new ArrayList<>();
    List<Manifest> manifests;
    try (ArtifactStore store = new ArtifactStore(folder.resolve(name), note -> {})) {
      manifests =
          new Runner(store, 2, false, new RunListener() {}).run(experiment.graph()).manifests();
    }
    for (Manifest manifest : manifests) {
      manifest
          .files()
          .forEach(
              (file, entry) -> {
                // Pixels also depend on how Java smooths edges and on its compression.
                if (!file.endsWith(".png")) {
                  lines.add(
                      "%s %s/%s %s %d %s"
                          .formatted(
                              name,
                              manifest.origin().stage(),
                              file,
                              manifest.origin().algorithm(),
                              manifest.origin().version(),
                              entry.sha256()));
                }
              });
    }
    return lines;
  }
}
