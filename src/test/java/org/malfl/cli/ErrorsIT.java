package org.malfl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.malfl.artifacts.RunFolder;

/** The exact words and exit codes of what people get wrong, from the built jar. */
class ErrorsIT {
  private static final String ONE = "1 error; nothing was run.\n";
  private static final String SEE_HELP =
      "'java -jar malfl.jar --help' shows what can be asked; nothing was run.\n";
  private static final String OPTIONS =
      "--config, --output-dir, --reward-families, --iterations, --episodes, --seed, --threads,"
          + " --formats, --no-plots, --fast, --force, --quiet, --help, --version";

  /** On a disk, where users' runs are. */
  @TempDir(factory = TempDirFactory.Standard.class)
  Path folder;

  private void assertError(int code, String err, String... arguments) throws IOException {
    Jar.Result result = new Jar(folder, List.of("-Xmx256m"), Map.of()).run(arguments);
    assertEquals(err, result.err());
    assertEquals("", result.out());
    assertEquals(code, result.code());
    assertFalse(Files.exists(folder.resolve("outputs")), "something was written");
  }

  /** Writes c.yaml and expects these problems of it. */
  private void assertConfigErrors(String yaml, String... problems) throws IOException {
    Files.writeString(folder.resolve("c.yaml"), yaml);
    StringBuilder err = new StringBuilder();
    for (String problem : problems) {
      err.append("error: c.yaml:").append(problem).append('\n');
    }
    err.append(problems.length).append(problems.length == 1 ? " error" : " errors");
    assertError(2, err + "; nothing was run.\n", "--config", "c.yaml");
  }

  @Test
  void missingConfig() throws IOException {
    assertError(
        2,
        "error: --config: found no file 'nope.yaml'; valid a YAML file\n" + SEE_HELP,
        "--config",
        "nope.yaml");
  }

  @Test
  void configThatIsAFolder() throws IOException {
    Files.createDirectory(folder.resolve("sub"));
    assertError(
        2,
        "error: --config: found no regular file at 'sub'; valid a YAML file\n" + SEE_HELP,
        "--config",
        "sub");
  }

  @Test
  void yamlSyntax() throws IOException {
    assertConfigErrors(
        "alpha: 3\nmaspi: {iterations: 3\n",
        "2: found YAML that cannot be read (while parsing a flow mapping: expected ',' or '}', but"
            + " got <stream end>); valid YAML");
  }

  @Test
  void wrongTypes() throws IOException {
    assertConfigErrors(
        "alpha: three\nmaspi: 7\nmalfl: {recovery: paper}\nlogging: {save_datasets: 1}\n",
        "1: alpha: found the text 'three'; valid a number in (0, 1000000]",
        "2: maspi: found the number 7; valid a section with the keys iterations, episodes,"
            + " episode_length, evaluation, step_size, averaging, next_action, network",
        "3: malfl.recovery: found the text 'paper'; valid a list with at least one element",
        "4: logging.save_datasets: found the number 1; valid true or false");
  }

  @Test
  void outOfRange() throws IOException {
    assertConfigErrors(
        "gamma: 1.0\nmaspi:\n  step_size: {rule: constant, value: 1.7}\n",
        "1: gamma: found the number 1.0; valid a number in [0, 1)",
        "3: maspi.step_size.value: found the number 1.7; valid a number in (0, 1]");
  }

  @Test
  void notANumber() throws IOException {
    assertConfigErrors(
        "alpha: .nan\ngamma: -.inf\n",
        "1: alpha: found the number .nan; valid a number in (0, 1000000]",
        "2: gamma: found the number -.inf; valid a number in [0, 1)");
  }

  @Test
  void unknownKeysAndNames() throws IOException {
    assertConfigErrors(
        "maspi:\n  iteratons: 4\n  evaluation: exakt\nmalfl: {recovery: [papr]}\n",
        "2: maspi.iteratons: found an unknown key; valid iterations, episodes, episode_length,"
            + " evaluation, step_size, averaging, next_action, network; did you mean 'iterations'?",
        "3: maspi.evaluation: found unknown value 'exakt'; valid td, exact, network; did you mean 'exact'?",
        "4: malfl.recovery[0]: found unknown estimator 'papr'; valid paper,"
            + " state-least-squares, bellman-consistent, replay, network; did you mean 'paper'?");
  }

