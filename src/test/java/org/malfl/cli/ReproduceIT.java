package org.malfl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.malfl.artifacts.RunFolder.assertSameBytes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.artifacts.RunFolder;

/** The main job from the built jar, at the budget of the smoke test. */
class ReproduceIT {
  @TempDir Path folder;

  private Jar.Result run(String... arguments) {
    Jar.Result result = new Jar(folder, List.of(), Map.of()).run(arguments);
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private SortedMap<String, String> hashes(String run) {
    return RunFolder.hashes(folder.resolve(run));
  }

  @Test
  void bytesDoNotDependOnThreadsLocaleZoneFolderOrTheOrderOfFamilies() throws IOException {
    run("--fast", "--output-dir", "one", "--threads", "1");
    SortedMap<String, String> expected = hashes("one");
    assertTrue(expected.containsKey("homogeneous/ma_spi/stage_02/dataset.npy"));
    assertTrue(expected.containsKey("summary.json"));
    assertTrue(expected.containsKey("manifest.json"));

    SmokeRun.with().copyTo(folder.resolve("as users start it"));
    assertSameBytes(expected, hashes("as users start it"));
    Jar turkish =
        new Jar(
            folder,
            List.of(
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.timezone=Asia/Kathmandu",
                "-Dfile.encoding=ISO-8859-9"),
            Map.of("LC_ALL", "tr_TR.UTF-8", "TZ", "Asia/Kathmandu"));
    assertEquals(
        0, turkish.run("--fast", "--output-dir", "some/other folder", "--threads", "2").code());
    assertSameBytes(expected, hashes("some/other folder"));
    Jar arabic = new Jar(folder, List.of("-Duser.language=ar", "-Duser.country=EG"), Map.of());
    String[] inAnotherOrder = {
      "--fast", "--output-dir", "order", "--reward-families", "heterogeneous", "homogeneous"
    };
    assertEquals(0, arabic.run(inAnotherOrder).code());
    assertSameBytes(expected, hashes("order"));
  }

  @Test
  void interpretedCodeGivesTheSameNumbers() throws IOException {
    // The steps are as many as ever, so that compilers have their say; the states are few.
    Files.writeString(folder.resolve("small.yaml"), "environment: {grid_size: 2, goal: [1, 1]}\n");
    String[] command = {"--fast", "--no-plots", "--config", "small.yaml", "--output-dir", "all"};
    Jar compiled = new Jar(folder, List.of(), Map.of()).fullyCompiled();
    assertEquals(0, compiled.run(command).code());
    command[5] = "first";
    assertEquals(0, new Jar(folder, List.of(), Map.of()).run(command).code());
    assertSameBytes(hashes("all"), hashes("first"));
    command[5] = "int";
    assertEquals(0, new Jar(folder, List.of("-Xint"), Map.of()).run(command).code());
    assertSameBytes(hashes("all"), hashes("int"));
  }

  @Test
  void underscoresAndTheCommandsNameChangeNothing() throws IOException {
    run("--fast", "--no-plots", "--output-dir", "one", "--reward-families", "heterogeneous");
    run(
        "reproduce",
        "--fast",
        "--no_plots",
        "--output_dir=two",
        "--reward_families",
        "heterogeneous");
    assertSameBytes(hashes("one"), hashes("two"));
  }

  @Test
  void aRerunReusesAllAndAChangedSettingOnlyWhatDoesNotDependOnIt() throws IOException {
    SmokeRun.with().copyTo(folder.resolve("out"));
    SortedMap<String, String> first = hashes("out");
    Jar.Result again = run("--fast", "--output-dir", "out");
    assertTrue(again.out().contains("107 stages, 107 of them reused"), again.out());
    assertSameBytes(first, hashes("out"));

    Files.writeString(
        folder.resolve("entropy.yaml"), "optimization: {policy_estimation: {entropy: 0.4}}\n");
    Jar.Result changed = run("--fast", "--output-dir", "out", "--config", "entropy.yaml");
    // Per family 3 learner stages, the final policy, 3 counted policies; and of 2 estimators that
    // read these 4 maps, 4 rewards, 2 of them once more without a stage, scores, prediction, return
    // and pictures do not depend on the paper's estimate.
    assertTrue(changed.out().contains("107 stages, 70 of them reused"), changed.out());
    assertTrue(changed.out().contains("Replaced: what was there is in out/superseded/1"));
    SortedMap<String, String> second = hashes("out");
    String policy = "homogeneous/ma_lfl/policy_estimation/paper/stage_00/policy.npy";
    assertEquals(first.get(policy), second.get("superseded/1/" + policy));
    assertFalse(first.get(policy).equals(second.get(policy)));
    assertEquals(first.get("summary.json"), second.get("superseded/1/summary.json"));

    run("--fast", "--output-dir", "fresh", "--config", "entropy.yaml");
    second.keySet().removeIf(name -> name.startsWith("superseded/"));
    assertSameBytes(hashes("fresh"), second);
  }

  @Test
  void familiesThatACommandDoesNotNameStayAsTheyAre() throws IOException {
    SmokeRun.with("--no-plots").copyTo(folder.resolve("out"));
    SortedMap<String, String> both = hashes("out");
    run(
        "--fast",
        "--no-plots",
        "--output-dir",
        "out",
        "--reward-families",
        "homogeneous",
        "--seed",
        "5");
    SortedMap<String, String> one = hashes("out");
    String dataset = "/ma_spi/stage_00/dataset.npy";
    assertEquals(both.get("heterogeneous" + dataset), one.get("heterogeneous" + dataset));
    assertFalse(both.get("homogeneous" + dataset).equals(one.get("homogeneous" + dataset)));
    assertEquals(
        List.of(
            "predicted_family,target_family,agent_id,pearson,spearman",
            "homogeneous,homogeneous,0",
            "homogeneous,homogeneous,1",
            "homogeneous,heterogeneous,0",
            "homogeneous,heterogeneous,1"),
        Files.readAllLines(folder.resolve("out/cross_correlation.csv")).stream()
            .map(line -> line.startsWith("pred") ? line : line.replaceAll("(,[^,]*){2}$", ""))
            .toList());
  }

  @Test
  void forceRecomputesAllWithTheSameBytes() throws IOException {
    SmokeRun.with().copyTo(folder.resolve("out"));
    SortedMap<String, String> first = hashes("out");
    Jar.Result forced = run("--fast", "--output-dir", "out", "--force");
    assertTrue(forced.out().contains("107 stages, 0 of them reused"), forced.out());
    SortedMap<String, String> second = hashes("out");
    second.keySet().removeIf(name -> name.startsWith("superseded/"));
    assertSameBytes(first, second);
  }

  private SortedSet<String> pictures(String run) throws IOException {
    SortedSet<String> names = new TreeSet<>(hashes(run).keySet());
    names.removeIf(name -> !name.matches(".*\\.(png|svg|pdf)") || name.startsWith("superseded/"));
    return names;
  }

  @Test
  void picturesCanBeLeftOutOrMadeInOtherFormatsWithoutChangingAnyNumber() throws IOException {
    SmokeRun.with().copyTo(folder.resolve("out"));
    assertEquals(86, pictures("out").size());
    SmokeRun.with("--no-plots").copyTo(folder.resolve("none"));
    assertEquals(new TreeSet<>(), pictures("none"));
    run("--fast", "--output-dir", "pdf", "--formats", "pdf");
    assertEquals(43, pictures("pdf").size());
    assertTrue(pictures("pdf").contains("plots/cross_correlation.pdf"));
    for (String other : List.of("none", "pdf")) {
      SortedMap<String, String> expected = hashes("out");
      SortedMap<String, String> actual = hashes(other);
      for (SortedMap<String, String> files : List.of(expected, actual)) {
        files.keySet().removeIf(name -> name.contains("plots/") || name.equals("manifest.json"));
      }
      assertSameBytes(expected, actual);
    }
  }

  @Test
  void picturesOfAnEarlierRunNeverStandBesideTheNumbersOfAnother() throws IOException {
    SmokeRun.with().copyTo(folder.resolve("out"));
    run("--fast", "--output-dir", "out", "--no-plots");
    assertEquals(86, pictures("out").size(), "nothing changed");
    run("--fast", "--output-dir", "out", "--no-plots", "--seed", "5");
    assertEquals(new TreeSet<>(), pictures("out"));
    assertTrue(hashes("out").containsKey("superseded/2/plots/cross_correlation.png"));
  }

  @Test
  void theCrossCorrelationPictureGoesWhenARewardThatDidNotRunChanges() throws IOException {
    String families = "environment: {families: {a: [{goal: -1}, {goal: -1}], b: [{%s: -1}, {}]}}";
    Files.writeString(folder.resolve("one.yaml"), families.formatted("goal"));
    Files.writeString(folder.resolve("two.yaml"), families.formatted("others"));
    run("--fast", "--config", "one.yaml", "--reward-families", "a", "--output-dir", "out");
    assertTrue(pictures("out").contains("plots/cross_correlation.png"));
    run(
        "--fast",
        "--config",
        "two.yaml",
        "--reward-families",
        "a",
        "--output-dir",
        "out",
        "--no-plots");
    assertFalse(pictures("out").contains("plots/cross_correlation.png"));
    assertTrue(pictures("out").contains("a/plots/paper/trend.png"), "this one still holds");
  }

  @Test
  void formatsAskForPicturesAlsoWhereTheConfigurationLeavesThemOut() throws IOException {
    Files.writeString(folder.resolve("none.yaml"), "plots: {draw: false}\n");
    run("--fast", "--config", "none.yaml", "--output-dir", "out", "--formats", "svg");
    assertEquals(43, pictures("out").size());
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void anInterruptedRunSaysSoAndTheSameCommandGoesOn(String signal, int code) throws Exception {
    // It is about the store, so one estimator will do.
    Files.writeString(folder.resolve("paper.yaml"), "malfl: {recovery: [paper]}\n");
    String[] command = {
      "--episodes", "400", "--no-plots", "--output-dir", "out", "--config", "paper.yaml"
    };
    Path output = folder.resolve("output.txt");
    Process process = new Jar(folder, List.of(), Map.of()).start(output, command);
    Path second = folder.resolve("out/homogeneous/ma_spi/stage_01/manifest.json");
    while (!Files.exists(second) && process.isAlive()) {
      Thread.sleep(5);
    }
    new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it hangs");
    String printed = Files.readString(output);
    assertEquals(code, process.exitValue(), printed);
    assertTrue(
        printed.contains(
            "interrupted; what is complete is kept, and the same command goes on from there\n"),
        printed);
    assertTrue(Files.readString(folder.resolve("out/run.json")).contains("\"interrupted\""));

    Jar.Result resumed = run(command);
    assertTrue(resumed.out().contains(" of them reused"), resumed.out());
    assertFalse(resumed.out().contains(" 0 of them reused"), resumed.out());
    command[4] = "whole";
    run(command);
    SortedMap<String, String> left = hashes("out");
    left.keySet().removeIf(name -> name.startsWith("superseded/"));
    assertSameBytes(hashes("whole"), left);
  }

  @Test
  void aSecondRunInTheSameFolderIsRefusedNamingTheFirst() throws Exception {
    Process first =
        new Jar(folder, List.of(), Map.of())
            .start(folder.resolve("output.txt"), "--no-plots", "--output-dir", "out");
    while (!Files.exists(folder.resolve("out/run.json")) && first.isAlive()) {
      Thread.sleep(5);
    }
    Jar.Result second = new Jar(folder, List.of(), Map.of()).run("--fast", "--output-dir", "out");
    first.destroyForcibly().waitFor();
    assertEquals(6, second.code(), second.err());
    assertTrue(
        second
            .err()
            .matches(
                "error: another run \\(process "
                    + first.pid()
                    + " on \\S+\\) is writing to out; wait until it is done, or choose another"
                    + " folder\n"),
        second.err());
    // A lock whose process is gone is no lock.
    run("--fast", "--no-plots", "--output-dir", "out");
    assertTrue(logs("out").contains("process " + first.pid() + " on "), logs("out"));
    assertTrue(logs("out").contains(" ended before it was done\n"), logs("out"));
    // Nor is one whose process number somebody else has by now.
    Files.writeString(
        folder.resolve("out/.lock"), "process " + ProcessHandle.current().pid() + " on here");
    run("--fast", "--no-plots", "--output-dir", "out");
  }

  /** All logs of a folder, one after the other. */
  private String logs(String run) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> logs = Files.list(folder.resolve(run).resolve("logs"))) {
      for (Path log : logs.sorted().toList()) {
        text.append(Files.readString(log));
      }
    }
    return text.toString();
  }

