package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.games.AgentTables;
import org.malfl.io.NpyArray;
import org.malfl.metrics.RewardScore;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.reference.ReferenceFiles;

/**
 * The paper's budget, 10 stages of 3000 episodes of 1000 steps, against the reference's figures.
 */
class FullBudgetTest {
  private static final int SEEDS = 5;

  /** Largest distance of our mean from the reference's, which is a mean over 5 seeds of its own. */
  private static final double BAND = 0.02;

  @TempDir Path folder;

  private ReproductionReport run(String name, String yaml) {
    Reproduction reproduction =
        new Reproduction(
            ReproduceSettingsTest.read(
                yaml + "\nlogging: {save_datasets: false}\nplots: {draw: false}\n"));
    try (ArtifactStore store = new ArtifactStore(folder.resolve(name), note -> {})) {
      Runner runner = new Runner(store, 2, false, new RunListener() {});
      return reproduction.publish(store, runner, runner.run(reproduction.graph()).manifests());
    }
  }

  /** Mean Pearson and Spearman over seeds, in the order hom 0, hom 1, het 0, het 1. */
  private void assertMeans(String method, double[] pearson, double[] spearman) {
    double[] pearsonMeans = new double[4];
    double[] spearmanMeans = new double[4];
    for (int seed = 1; seed <= SEEDS; seed++) {
      // Both methods of a seed share a folder, and so the learners.
      ReproductionReport report =
          run(
              "seed" + seed,
              "seed: %d\nmalfl: {recovery: [paper], trend: false, policy_estimation: {method: %s}}"
                  .formatted(seed, method));
      for (int column = 0; column < 4; column++) {
        RewardScore score = report.scores().get(column / 2).mainReadout().get(column % 2);
        pearsonMeans[column] += score.pearson().value().orElseThrow() / SEEDS;
        spearmanMeans[column] += score.spearman().value().orElseThrow() / SEEDS;
      }
    }
    for (int column = 0; column < 4; column++) {
      String which = method + ", column " + column;
      assertEquals(pearson[column], pearsonMeans[column], BAND, "Pearson of " + which);
      assertEquals(spearman[column], spearmanMeans[column], BAND, "Spearman of " + which);
    }
  }

  @Test
  void meanScoresOverFiveSeedsLieInTheReferencesBands() {
    assertMeans(
        "paper",
        new double[] {0.734, 0.738, 0.773, 0.836},
        new double[] {0.801, 0.809, 0.771, 0.886});
    assertMeans(
        "counts",
        new double[] {0.755, 0.758, 0.785, 0.841},
        new double[] {0.837, 0.841, 0.793, 0.899});
  }

  /** Mean |π_9 − exact π_9| of a run over families, agents, states and actions. */
  private double distanceFromExact(String name, String yaml) {
    run(name, yaml);
    double sum = 0;
    for (String family : List.of("homogeneous", "heterogeneous")) {
      Path file = folder.resolve(name).resolve(family).resolve("ma_spi/stage_09/policy.npy");
      double[] learned = read(file);
      double[] exact =
          AgentTables.join(ReferenceFiles.exactPolicies(family).get(9).probabilities());
      for (int k = 0; k < exact.length; k++) {
        sum += Math.abs(learned[k] - exact[k]) / exact.length / 2;
      }
    }
    return sum;
  }

  private static double[] read(Path file) {
    try {
      return NpyArray.read("policy", Files.readAllBytes(file)).float64("policy", 810);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void learnersComeAsCloseToExactOnesAsTheReferenceSays() {
    Map<String, double[]> ranges =
        Map.of(
            "{rule: constant, value: 0.1}", new double[] {0.008, 0.014},
            "{rule: power, exponent: 0.7}", new double[] {0.0015, 0.0035},
            "{rule: constant, value: 0.1}, averaging: second-half", new double[] {0.0005, 0.0025});
    ranges.forEach(
        (rule, range) -> {
          double distance =
              distanceFromExact(
                  "learners" + rule.hashCode(),
                  "malfl: {recovery: [paper], trend: false}\nmaspi: {step_size: " + rule + "}");
          assertTrue(
              range[0] <= distance && distance <= range[1], rule + ": mean distance " + distance);
        });
  }
}
