package org.malfl.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.StoreReader;
import org.malfl.config.ConfigException;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.RecordSchema;
import org.malfl.config.YamlFile;
import org.malfl.core.ArtifactException;
import org.malfl.imitation.IndependentFloor;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.pipeline.Stage;
import org.malfl.plots.FigureFormat;

/** The studies of imitation as experiments, in all that can be asked of them. */
class ImitationRunsTest {
  private static final long BLOCK = 4096;
  private static final KnownFiles KNOWN = new KnownFiles();

  @TempDir Path folder;

  private CsvTable table(String name) throws IOException {
    return CsvTable.read(name, Files.readAllBytes(folder.resolve(name)));
  }

  /**
   * Whatever is asked: with four threads the same bytes as with one, everything is reused
   * afterwards, the run is known again by what it recorded, and all its files are described.
   */
  private void assertIsARun(Experiment experiment) throws IOException {
    Path four = folder.resolveSibling(folder.getFileName() + "_four");
    SmallImitation.run(experiment, four, 4);
    Runner.Outcome first = SmallImitation.run(experiment, folder, 1);
    assertEquals(0, first.reused());
    SortedMap<String, String> hashes = RunFolder.hashes(folder);
    RunFolder.assertSameBytes(hashes, RunFolder.hashes(four));
    RunFolder.delete(four);

    assertEquals(first.manifests().size(), SmallImitation.run(experiment, folder, 2).reused());
    RunFolder.assertSameBytes(hashes, RunFolder.hashes(folder));

    StoreReader store = new StoreReader(folder);
    SortedMap<String, Manifest> stages = store.manifests(store.completeRun());
    Experiment recorded = Experiment.recorded(store, stages);
    assertEquals(described(experiment), described(recorded));
    assertEquals(experiment.resultSources(), recorded.resultSources());
    assertDescribed(store, stages);
  }

  private static List<String> described(Experiment experiment) {
    return experiment.graph().stages().stream()
        .map(
            stage ->
                String.join(
                    " ",
                    stage.path(),
                    stage.algorithm().toString(),
                    new TreeMap<>(stage.parameters()).toString(),
                    stage.inputs().stream().map(Stage.Input::role).toList().toString(),
                    stage.outputs().stream().map(output -> output.fileName()).toList().toString()))
        .toList();
  }

