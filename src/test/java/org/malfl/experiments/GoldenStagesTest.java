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

  @TempDir Path folder;

  @Test
  void smallStagesHaveTheBytesTheyAlwaysHad() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.addAll(stages("td-constant", SMALL.formatted("", "paper")));
    lines.addAll(
        stages(
            "td-power-averaged",
            SMALL.formatted(
                ", step_size: {rule: power, exponent: 0.7}, averaging: second-half", "counts")));
    // What else there is does not know how the learners learned.
    stages("td-expected", SMALL.formatted(", next_action: expected", "counts")).stream()
        .filter(line -> line.contains("/ma_spi/"))
        .forEach(lines::add);
    lines.addAll(stages("exact", SMALL.formatted(", evaluation: exact", "paper")));
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

  private List<String> stages(String name, String yaml) {
    Reproduction reproduction = new Reproduction(ReproduceSettingsTest.read(yaml));
    List<String> lines = new ArrayList<>();
    List<Manifest> manifests;
    try (ArtifactStore store = new ArtifactStore(folder.resolve(name), note -> {})) {
      manifests =
          new Runner(store, 2, false, new RunListener() {}).run(reproduction.graph()).manifests();
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
