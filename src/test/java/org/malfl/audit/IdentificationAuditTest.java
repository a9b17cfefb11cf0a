package org.malfl.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.StoreReader;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.Identification;
import org.malfl.experiments.ReproduceSettings;
import org.malfl.experiments.Reproduction;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;

/** An identification beside a run is audited as the run is. */
class IdentificationAuditTest {
  private static final String STAGE = "homogeneous/identification";
  private static final RunListener NOBODY = new RunListener() {};

  private static Path folder;
  private static Manifest honest;

  @BeforeAll
  static void run() throws IOException {
    folder = RunFolder.inMemory();
    ConfigProblems problems = new ConfigProblems();
    ReproduceSettings settings =
        ReproduceSettings.read(
            YamlFile.read(
                "run.yaml",
                """
                environment: {grid_size: 2, goal: [1, 1]}
                maspi: {iterations: 2, episodes: 2, episode_length: 30}
                malfl: {recovery: [paper]}
                optimization: {paper: {epochs: 2}}
                plots: {draw: false}
                """
                    .getBytes(UTF_8),
                problems),
            false,
            problems);
    try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
      store.prepare(Experiment::isResult);
      Reproduction reproduction = new Reproduction(settings);
      Runner runner = new Runner(store, 2, false, NOBODY);
      reproduction.publish(store, runner, runner.run(reproduction.graph()).manifests());
      Identification identification =
          new Identification(settings, List.of("homogeneous", "heterogeneous"));
      var unused = new Runner(store, 2, false, NOBODY).run(identification.graph());
      honest = store.manifest(STAGE);
    }
  }

  @AfterAll
  static void remove() throws IOException {
    RunFolder.delete(folder);
  }

  private static List<String> findings(boolean rerun) throws IOException {
    StoreReader store = new StoreReader(folder);
    Verdict verdict = HashAudit.of(store);
    if (verdict.passed()) {
      if (rerun) {
        Path scratch = RunFolder.inMemory();
        RerunAudit.addTo(verdict, store, scratch, 2, NOBODY);
        RunFolder.delete(scratch);
      } else {
        DeriveAudit.addTo(verdict, store, 2, NOBODY);
      }
    }
    return verdict.findings().stream()
        .map(finding -> finding.place() + ": " + finding.check() + ": " + finding.difference())
        .toList();
  }

  /** Writes the stage again, with all hashes mended. */
  private static void forge(String file, UnaryOperator<String> change, Manifest.Origin origin)
      throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    for (String name : honest.files().keySet()) {
      files.put(name, Files.readAllBytes(folder.resolve(STAGE).resolve(name)));
    }
    String before = new String(files.get(file), UTF_8);
    String after = change.apply(before);
    assertNotEquals(before, after);
    files.put(file, after.getBytes(UTF_8));
    // A store would take the run for incomplete once one of its stages is replaced.
    Path scratch = RunFolder.inMemory();
    try (ArtifactStore store = new ArtifactStore(scratch, note -> {})) {
      store.prepare(Experiment::isResult);
      ArtifactStore.StageWriter writer = store.begin(STAGE);
      files.forEach((name, content) -> writer.add(name, List.of(ByteBuffer.wrap(content))));
      files.put(Manifest.FILE_NAME, writer.commit(origin).bytes());
    }
    RunFolder.delete(scratch);
    for (var forged : files.entrySet()) {
      Files.write(folder.resolve(STAGE).resolve(forged.getKey()), forged.getValue());
    }
  }

  private static String beforeForgery(String file) throws IOException {
    return Files.readString(folder.resolve(STAGE).resolve(file));
  }

  private void assertFound(String file, String from, String to) throws IOException {
    String kept = beforeForgery(file);
    forge(file, text -> text.replaceFirst(from, to), honest.origin());
    assertEquals(
        List.of(STAGE + "/" + file + ": files follow from the stage's inputs: other bytes follow"),
        findings(false));
    assertEquals(List.of(STAGE + ": stages of a rerun: other bytes in " + file), findings(true));
    forge(file, text -> kept, honest.origin());
  }

  @Test
  void whatIsNotForgedPasses() throws IOException {
    assertEquals(List.of(), findings(false));
    assertEquals(List.of(), findings(true));
  }

  @Test
  void aForgedProfileIsFound() throws IOException {
    assertFound("profile.csv", "constant step,step,first,0.01", "constant step,step,first,0.02");
  }

  @Test
  void aForgedFindingIsFound() throws IOException {
    assertFound("identification.json", "\"rejected\": false", "\"rejected\": true");
  }

  @Test
  void aPictureThatShowsSomethingElseIsFound() throws IOException {
    String kept = beforeForgery("profile.svg");
    forge("profile.svg", text -> text.replaceFirst("</svg>", "<!-- --></svg>"), honest.origin());
    assertEquals(
        List.of(STAGE + ": pictures show what the stages left: profile.svg shows something else"),
        findings(false));
    forge("profile.svg", text -> kept, honest.origin());
  }

  @Test
  void anIdentificationUnderAnotherGammaIsFound() throws IOException {
    TreeMap<String, Object> parameters = new TreeMap<>(honest.origin().parameters());
    parameters.put("gamma", 0.8);
    Manifest.Origin origin =
        new Manifest.Origin(
            STAGE,
            honest.origin().algorithm(),
            honest.origin().version(),
            parameters,
            honest.origin().inputs());
    String kept = beforeForgery("profile.svg");
    forge("profile.svg", text -> text + "\n", origin);
    List<String> found = findings(false);
    assertTrue(
        found.contains(STAGE + ": stages of the recorded settings: changed settings: gamma"),
        found.toString());
    forge("profile.svg", text -> kept, honest.origin());
  }

  @Test
  void anotherAlgorithmInItsPlaceIsFound() throws IOException {
    Manifest.Origin origin =
        new Manifest.Origin(
            STAGE, "something", 1, honest.origin().parameters(), honest.origin().inputs());
    String kept = beforeForgery("profile.svg");
    forge("profile.svg", text -> text + "\n", origin);
    assertEquals(1, findings(false).size());
    forge("profile.svg", text -> kept, honest.origin());
  }
}