  private static void assertDescribed(StoreReader store, SortedMap<String, Manifest> stages) {
    for (Manifest stage : stages.values()) {
      for (String name : stage.files().keySet()) {
        String file = stage.origin().stage() + "/" + name;
        if (!name.endsWith(".svg") && !name.endsWith(".pdf") && !name.endsWith(".png")) {
          Description description = KNOWN.ofStage(stage.origin(), name).orElseThrow();
          assertFalse(description.holds().isBlank(), file);
          if (name.endsWith(".npy")) {
            byte[] bytes = store.read(stage.origin().stage(), name);
            assertEquals(NpyArray.read(file, bytes).shape().length, description.axes().size());
          }
        }
      }
    }
    for (String result : store.completeRun().results().keySet()) {
      assertTrue(KnownFiles.ofResult(result).isPresent(), result);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "expert_type: [mixed, bimodal, asymmetric, noisy, all_AA]",
        "signal: 2",
        "{signal: 3, gradient: exact}",
        "gradient: exact",
        "reward_style: gail",
        "{policy_init_uniform: true, reward_style: neg-log-one-minus-d, betas: [5]}",
        "{expert_type: [noisy], aa_ratio: 0.25, noise_level: 0.5}",
        "{aa_ratio: 1, seeds: [9223372036854775807], collect_every: 1000}",
        "{epochs: 1, rollout_episodes: 1, eval_episodes: 1, batch_size: 1, collect_every: 1}",
        "{batch_size: 5000, betas: [1000000, 1e-9], lr_policy: 10, lr_disc: 10}"
      })
  void aStudyOfTheCoordinationGameIsARun(String settings) throws IOException {
    assertIsARun(SmallImitation.coordination(settings, SmallImitation.NO_PLOTS));
    CsvTable runs = table(CoordinationRun.RUNS);
    for (int row = 0; row < runs.size(); row++) {
      double same = runs.numbers("p_aa")[row] + runs.numbers("p_bb")[row];
      assertEquals(same, runs.numbers("coordination")[row]);
      assertEquals(
          1, same + runs.numbers("p_ab")[row] + runs.numbers("p_ba")[row], 1e-12, "a distribution");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "random_games: 2",
        "{random_games: 1, random_states: 1, random_actions: 1}",
        "gradient: exact",
        "{reward_style: gail, beta: 0.5}",
        "{expert_action: 0, bc_smoothing: 1}",
        "{gamma: 0, random_games: 1}",
        "{epochs: 1, bc_samples: 1, query_total: 1, expert_total: 1, random_games: 1}",
        "{collect_every: 1000, bc_eval_every: 1000, episode_length: 1, batch_size: 5000}"
      })
  void aStudyOfTheZeroSumGameIsARun(String settings) throws IOException {
    assertIsARun(SmallImitation.zeroSum(settings, SmallImitation.NO_PLOTS));
    CsvTable curves = table(ZeroSumRun.CURVES);
    double largest = table(ZeroSumRun.BOUNDS).numbers("largest_exploitability")[0];
    for (int row = 0; row < curves.size(); row++) {
      double gain = curves.numbers("exploitability")[row];
      double all = curves.numbers("nash_conv")[row];
      double distance = curves.numbers("occupancy_distance")[row];
      assertTrue(0 <= gain && gain <= all && all <= 2 * gain + 1e-12, gain + " and " + all);
      assertTrue(0 <= distance && distance <= 1, "distance " + distance);
      if (distance == 0) {
        assertTrue(gain <= largest + 1e-12, gain + " of at most " + largest);
      }
    }
  }

  @Test
  void picturesAreDrawnAndRememberedInTheFormatsAndWithTheTagThatWereAskedFor() throws IOException {
    ImitationPlots plots =
        new ImitationPlots(true, List.of(FigureFormat.PDF, FigureFormat.SVG), "before");
    assertIsARun(SmallImitation.coordination("{expert_type: [noisy, all_AA], signal: 2}", plots));
    assertEquals(
        List.of(
            "before_all_AA_equilibrium_selection",
            "before_all_AA_final_joint",
            "before_all_AA_final_probabilities",
            "before_all_AA_js_distance",
            "before_all_AA_learning_stability",
            "before_all_AA_policy_evolution",
            "before_noisy_equilibrium_selection",
            "before_noisy_final_joint",
            "before_noisy_final_probabilities",
            "before_noisy_js_distance",
            "before_noisy_learning_stability",
            "before_noisy_policy_evolution"),
        pictures());
  }

  @Test
  void soAreThoseOfTheZeroSumGame() throws IOException {
    assertIsARun(
        SmallImitation.zeroSum(
            "random_games: 2", new ImitationPlots(true, List.of(FigureFormat.SVG), "a.b-c")));
    assertEquals(3, pictures().size());
    assertTrue(pictures().stream().allMatch(name -> name.startsWith("a.b-c_")), "" + pictures());
  }

