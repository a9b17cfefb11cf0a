package org.malfl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.RunFolder;

/** {@code malfl coordination} with the built jar. */
class CoordinationIT {
  private static final int HANG_GUARD_SECONDS = 120;
  private static final int KILLS = Integer.getInteger("malfl.kills", 40) / 10;

  @TempDir Path folder;

  private ImitationJar coordination;

  @BeforeEach
  void begin() {
    coordination =
        new ImitationJar(
            folder,
            "coordination",
            Map.of(
                "--epochs", "20",
                "--rollout-episodes", "10",
                "--eval-episodes", "50",
                "--betas", "0 1",
                "--seeds", "3 4"));
  }

  @Test
  void aRunHasTheFilesOfTheStudyAndIsReusedAndPassesEveryAudit() throws IOException {
    String[] all = {"--expert-type", "bimodal", "noisy", "--formats", "svg"};
    String first = coordination.run("out", all);
    assertTrue(first.contains("14 stages, 0 of them reused"), first);
    assertEquals(
        "expert_type,beta,seed,p_a_0,p_a_1,entropy_0,entropy_1,p_aa,p_ab,p_ba,p_bb,coordination,"
            + "js_distance,coordination_sampled,js_distance_sampled",
        coordination.firstLine("out/coordination.csv"));
    assertEquals(9, Files.readAllLines(folder.resolve("out/coordination.csv")).size());
    SortedMap<String, String> hashes = coordination.hashes("out");
    for (String expert : List.of("bimodal", "noisy")) {
      for (String picture :
          List.of(
              "learning_stability",
              "js_distance",
              "final_probabilities",
              "equilibrium_selection",
              "final_joint",
              "policy_evolution")) {
        String file = "pictures/%s/new_%s_%s.svg".formatted(expert, expert, picture);
        assertTrue(hashes.containsKey(file), file);
      }
    }
    String again = coordination.run("out", all);
    assertTrue(again.contains("14 stages, 14 of them reused"), again);
    RunFolder.assertSameBytes(hashes, coordination.hashes("out"));
    coordination.assertSameBytesAnywhere(hashes, all);
    coordination.assertPasses("out");
    RunFolder.assertSameBytes(hashes, coordination.hashes("out"));

    // A setting more makes a few stages again and the others not.
    String more = coordination.run("out", "--expert-type", "bimodal,noisy,mixed", "--no-plots");
    assertTrue(more.contains("18 stages, 12 of them reused"), more);
  }

  @Test
  void withoutOptionsThatMatterNothingChanges() throws IOException {
    coordination.run("plain", "--no-plots");
    SortedMap<String, String> plain = coordination.hashes("plain");
    coordination.run("old", "--no_plots", "--save", "--no-show");
    RunFolder.assertSameBytes(plain, coordination.hashes("old"));
    coordination.run("old", "--no_plots", "--no_show", "--expert_type", "bimodal", "--quiet");
    RunFolder.assertSameBytes(plain, coordination.hashes("old"));
    coordination.run("named", "--no-plots", "--preset", "entropy-exp", "--reward_style", "log-d");
    RunFolder.assertSameBytes(plain, coordination.hashes("named"));
    assertTrue(plain.keySet().stream().noneMatch(file -> file.startsWith("pictures")));
  }

