package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.inverse.StateReadout;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.metrics.RewardScore;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;

/** The main job with rewards that may depend on the agent's own action. */
class OwnActionRewardsTest {
  private static final String OWN =
      """
      environment: {reward_families: [heterogeneous]}
      maspi: {iterations: 3, episodes: 50, episode_length: 100}
      malfl: {recovery: [bellman-consistent, replay]}
      optimization:
        bellman-consistent: {reward: own-action, ridges: 3}
        replay: {reward: own-action, draws: limited}
      plots: {formats: [svg]}
      """;

  private static NpyArray array(ArtifactStore store, String folder, String name) {
    return NpyArray.read(name, store.read("heterogeneous/" + folder, name));
  }

  private static double[] numbers(NpyArray array) {
    double[] numbers = new double[array.size()];
    Arrays.setAll(numbers, array::element);
    return numbers;
  }

  @Test
  void theyAreRecoveredPredictedPlayedAndScoredByTheirMeans(@TempDir Path folder) {
    Reproduction reproduction = new Reproduction(ReproduceSettingsTest.read(OWN));
    try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
      store.prepare(Experiment::isResult);
      Runner runner = new Runner(store, 2, false, new RunListener() {});
      ReproductionReport report =
          reproduction.publish(store, runner, runner.run(reproduction.graph()).manifests());
      for (String estimator : List.of("bellman-consistent", "replay")) {
        String recovery = "ma_lfl/recovery/" + estimator;
        NpyArray reward = array(store, recovery + "/pairs_02/agent_1", "reward.npy");
        assertArrayEquals(new int[] {81, 5}, reward.shape());
        assertArrayEquals(
            new int[] {81, 5, 406},
            array(store, recovery + "/maps/agent_1/stage_00", "q_map.npy").shape());
        assertArrayEquals(
            new int[] {1, 81, 5},
            array(store, recovery + "/left_out/agent_1", "rewards.npy").shape());
        for (String ofStates : List.of("mask.npy", "reward_sd.npy")) {
          assertArrayEquals(
              new int[] {81}, array(store, recovery + "/pairs_02/agent_1", ofStates).shape());
        }
        double[] scored = numbers(array(store, "evaluation/" + estimator, "reward_state.npy"));
        assertArrayEquals(
            StateReadout.means(numbers(reward), 5), Arrays.copyOfRange(scored, 81, 162));
        assertTrue(store.exists("heterogeneous/plots/" + estimator + "/identifiability.svg"));
        CsvTable prediction =
            CsvTable.read(
                "prediction.csv",
                store.read("heterogeneous/ma_lfl/prediction/" + estimator, "prediction.csv"));
        assertEquals(2, prediction.size());
        CsvTable returns =
            CsvTable.read(
                "returns.csv",
                store.read("heterogeneous/evaluation/returns/" + estimator, "returns.csv"));
        double[] closed = returns.numbers("share_of_gap_closed");
        assertTrue(closed[0] > 0.3 && closed[0] <= 1, "" + closed[0]);
      }
      RewardScore byReplay = report.scores().get(1).mainReadout().get(1);
      assertTrue(byReplay.pearson().value().orElseThrow() > 0.8, byReplay.toString());
    }
  }
}
