package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.plots.FigureFormat;

/** As {@link StageKeysTest}, for the stages of the studies of imitation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImitationKeysTest {
  private static final String EXPERTS = "expert_type: [noisy, asymmetric]\n";
  private static final String GAMES = "random_games: 2\n";

  private final Map<String, Manifest> coordination = new HashMap<>();
  private final Map<String, Manifest> zeroSum = new HashMap<>();
  private Path folder;
  private int runs;

  private List<Manifest> run(Experiment experiment) {
    try (ArtifactStore store = new ArtifactStore(folder.resolve("run" + runs++), note -> {})) {
      return new Runner(store, 2, false, new RunListener() {}).run(experiment.graph()).manifests();
    }
  }

  @BeforeAll
  void runBefore(@TempDir Path temporary) {
    folder = temporary;
    for (Manifest stage : run(SmallImitation.coordination(EXPERTS, SmallImitation.SVG))) {
      coordination.put(stage.origin().stage(), stage);
    }
    for (Manifest stage : run(SmallImitation.zeroSum(GAMES, SmallImitation.SVG))) {
      zeroSum.put(stage.origin().stage(), stage);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "expert_type: [asymmetric, all_AA]",
        "betas: [0, 0.25]",
        "betas: [0.5, 0]",
        "seeds: [1, 3]",
        "seeds: [2, 1]",
        "epochs: 7",
        "rollout_episodes: 6",
        "eval_episodes: 21",
        "lr_policy: 0.02",
        "lr_disc: 0.02",
        "reward_style: gail",
        "policy_init_uniform: true",
        "batch_size: 3",
        "collect_every: 3",
        "aa_ratio: 0.6",
        "noise_level: 0.2",
        "gradient: exact",
        "signal: 2"
      })
  void aStageOfTheCoordinationGameWithTheSameKeyHasTheSameBytes(String setting) {
    String settings = setting.startsWith("expert_type") ? setting : EXPERTS + setting;
    assertNewKeys(coordination, SmallImitation.coordination(settings, SmallImitation.SVG));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "expert_action: 1",
        "expert_total: 41",
        "magail_seeds: [1, 3]",
        "bc_seeds: [2]",
        "query_seeds: [2]",
        "epochs: 6",
        "rollout_episodes: 4",
        "episode_length: 7",
        "batch_size: 7",
        "lr_policy: 0.02",
        "lr_disc: 0.02",
        "beta: 0.5",
        "gamma: 0.8",
        "bc_samples: 31",
        "bc_eval_every: 10",
        "bc_smoothing: 0.5",
        "collect_every: 3",
        "query_total: 31",
        "random_games: 3",
        "random_states: 5",
        "random_actions: 3",
        "reward_style: gail",
        "gradient: exact"
      })
  void aStageOfTheZeroSumGameWithTheSameKeyHasTheSameBytes(String setting) {
    String settings = setting.startsWith("random_games") ? setting : GAMES + setting;
    assertNewKeys(zeroSum, SmallImitation.zeroSum(settings, SmallImitation.SVG));
  }

  @Test
  void pictureChoicesChangePicturesOnly() {
    for (ImitationPlots plots :
        List.of(
            new ImitationPlots(true, List.of(FigureFormat.SVG), "other"),
            new ImitationPlots(true, List.of(FigureFormat.SVG, FigureFormat.PDF), "t"))) {
      assertOnlyPicturesChange(coordination, SmallImitation.coordination(EXPERTS, plots));
      assertOnlyPicturesChange(zeroSum, SmallImitation.zeroSum(GAMES, plots));
    }
  }

  private void assertOnlyPicturesChange(Map<String, Manifest> before, Experiment experiment) {
    for (Manifest stage : run(experiment)) {
      boolean same = before.get(stage.origin().stage()).equals(stage);
      assertEquals(Experiment.isSourceOfResults(stage), same, stage.origin().stage());
    }
  }

  /** What would never be read cannot make a stage stale. */
  @Test
  void settingsThatAStageDoesNotReadLeaveItAsItWas() {
    assertEquals(
        List.of(
            "experts/asymmetric",
            "experts/noisy",
            "training/asymmetric/beta_0.0/seed_1",
            "training/noisy/beta_0.0/seed_1"),
        unchanged(
            coordination,
            SmallImitation.coordination(
                EXPERTS + "betas: [0, 3]\nseeds: [1, 3]\neval_episodes: 7", SmallImitation.SVG)));
  }

  private List<String> unchanged(Map<String, Manifest> before, Experiment experiment) {
    return run(experiment).stream()
        .filter(stage -> stage.equals(before.get(stage.origin().stage())))
        .map(stage -> stage.origin().stage())
        .sorted()
        .toList();
  }

  private void assertNewKeys(Map<String, Manifest> before, Experiment experiment) {
    int newKeys = 0;
    for (Manifest stage : run(experiment)) {
      Manifest old = before.get(stage.origin().stage());
      if (old != null && old.origin().key().equals(stage.origin().key())) {
        assertEquals(old.files(), stage.files(), stage.origin().stage());
      } else {
        newKeys++;
      }
    }
    assertNotEquals(0, newKeys, "the setting changes nothing");
  }
}