  @Test
  void aFolderThatWasMovedIsReused() throws IOException {
    SmokeRun.with("--no-plots").copyTo(folder.resolve("here"));
    SortedMap<String, String> before = hashes("here");
    Files.createDirectories(folder.resolve("there"));
    Files.move(folder.resolve("here"), folder.resolve("there/moved"));
    Jar.Result again = run("--fast", "--no-plots", "--output-dir", "there/moved");
    assertTrue(again.out().contains("96 stages, 96 of them reused"), again.out());
    assertSameBytes(before, hashes("there/moved"));
  }

  @Test
  void filesOfOthersAreLeftAloneAndNamedAndCleaningRemovesWhatWasReplaced() throws IOException {
    SmokeRun.with("--no-plots").copyTo(folder.resolve("out"));
    Files.writeString(folder.resolve("out/notes.txt"), "mine");
    Files.writeString(folder.resolve("out/homogeneous/ma_spi/stage_00/notes.txt"), "mine");
    Jar.Result again = run("--fast", "--no-plots", "--output-dir", "out");
    assertTrue(
        again
            .out()
            .contains(
                "Left alone, in no manifest: homogeneous/ma_spi/stage_00/notes.txt, notes.txt\n"
                    + "96 stages, 96 of them reused"),
        again.out());
    run("--fast", "--no-plots", "--output-dir", "out", "--seed", "5");
    SortedMap<String, String> current = RunFolder.currentHashes(folder.resolve("out"));

    Jar.Result unasked = new Jar(folder, List.of(), Map.of()).run("clean", "out");
    assertEquals(2, unasked.code(), unasked.err());
    assertTrue(
        unasked.err().startsWith("error: found nobody to ask whether to remove 96 replaced stages"),
        unasked.err());
    assertTrue(Files.exists(folder.resolve("out/superseded/1/table1.csv")));

    String stranger = "superseded/1/homogeneous/ma_spi/stage_00/notes.txt";
    String cleaned = run("clean", "out", "--yes").out();
    assertTrue(
        cleaned.matches(
            "Left alone, in no manifest: "
                + stranger
                + "\nRemoved 96 replaced stages in out/superseded, \\d+ files, [\\d.]+ \\SiB\n"),
        cleaned);
    current.put(stranger, hashes("out").get(stranger));
    assertSameBytes(current, hashes("out"));
    Files.delete(folder.resolve("out").resolve(stranger));
    assertEquals("Nothing to remove in out/superseded\n", run("clean", "out", "--yes").out());
  }