  /**
   * Where nobody can win there is nothing to be seen on a logarithmic axis, and still a picture.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{random_games: 1, random_states: 1, random_actions: 1}",
        "{random_games: 2, random_states: 2, random_actions: 2}",
        "{random_games: 1, gamma: 0}",
        "{epochs: 1, bc_samples: 1, query_total: 1, expert_total: 1, random_games: 1}",
        "{magail_seeds: [1], gamma: 0.99, collect_every: 1}"
      })
  void smallGamesHavePicturesToo(String settings) {
    Runner.Outcome outcome =
        SmallImitation.run(SmallImitation.zeroSum(settings, SmallImitation.SVG), folder, 2);
    assertTrue(Files.exists(folder.resolve("pictures/t_zero_sum_exploitability.svg")));
    assertEquals(0, outcome.reused());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{epochs: 1, collect_every: 1, betas: [0], seeds: [1]}",
        "{expert_type: [all_AA], betas: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], seeds: [1]}"
      })
  void smallRunsHavePicturesToo(String settings) {
    SmallImitation.run(SmallImitation.coordination(settings, SmallImitation.SVG), folder, 2);
    assertTrue(Files.isDirectory(folder.resolve("pictures")));
  }

  /** Names without their formats, each once. */
  private List<String> pictures() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(ImitationPlots.FOLDER))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(".*\\.(svg|pdf|png)"))
          .map(name -> name.substring(0, name.length() - 4))
          .distinct()
          .sorted()
          .toList();
    }
  }

  @Test
  void thereIsARowForEveryExpertBonusAndSeedInOrder() throws IOException {
    SmallImitation.run(
        SmallImitation.coordination(
            "{expert_type: [noisy, all_AA], betas: [1, 0.5]}", SmallImitation.NO_PLOTS),
        folder,
        2);
    CsvTable runs = table(CoordinationRun.RUNS);
    assertEquals(
        List.of("noisy", "noisy", "noisy", "noisy", "all_AA", "all_AA", "all_AA", "all_AA"),
        runs.column("expert_type"));
    assertEquals(List.of(1.0, 1.0, 0.5, 0.5), boxed(runs.numbers("beta")).subList(0, 4));
    assertEquals(List.of(1.0, 2.0, 1.0, 2.0), boxed(runs.numbers("seed")).subList(0, 4));
    CsvTable seeds = table(CoordinationRun.SEEDS);
    assertEquals(4, seeds.size());
    for (int row = 0; row < seeds.size(); row++) {
      double mean = (runs.numbers("p_a_0")[2 * row] + runs.numbers("p_a_0")[2 * row + 1]) / 2;
      double half = (runs.numbers("p_a_0")[2 * row] - runs.numbers("p_a_0")[2 * row + 1]) / 2;
      assertEquals(mean, seeds.numbers("p_a_0_mean")[row], 1e-15);
      assertEquals(2 * half * half, seeds.numbers("p_a_0_variance")[row], 1e-15);
      assertEquals(
          2,
          seeds.numbers("chose_aa")[row]
              + seeds.numbers("chose_bb")[row]
              + seeds.numbers("chose_none")[row]);
    }
    assertEquals(
        IndependentFloor.of(new double[] {1, 0, 0, 0}).distance(), seeds.numbers("floor")[3]);
  }

  private static List<Double> boxed(double[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  @Test
  void numbersDoNotDependOnWhatElseIsAskedFor() throws IOException {
    SmallImitation.run(
        SmallImitation.coordination(
            "{expert_type: [mixed, noisy], betas: [1, 0, 0.5], seeds: [3, 2, 1]}",
            SmallImitation.NO_PLOTS),
        folder.resolve("more"),
        2);
    SmallImitation.run(
        SmallImitation.coordination(
            "{expert_type: [noisy], betas: [0.5], seeds: [2]}", SmallImitation.NO_PLOTS),
        folder.resolve("one"),
        2);
    String more = Files.readString(folder.resolve("more/" + CoordinationRun.RUNS));
    List<String> one = Files.readAllLines(folder.resolve("one/" + CoordinationRun.RUNS));
    assertEquals(2, one.size());
    assertTrue(more.lines().toList().contains(one.get(1)), one.get(1));
  }

  @Test
  void everyLearnerIsLoggedAtTheStartAndAtTheEnd() throws IOException {
    SmallImitation.run(
        SmallImitation.zeroSum("random_games: 1", SmallImitation.NO_PLOTS), folder, 2);
    CsvTable curves = table(ZeroSumRun.CURVES);
    assertEquals(
        List.of("magail", "bc", "best-response-queries", "random-queries"),
        List.copyOf(new LinkedHashSet<>(curves.column("method"))));
    CsvTable magail = curves.where("method", "magail").where("seed", "2");
    assertEquals(List.of(0.0, 16.0, 32.0, 40.0), boxed(magail.numbers("expert_queries")));
    assertEquals(
        List.of(0.0, 20.0, 30.0), boxed(curves.where("method", "bc").numbers("expert_queries")));
    List<Double> asked = List.of(0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0);
    assertEquals(asked, boxed(curves.where("method", "random-queries").numbers("expert_queries")));
    // Who has cloned nothing is uniform, and nobody wins against that.
    assertEquals(0, curves.where("method", "bc").numbers("exploitability")[0], 1e-14);
    assertEquals(2 * 4 * 7 + 2 * 7, table(ZeroSumRun.POLICIES).size());
    assertEquals(
        asked.subList(1, 7),
        boxed(table(ZeroSumRun.RANDOM_GAMES).where("method", "bc").numbers("expert_queries")));
  }

  /** γ²/(1 − γ) may be lost by learners of exactly the expert's occupancy. */
  @Test
  void whatTheExpertsOccupancyLeavesOpenIsInTheTableOfBounds() throws IOException {
    SmallImitation.run(SmallImitation.zeroSum("", SmallImitation.NO_PLOTS), folder, 2);
    CsvTable bounds = table(ZeroSumRun.BOUNDS);
    assertEquals(8.1, bounds.numbers("largest_exploitability")[0], 1e-11);
    assertEquals(0, bounds.numbers("uniform_elsewhere")[0], 1e-14);
    assertEquals(0, bounds.numbers("expert_exploitability")[0], 1e-14);
    assertEquals(4, bounds.numbers("unreached_states")[0]);
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    assertEquals(
        List.of(
            "c.yaml:1: epoch: found an unknown key; valid expert_type",
            "c.yaml:1: expert_type[1]: found unknown expert 'bimodel'; valid mixed, bimodal,"
                + " asymmetric, noisy, all_AA; did you mean 'bimodal'?",
            "c.yaml:1: betas[1]: found the number -1; valid a number in [0, 1000000]",
            "c.yaml:1: seeds[0]: found the text 'x'; valid a whole number in [0,"
                + " 9223372036854775807]",
            "c.yaml:1: epochs: found the number 0; valid a whole number in [1, 100000000]",
            "c.yaml:1: reward_style: found unknown reward style 'log'; valid non_saturating, gail,"
                + " log-d, neg-log-one-minus-d; did you mean 'log-d'?",
            "c.yaml:1: aa_ratio: found the number 1.5; valid a number in [0, 1]",
            "c.yaml:1: signal: found the number 0; valid a whole number in [1, 1000]"),
        problems(
            () ->
                CoordinationSettings.read(
                    YamlFile.read(
                        "c.yaml",
                        ("{expert_type: [noisy, bimodel], betas: [0, -1], seeds: [x], epochs: 0,"
                                + " reward_style: log, aa_ratio: 1.5, signal: 0, epoch: 3}")
                            .getBytes(UTF_8),
                        new ConfigProblems()),
                    new ConfigProblems())));
  }

  @Test
  void whatIsAskedForTwiceIsRefused() {
    assertEquals(
        List.of("expert_type[1]", "betas[2]", "seeds[1]"),
        places(
            () ->
                SmallImitation.coordination(
                    "{expert_type: [noisy, noisy], betas: [0, 1, 0.0], seeds: [7, 7]}",
                    SmallImitation.NO_PLOTS)));
    assertEquals(
        List.of("magail_seeds[1]", "bc_seeds[2]", "query_seeds[1]"),
        places(
            () ->
                SmallImitation.zeroSum(
                    "{magail_seeds: [7, 7], bc_seeds: [1, 2, 1], query_seeds: [0, 0]}",
                    SmallImitation.NO_PLOTS)));
  }

  @Test
  void aTagThatIsNoPartOfAFileNameIsRefused() {
    for (String tag : List.of("../up", "a/b", "a b", "-a", ".a", "", "a".repeat(101), "\u00e9")) {
      ConfigProblems problems = new ConfigProblems();
      ConfigNode.Mapping plots = new ConfigNode.Mapping("--tag", new LinkedHashMap<>());
      plots.set("tag", new ConfigNode.Scalar("--tag", ConfigNode.Kind.TEXT, tag));
      RecordSchema.of(ImitationPlots.class).read(plots, "", problems);
      assertThrows(ConfigException.class, problems::throwIfAny, tag);
    }
  }

  /** Two zeros would be two bonuses, and one number. */
  @Test
  void zeroIsZeroWithEitherSign() {
    assertEquals(
        List.of("betas[1]"),
        places(() -> SmallImitation.coordination("betas: [0, -0.0]", SmallImitation.NO_PLOTS)));
  }

  private static List<String> places(Runnable reading) {
    return problems(reading).stream()
        .map(problem -> problem.replaceAll("c.yaml:\\d+: (\\S+): .*", "$1"))
        .toList();
  }

  private static List<String> problems(Runnable reading) {
    return assertThrows(ConfigException.class, reading::run).problems().stream()
        .map(problem -> problem.replaceAll("valid expert_type.*", "valid expert_type"))
        .toList();
  }

  @Test
  void aSummaryOfAnUnknownExperimentOrOfWrongSettingsIsRefused() throws IOException {
    SmallImitation.run(SmallImitation.coordination("", SmallImitation.NO_PLOTS), folder, 2);
    StoreReader store = new StoreReader(folder);
    SortedMap<String, Manifest> stages = store.manifests(store.completeRun());
    Path summary = folder.resolve(Reproduction.SUMMARY);
    String honest = Files.readString(summary);
    for (String[] change :
        new String[][] {
          {"\"coordination\"", "\"coordinated\"", "unknown experiment 'coordinated'"},
          {"\"epochs\": 6", "\"epochs\": 0", "settings: "},
          {"\"epochs\": 6", "\"epoch\": 6", "settings: "}
        }) {
      String forged = honest.replace(change[0], change[1]);
      assertTrue(!forged.equals(honest), change[0]);
      Files.writeString(summary, forged);
      ArtifactException refused =
          assertThrows(ArtifactException.class, () -> Experiment.recorded(store, stages));
      assertTrue(refused.getMessage().contains(change[2]), refused.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "epochs: 3000",
        "{epochs: 500, collect_every: 1}",
        "{expert_type: [mixed, bimodal], signal: 500}",
        "seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9]"
      })
  void theNeedForDiskOfTheCoordinationGameIsForeseen(String settings) throws IOException {
    assertForeseen(SmallImitation.coordination(settings, SmallImitation.NO_PLOTS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{epochs: 1000, collect_every: 1, bc_samples: 1000, bc_eval_every: 2}",
        "{expert_total: 100000, query_total: 20000}",
        "{random_games: 3, random_states: 30, random_actions: 3, query_total: 2000}"
      })
  void theNeedForDiskOfTheZeroSumGameIsForeseen(String settings) throws IOException {
    assertForeseen(SmallImitation.zeroSum(settings, SmallImitation.NO_PLOTS));
  }

  @Test
  void soIsThatOfPictures() throws IOException {
    ImitationPlots all = new ImitationPlots(true, List.of(FigureFormat.values()), "new");
    assertForeseen(SmallImitation.coordination("{epochs: 400, collect_every: 10}", all));
  }

  private void assertForeseen(Experiment experiment) throws IOException {
    try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
      Runner runner = new Runner(store, 2, false, new RunListener() {});
      long foreseen = runner.plan(experiment.graph()).bytes();
      List<Manifest> stages = runner.run(experiment.graph()).manifests();
      store.publish(experiment.results(runner, stages), stages);
      long used = used();
      assertTrue(used <= foreseen, used + " bytes used, foreseen " + foreseen);
      assertTrue(foreseen <= 3 * used, used + " bytes used, foreseen " + foreseen);
    }
  }

  /** Files and directories in whole blocks. */
  private long used() throws IOException {
    long used = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        used += (Files.size(file) + BLOCK - 1) / BLOCK * BLOCK;
      }
    }
    return used;
  }
}
