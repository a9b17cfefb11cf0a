package org.malfl.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;

/** As {@link StageKeysTest}, for the stages of studies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StudyKeysTest {
  private static final String SMALL =
      """
      environment: {reward_families: [homogeneous]}
      optimization:
        paper: {epochs: 20}
        policy_network: {hidden: [3], updates: 3, linear_algebra: rows}
      plots: {formats: [svg]}
      """;

  private static final Budget BUDGET = new Budget(3, 10, 60);

  private final Map<String, Manifest> before = new HashMap<>();
  private int runs;

  private Path folder;

  private static ConfigNode.Mapping mapping(String yaml) {
    return YamlFile.read("c.yaml", yaml.getBytes(UTF_8), new ConfigProblems());
  }

  private static Study study(StudyTrial.Truth truth, Budget budget) {
    return new Study("keys", "whether keys cover all", 1) {
      @Override
      List<Series> series(ReproduceSettings settings) {
        return List.of(
            new Series(
                StudiedLearner.configured(settings.maspi()),
                truth,
                List.of(
                    StudiedEstimators.PAPER,
                    StudiedEstimators.STATE_LEAST_SQUARES,
                    StudiedEstimators.BELLMAN_CONSISTENT,
                    StudiedEstimators.REPLAY_RIDGE_ALLOWANCE),
                List.of(budget)));
      }

      @Override
      List<Picture> pictures(StudyRun run) {
        return List.of(new BandsPicture(run, List.of("pearson")));
      }
    };
  }

  private List<Manifest> run(
      String name, ConfigNode.Mapping configuration, StudyTrial.Truth truth, Budget budget) {
    ReproduceSettings settings = ReproduceSettings.read(configuration, false, new ConfigProblems());
    StudyRun run = new StudyRun(study(truth, budget), new StudyOptions(1, false), settings);
    try (ArtifactStore store = new ArtifactStore(folder.resolve(name + runs++), note -> {})) {
      return new Runner(store, 2, false, new RunListener() {}).run(run.graph()).manifests();
    }
  }

  @BeforeAll
  void runBefore(@TempDir Path temporary) {
    folder = temporary;
    for (Manifest manifest : run("before", mapping(SMALL), StudyTrial.Truth.OF_FAMILY, BUDGET)) {
      before.put(manifest.origin().stage(), manifest);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "alpha = 2.5",
        "gamma = 0.8",
        "environment.goal = [2, 1]",
        "environment.start = [[0, 1], [0, 0]]",
        "environment.grid_size = 4",
        "environment.families = {homogeneous: [{goal: -2, others: 1}, {goal: -1, others: 1}]}",
        "maspi.evaluation = exact",
        "maspi.step_size = {rule: constant, value: 0.2}",
        "maspi.step_size = {rule: power, exponent: 0.6}",
        "maspi.averaging = second-half",
        "maspi.next_action = expected",
        "malfl.policy_estimation = {method: counts}",
        "malfl.policy_estimation = {method: network}",
        "malfl.policy_estimation = {method: paper, smoothing: 1}",
        "optimization.paper.learning_rate = 0.02",
        "optimization.paper.epochs = 21",
        "optimization.state-least-squares.robust = false",
        "optimization.state-least-squares.full_weight = 20",
        "optimization.bellman-consistent.robust = false",
        "optimization.bellman-consistent.least_ridge = 0.01",
        "optimization.bellman-consistent.largest_ridge = 0.1",
        "optimization.bellman-consistent.ridges = 3",
        "optimization.bellman-consistent.full_weight = 20",
        "optimization.replay.ridge = 2",
        "optimization.replay.allowance = 0.01",
        "optimization.policy_estimation.learning_rate = 0.2",
        "optimization.policy_estimation.epochs = 11",
        "optimization.policy_estimation.entropy = 0.4",
        "plots.formats = [pdf]"
      })
  void aStageWithTheSameKeyHasTheSameBytesWhateverChanged(String setting, String value) {
    ConfigNode.Mapping configuration = mapping(SMALL);
    configuration.set(setting, mapping("value: " + value).get("value"));
    assertNewKeys(run("after", configuration, StudyTrial.Truth.OF_FAMILY, BUDGET));
  }

  @ParameterizedTest
  @CsvSource({
    "OF_FAMILY, 4, 10, 60",
    "OF_FAMILY, 3, 11, 60",
    "OF_FAMILY, 3, 10, 61",
    "INDEPENDENT, 3, 10, 60"
  })
  void soItIsForBudgetsAndRewards(StudyTrial.Truth truth, int stages, int episodes, int steps) {
    assertNewKeys(run("after", mapping(SMALL), truth, new Budget(stages, episodes, steps)));
  }

  private void assertNewKeys(List<Manifest> after) {
    int newKeys = 0;
    for (Manifest manifest : after) {
      Manifest old = before.get(manifest.origin().stage());
      if (old != null && old.origin().key().equals(manifest.origin().key())) {
        assertEquals(old.files(), manifest.files(), manifest.origin().stage());
      } else {
        newKeys++;
      }
    }
    assertNotEquals(0, newKeys, "the setting changes nothing");
  }
}
