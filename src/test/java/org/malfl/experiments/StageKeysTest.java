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

/**
 * A key must cover all that a stage reads: whatever setting changes, a stage with the same key has
 * the same bytes. A setting that a stage reads and its key does not know would reuse wrong results.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StageKeysTest {
  /** Two rows and columns, since linear algebra on nine cells takes most of a run's time. */
  private static final String SMALL =
      """
      environment: {grid_size: 2, goal: [1, 1]}
      maspi: {iterations: 3, episodes: 4, episode_length: 30}
      malfl: {recovery: [paper, state-least-squares, bellman-consistent, replay]}
      optimization: {paper: {epochs: 20}}
      plots: {formats: [svg], opponent_cell: [0, 1]}
      """;

  private static final String NETWORKS =
      """
      environment: {grid_size: 2, goal: [1, 1], reward_families: [heterogeneous]}
      maspi: {iterations: 3, episodes: 4, episode_length: 30}
      malfl: {policy_estimation: {method: network}, recovery: [network], trend: false}
      optimization:
        network: {hidden: [3], epochs: 4}
        policy_network: {hidden: [3], updates: 4, batch_size: 8}
      plots: {draw: false}
      """;

  private final Map<String, Manifest> before = new HashMap<>();
  private final Map<String, Manifest> networksBefore = new HashMap<>();
  private Path folder;
  private int runs;

  private static ConfigNode.Mapping mapping(String yaml) {
    return YamlFile.read("c.yaml", yaml.getBytes(UTF_8), new ConfigProblems());
  }

  private List<Manifest> run(String name, ConfigNode.Mapping configuration) {
    ReproduceSettings settings = ReproduceSettings.read(configuration, false, new ConfigProblems());
    try (ArtifactStore store = new ArtifactStore(folder.resolve(name + runs++), note -> {})) {
      return new Runner(store, 2, false, new RunListener() {})
          .run(new Reproduction(settings).graph())
          .manifests();
    }
  }

  @BeforeAll
  void runBefore(@TempDir Path temporary) {
    folder = temporary;
    for (Manifest manifest : run("before", mapping(SMALL))) {
      before.put(manifest.origin().stage(), manifest);
    }
    for (Manifest manifest : run("networks", mapping(NETWORKS))) {
      networksBefore.put(manifest.origin().stage(), manifest);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "alpha = 2.5",
        "gamma = 0.8",
        "seed = 3",
        "environment.goal = [1, 0]",
        "environment.start = [[0, 1], [0, 0]]",
        "environment = {grid_size: 3, goal: [1, 1]}",
        "environment.families = {homogeneous: [{goal: -2, others: 1}, {goal: -1, others: 1}]}",
        "maspi.iterations = 4",
        "maspi.episodes = 5",
        "maspi.episode_length = 31",
        "maspi.evaluation = exact",
        "maspi.step_size = {rule: constant, value: 0.2}",
        "maspi.step_size = {rule: power, exponent: 0.6}",
        "maspi.averaging = second-half",
        "maspi.next_action = expected",
        "malfl.policy_estimation = {method: counts}",
        "malfl.policy_estimation = {method: counts, smoothing: 1}",
        "malfl.policy_estimation = {smoothing: 1}",
        "malfl.trend = false",
        "optimization.paper.learning_rate = 0.02",
        "optimization.paper.epochs = 21",
        "malfl.recovery = [replay, bellman-consistent, state-least-squares, paper]",
        "malfl.recovery = [state-least-squares]",
        "optimization.state-least-squares.robust = false",
        "optimization.state-least-squares.full_weight = 20",
        "optimization.bellman-consistent.reward = own-action",
        "optimization.bellman-consistent.robust = false",
        "optimization.bellman-consistent.least_ridge = 0.01",
        "optimization.bellman-consistent.largest_ridge = 2",
        "optimization.bellman-consistent.ridges = 1",
        "optimization.bellman-consistent.full_weight = 20",
        "optimization.replay.reward = own-action",
        "optimization.replay.prior = ridge",
        "optimization.replay = {prior: ridge, ridge: 2}",
        "optimization.replay.draws = limited",
        "optimization.replay = {draws: limited, allowance: 0.01}",
        "optimization.policy_estimation.learning_rate = 0.2",
        "optimization.policy_estimation.epochs = 11",
        "optimization.policy_estimation.entropy = 0.4",
        "plots.formats = [pdf]",
        "plots.opponent_cell = [1, 0]",
        "logging.td_error_blocks = 3"
      })
  void aStageWithTheSameKeyHasTheSameBytesWhateverChanged(String setting, String value) {
    change(SMALL, before, setting, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "gamma = 0.8",
        "seed = 3",
        "environment.start = [[0, 1], [0, 0]]",
        "malfl.policy_estimation = {method: counts}",
        "optimization.network.reward = state",
        "optimization.network.inputs = one-hot",
        "optimization.network.full_weight = 100",
        "optimization.network.hidden = [3, 3]",
        "optimization.network.activation = relu",
        "optimization.network.initialisation = orthogonal",
        "optimization.network.learning_rate = 0.002",
        "optimization.network.schedule = cosine",
        "optimization.network.epochs = 5",
        "optimization.network.largest_gradient = 0.01",
        "optimization.network.linear_algebra = rows",
        "optimization.policy_network.inputs = one-hot",
        "optimization.policy_network.hidden = [4]",
        "optimization.policy_network.activation = leaky-relu",
        "optimization.policy_network.initialisation = orthogonal",
        "optimization.policy_network.ridge = 6",
        "optimization.policy_network.learning_rate = 0.02",
        "optimization.policy_network.updates = 5",
        "optimization.policy_network.batch_size = 9",
        "optimization.policy_network.largest_gradient = 0.01",
        "optimization.policy_network.linear_algebra = rows"
      })
  void soItIsWithNetworks(String setting, String value) {
    change(NETWORKS, networksBefore, setting, value);
  }

  private void change(String yaml, Map<String, Manifest> previous, String setting, String value) {
    ConfigNode.Mapping configuration = mapping(yaml);
    configuration.set(setting, mapping("value: " + value).get("value"));
    int newKeys = 0;
    for (Manifest manifest : run("after", configuration)) {
      Manifest old = previous.get(manifest.origin().stage());
      if (old != null && old.origin().key().equals(manifest.origin().key())) {
        assertEquals(old.files(), manifest.files(), manifest.origin().stage());
      } else {
        newKeys++;
      }
    }
    assertNotEquals(0, newKeys, "the setting changes nothing");
  }
}
