package org.malfl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.RunFolder;

/** What the built jar finds out about the learners of a run. */
class IdentifyIT {
  @TempDir Path folder;

  private Jar.Result jar(String... arguments) {
    return new Jar(folder, List.of("-Xmx512m"), Map.of()).run(arguments);
  }

  private void run(String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "--fast",
                    "--quiet",
                    "--no-plots",
                    "--output-dir",
                    "out",
                    "--reward-families",
                    "heterogeneous"),
                Stream.of(more))
            .toArray(String[]::new);
    assertEquals(0, jar(arguments).code());
  }

  private void assertRefused(int code, String error, String... arguments) {
    Jar.Result result = jar(arguments);
    assertEquals("error: " + error, result.err().lines().findFirst().orElse(""));
    assertEquals(code, result.code());
  }

  @Test
  void theConstantStepIsFoundAndTheRunStaysAsItWas() throws IOException {
    run();
    SortedMap<String, String> before = RunFolder.hashes(folder.resolve("out"));
    Jar.Result first = jar("identify", "out");
    assertEquals(0, first.code(), first.err());
    List<String> lines =
        first.out().lines().map(line -> line.replaceAll(" +", " ").strip()).toList();
    assertEquals("heterogeneous: which learner it was, by its datasets alone", lines.get(0));
    assertTrue(
        lines.get(2).matches("constant step step 0\\.\\S+ 0\\.\\S+ to \\S+ 0\\.0 not rejected"),
        lines.get(2));
    assertTrue(lines.get(3).matches("power step .* rejected"), lines.get(3));
    assertTrue(first.out().contains("\nalpha: not identifiable"), first.out());
    assertTrue(first.out().contains("\nfit: no objection"), first.out());

    SortedMap<String, String> after = RunFolder.hashes(folder.resolve("out"));
    before.forEach((path, hash) -> assertEquals(hash, after.get(path), path));
    after.keySet().removeAll(before.keySet());
    assertEquals(
        List.of(
            "heterogeneous/identification/identification.json",
            "heterogeneous/identification/manifest.json",
            "heterogeneous/identification/profile.csv",
            "heterogeneous/identification/profile.png",
            "heterogeneous/identification/profile.svg"),
        List.copyOf(after.keySet()));

    Jar.Result audit = jar("audit", "out");
    assertEquals(0, audit.code(), audit.out());
    assertEquals(first.out(), jar("identify", "out").out());
    assertEquals(0, jar("compare", "out", "out").code());

    Path findings = folder.resolve("out/heterogeneous/identification/identification.json");
    Files.writeString(findings, Files.readString(findings).replace("false", "true "));
    Jar.Result altered = jar("audit", "out");
    assertEquals(3, altered.code());
    assertTrue(altered.out().contains("heterogeneous/identification/identification.json"));
  }

  @Test
  void whatCannotBeLookedIntoIsRefused() throws IOException {
    Files.writeString(
        folder.resolve("bare.yaml"),
        "malfl: {recovery: [paper]}\nlogging: {save_datasets: false}\n");
    run("--config", "bare.yaml");
    assertRefused(
        2,
        "found no datasets in 'out', which ran with logging.save_datasets: false; valid a run that"
            + " keeps them",
        "identify",
        "out");
    assertRefused(
        2,
        "--reward-families: found 'homogeneous', which did not run in out; valid heterogeneous",
        "identify",
        "out",
        "--reward-families",
        "homogeneous");
    assertRefused(2, "found no folder; valid the folder of a run", "identify");
    Files.createDirectory(folder.resolve("empty"));
    assertRefused(3, "empty holds no complete run: it has no manifest.json", "identify", "empty");
    assertEquals(Map.of(), RunFolder.hashes(folder.resolve("empty")));
  }
}