  @Test
  void anEstimatorThatReadsDatasetsWithoutThem() throws IOException {
    assertConfigErrors(
        "logging: {save_datasets: false}\n",
        "1: logging.save_datasets: found false, but datasets are what 'replay' of malfl.recovery"
            + " reads; valid true, or malfl.recovery without 'replay'");
  }

  @Test
  void duplicateKey() throws IOException {
    assertConfigErrors(
        "alpha: 3\nseed: 1\nalpha: 4\n",
        "3: alpha: found a key that stands at c.yaml:1 already; valid each key once");
  }

  @Test
  void unknownFamily() throws IOException {
    assertError(
        2,
        "error: --reward-families: environment.reward_families[1]: found unknown family"
            + " 'heterogenous'; valid homogeneous, heterogeneous; did you mean 'heterogeneous'?\n"
            + ONE,
        "--reward-families",
        "homogeneous,heterogenous");
  }

  @Test
  void emptyList() throws IOException {
    assertConfigErrors(
        "environment: {reward_families: []}\n",
        "1: environment.reward_families: found an empty list; valid a list with at least one"
            + " element");
  }

  @Test
  void startOutsideTheGrid() throws IOException {
    assertConfigErrors(
        "environment:\n  start:\n    - [0, 0]\n    - [0, 3]\n",
        "4: environment.start[1]: found [0, 3]; valid [row, column], each in [0, 2]");
  }

  @Test
  void goalThatIsAStart() throws IOException {
    assertConfigErrors(
        "environment:\n  goal: [0, 0]\n",
        "2: environment.start[0]: found the goal [0, 0]; valid a cell that is not the goal",
        "2: environment.start[1]: found the goal [0, 0]; valid a cell that is not the goal");
  }

  @Test
  void oneIteration() throws IOException {
    assertError(
        2,
        "error: --iterations: maspi.iterations: found the number 1; valid a whole number in"
            + " [2, 1000]\n"
            + ONE,
        "--iterations",
        "1");
  }

  @Test
  void gridTooLargeForMemory() throws IOException {
    assertConfigErrors(
        "environment:\n  grid_size: 60\n  goal: [59, 59]\n",
        "2: environment.grid_size: found a game of 12960000 joint states and 25 joint actions,"
            + " which needs about 171.4 GiB of memory; valid what fits into the 256.0 MiB of this"
            + " Java process; java -Xmx gives more");
  }

  @Test
  void outputDirThatIsAFile() throws IOException {
    Files.writeString(folder.resolve("taken"), "");
    assertError(
        2,
        "error: --output-dir: logging.base_dir: found 'taken', which is no folder; valid a folder,"
            + " there or not\n"
            + ONE,
        "--output-dir",
        "taken");
  }

  @Test
  void outputDirThatCannotBeMade() throws IOException {
    Files.writeString(folder.resolve("taken"), "");
    assertError(
        6,
        "error: cannot create "
            + folder.toRealPath().resolve("taken")
            + ": something of that name is in the way; move it or choose another folder\n",
        "--output-dir",
        "taken/below");
  }

  @Test
  void unknownOption() throws IOException {
    assertError(
        2,
        "error: found unknown option '--forse'; valid "
            + OPTIONS
            + "; did you mean '--force'?\n"
            + SEE_HELP,
        "--forse");
  }

  @Test
  void optionWithoutValue() throws IOException {
    assertError(
        2,
        "error: --seed: found no value; valid --seed N: root of all random streams\n" + SEE_HELP,
        "--seed");
  }

  @Test
  void optionTwice() throws IOException {
    assertError(
        2, "error: --seed: found 2 values; valid one\n" + SEE_HELP, "--seed", "1", "--seed", "2");
  }

