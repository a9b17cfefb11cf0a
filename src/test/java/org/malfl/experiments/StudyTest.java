package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.metrics.RewardScore;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.plots.Drawing;

class StudyTest {
  private static final String CONFIGURATION =
      """
      optimization: {paper: {epochs: 50}}
      plots: {formats: [svg]}
      """;

  @TempDir Path folder;

  private static ReproduceSettings settings(String yaml) {
    return ReproduceSettingsTest.read(yaml);
  }

  /** A store with a complete study, or with a main job. */
  private final class Complete implements AutoCloseable {
    private final ArtifactStore store;
    private final Runner runner;
    private final List<Manifest> manifests;

    Complete(String name, Experiment experiment, int threads) {
      store = new ArtifactStore(folder.resolve(name), note -> {});
      runner = new Runner(store, threads, false, new RunListener() {});
      manifests = runner.run(experiment.graph()).manifests();
    }

    CsvTable csv(StudyRun run, StudyTable table) {
      return runner.read(run.table(table));
    }

    @Override
    public void close() {
      store.close();
    }
  }

  /** A study of some series at a small budget. */
  private static Study study(
      StudyTrial.Truth truth, List<StudiedEstimator> estimators, StudyTable... tables) {
    return new Study("test", "whether studies work", 2) {
      @Override
      List<Series> series(ReproduceSettings settings) {
        return List.of(
            new Series(
                StudiedLearner.configured(settings.maspi()),
                truth,
                estimators,
                List.of(new Budget(3, 20, 60))));
      }

      @Override
      List<StudyTable> tables() {
        return List.of(tables);
      }

      @Override
      List<Picture> pictures(StudyRun run) {
        return List.of(new BandsPicture(run, List.of("pearson", "rmse")));
      }
    };
  }

  private static StudyRun run(Study study, String yaml) {
    return new StudyRun(study, new StudyOptions(2, false), settings(yaml));
  }

