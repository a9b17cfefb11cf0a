package org.malfl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.RunFolder;

/** {@code malfl zero-sum} with the built jar. */
class ZeroSumIT {
  @TempDir Path folder;

  private ImitationJar zeroSum;

  @BeforeEach
  void begin() {
    zeroSum =
        new ImitationJar(
            folder,
            "zero-sum",
            Map.of(
                "--expert-total", "100",
                "--magail-seeds", "1 2",
                "--bc-seeds", "1",
                "--query-seeds", "1",
                "--epochs", "20",
                "--rollout-episodes", "5",
                "--episode-length", "8",
                "--bc-samples", "200",
                "--bc-eval-every", "50",
                "--query-total", "60"));
  }

  @Test
  void aRunHasTheFilesOfTheStudyAndIsReusedAndPassesEveryAudit() throws IOException {
    String[] all = {
      "--random-games", "2", "--random-states", "5", "--random-actions", "2", "--formats", "svg"
    };
    String first = zeroSum.run("out", all);
    // An expert, five learners, their scores; two games, their scores; pictures.
    assertTrue(first.contains("11 stages, 0 of them reused"), first);
    assertTrue(first.contains("Exploitability in 2 random games"), first);
    assertEquals(
        "method,seed,expert_queries,exploitability,nash_conv,occupancy_distance",
        zeroSum.firstLine("out/exploitability.csv"));
    SortedMap<String, String> hashes = zeroSum.hashes("out");
    for (String file :
        List.of(
            "bounds.csv",
            "final_policies.csv",
            "random_games.csv",
            "pictures/new_zero_sum_exploitability.svg",
            "pictures/new_zero_sum_policies.svg",
            "pictures/new_random_games_exploitability.svg")) {
      assertTrue(hashes.containsKey(file), file);
    }
    String again = zeroSum.run("out", all);
    assertTrue(again.contains("11 stages, 11 of them reused"), again);
    RunFolder.assertSameBytes(hashes, zeroSum.hashes("out"));
    zeroSum.assertSameBytesAnywhere(hashes, all);
    zeroSum.assertPasses("out");
    RunFolder.assertSameBytes(hashes, zeroSum.hashes("out"));
  }

  @Test
  void withoutOptionsThatMatterNothingChanges() {
    zeroSum.run("plain", "--no-plots");
    SortedMap<String, String> plain = zeroSum.hashes("plain");
    zeroSum.run("old", "--no_plots", "--save", "--no-show", "--quiet");
    RunFolder.assertSameBytes(plain, zeroSum.hashes("old"));
    zeroSum.run("named", "--no_plots", "--reward_style", "non_saturating", "--expert_action", "2");
    RunFolder.assertSameBytes(plain, zeroSum.hashes("named"));
    assertTrue(plain.keySet().stream().noneMatch(file -> file.startsWith("pictures")));
    assertFalse(plain.containsKey("random_games.csv"));
  }

  @Test
  void everyOptionOfTheAlgorithmsChangesTheNumbers() throws IOException {
    zeroSum.run("plain", "--no-plots");
    String plain = Files.readString(folder.resolve("plain/exploitability.csv"));
    String[][] options = {
      {"--expert-action", "1"},
      {"--batch-size", "3"},
      {"--lr-policy", "0.02"},
      {"--lr-disc", "0.02"},
      {"--reward-style", "gail"},
      {"--beta", "1"},
      {"--gamma", "0.8"},
      {"--bc-smoothing", "1"},
      {"--collect-every", "5"},
      {"--gradient", "exact"}
    };
    for (String[] option : options) {
      zeroSum.run(
          "other",
          Stream.concat(Stream.of("--no-plots"), Stream.of(option)).toArray(String[]::new));
      String other = Files.readString(folder.resolve("other/exploitability.csv"));
      assertFalse(plain.equals(other), String.join(" ", option));
    }
  }

  @Test
  void allThatIsWrongIsSaidAtOnceAndNothingIsRun() {
    zeroSum.assertRefused(
        List.of(
            "error: --formats: formats[1]: found 'svg' again; valid each of them once",
            "error: --expert-action: expert_action: found the number 3; valid a whole number in [0,"
                + " 2]",
            "error: --bc-seeds: bc_seeds[1]: found the text 'x'; valid a whole number in [0,"
                + " 9223372036854775807]",
            "error: --gamma: gamma: found the number 1; valid a number in [0, 0.999]",
            "error: --random-actions: random_actions: found the number 9; valid a whole number in"
                + " [1, 5]"),
        "--formats",
        "svg,svg",
        "--expert_action",
        "3",
        "--bc-seeds",
        "1",
        "x",
        "--gamma=1",
        "--random_actions",
        "9");
    zeroSum.assertRefused(
        List.of(
            "error: --magail-seeds: magail_seeds[1]: found '1' again; valid each of them once",
            "error: --query-seeds: query_seeds[2]: found '5' again; valid each of them once"),
        "--magail-seeds",
        "1",
        "1",
        "--query-seeds",
        "5",
        "6",
        "5");
  }

  @Test
  void whatIsForgedIsFoundAlthoughAllHashesFit() throws IOException {
    zeroSum.run("out", "--no-plots");
    zeroSum.assertForgedResultIsFound(
        "out", "exploitability.csv", "(magail,1,[\\d.]+,\\d\\.)\\d\\d", "$100");
  }

  @Test
  void runsOfTwoSeedsAreComparedAndFilesShown() {
    zeroSum.run("out", "--no-plots");
    zeroSum.run("other", "--no-plots", "--magail-seeds", "1", "3");
    Jar.Result compared = zeroSum.jar("compare", "out", "other");
    assertEquals(5, compared.code(), compared.err());
    assertEquals("", compared.err());
    assertTrue(compared.out().contains("magail_seeds"), compared.out());
    assertTrue(compared.out().contains("exploitability.csv: exploitability "), compared.out());
    assertEquals(0, zeroSum.jar("compare", "out", "out").code());
    String shown = zeroSum.printed("show", "out/magail/seed_1/policies.npy").replaceAll(" +", " ");
    assertTrue(shown.contains("shape 3 × 2 × 7 × 3: point × player × state × action"), shown);
    assertTrue(zeroSum.printed("show", "out/exploitability.csv").contains("method"));
    assertTrue(zeroSum.printed("show", "out").contains("zero-sum-magail"));
    assertTrue(zeroSum.printed("export", "--ro-crate", "out").contains(" describes "));
    zeroSum.assertPasses("out");
  }

  @Test
  void tagAndFormatsNameThePictures() throws IOException {
    zeroSum.run("out", "--tag", "run-1", "--formats", "svg", "pdf");
    try (Stream<Path> files = Files.list(folder.resolve("out/pictures"))) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.equals("manifest.json"))
              .toList();
      assertEquals(4, names.size());
      assertTrue(
          names.stream().allMatch(name -> name.matches("run-1_zero_sum_[a-z_]+\\.(svg|pdf)")),
          names.toString());
    }
  }
}