  @Test
  void overrideThatIsNoNumber() throws IOException {
    assertError(
        2,
        "error: --episodes: maspi.episodes: found the text 'many'; valid a whole number in"
            + " [1, 1000000000]\n"
            + ONE,
        "--episodes=many");
  }

  @Test
  void threadsOutOfRange() throws IOException {
    assertError(
        2,
        "error: --threads: found 0; valid a whole number in [1, 4096]\n" + SEE_HELP,
        "--threads",
        "0");
  }

  @Test
  void unknownCommand() throws IOException {
    assertError(
        2,
        "error: found unknown command 'reproduse'; valid reproduce, study, coordination, zero-sum, exploitability, audit, compare, show, identify, export, clean; did you mean 'reproduce'?\n"
            + SEE_HELP,
        "reproduse");
  }

  @Test
  void unknownStudy() throws IOException {
    assertError(
        2,
        "error: found unknown study 'covrage'; valid sample-efficiency, coverage, unsmooth-rewards, cross-correlation, priors-and-draws; did you mean 'coverage'?\n"
            + SEE_HELP,
        "study",
        "covrage");
  }

  @Test
  void studyOfNetworkLearners() throws IOException {
    Files.writeString(folder.resolve("c.yaml"), "maspi:\n  evaluation: network\n");
    assertError(
        2,
        "error: c.yaml:2: maspi.evaluation: found network, which no study trains; valid td, exact\n1 error; nothing was run.\n",
        "study",
        "coverage",
        "--config",
        "c.yaml");
  }

  @Test
  void studyWithoutSeeds() throws IOException {
    assertError(
        2,
        "error: --seeds: found 0; valid a whole number in [1, 999]\n" + SEE_HELP,
        "study",
        "coverage",
        "--seeds",
        "0");
  }

  @Test
  void cleanWithoutFolder() throws IOException {
    assertError(2, "error: found no folder; valid the folder of a run\n" + SEE_HELP, "clean");
  }

  @Test
  void cleanOfSomethingElse() throws IOException {
    assertError(
        2,
        "error: found no folder 'nope'; valid the folder of a run\n" + SEE_HELP,
        "clean",
        "nope");
  }

  @Test
  void cleanOfAFolderOfSomebodyElse() throws IOException {
    Files.createDirectory(folder.resolve("mine"));
    assertError(
        2,
        "error: found 'mine', where no run left results; valid the folder of a run\n" + SEE_HELP,
        "clean",
        "mine");
  }

  @Test
  void compareWithOneFolder() throws IOException {
    Files.createDirectory(folder.resolve("mine"));
    assertError(
        2, "error: found one folder; valid two, each of a run\n" + SEE_HELP, "compare", "mine");
  }

  @Test
  void compareWithWhatIsNoRun() throws IOException {
    Files.createDirectory(folder.resolve("mine"));
    assertError(
        3,
        "error: mine holds no complete run: it has no manifest.json\n",
        "compare",
        "mine",
        "mine");
  }

  @Test
  void showWithoutPath() throws IOException {
    assertError(2, "error: found no path; valid a file or folder of a run\n" + SEE_HELP, "show");
  }

  @Test
  void showOfNothing() throws IOException {
    assertError(
        2,
        "error: found nothing at 'nope'; valid a file or folder of a run\n" + SEE_HELP,
        "show",
        "nope");
  }

  @Test
  void showOfWhatIsInNoRun() throws IOException {
    Files.writeString(folder.resolve("mine.npy"), "mine");
    assertError(
        2,
        "error: found 'mine.npy', which is in no run; valid a file or folder of a run\n" + SEE_HELP,
        "show",
        "mine.npy");
  }

  @Test
  void exportWithoutAFormat() throws IOException {
    Files.createDirectory(folder.resolve("mine"));
    assertError(
        2, "error: found no format to export to; valid --ro-crate\n" + SEE_HELP, "export", "mine");
  }

