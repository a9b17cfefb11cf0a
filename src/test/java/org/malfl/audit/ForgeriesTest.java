package org.malfl.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.StoreReader;
import org.malfl.audit.Forgery.Found;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.Family;
import org.malfl.experiments.ReproduceSettings;
import org.malfl.experiments.Reproduction;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;

/**
 * What a forger changes who mends all hashes and keys. With {@code -Dmalfl.episodes=3000}, the
 * paper's budget, this makes the table of docs/validation.md in {@code target/forgeries.md};
 * otherwise of each kind only the largest.
 */
class ForgeriesTest {
  private static final String SETTINGS =
      """
      environment: {reward_families: [homogeneous]}
      maspi: {iterations: 3, episodes: %d, episode_length: 1000}
      malfl: {trend: false, recovery: [paper, replay]}
      optimization: {paper: {epochs: 50}, replay: {prior: ridge}}
      plots: {draw: false}
      """
          .formatted(Integer.getInteger("malfl.episodes", 30));

  private static final boolean ALL_SIZES = Integer.getInteger("malfl.episodes") != null;

  private static final RunListener NOBODY = new RunListener() {};

  private static Path honest;

  /**
   * Reruns of the settings that forgeries claim. Most claim the same, and a rerun that finds a
   * stage of its own here, with all its hashes, need not compute it once more.
   */
  private static final Map<String, Path> RERUNS = new HashMap<>();

  @BeforeAll
  static void run() throws IOException {
    honest = run(settings(""));
  }