  @Test
  void tagAndFormatsNameThePictures() throws IOException {
    coordination.run("out", "--tag", "2026", "--formats", "svg", "pdf", "--epochs", "3");
    try (Stream<Path> files = Files.list(folder.resolve("out/pictures/bimodal"))) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.equals("manifest.json"))
              .toList();
      assertEquals(12, names.size());
      assertTrue(
          names.stream().allMatch(name -> name.matches("2026_bimodal_[a-z_]+\\.(svg|pdf)")),
          names.toString());
    }
  }

  @Test
  void withoutAFolderResultsGoWhereScriptsLookForThem() {
    coordination.printed(coordination.words("--no-plots"));
    assertTrue(Files.exists(folder.resolve("outputs/entropy_exp/coordination.csv")));
  }

  @Test
  void aPresetSetsWhatIsNotGiven() throws IOException {
    Jar.Result result =
        coordination.jar(
            "coordination",
            "--preset",
            "coordination",
            "--seeds",
            "1",
            "--epochs",
            "3",
            "--no-plots",
            "--outdir",
            "out");
    assertEquals(0, result.code(), result.err());
    String summary = Files.readString(folder.resolve("out/summary.json"));
    assertTrue(summary.contains("\"batch_size\": 32"), summary);
    assertTrue(summary.contains("\"epochs\": 3,"), summary);
    // A header and a row for each of 0, 0.1, 0.5, 1, 2 and 5.
    assertEquals(7, Files.readAllLines(folder.resolve("out/coordination.csv")).size());
  }

  @Test
  void everyOptionOfTheAlgorithmChangesTheNumbers() throws IOException {
    coordination.run("plain", "--no-plots");
    String plain = Files.readString(folder.resolve("plain/coordination.csv"));
    String[][] options = {
      {"--lr-policy", "0.02"},
      {"--lr-disc", "0.02"},
      {"--reward-style", "gail"},
      {"--policy-init-uniform"},
      {"--batch-size", "3"},
      {"--aa-ratio", "0.6"},
      {"--gradient", "exact"},
      {"--signal", "2"}
    };
    for (String[] option : options) {
      coordination.run(
          "other",
          Stream.concat(Stream.of("--no-plots"), Stream.of(option)).toArray(String[]::new));
      String other = Files.readString(folder.resolve("other/coordination.csv"));
      assertFalse(plain.equals(other), String.join(" ", option));
    }
  }

  @Test
  void allThatIsWrongIsSaidAtOnceAndNothingIsRun() {
    coordination.assertRefused(
        List.of(
            "error: --tag: tag: found the text '../up'; valid 1 to 100 of A-Z, a-z, 0-9, '_', '.'"
                + " and '-', the first a letter, a digit or '_'",
            "error: --expert-type: expert_type[1]: found unknown expert 'noise'; valid mixed,"
                + " bimodal, asymmetric, noisy, all_AA; did you mean 'noisy'?",
            "error: --reward-style: reward_style: found unknown reward style 'wgan'; valid"
                + " non_saturating, gail, log-d, neg-log-one-minus-d",
            "error: --noise-level: noise_level: found the number 1.5; valid a number in [0, 1]",
            "error: --signal: signal: found the number 0; valid a whole number in [1, 1000]"),
        "--tag",
        "../up",
        "--expert_type",
        "mixed",
        "noise",
        "--reward-style=wgan",
        "--noise_level",
        "1.5",
        "--signal",
        "0");
    coordination.assertRefused(
        List.of("error: --preset: found 'coord'; valid entropy-exp, coordination"),
        "--preset",
        "coord");
    coordination.assertRefused(
        List.of("error: --formats: found together with --no-plots; valid one of them"),
        "--no-plots",
        "--formats",
        "svg");
    Jar.Result unknown = coordination.jar("coordination", "--epoch", "3");
    assertEquals(2, unknown.code());
    assertTrue(unknown.err().contains("did you mean '--epochs'?"), unknown.err());
  }

  @Test
  void whatIsForgedIsFoundAlthoughAllHashesFit() throws IOException {
    coordination.run("out", "--no-plots");
    coordination.assertForgedResultIsFound(
        "out", "coordination.csv", "(bimodal,0.0,3,0\\.)\\d\\d", "$199");
  }

  @Test
  void runsOfTwoSeedsAreComparedAndFilesShown() throws IOException {
    coordination.run("out", "--no-plots");
    coordination.run("other", "--no-plots", "--seeds", "3", "5");
    Jar.Result compared = coordination.jar("compare", "out", "other");
    assertEquals(5, compared.code(), compared.err());
    assertEquals("", compared.err());
    assertTrue(compared.out().contains("seeds"), compared.out());
    assertTrue(compared.out().contains("coordination.csv: js_distance "), compared.out());
    assertFalse(compared.out().contains("The scores are the same"), compared.out());
    Jar.Result same = coordination.jar("compare", "out", "out");
    assertEquals(0, same.code(), same.out());
    String stage = "out/training/bimodal/beta_0.0/seed_3";
    String shown = coordination.printed("show", stage + "/policy.npy").replaceAll(" +", " ");
    assertTrue(shown.contains("shape 2 × 1 × 2: agent × signal × action"), shown);
    assertTrue(coordination.printed("show", "out/coordination.csv").contains("rows below"));
    assertTrue(coordination.printed("show", "out").contains("coordination-training"));
    assertTrue(coordination.printed("clean", "out", "--yes").startsWith("Nothing to remove"));
    assertTrue(coordination.printed("export", "--ro-crate", "out").contains(" describes "));
    coordination.assertPasses("out");
  }

  /** Killed at random times, the same command goes on from there and ends with the same bytes. */
  @Test
  void aKilledRunGoesOnAndEndsWithTheSameBytes() throws Exception {
    String[] longer = {"--epochs", "400", "--formats", "svg", "--threads", "2"};
    long start = System.nanoTime();
    coordination.run("whole", longer);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    SortedMap<String, String> whole = coordination.hashes("whole");
    Random random = new Random(7);
    int killed = 0;
    for (int attempt = 0; attempt < KILLS; attempt++) {
      String outdir = "killed_" + attempt;
      Process process =
          new Jar(folder, List.of(), Map.of())
              .start(folder.resolve("printed"), coordination.into(outdir, longer));
      // The first fifth is the start of Java.
      long wait = millis / 5 + random.nextLong(millis * 4 / 5);
      killed += process.waitFor(wait, TimeUnit.MILLISECONDS) ? 0 : 1;
      process.destroyForcibly();
      assertTrue(process.waitFor(HANG_GUARD_SECONDS, TimeUnit.SECONDS), "it hangs");
      int complete =
          Files.exists(folder.resolve(outdir))
              ? RunFolder.completeStages(whole, RunFolder.currentHashes(folder.resolve(outdir)))
              : 0;
      String resumed = coordination.run(outdir, longer);
      assertTrue(resumed.contains(" stages, " + complete + " of them reused"), resumed);
      RunFolder.assertSameBytes(whole, RunFolder.currentHashes(folder.resolve(outdir)));
    }
    assertTrue(killed > 0 || KILLS == 0, "every run ended before it was killed");
  }
}