  @Test
  void datasetsCanBeLeftOutWithoutChangingAnyScore() throws IOException {
    String estimators = "malfl: {recovery: [paper, bellman-consistent]}\n";
    Files.writeString(folder.resolve("full.yaml"), estimators);
    Files.writeString(
        folder.resolve("lean.yaml"), estimators + "logging: {save_datasets: false}\n");
    run("--fast", "--no-plots", "--output-dir", "full", "--config", "full.yaml");
    run("--fast", "--no-plots", "--output-dir", "lean", "--config", "lean.yaml");
    assertTrue(hashes("lean").keySet().stream().noneMatch(name -> name.endsWith("dataset.npy")));
    for (String table :
        List.of(
            "table1.csv", "cross_correlation.csv", "cross_correlation_bellman-consistent.csv")) {
      assertEquals(hashes("full").get(table), hashes("lean").get(table), table);
    }
  }

  @Test
  void anotherGameWithThreeAgentsRuns() throws IOException {
    Files.writeString(
        folder.resolve("three.yaml"),
        """
        environment:
          grid_size: 2
          start: [[0, 0], [0, 1], [1, 0]]
          goal: [1, 1]
          families: {shy: [{goal: -1, others: 1}, {goal: -1}, {others: -1}]}
          reward_families: [shy]
        maspi: {evaluation: exact}
        """);
    Jar.Result result = run("--fast", "--config", "three.yaml", "--output-dir", "out");
    assertTrue(result.out().contains("shy         2"), result.out());
    for (String estimator : List.of("paper", "bellman-consistent", "replay")) {
      String reward = "shy/ma_lfl/recovery/" + estimator + "/pairs_02/agent_2/reward.npy";
      assertTrue(hashes("out").containsKey(reward), reward);
    }
    assertFalse(hashes("out").containsKey("shy/ma_spi/stage_00/td_error.csv"));
  }

