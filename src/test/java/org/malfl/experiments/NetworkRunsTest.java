package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Manifest;
import org.malfl.games.AgentTables;
import org.malfl.games.JointPolicy;
import org.malfl.games.StateEncoding;
import org.malfl.games.TabularPolicy;
import org.malfl.io.CanonicalJson;
import org.malfl.io.CsvTable;
import org.malfl.io.JsonFields;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** A small run in which networks estimate policies and rewards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkRunsTest {
  private static final String SMALL =
      """
      environment: {reward_families: [heterogeneous]}
      maspi: {iterations: 3, episodes: 8, episode_length: 60}
      malfl: {policy_estimation: {method: network}, recovery: [network, paper]}
      optimization:
        paper: {epochs: 20}
        network: {reward: state, hidden: [6, 4], epochs: 12, linear_algebra: rows}
        policy_network: {hidden: [6, 4], updates: 50, batch_size: 32, linear_algebra: rows}
      plots: {formats: [svg]}
      """;

  private static final String POLICY = "heterogeneous/ma_lfl/policy_estimation/network/stage_01";
  private static final String REWARD = "heterogeneous/ma_lfl/recovery/network/pairs_02/agent_1";

  private final ReproduceSettings settings = ReproduceSettingsTest.read(SMALL);
  private final Reproduction reproduction = new Reproduction(settings);
  private ArtifactStore store;
  private Runner runner;
  private List<Manifest> manifests;

  @BeforeAll
  void run(@TempDir Path folder) {
    store = new ArtifactStore(folder, note -> {});
    store.prepare(Experiment::isResult);
    runner = new Runner(store, 2, false, new RunListener() {});
    manifests = runner.run(reproduction.graph()).manifests();
    reproduction.publish(store, runner, manifests);
  }

  @AfterAll
  void close() {
    store.close();
  }

  private static List<String> methods(String yaml) {
    return new Reproduction(ReproduceSettingsTest.read(yaml))
        .graph().stages().stream()
            .map(Stage::path)
            .filter(path -> path.startsWith("homogeneous/ma_lfl/policy_estimation/"))
            .map(path -> path.split("/", -1)[3])
            .distinct()
            .sorted()
            .toList();
  }

  @Test
  void thePapersEstimatorAndNetworksReadTheMethodThatIsNamed() {
    String yaml = "malfl: {recovery: [%s], policy_estimation: {method: %s}}";
    assertEquals(List.of("network"), methods(yaml.formatted("network", "network")));
    assertEquals(List.of("network"), methods(yaml.formatted("network, paper", "network")));
    assertEquals(List.of("counts"), methods(yaml.formatted("network", "paper")));
    assertEquals(List.of("counts"), methods(yaml.formatted("network", "counts")));
    assertEquals(List.of("counts", "network"), methods(yaml.formatted("replay, paper", "network")));
    assertEquals(List.of("counts"), methods(yaml.formatted("replay", "network")));
  }

  private NpyArray array(String stage, String file) {
    return NpyArray.read(file, store.read(stage, file));
  }

  private double[] numbers(String stage, String file) {
    NpyArray array = array(stage, file);
    return array.float64(file, array.size());
  }

  /** Outputs of a network by the formula of its description, by nested loops. */
  private double[][] outputs(String stage, String network, double[][] inputs) {
    JsonFields description =
        new JsonFields(network, CanonicalJson.read(network, store.read(stage, network + ".json")));
    int last = description.list("hidden").size();
    double[][] values = inputs;
    assertEquals(description.whole("input_size"), inputs[0].length);
    for (int layer = 0; layer <= last; layer++) {
      double[] weights = numbers(stage, network + "_layer_" + layer + "_weights.npy");
      double[] biases = numbers(stage, network + "_layer_" + layer + "_biases.npy");
      double[][] next = new double[values.length][biases.length];
      for (int row = 0; row < values.length; row++) {
        for (int k = 0; k < biases.length; k++) {
          double sum = biases[k];
          for (int from = 0; from < values[row].length; from++) {
            sum += values[row][from] * weights[from * biases.length + k];
          }
          next[row][k] = layer == last ? sum : StrictMath.tanh(sum);
        }
      }
      values = next;
    }
    assertEquals("tanh", description.text("activation"));
    assertEquals(description.whole("output_size"), values[0].length);
    return values;
  }

  private double[][] inputs() {
    return StateEncoding.COORDINATES.of(Family.of("heterogeneous", settings).game());
  }

  @Test
  void tablesFollowFromTheFilesOfTheNetworksByTheirOwnFormula() {
    List<double[]> policies = AgentTables.split(numbers(POLICY, "policy.npy"), 2);
    for (int agent = 0; agent < 2; agent++) {
      double[] logits =
          Arrays.stream(outputs(POLICY, "agent_" + agent, inputs()))
              .flatMapToDouble(Arrays::stream)
              .toArray();
      assertArrayEquals(
          TabularPolicy.softmax(logits, 5).probabilities(), policies.get(agent), 1e-13);
    }
    double[][] rewards = outputs(REWARD, "reward_network", inputs());
    double[] table = numbers(REWARD, "reward.npy");
    for (int k = 0; k < table.length; k++) {
      assertEquals(rewards[k / 25][0], table[k], 1e-13);
    }
  }

  @Test
  void networksOfPoliciesSaySomethingOfEveryJointStateAndLossesFall() {
    JointPolicy estimate =
        JointPolicy.ofProbabilities(AgentTables.split(numbers(POLICY, "policy.npy"), 2), 5);
    long[] counts = array("heterogeneous/ma_spi/stage_01", "counts.npy").int64("counts", 81 * 25);
    int unseen = 0;
    for (int state = 0; state < 81; state++) {
      long visits = 0;
      for (int k = 0; k < 25; k++) {
        visits += counts[25 * state + k];
      }
      unseen += visits == 0 ? 1 : 0;
      assertTrue(Math.abs(estimate.agent(0).probability(state, 0) - 0.2) > 1e-6);
    }
    assertTrue(unseen > 0, "the run is too large for this test");
    CsvTable losses = CsvTable.read("loss.csv", store.read(POLICY, "loss.csv"));
    for (String agent : List.of("0", "1")) {
      CsvTable own = losses.where("agent", agent);
      // after every third of 50 updates, and after the last
      assertEquals(18, own.size());
      assertEquals("50", own.column("updates").get(17));
      assertTrue(own.numbers("loss")[17] < own.numbers("loss")[0]);
    }
  }

  @Test
  void everyFileOfTheirStagesIsDescribedAndEveryAxis() {
    KnownFiles known = new KnownFiles();
    int weights = 0;
    for (Manifest stage : manifests) {
      if (stage.origin().stage().contains("/ma_lfl/")
          && stage.origin().algorithm().contains("network")) {
        for (String name : stage.files().keySet()) {
          Description description = known.ofStage(stage.origin(), name).orElseThrow();
          assertFalse(description.holds().isBlank(), name);
          if (name.contains("_layer_")) {
            weights++;
            assertEquals(
                array(stage.origin().stage(), name).shape().length, description.axes().size());
          }
        }
      }
    }
    // 3 layers' weights and biases: of 3 estimates' 2 agents, of 2 agents from 1 pair and from 2
    assertEquals(6 * (3 * 2 + 2 * 2 * 2), weights);
  }

  @Test
  void aRewardOfNetworksIsScoredDrawnAndSummedUpAsOthersAre() {
    String evaluation = "heterogeneous/evaluation/network";
    assertEquals(8, CsvTable.read("t", store.read(evaluation, "trend.csv")).size());
    assertTrue(store.exists(evaluation + "/metrics_bare.json"));
    assertTrue(store.exists(evaluation + "/metrics_shaped.json"));
    assertTrue(store.exists("heterogeneous/plots/network/loss.svg"));
    assertTrue(store.exists("heterogeneous/plots/network/trend.svg"));
    assertTrue(store.exists("heterogeneous/plots/network/reward_agent_0.svg"));
    assertTrue(store.exists("plots/cross_correlation.svg"));
    assertArrayEquals(
        store.read("", "cross_correlation.csv"), store.read("", "cross_correlation_network.csv"));
    JsonFields summary =
        new JsonFields("s", CanonicalJson.read("s", store.read("", "summary.json")))
            .object("families")
            .object("heterogeneous");
    assertTrue(summary.object("estimators").names().contains("network"));
    // 3 stages of 2 agents
    assertEquals(6, summary.object("observations").list("policy_estimation").size());
  }

  /** Runs a stage on what is stored, in memory. */
  private final class Attempt implements StageContext {
    private final SortedMap<String, byte[]> written = new TreeMap<>();
    private final Optional<double[]> resumed;
    private final int cutAt;
    private long advanced;
    private int checkpoints;
    private double[] kept;

    Attempt(Optional<double[]> resumed, int cutAt) {
      this.resumed = resumed;
      this.cutAt = cutAt;
    }

    @Override
    public <T> T read(Handle<T> handle) {
      return runner.read(handle);
    }

    @Override
    public <T> void write(Artifact<T> output, T value) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (ByteBuffer part : output.format().encode(value)) {
        while (part.hasRemaining()) {
          bytes.write(part.get());
        }
      }
      written.put(output.fileName(), bytes.toByteArray());
    }

    @Override
    public void advance(long work) {
      advanced += work;
    }

    @Override
    public Optional<double[]> resumed() {
      return resumed;
    }

    @Override
    public void checkpoint(Supplier<double[]> state) {
      checkpoints++;
      if (checkpoints == cutAt) {
        kept = state.get().clone();
        throw new CancellationException("cut short");
      }
    }
  }

  @Test
  void aTrainingThatWasCutShortGoesOnAndLeavesTheSameBytes() {
    for (String path : List.of(POLICY, REWARD)) {
      Stage stage =
          reproduction.graph().stages().stream()
              .filter(each -> each.path().equals(path))
              .findFirst()
              .orElseThrow();
      Attempt cut = new Attempt(Optional.empty(), 7);
      assertThrows(CancellationException.class, () -> stage.run(cut));
      assertEquals(List.of(), List.copyOf(cut.written.keySet()));
      Attempt resumed = new Attempt(Optional.of(cut.kept), Integer.MAX_VALUE);
      stage.run(resumed);
      Attempt whole = new Attempt(Optional.empty(), Integer.MAX_VALUE);
      stage.run(whole);
      assertEquals(whole.checkpoints - 7, resumed.checkpoints);
      assertEquals(stage.work(), whole.advanced);
      assertEquals(stage.work(), resumed.advanced);
      assertEquals(stage.outputs().size(), resumed.written.size());
      resumed.written.forEach(
          (name, bytes) -> assertArrayEquals(store.read(path, name), bytes, name));
    }
  }
}