  @Test
  void exportOfWhatIsNoRun() throws IOException {
    Files.createDirectory(folder.resolve("mine"));
    assertError(
        3,
        "error: mine holds no complete run: it has no manifest.json\n",
        "export",
        "--ro-crate",
        "mine");
    assertEquals(0, folder.resolve("mine").toFile().list().length, "something was written");
  }

  @Test
  void strayWord() throws IOException {
    assertError(
        2,
        "error: found 'stray', which belongs to no option (a command goes first); valid "
            + OPTIONS
            + "\n"
            + SEE_HELP,
        "--fast",
        "stray");
  }

  @Test
  void unreadableConfig() throws IOException {
    Files.write(folder.resolve("c.yaml"), new byte[] {'a', ':', ' ', (byte) 0xFE});
    assertError(
        2,
        "error: c.yaml: found bytes that are not UTF-8; valid UTF-8 text\n" + ONE,
        "--config",
        "c.yaml");
  }

  @Test
  void formatsTogetherWithNoPlots() throws IOException {
    assertError(
        2,
        "error: --formats: found together with --no-plots; valid one of them\n" + SEE_HELP,
        "--no-plots",
        "--formats",
        "pdf");
  }

  @Test
  void aMachineWithoutFonts() throws IOException {
    Path fonts = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig/>");
    Map<String, String> environment = Map.of("FONTCONFIG_FILE", fonts.toString());
    // Java would remember the fonts of this machine in the home folder.
    List<String> java = List.of("-Duser.home=" + folder);
    Jar.Result result = new Jar(folder, java, environment).run("--fast");
    assertEquals(6, result.code(), result.err());
    // Before this line fontconfig complains on its own account.
    String error = result.err().lines().filter(line -> line.startsWith("error")).findFirst().get();
    assertTrue(
        error.startsWith("error: pictures cannot be drawn: Java cannot load their font ("), error);
    assertTrue(
        error.endsWith(
            "); it needs fontconfig and one font of the machine (Debian: apt-get install fontconfig"
                + " fonts-dejavu-core) and 1 MB of space in the folder java.io.tmpdir, or leave"
                + " pictures out: --no-plots"),
        error);
    assertFalse(result.err().contains("\tat "), result.err());
    assertFalse(Files.exists(folder.resolve("outputs")), "found out after the run had begun");

    assertEquals(0, new Jar(folder, java, environment).run("--fast", "--no-plots").code());
  }

  private Jar.Result run(String... arguments) {
    return new Jar(folder, List.of(), Map.of()).run(arguments);
  }

  /** The same command, unhindered, must end as a run in an empty folder does. */
  private void assertGoesOn(String... command) {
    assertEquals(0, run(command).code());
    List<String> elsewhere = new ArrayList<>(List.of(command));
    elsewhere.addAll(List.of("--output-dir", "whole"));
    assertEquals(0, run(elsewhere.toArray(String[]::new)).code());
    RunFolder.assertSameBytes(
        RunFolder.currentHashes(folder.resolve("whole")),
        RunFolder.currentHashes(folder.resolve("outputs")));
  }

  @Test
  void aFullDisk() throws IOException {
    // No file may become larger than 2000 KiB; a dataset of 1500 × 1000 steps has 3 MB.
    String[] command = {"--iterations", "2", "--episodes", "1500", "--quiet", "--no-plots"};
    Jar.Result result =
        new Jar(folder, List.of(), Map.of()).underShell("ulimit -f 2000").run(command);
    assertEquals(6, result.code(), result.err());
    assertTrue(result.err().startsWith("error: cannot write outputs/"), result.err());
    assertTrue(
        result.err().endsWith("File too large; free space, or choose another folder\n"),
        result.err());
    assertGoesOn(command);
  }

  /** A shell that may mount, for the process that follows; null where that is not allowed. */
  private String mounting(String commands) throws IOException, InterruptedException {
    Path mounted = Files.createDirectories(folder.resolve("mounted"));
    String shell = "mount -t tmpfs -o size=1m tmpfs " + mounted + " && " + commands;
    int code =
        new ProcessBuilder("unshare", "--map-root-user", "--mount", "bash", "-c", shell)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mount.txt").toFile())
            .start()
            .waitFor();
    assumeTrue(code == 0, "mounting is not allowed here");
    return shell;
  }