  @Test
  void aConstantTrueRewardIsUndefinedWithAReasonAndNeverNaN() throws IOException {
    Files.writeString(
        folder.resolve("flat.yaml"),
        "environment: {families: {flat: [{}, {goal: -1}]}, reward_families: [flat]}\n");
    Jar.Result result = run("--fast", "--config", "flat.yaml", "--output-dir", "out");
    assertTrue(result.out().contains("undefined"), result.out());
    String metrics =
        Files.readString(folder.resolve("out/flat/evaluation/paper/metrics_bare.json"));
    assertTrue(
        metrics.contains(
            "\"pearson\": null,\n      \"pearson_undefined_because\": \"the true reward is constant up to 1e-9\""),
        metrics);
    assertFalse(Files.readString(folder.resolve("out/summary.json")).contains("NaN"));
    assertTrue(
        Files.readString(folder.resolve("out/table1.csv"))
            .startsWith("family,agent,pearson,spearman\nflat,0,,\n"));
  }

  @Test
  void withoutAConfigFileTheOneInTheJarHolds() throws IOException {
    SmokeRun.with("--no-plots").copyTo(folder.resolve("inside"));
    Files.copy(Path.of("config.yaml"), folder.resolve("config.yaml"));
    run("--fast", "--no-plots", "--output-dir", "beside");
    assertSameBytes(hashes("inside"), hashes("beside"));
  }