  @Test
  void aTrialScoresWhatTheMainJobScoresWithTheSameSeedAndBudget() {
    StudyRun study = run(study(StudyTrial.Truth.OF_FAMILY, StudiedEstimators.ALL), CONFIGURATION);
    Reproduction mainJob =
        new Reproduction(
            settings(
                CONFIGURATION
                    + """
                    seed: 2
                    maspi: {iterations: 3, episodes: 20, episode_length: 60}
                    malfl:
                      trend: false
                      recovery: [paper, state-least-squares, bellman-consistent, replay]
                    """));
    try (Complete trials = new Complete("study", study, 2);
        Complete main = new Complete("main", mainJob, 2)) {
      for (TrialStage trial : study.trials()) {
        for (StudiedEstimator estimator : StudiedEstimators.ALL) {
          String stage = trial.trial().family() + "/evaluation/" + estimator.name();
          String file = estimator.equals(StudiedEstimators.PAPER) ? "bare" : "state";
          String name = "reward_" + file + ".npy";
          double[] expected =
              NpyArray.read(name, main.store.read(stage, name)).float64(name, 2 * 81);
          for (int agent = 0; agent < 2 && trial.trial().seed() == 2; agent++) {
            // The main job writes estimates as probabilities and takes their logarithms again.
            assertArrayEquals(
                Arrays.copyOfRange(expected, agent * 81, agent * 81 + 81),
                trial.readReward(trials.runner, estimator, agent),
                1e-9,
                stage + " " + agent);
          }
        }
      }
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBytes() {
    StudyRun study =
        run(
            study(
                StudyTrial.Truth.OF_FAMILY,
                List.of(StudiedEstimators.BELLMAN_CONSISTENT, StudiedEstimators.REPLAY_RIDGE),
                new StatesTable()),
            CONFIGURATION);
    try (Complete one = new Complete("one", study, 1);
        Complete three = new Complete("three", study, 3)) {
      for (int k = 0; k < one.manifests.size(); k++) {
        assertArrayEquals(one.manifests.get(k).bytes(), three.manifests.get(k).bytes());
      }
    }
  }

  @Test
  void bandsAreThoseOfTheRuns() {
    StudyRun study =
        run(
            study(
                StudyTrial.Truth.OF_FAMILY,
                List.of(StudiedEstimators.PAPER, StudiedEstimators.REPLAY_RIDGE)),
            CONFIGURATION);
    try (Complete complete = new Complete("study", study, 2)) {
      CsvTable runs = complete.csv(study, new RunsTable());
      CsvTable bands = complete.csv(study, new BandsTable());
      // 2 seeds, 2 families, 2 estimators and 2 agents; the bands have agents together besides.
      assertEquals(16, runs.size());
      assertEquals(12, bands.size());
      CsvTable some = runs.where("family", "homogeneous").where("estimator", "replay-ridge");
      CsvTable band = bands.where("family", "homogeneous").where("estimator", "replay-ridge");
      double[] all = some.numbers("rmse");
      assertEquals(
          Arrays.stream(all).average().orElseThrow(),
          band.where("agent", "all").numbers("rmse_mean")[0],
          1e-12);
      double[] ofAgent = some.where("agent", "1").numbers("pearson");
      assertEquals(
          Arrays.stream(ofAgent).min().orElseThrow(),
          band.where("agent", "1").numbers("pearson_min")[0]);
      assertEquals(
          0.9 * Math.min(ofAgent[0], ofAgent[1]) + 0.1 * Math.max(ofAgent[0], ofAgent[1]),
          band.where("agent", "1").numbers("pearson_p10")[0],
          1e-12);
      // The paper's estimator claims no deviations.
      CsvTable paper = bands.where("estimator", "paper");
      assertTrue(paper.column("coverage_mean").stream().allMatch(String::isEmpty));
      assertTrue(paper.column("coverage_runs").stream().allMatch("0"::equals));
    }
  }

  @Test
  void coverageByStateAveragesToTheCoverageOfTheRuns() {
    StudyRun study =
        run(
            study(
                StudyTrial.Truth.OF_FAMILY,
                List.of(StudiedEstimators.PAPER, StudiedEstimators.REPLAY_RIDGE),
                new StatesTable()),
            CONFIGURATION);
    try (Complete complete = new Complete("study", study, 2)) {
      CsvTable states = complete.csv(study, new StatesTable());
      CsvTable bands = complete.csv(study, new BandsTable()).where("estimator", "replay-ridge");
      // Every joint state of every agent and family, of the estimator that has intervals.
      assertEquals(81 * 4, states.size());
      for (String family : List.of("homogeneous", "heterogeneous")) {
        for (String agent : List.of("0", "1")) {
          CsvTable some = states.where("family", family).where("agent", agent);
          CsvTable band = bands.where("family", family).where("agent", agent);
          for (String measure : List.of("coverage", "mean_squared_z")) {
            assertEquals(
                band.numbers(measure + "_mean")[0],
                Arrays.stream(some.numbers(measure)).average().orElseThrow(),
                1e-9);
          }
        }
      }
    }
  }

  @Test
  void agentsWhoseTrueRewardsAreEqualHaveNoWrongPairing() {
    PairingsTable pairings = new PairingsTable();
    StudyRun study =
        run(
            study(StudyTrial.Truth.OF_FAMILY, List.of(StudiedEstimators.REPLAY_RIDGE), pairings),
            CONFIGURATION);
    try (Complete complete = new Complete("study", study, 2)) {
      CsvTable table = complete.csv(study, pairings);
      // Two seeds and two families; agent 1 wants the same in both.
      assertEquals(4, table.size());
      assertTrue(table.column("agent").stream().allMatch("0"::equals));
      CsvTable runs = complete.csv(study, new RunsTable()).where("agent", "0");
      assertEquals(
          runs.where("family", "homogeneous").column("pearson"),
          table.where("family", "homogeneous").column("right"));
      TrialStage homogeneous = study.trials().get(0);
      double wrong =
          RewardScore.of(
                  homogeneous.readReward(complete.runner, StudiedEstimators.REPLAY_RIDGE, 0),
                  study.settings().environment().game("heterogeneous").rewards(0))
              .pearson()
              .value()
              .orElseThrow();
      assertEquals(wrong, table.numbers("wrong")[0]);
      assertEquals(table.numbers("right")[0] - wrong, table.numbers("difference")[0], 1e-15);
    }
  }

  @Test
  void independentRewardsHaveTheSizeOfTheFamilysAndNothingInCommonWithThem() {
    double[] sums = new double[2];
    int count = 0;
    ReproduceSettings settings = settings(CONFIGURATION);
    double[] original = settings.environment().game("homogeneous").rewards(0);
    double mean = Arrays.stream(original).average().orElseThrow();
    double variance =
        Arrays.stream(original).map(r -> (r - mean) * (r - mean)).average().orElseThrow();
    for (int seed = 1; seed <= 50; seed++) {
      double[] rewards = independent(settings, "homogeneous", seed, 0);
      assertArrayEquals(rewards, independent(settings, "homogeneous", seed, 0));
      for (double reward : rewards) {
        sums[0] += reward - mean;
        sums[1] += (reward - mean) * (reward - mean);
        count++;
      }
      assertTrue(
          Math.abs(RewardScore.of(rewards, original).pearson().value().orElseThrow()) < 0.45,
          "81 independent pairs correlate by 4 standard errors at most");
    }
    // 4050 normal numbers: standard errors of mean and variance are σ/√n and σ²√(2/n).
    assertEquals(0, sums[0] / count, 4 * Math.sqrt(variance / count));
    assertEquals(variance, sums[1] / count, 4 * variance * Math.sqrt(2.0 / count));
    double[] one = independent(settings, "homogeneous", 1, 0);
    assertNotEquals(one[0], independent(settings, "homogeneous", 1, 1)[0]);
    assertNotEquals(one[0], independent(settings, "homogeneous", 2, 0)[0]);
    assertNotEquals(one[0], independent(settings, "heterogeneous", 1, 0)[0]);
  }

  private static double[] independent(
      ReproduceSettings settings, String family, int seed, int agent) {
    return new StudyTrial(
            family,
            seed,
            new Budget(3, 20, 60),
            StudiedLearner.configured(settings.maspi()),
            StudyTrial.Truth.INDEPENDENT,
            List.of())
        .family(settings)
        .game()
        .rewards(agent);
  }

  @Test
  void lengthsCountTheRunsWithASmoothPrior() {
    LengthsTable lengths = new LengthsTable();
    DifferencesTable differences =
        new DifferencesTable(StudiedEstimators.REPLAY, StudiedEstimators.REPLAY_RIDGE);
    StudyRun study =
        run(
            study(
                StudyTrial.Truth.INDEPENDENT,
                List.of(StudiedEstimators.REPLAY, StudiedEstimators.REPLAY_RIDGE),
                lengths,
                differences),
            CONFIGURATION + "environment: {reward_families: [homogeneous]}\n");
    try (Complete complete = new Complete("study", study, 2)) {
      CsvTable counts = complete.csv(study, lengths);
      assertTrue(counts.column("estimator").stream().allMatch("replay"::equals));
      // 2 seeds and 2 agents.
      assertEquals(4, Arrays.stream(counts.numbers("runs")).sum());
      CsvTable bands = complete.csv(study, new BandsTable()).where("agent", "all");
      CsvTable difference = complete.csv(study, differences);
      assertEquals(1, difference.size());
      assertEquals(
          bands.where("estimator", "replay").numbers("pearson_mean")[0]
              - bands.where("estimator", "replay-ridge").numbers("pearson_mean")[0],
          difference.numbers("difference_mean")[0],
          1e-12);
    }
  }

  @Test
  void everyStudyHasANameOfAFolderAndTrialsThatDiffer() {
    ReproduceSettings settings = settings("plots: {draw: false}");
    for (Study study : Studies.REGISTERED) {
      assertTrue(study.name().matches("[a-z]+(-[a-z]+)*"), study.name());
      assertTrue(study.question().length() <= 72, study.question());
      Map<String, Integer> paths = new TreeMap<>();
      List<StudyTrial> trials = study.trials(settings, study.options(Optional.of(2), false));
      trials.forEach(trial -> paths.merge(trial.path(), 1, Integer::sum));
      assertTrue(paths.values().stream().allMatch(count -> count == 1), study.name());
    }
  }

  @Test
  void aConfiguredPowerStepIsNotStudiedTwice() {
    ReproduceSettings settings = settings("maspi: {step_size: {rule: power}}");
    assertEquals(1, new SampleEfficiencyStudy().series(settings).size());
    assertEquals(2, new SampleEfficiencyStudy().series(settings("seed: 1")).size());
  }

  @Test
  void picturesOfAllStudiesAreDrawn() {
    ReproduceSettings settings = settings(CONFIGURATION);
    for (Study study : Studies.REGISTERED) {
      StudyRun run = new StudyRun(study, new StudyOptions(1, true), settings);
      try (Complete complete = new Complete(study.name(), run, 2)) {
        for (Picture picture : study.pictures(run)) {
          Drawing drawing = picture.draw(complete.runner).draw();
          String name = String.format(Locale.ROOT, "%s/%s", study.name(), picture.name());
          assertTrue(drawing.width() >= 500 && drawing.width() <= 1400, name);
          assertTrue(drawing.marks().size() > 100, name);
        }
      }
    }
  }
}