  private static Path run(ReproduceSettings settings) throws IOException {
    Path folder = RunFolder.inMemory();
    try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
      store.prepare(Experiment::isResult);
      Reproduction reproduction = new Reproduction(settings);
      Runner runner = new Runner(store, 2, false, NOBODY);
      reproduction.publish(store, runner, runner.run(reproduction.graph()).manifests());
    }
    return folder;
  }

  @AfterAll
  static void remove() throws IOException {
    RunFolder.delete(honest);
    for (Path rerun : RERUNS.values()) {
      RunFolder.delete(rerun);
    }
  }

  private static ReproduceSettings settings(String claim) {
    ConfigProblems problems = new ConfigProblems();
    ConfigNode.Mapping settings = YamlFile.read("run.yaml", SETTINGS.getBytes(UTF_8), problems);
    YamlFile.read("claim.yaml", ("x: 0\n" + claim).getBytes(UTF_8), problems)
        .members()
        .forEach(
            (key, member) -> {
              if (!key.equals("x")) {
                settings.set(key, member.value());
              }
            });
    return ReproduceSettings.read(settings, false, problems);
  }

  private static Verdict auditOfHashes(Path folder) {
    Verdict verdict = HashAudit.of(new StoreReader(folder));
    assertTrue(verdict.passed(), () -> "hashes were not mended: " + verdict.findings());
    return verdict;
  }

  private static Verdict derived(Path folder) {
    Verdict verdict = auditOfHashes(folder);
    DeriveAudit.addTo(verdict, new StoreReader(folder), 2, NOBODY);
    return verdict;
  }

  private static Verdict rerun(Path folder, Path scratch) {
    Verdict verdict = auditOfHashes(folder);
    RerunAudit.addTo(verdict, new StoreReader(folder), scratch, 2, NOBODY);
    return verdict;
  }

  @Test
  void nothingIsFoundInAnHonestRun() throws IOException {
    assertEquals(List.of(), derived(honest).findings());
    Path scratch = RunFolder.inMemory();
    assertEquals(List.of(), rerun(honest, scratch).findings());
    RunFolder.delete(scratch);
  }

  /** What an audit finds in a forgery. */
  private record Outcome(Optional<Double> derivedFrom, String check, boolean allRerun) {}

  private static Outcome outcome(Forgery forgery) throws IOException {
    Optional<Double> derivedFrom = Optional.empty();
    String check = "";
    boolean allRerun = true;
    List<Double> sizes = forgery.sizes();
    for (double size : ALL_SIZES ? sizes : sizes.subList(sizes.size() - 1, sizes.size())) {
      Path folder = RunFolder.inMemory();
      ForgedRun forged =
          new ForgedRun(honest, forgery.thorough(), new Reproduction(settings(forgery.settings())));
      forgery.change().apply(forged, size);
      forged.write(folder);
      Verdict derived = derived(folder);
      if (derived.passed()) {
        // Larger ones must be found as well.
        derivedFrom = Optional.empty();
      } else if (derivedFrom.isEmpty()) {
        derivedFrom = Optional.of(size);
        check = derived.findings().get(0).check();
      }
      if (!RERUNS.containsKey(forgery.settings())) {
        RERUNS.put(forgery.settings(), RunFolder.inMemory());
      }
      allRerun &= !rerun(folder, RERUNS.get(forgery.settings())).passed();
      RunFolder.delete(folder);
    }
    return new Outcome(derivedFrom, check, allRerun);
  }

  @Test
  void settingsOfAnotherRunAreFoundByHashes() throws IOException {
    for (String iterations : List.of("2", "4", "1000")) {
      ForgedRun forged = new ForgedRun(honest, false, new Reproduction(settings("")));
      forged.put(
          "summary.json",
          forged
              .text("summary.json")
              .replace("\"iterations\": 3", "\"iterations\": " + iterations));
      Path folder = RunFolder.inMemory();
      forged.write(folder);
      assertFalse(HashAudit.of(new StoreReader(folder)).passed(), iterations + " stages");
      RunFolder.delete(folder);
    }
  }

  @Test
  void aPictureThatShowsSomethingElseIsFound() throws IOException {
    ReproduceSettings drawn =
        settings("plots: {formats: [svg, png]}\nmaspi: {iterations: 2, episodes: 5}");
    Path run = run(drawn);
    for (String format : List.of("svg", "png")) {
      ForgedRun forged = new ForgedRun(run, false, new Reproduction(drawn));
      forged.exchange(
          "homogeneous/plots/paper/reward_agent_0." + format,
          "homogeneous/plots/paper/reward_agent_1." + format);
      Path folder = RunFolder.inMemory();
      forged.write(folder);
      assertEquals(
          List.of(
              "reward_agent_0." + format + " shows something else",
              "reward_agent_1." + format + " shows something else"),
          derived(folder).findings().stream().map(Verdict.Finding::difference).toList());
      RunFolder.delete(folder);
    }
    RunFolder.delete(run);
  }

  @Test
  void forgeriesAreFound() throws IOException {
    List<Forgery> forgeries = new Forgeries(Family.of("homogeneous", settings(""))).all();
    List<String> table =
        new ArrayList<>(
            List.of(
                "| what was forged | thorough | found by what follows | check |",
                "|---|---|---|---|"));
    List<Executable> checks = new ArrayList<>();
    for (Forgery forgery : forgeries) {
      Outcome outcome = outcome(forgery);
      table.add(
          "| %s | %s | %s | %s |"
              .formatted(
                  forgery.what(),
                  forgery.thorough() ? "yes" : "",
                  outcome
                      .derivedFrom
                      .map(size -> size == 0 ? "yes" : "from size " + size)
                      .orElse("no"),
                  outcome.check));
      checks.add(() -> assertTrue(outcome.allRerun, forgery.what() + ": not found by a rerun"));
      checks.add(
          () ->
              assertEquals(
                  forgery.found() != Found.RERUN,
                  outcome.derivedFrom.isPresent(),
                  forgery.what() + ": found by what follows"));
    }
    Files.createDirectories(Path.of("target"));
    Files.write(Path.of("target/forgeries.md"), table);
    checks.add(() -> assertTrue(forgeries.size() >= 30, "forgeries: " + forgeries.size()));
    assertAll(checks);
  }
}