  @Test
  void helpFitsOnAScreenAndNamesEveryOption() {
    List<String> lines = run("--help").out().lines().toList();
    assertTrue(lines.size() <= 30, lines.size() + " lines");
    assertTrue(lines.stream().allMatch(line -> line.length() <= 100));
    for (String option :
        List.of(
            "config",
            "output-dir",
            "reward-families",
            "iterations",
            "episodes",
            "seed",
            "threads",
            "formats",
            "no-plots",
            "fast",
            "force",
            "quiet",
            "help",
            "version")) {
      assertTrue(lines.stream().anyMatch(line -> line.startsWith("  --" + option)), option);
    }
  }

  @Test
  void versionIsThatOfTheBuild() {
    assertTrue(run("--version").out().matches("malfl \\d+\\.\\d+\\.\\d+\\S*\\R"));
  }

  @Test
  void quietPrintsNothing() {
    Jar.Result result = run("--fast", "--quiet", "--output-dir", "out");
    assertEquals("", result.out() + result.err());
  }

  @Test
  void progressInALogIsAFewPlainLines() {
    List<String> lines = SmokeRun.with().result().err().lines().toList();
    assertTrue(lines.size() <= 11, lines.size() + " lines");
    assertTrue(
        lines
            .get(0)
            .matches(
                "107 stages, 0 to reuse; the others need about [\\d.]+ MiB of disk \\(\\S+ \\SiB free\\)"),
        lines.get(0));
    assertTrue(
        lines.stream()
            .skip(1)
            .allMatch(line -> line.matches(" *\\d+ %  \\d+ of 107 stages, .* left")));
  }
}
