package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Manifest;
import org.malfl.games.AgentTables;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;
import org.malfl.inverse.BellmanMap;
import org.malfl.inverse.RewardClass;
import org.malfl.io.CanonicalJson;
import org.malfl.io.CsvTable;
import org.malfl.io.JsonFields;
import org.malfl.io.NpyArray;
import org.malfl.metrics.Deviance;
import org.malfl.metrics.PredictionScore;
import org.malfl.metrics.ReturnComparison;
import org.malfl.metrics.Score;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.pipeline.Stage;

/** Predictions and returns of a small run, made again from its files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UsesOfRewardsTest {
  private static final String SMALL =
      """
      environment: {reward_families: [heterogeneous]}
      maspi: {iterations: %d, episodes: 8, episode_length: 60}
      malfl:
        recovery: [paper, state-least-squares, bellman-consistent, replay, network]
        trend: %s
      optimization:
        paper: {epochs: 50}
        network: {hidden: [8], epochs: 20, linear_algebra: rows}
      plots: {formats: [svg]}
      """;

  private static final int STAGES = 4;

  @TempDir Path other;

  private final ReproduceSettings settings =
      ReproduceSettingsTest.read(SMALL.formatted(STAGES, "true"));
  private final Family family = Family.of("heterogeneous", settings);
  private ArtifactStore store;
  private Map<String, Manifest> manifests;
  private ReproductionReport report;

  @BeforeAll
  void run(@TempDir Path folder) {
    store = new ArtifactStore(folder, note -> {});
    store.prepare(Experiment::isResult);
    report = run(store, settings);
  }

  private ReproductionReport run(ArtifactStore into, ReproduceSettings what) {
    Reproduction reproduction = new Reproduction(what);
    Runner runner = new Runner(into, 2, false, new RunListener() {});
    List<Manifest> run = runner.run(reproduction.graph()).manifests();
    if (manifests == null) {
      manifests =
          run.stream()
              .collect(Collectors.toMap(each -> each.origin().stage(), Function.identity()));
    }
    return reproduction.publish(into, runner, run);
  }

  @AfterAll
  void close() {
    store.close();
  }

  private double[] array(String stage, String file) {
    NpyArray array = NpyArray.read(file, store.read("heterogeneous/" + stage, file));
    return array.float64(file, array.size());
  }

  private CsvTable table(String stage, String file) {
    return CsvTable.read(file, store.read("heterogeneous/" + stage, file));
  }

  private JointPolicy estimate(String method, int h) {
    double[] joined =
        array("ma_lfl/policy_estimation/%s/stage_%02d".formatted(method, h), "policy.npy");
    return JointPolicy.ofProbabilities(AgentTables.split(joined, 2), 5);
  }

  private long[] actions(int h, int agent) {
    String path = "heterogeneous/ma_spi/stage_%02d".formatted(h);
    long[] counts =
        NpyArray.read("counts", store.read(path, "counts.npy")).int64("counts", 81 * 25);
    return new VisitCounts(family.transitions().jointActions(), counts).ownActions(agent);
  }

  private double[] reward(String estimator, int pairs, int agent) {
    return array(
        "ma_lfl/recovery/%s/pairs_%02d/agent_%d".formatted(estimator, pairs, agent), "reward.npy");
  }

  private TabularPolicy byBellman(String method, int h, int agent, double[] reward) {
    TransitionTable transitions = family.transitions();
    return BellmanMap.of(
            agent,
            transitions,
            settings.learnerModel(),
            estimate(method, h),
            reward.length == 81 ? RewardClass.STATE : RewardClass.JOINT)
        .improved(reward, 3, 5);
  }

  private TabularPolicy byReplay(int h, int agent, double[] reward) {
    double[] map =
        array("ma_lfl/recovery/replay/maps/agent_%d/stage_%02d".formatted(agent, h), "q_map.npy");
    double[] logits = new double[81 * 5];
    for (int entry = 0; entry < logits.length; entry++) {
      logits[entry] = map[entry * 82 + 81] / 3;
      for (int k = 0; k < 81; k++) {
        logits[entry] += map[entry * 82 + k] * reward[k] / 3;
      }
    }
    return TabularPolicy.softmax(logits, 5);
  }

  private TabularPolicy improved(String estimator, int h, int agent, double[] reward) {
    return switch (estimator) {
      case "replay" -> byReplay(h, agent, reward);
      case "paper" -> byBellman("paper", h, agent, reward);
      default -> byBellman("counts", h, agent, reward);
    };
  }

  private static List<String> estimators() {
    return List.of("paper", "state-least-squares", "bellman-consistent", "replay", "network");
  }

  @Test
  void everyPredictionFollowsFromTheFiles() {
    for (String estimator : estimators()) {
      CsvTable table = table("ma_lfl/prediction/" + estimator, "prediction.csv");
      // From the first pair D_2, from the first two D_3, for both agents.
      assertEquals(List.of("1", "1", "2", "2"), table.column("pairs"));
      assertEquals(List.of("0", "1", "0", "1"), table.column("agent"));
      assertEquals(List.of("2", "2", "3", "3"), table.column("predicted_stage"));
      List<List<PredictionScore>> byAgent = List.of(new ArrayList<>(), new ArrayList<>());
      for (int row = 0; row < 4; row++) {
        int pairs = row / 2 + 1;
        int agent = row % 2;
        String method = estimator.equals("paper") ? "paper" : "counts";
        PredictionScore expected =
            PredictionScore.of(
                improved(estimator, pairs, agent, reward(estimator, pairs, agent)),
                estimate(method, pairs - 1).agent(agent),
                estimate(method, pairs).agent(agent),
                actions(pairs + 1, agent));
        byAgent.get(agent).add(expected);
        assertEquals(expected.recovered(), table.numbers("kl_recovered")[row], 1e-9);
        assertEquals(expected.noChange(), table.numbers("kl_no_change")[row], 1e-12);
        assertEquals(expected.repeatedChange(), table.numbers("kl_repeated_change")[row], 1e-12);
        assertEquals(expected.gain(), table.numbers("gain")[row], 1e-9);
      }
      for (ReproductionReport.Use use : report.uses()) {
        if (use.estimator().equals(estimator)) {
          PredictionScore mean = PredictionScore.mean(byAgent.get(use.agent()));
          assertEquals(mean.recovered(), use.prediction().value().orElseThrow(), 1e-9);
          assertEquals(mean.bestGuess(), use.bestGuess().value().orElseThrow(), 1e-12);
        }
      }
    }
    assertEquals(10, report.uses().size());
  }

  @Test
  void heldOutDatasetsArePredictedByRewardsThatDoNotKnowThem() {
    for (String estimator : List.of("bellman-consistent", "replay")) {
      CsvTable table = table("ma_lfl/prediction/" + estimator, "held_out.csv");
      // D_1 is in pairs 0 and 1, D_2 in 1 and 2, D_3 in 2: one or two of three are left.
      assertEquals(List.of("1", "2", "3", "1", "2", "3"), table.column("stage"));
      for (int row = 0; row < 6; row++) {
        int h = row % 3 + 1;
        int agent = row / 3;
        double[] all =
            array("ma_lfl/recovery/" + estimator + "/left_out/agent_" + agent, "rewards.npy");
        double[] reward = new double[81];
        System.arraycopy(all, 81 * (h - 1), reward, 0, 81);
        Deviance expected =
            Deviance.of(improved(estimator, h - 1, agent, reward), actions(h, agent));
        assertEquals(480, table.numbers("actions")[row]);
        assertEquals(expected.total(), table.numbers("deviance")[row], 1e-9);
        assertEquals(expected.perAction(), table.numbers("deviance_per_action")[row], 1e-12);
      }
    }
    for (String estimator : List.of("paper", "state-least-squares", "network")) {
      assertEquals(0, table("ma_lfl/prediction/" + estimator, "held_out.csv").size());
      assertFalse(store.exists("heterogeneous/ma_lfl/recovery/" + estimator + "/left_out"));
    }
  }

  @Test
  void aDatasetIsLeftOutIfAPairWithoutItIsLeft() {
    assertEquals(List.of(), LeftOutStage.datasets(1));
    assertEquals(List.of(2), LeftOutStage.datasets(2));
    assertEquals(List.of(1, 2, 3), LeftOutStage.datasets(3));
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9), LeftOutStage.datasets(9));
  }

  @Test
  void returnsAreThoseOfPlanningOnTheRewardFromAllPairs() {
    List<double[]> logits = AgentTables.split(array("ma_spi/stage_03", "policy_logits.npy"), 2);
    JointPolicy played =
        JointPolicy.ofProbabilities(
            logits.stream().map(each -> TabularPolicy.softmax(each, 5).probabilities()).toList(),
            5);
    for (String estimator : estimators()) {
      CsvTable table = table("evaluation/returns/" + estimator, "returns.csv");
      for (int agent = 0; agent < 2; agent++) {
        ReturnComparison expected =
            ReturnComparison.of(
                agent,
                family.game(),
                family.transitions(),
                0.9,
                played,
                estimate(estimator.equals("paper") ? "paper" : "counts", 3),
                reward(estimator, 3, agent));
        assertEquals(expected.learner(), table.numbers("learner")[agent], 1e-9);
        assertEquals(expected.observer(), table.numbers("observer")[agent], 1e-9);
        assertEquals(expected.optimum(), table.numbers("optimum")[agent], 1e-9);
        assertTrue(expected.observer() <= expected.optimum() + 1e-9);
        assertEquals(
            expected.shareOfGapClosed().value().orElseThrow(),
            table.numbers("share_of_gap_closed")[agent],
            1e-9);
      }
    }
  }

  @Test
  void everyFileIsDescribedWithTheAxesOfItsArrays() {
    KnownFiles known = new KnownFiles();
    int files = 0;
    for (Manifest stage : manifests.values()) {
      String path = stage.origin().stage();
      if (path.contains("/left_out/")
          || path.contains("/prediction/")
          || path.contains("/returns/")) {
        for (String name : stage.files().keySet()) {
          files++;
          Description description = known.ofStage(stage.origin(), name).orElseThrow();
          assertFalse(description.holds().isBlank(), path);
          if (name.endsWith(".npy")) {
            assertEquals(
                NpyArray.read(name, store.read(path, name)).shape().length,
                description.axes().size());
          }
        }
      }
    }
    // 2 estimators' 2 agents, and of 5 estimators 3 of predictions and 2 of returns
    assertEquals(29, files);
  }

  @Test
  void theObserversScoresReadNoRewards() {
    manifests.forEach(
        (path, manifest) -> {
          if (path.contains("/ma_lfl/")) {
            assertFalse(manifest.origin().parameters().containsKey("rewards"), path);
          }
        });
    assertTrue(
        manifests
            .get("heterogeneous/evaluation/returns/replay")
            .origin()
            .parameters()
            .containsKey("rewards"));
  }

  @Test
  void theSummaryHasPredictionsAndReturnsOfEveryEstimator() {
    JsonFields summary =
        new JsonFields("s", CanonicalJson.read("s", store.read("", "summary.json")))
            .object("families")
            .object("heterogeneous");
    assertEquals(Set.copyOf(estimators()), summary.object("predictions").names());
    assertEquals(Set.copyOf(estimators()), summary.object("returns").names());
    JsonFields paper =
        new JsonFields(
            "agent", summary.object("predictions").object("paper").list("agents").get(0));
    assertEquals(2, paper.whole("predictions"));
    assertEquals(0, paper.whole("held_out_stages"));
    assertEquals(
        "no reward was recovered without a dataset",
        ScoreJson.read(paper, "held_out_deviance_per_action").undefinedBecause());
  }

  @Test
  void withoutATrendNothingIsPredictedAndThatIsSaid() {
    for (String settingsOf : List.of(SMALL.formatted(3, "false"), SMALL.formatted(2, "true"))) {
      Path folder = other.resolve("run" + settingsOf.hashCode());
      try (ArtifactStore into = new ArtifactStore(folder, note -> {})) {
        into.prepare(Experiment::isResult);
        ReproductionReport without = run(into, ReproduceSettingsTest.read(settingsOf));
        for (ReproductionReport.Use use : without.uses()) {
          assertEquals(
              Score.undefined("no reward is from fewer pairs than there are"), use.prediction());
          assertEquals(use.prediction(), use.bestGuess());
          assertTrue(use.shareOfGapClosed().value().isPresent());
        }
        String path = "heterogeneous/ma_lfl/prediction/replay";
        assertEquals(0, CsvTable.read("p", into.read(path, "prediction.csv")).size());
        assertTrue(into.exists("heterogeneous/plots/comparison/returns.svg"));
        assertFalse(into.exists("heterogeneous/plots/comparison/prediction.svg"));
      }
    }
  }

  @Test
  void gamesTooLargeForLinearSystemsGoWithout() {
    Reproduction large =
        new Reproduction(
            ReproduceSettingsTest.read(
                "{environment: {grid_size: 6, goal: [5, 5]}, maspi: {iterations: 2}}"));
    assertTrue(
        large.graph().stages().stream()
            .map(Stage::path)
            .noneMatch(path -> path.contains("/prediction/") || path.contains("/returns/")));
  }
}
