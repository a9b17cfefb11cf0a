package org.malfl.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.config.ConfigException;
import org.malfl.config.ConfigProblems;
import org.malfl.config.Section;
import org.malfl.config.YamlFile;
import org.malfl.io.CanonicalJson;
import org.malfl.io.CsvTable;
import org.malfl.io.JsonFields;
import org.malfl.io.NpyArray;
import org.malfl.metrics.RewardScore;
import org.malfl.pipeline.Derivation;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.pipeline.Stage;
import org.malfl.plots.Drawing;

/** The main job with the paper's estimator and {@link LinearRecovery}, which has all extras. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralEstimatorsTest {
  private static final String SMALL =
      """
      maspi: {iterations: 4, episodes: 6, episode_length: 40}
      optimization: {paper: {epochs: 50}}
      plots: {formats: [svg]}
      """;

  private final Reproduction reproduction = reproduction(SMALL, new PaperRecovery());
  private ArtifactStore store;
  private Runner runner;
  private List<Manifest> manifests;
  private ReproductionReport report;

  /** Settings with estimators before or after the one that no configuration can name. */
  static ReproduceSettings settings(String yaml, Recovery... others) {
    ReproduceSettings read = ReproduceSettingsTest.read(yaml);
    List<Recovery> estimators = new ArrayList<>(List.of(others));
    estimators.add(new LinearRecovery());
    Map<String, Record> optimization = new TreeMap<>(read.optimization());
    optimization.put("linear", new LinearRecovery.Settings(1e-3));
    return new ReproduceSettings(
        read.alpha(),
        read.gamma(),
        read.seed(),
        read.environment(),
        read.maspi(),
        new ReproduceSettings.MaLfLSettings(
            read.malfl().policyEstimation(), estimators, read.malfl().trend()),
        optimization,
        read.plots(),
        read.logging());
  }

  private static Reproduction reproduction(String yaml, Recovery... others) {
    return new Reproduction(settings(yaml, others));
  }

  @BeforeAll
  void run(@TempDir Path folder) {
    store = new ArtifactStore(folder, note -> {});
    store.prepare(Experiment::isResult);
    runner = new Runner(store, 2, false, new RunListener() {});
    manifests = runner.run(reproduction.graph()).manifests();
    report = reproduction.publish(store, runner, manifests);
  }

  @AfterAll
  void close() {
    store.close();
  }

  private List<String> paths(Reproduction experiment, String infix) {
    return experiment.graph().stages().stream()
        .map(Stage::path)
        .filter(path -> path.contains(infix))
        .map(path -> path.substring(path.indexOf('/') + 1))
        .distinct()
        .sorted()
        .toList();
  }

  @Test
  void eachPolicyEstimateInUseIsMadeOnceAndTargetsOnlyForThoseWhoAskForThem() {
    assertEquals(
        List.of("counts", "paper"),
        paths(reproduction, "/policy_estimation/").stream()
            .map(path -> path.split("/", -1)[2])
            .distinct()
            .toList());
    assertEquals(8, paths(reproduction, "/policy_estimation/").size());
    assertEquals(
        List.of(
            "ma_lfl/targets/paper/pair_00",
            "ma_lfl/targets/paper/pair_01",
            "ma_lfl/targets/paper/pair_02"),
        paths(reproduction, "/targets/"));

    Reproduction shared =
        reproduction("malfl: {policy_estimation: {method: counts}}", new PaperRecovery());
    assertEquals(10, paths(shared, "/policy_estimation/").size());
    assertEquals(9, paths(shared, "/targets/counts/").size());
    assertEquals(List.of(), paths(reproduction("seed: 1"), "/targets/"));
  }

  @Test
  void recoveriesFromAnyNumberOfPairsShareStages() {
    assertEquals(
        List.of(
            "ma_lfl/recovery/linear/agent_0/stage_00",
            "ma_lfl/recovery/linear/agent_0/stage_01",
            "ma_lfl/recovery/linear/agent_0/stage_02"),
        paths(reproduction, "/linear/agent_0/"));
    assertEquals(
        3,
        paths(reproduction, "/linear/pairs_").stream()
            .filter(path -> path.endsWith("agent_1"))
            .count());
  }

  private CsvTable table(String name) {
    return CsvTable.read(name, store.read("", name));
  }

  @Test
  void thereIsACrossCorrelationOfEachAndThatWithoutANameIsTheFirstOnes() {
    assertArrayEquals(
        store.read("", "cross_correlation.csv"), store.read("", "cross_correlation_paper.csv"));
    CsvTable linear = table("cross_correlation_linear.csv");
    assertEquals(8, linear.size());
    assertNotEquals(
        table("cross_correlation_paper.csv").column("pearson"), linear.column("pearson"));
    EvaluationStage evaluation = evaluation("heterogeneous", "linear");
    double pearson =
        RewardScore.of(
                scoredOnly(evaluation, evaluation.readRewards(runner, "state"), 1),
                scoredOnly(evaluation, evaluation.readTrueRewards(runner), 1))
            .pearson()
            .value()
            .orElseThrow();
    // Agent 1 of heterogeneous against its own true reward is the last row.
    assertEquals("" + pearson, linear.column("pearson").get(7));
    assertTrue(Experiment.isResult("cross_correlation_paper.csv"));
    assertFalse(Experiment.isResult("cross_correlation_other.csv"));
    assertEquals(List.of("family", "agent", "pearson", "spearman"), table("table1.csv").header());
    assertEquals(4, table("table1.csv").size());
  }

  private EvaluationStage evaluation(String family, String estimator) {
    return reproduction.graph().stages().stream()
        .filter(stage -> stage.path().equals(family + "/evaluation/" + estimator))
        .map(EvaluationStage.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private double[] scoredOnly(EvaluationStage evaluation, List<double[]> agents, int agent) {
    boolean[] scored = evaluation.readScored(runner).get(agent);
    List<Double> entries = new ArrayList<>();
    for (int state = 0; state < scored.length; state++) {
      if (scored[state]) {
        entries.add(agents.get(agent)[state]);
      }
    }
    return entries.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void scoresLeaveOutWhatIsNotIdentifiedAndCountIt() {
    EvaluationStage evaluation = evaluation("homogeneous", "linear");
    JsonFields metrics = new JsonFields("m", runner.read(evaluation.metricsOf("state")));
    for (int agent = 0; agent < 2; agent++) {
      double[] recovered = scoredOnly(evaluation, evaluation.readRewards(runner, "state"), agent);
      double[] truth = scoredOnly(evaluation, evaluation.readTrueRewards(runner), agent);
      double[] deviations =
          scoredOnly(evaluation, evaluation.readDeviations(runner).orElseThrow(), agent);
      assertTrue(recovered.length < 81, "the run is too large for this test");
      JsonFields scores = new JsonFields("m", metrics.list("agents").get(agent));
      assertEquals(81, scores.whole("states"));
      assertEquals(recovered.length, scores.whole("states_scored"));
      RewardScore score = RewardScore.of(recovered, truth);
      assertEquals(score.pearson().value().orElseThrow(), scores.value("pearson"));
      assertEquals(score.rmse().value().orElseThrow(), scores.value("rmse"));
      double shift =
          Arrays.stream(recovered).average().orElseThrow()
              - Arrays.stream(truth).average().orElseThrow();
      int covered = 0;
      double squares = 0;
      for (int k = 0; k < truth.length; k++) {
        double z = (recovered[k] - truth[k] - shift) / deviations[k];
        covered += Math.abs(z) <= 1.96 ? 1 : 0;
        squares += z * z;
      }
      assertEquals(
          (double) covered / truth.length, ((Number) scores.value("coverage_95")).doubleValue());
      double meanSquare = ((Number) scores.value("mean_squared_z")).doubleValue();
      assertEquals(1, meanSquare * truth.length / squares, 1e-9);
    }
    CsvTable trend = runner.read(evaluation.trend());
    assertEquals(6, trend.size());
    assertTrue(Arrays.stream(trend.numbers("coverage_95")).allMatch(share -> share >= 0));
    // With more pairs more joint states have been seen.
    double[] scored = trend.where("agent", "0").numbers("states_scored");
    assertTrue(scored[0] <= scored[1] && scored[1] <= scored[2]);
  }

  @Test
  void thePaperScoresAllJointStatesAndClaimsNoDeviations() {
    EvaluationStage evaluation = evaluation("homogeneous", "paper");
    JsonFields metrics = new JsonFields("m", runner.read(evaluation.metricsOf("bare")));
    JsonFields agent = new JsonFields("m", metrics.list("agents").get(0));
    assertEquals(81, agent.whole("states_scored"));
    assertFalse(agent.names().contains("coverage_95"));
    assertTrue(evaluation.mask().isEmpty());
    for (IdentifiabilityReport known : evaluation.readIdentifiability(runner)) {
      assertEquals(2025, known.unknowns());
      assertEquals(Collections.nCopies(81, IdentifiabilityReport.Kind.FREE), known.kinds());
    }
    String folder = "homogeneous/ma_lfl/recovery/paper/known/agent_0";
    NpyArray mask = NpyArray.read("mask.npy", store.read(folder, "mask.npy"));
    assertEquals(81, mask.size());
    assertEquals(0, IntStream.range(0, 81).mapToDouble(mask::element).sum());
    CsvTable trend = runner.read(evaluation.trend());
    assertEquals("", trend.column("coverage_95").get(0));
  }

  @Test
  void theSummaryHoldsEachEstimatorAndEveryPolicyEstimate() {
    JsonFields family =
        new JsonFields("s", CanonicalJson.read("s", store.read("", "summary.json")))
            .object("families")
            .object("homogeneous");
    assertEquals(Set.of("linear", "paper"), family.object("estimators").names());
    // 4 stages of 2 agents by 2 methods
    assertEquals(16, family.object("observations").list("policy_estimation").size());
    assertEquals(8, family.object("observations").list("coverage").size());
    assertEquals("paper", report.mainEstimator());
    assertEquals(4, report.scores().size());
  }

  @Test
  void everyStageFollowsFromItsInputs() {
    List<String> differences = new ArrayList<>();
    for (Stage stage : reproduction.graph().stages()) {
      stage.derive(new Comparison(stage, differences));
    }
    assertEquals(List.of(), differences);
    assertEquals(
        store.runManifest().orElseThrow().results().keySet(),
        reproduction.results(runner, manifests).keySet());
  }

  private final class Comparison implements Derivation {
    private final Stage stage;
    private final List<String> differences;

    Comparison(Stage stage, List<String> differences) {
      this.stage = stage;
      this.differences = differences;
    }

    @Override
    public <T> T read(Handle<T> handle) {
      return runner.read(handle);
    }

    @Override
    public <T> T stored(Artifact<T> output) {
      return runner.read(new Handle<>(stage, output));
    }

    @Override
    public <T> void write(Artifact<T> output, T value) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (ByteBuffer part : output.format().encode(value)) {
        while (part.hasRemaining()) {
          bytes.write(part.get());
        }
      }
      if (!Arrays.equals(bytes.toByteArray(), store.read(stage.path(), output.fileName()))) {
        differences.add(stage.path() + "/" + output.fileName());
      }
    }

    @Override
    public void advance(long work) {}

    @Override
    public void check(String check, String difference) {
      if (!difference.isEmpty()) {
        differences.add(stage.path() + ": " + difference);
      }
    }

    @Override
    public void note(String note) {}

    @Override
    public double falseAlarmRate() {
      return 1e-9;
    }
  }

  @Test
  void eachEstimatorHasItsPicturesAndOneThatSaysWhatItKnowsHasThatToo() {
    assertTrue(store.exists("homogeneous/plots/linear/identifiability.svg"));
    assertTrue(store.exists("homogeneous/plots/linear/trend.svg"));
    assertTrue(store.exists("homogeneous/plots/paper/trend.svg"));
    assertTrue(store.exists("homogeneous/plots/paper/identifiability.svg"));
    assertTrue(store.exists("plots/cross_correlation.svg"));
    assertTrue(store.exists("plots/cross_correlation_linear.svg"));
    Drawing reward = drawing("homogeneous/plots/linear", "reward_agent_0");
    Drawing plain = drawing("homogeneous/plots/paper", "reward_agent_0");
    assertTrue(reward.title().contains("'linear' (state)"), reward.title());
    // Claimed deviations and errors in them, with a scale each, come below.
    assertEquals(plain.dataAreas().size() + 4, reward.dataAreas().size());
    Rectangle2D above = reward.dataAreas().get(1);
    Rectangle2D below = reward.dataAreas().get(5);
    assertTrue(below.getMinY() > above.getMaxY());
  }

  private Drawing drawing(String path, String name) {
    return reproduction.graph().stages().stream()
        .filter(stage -> stage.path().equals(path))
        .flatMap(stage -> ((PictureStage) stage).pictures().stream())
        .filter(picture -> picture.name().equals(name))
        .findFirst()
        .orElseThrow()
        .draw(runner)
        .draw();
  }

  @Test
  void anEstimatorThatReadsDatasetsNeedsThemKept() {
    ReproduceSettings settings =
        settings(
            "malfl: {recovery: [paper]}\nlogging:\n  save_datasets: false", new PaperRecovery());
    ConfigProblems problems = new ConfigProblems();
    settings.checkDatasets(
        new Section(
            YamlFile.read("c.yaml", "logging:\n  save_datasets: false".getBytes(UTF_8), problems),
            "",
            problems));
    assertEquals(
        List.of(
            "c.yaml:2: logging.save_datasets: found false, but datasets are what 'linear' of"
                + " malfl.recovery reads; valid true, or malfl.recovery without 'linear'"),
        assertThrows(ConfigException.class, problems::throwIfAny).problems());
  }

  @Test
  void exactLearnersAreUnderstoodByAnEstimatorInTrueUnits(@TempDir Path folder) {
    Reproduction exact =
        reproduction(
            """
            maspi: {iterations: 4, evaluation: exact}
            malfl: {trend: false}
            plots: {draw: false}
            """);
    try (ArtifactStore ofExact = new ArtifactStore(folder, note -> {})) {
      Runner again = new Runner(ofExact, 2, false, new RunListener() {});
      ReproductionReport found =
          exact.publish(ofExact, again, again.run(exact.graph()).manifests());
      for (ReproductionReport.FamilyScores family : found.scores()) {
        assertTrue(family.trueUnits());
        for (RewardScore score : family.mainReadout()) {
          assertTrue(score.pearson().value().orElseThrow() > 0.9, score.toString());
        }
      }
    }
  }
}