  @Test
  void aDiskThatIsTooSmallIsNoticedBeforeTheRun() throws Exception {
    String shell = mounting("true");
    Files.writeString(folder.resolve("paper.yaml"), "malfl: {recovery: [paper]}\n");
    Map<String, String> advice =
        Map.of(
            "", "or choose another folder",
            "paper.yaml",
                "choose another folder, or keep no datasets \\(logging: \\{save_datasets: false}\\)");
    for (String config : advice.keySet()) {
      List<String> command =
          new ArrayList<>(List.of("--quiet", "--no-plots", "--output-dir", "mounted/out"));
      if (!config.isEmpty()) {
        command.addAll(List.of("--config", config));
      }
      Jar.Result result =
          new Jar(folder, List.of(), Map.of()).mounting(shell).run(command.toArray(String[]::new));
      assertEquals(6, result.code(), result.err());
      assertTrue(
          result
              .err()
              .matches(
                  "error: mounted/out: the run needs about 1[2-9]\\d\\.\\d MiB of disk, and 10\\d\\d KiB"
                      + " are free; free space, "
                      + advice.get(config)
                      + "\n"),
          result.err());
    }
  }

  @Test
  void aFolderOnADiskThatIsReadOnly() throws Exception {
    assertEquals(0, run("--fast", "--no-plots").code());
    SortedMap<String, String> before = RunFolder.hashes(folder.resolve("outputs"));
    String outputs = folder.resolve("outputs").toString();
    String shell =
        mounting("mount --bind %1$s %1$s && mount -o remount,bind,ro %1$s".formatted(outputs));
    Jar.Result result =
        new Jar(folder, List.of(), Map.of()).mounting(shell).run("--fast", "--no-plots");
    assertEquals(6, result.code(), result.err());
    assertEquals(
        "error: cannot lock outputs/.lock: Read-only file system; mend that, or choose another"
            + " folder\n",
        result.err());
    assertEquals(before, RunFolder.hashes(folder.resolve("outputs")));
  }

  @Test
  void aFolderThatNobodyMayWriteTo() throws IOException {
    // Not even root may create folders there.
    assumeTrue(Files.isDirectory(Path.of("/sys/kernel")));
    Jar.Result result =
        new Jar(folder, List.of(), Map.of()).run("--fast", "--output-dir", "/sys/malfl");
    assertEquals(6, result.code(), result.err());
    assertTrue(result.err().startsWith("error: cannot create /sys/malfl: "), result.err());
    assertTrue(result.err().strip().endsWith("choose another folder"), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
  }

  @Test
  void tooLittleMemory() throws IOException {
    String[] command = {"--fast", "--quiet"};
    Jar.Result result = new Jar(folder, List.of("-Xmx12m"), Map.of()).run(command);
    assertEquals(6, result.code(), result.err());
    assertTrue(
        result.err().startsWith("error: out of memory (12 MiB); give Java more (java -Xmx"),
        result.err());
    assertFalse(result.err().contains("\tat "), result.err());
    assertGoesOn(command);
  }

  @Test
  void divergenceIsANumericalFailureThatNamesTheStage() throws IOException {
    Files.writeString(
        folder.resolve("c.yaml"),
        """
        environment: {families: {wild: [{goal: 1e6}, {goal: 1e6}]}, reward_families: [wild]}
        alpha: 1e-304
        logging: {base_dir: out}
        """);
    Jar.Result result =
        new Jar(folder, List.of(), Map.of()).run("--config", "c.yaml", "--fast", "--quiet");
    assertEquals(4, result.code(), result.err());
    assertTrue(
        result.err().startsWith("error: wild/ma_spi/stage_01: Q/alpha became "), result.err());
    assertFalse(result.err().contains("\tat "), result.err());
    assertTrue(Files.exists(folder.resolve("out/run.json")));
  }
}
