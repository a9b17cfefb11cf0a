package org.malfl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.Sha256;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;

/** The audit of runs from the built jar. */
class AuditIT {
  @TempDir Path folder;

  private Jar.Result jar(String... arguments) {
    return new Jar(folder, List.of(), Map.of()).run(arguments);
  }

  private void run(String... arguments) {
    assertEquals(0, jar(arguments).code());
  }

  private static List<String> lines(Jar.Result result) {
    return result.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
  }

  @Test
  void anHonestRunPassesAtEveryLevelAndIsNotChanged() throws IOException {
    Files.writeString(
        folder.resolve("c.yaml"),
        """
        environment:
          families: {zeta: [{goal: -1}, {others: 1}], alpha: [{goal: -1, others: 2}, {goal: -1}]}
          reward_families: [zeta]
        plots: {formats: [pdf], opponent_cell: [0, 2]}
        """);
    run("--fast", "--config", "c.yaml", "--output-dir", "out");
    SmokeRun.with("--no-plots").copyTo(folder.resolve("plain"));
    run("--fast", "--no-plots", "--output-dir", "out/inside");
    SortedMap<String, String> before = RunFolder.hashes(folder.resolve("out"));
    byte[] record = Files.readAllBytes(folder.resolve("out/run.json"));

    Jar.Result derive = jar("audit", "out");
    assertEquals(0, derive.code(), derive.out());
    assertTrue(lines(derive).contains("stages of the recorded settings 54 0"), derive.out());
    assertTrue(lines(derive).contains("expected Q is what TD leaves 6 0"), derive.out());
    assertTrue(lines(derive).contains("results follow from the stages 6 0"), derive.out());
    assertTrue(
        derive
            .out()
            .endsWith(
                "Passed at level derive.\nnote: inside is a run of its own; audit it by itself\n"),
        derive.out());
    Jar.Result hashes = jar("audit", "out", "--level", "hashes");
    assertEquals(0, hashes.code(), hashes.out());
    assertTrue(
        lines(hashes).stream().noneMatch(line -> line.startsWith("results follow")), hashes.out());
    for (String run : List.of("out", "plain")) {
      Jar.Result rerun = jar("audit", run, "--level", "rerun");
      assertEquals(0, rerun.code(), rerun.out() + rerun.err());
      assertTrue(lines(rerun).contains("results of a rerun 6 0"), rerun.out());
    }
    assertEquals(before, RunFolder.hashes(folder.resolve("out")));
    assertEquals(new String(record, UTF_8), Files.readString(folder.resolve("out/run.json")));
  }

  @Test
  void whatWasAlteredIsNamed() throws IOException {
    SmokeRun.with("--no-plots").copyTo(folder.resolve("out"));
    Files.writeString(folder.resolve("out/notes.txt"), "mine");
    Files.writeString(folder.resolve("out/table1.csv"), "family,agent,pearson,spearman\n");
    Files.delete(folder.resolve("out/homogeneous/ma_spi/stage_01/counts.npy"));
    Jar.Result audit = jar("audit", "out");
    assertEquals(3, audit.code());
    assertEquals("error: out: this is not the run that malfl made; findings: 3\n", audit.err());
    List<String> lines = lines(audit);
    assertEquals(
        List.of(
            "place check what differs",
            "homogeneous/ma_spi/stage_01/counts.npy files of stages is missing",
            "table1.csv results has 30 bytes; its manifest says 247",
            "notes.txt nothing else is there is in no manifest"),
        lines.subList(lines.size() - 4, lines.size()).stream()
            .map(line -> line.replaceAll("says \\d+", "says 247"))
            .toList());

    JsonFields verdict =
        new JsonFields(
            "verdict",
            CanonicalJson.read("verdict", jar("audit", "out", "--json").out().getBytes(UTF_8)));
    assertEquals(false, verdict.value("passed"));
    assertEquals("derive", verdict.text("level"));
    assertEquals(3, verdict.list("findings").size());
  }

  /** Replaces in a file, and mends its hash wherever it is named. */
  private void forge(String path, String from, String to) throws IOException {
    Path file = folder.resolve("out").resolve(path);
    byte[] before = Files.readAllBytes(file);
    String forged = new String(before, UTF_8).replaceFirst(from, to);
    Files.writeString(file, forged);
    Path manifest = folder.resolve("out/manifest.json");
    assertEquals(before.length, forged.length());
    Files.writeString(
        manifest,
        Files.readString(manifest).replace(Sha256.of(before), Sha256.of(forged.getBytes(UTF_8))));
  }

  @Test
  void aForgeryWithMendedHashesIsFoundByWhatFollowsAndByTheRerun() throws IOException {
    SmokeRun.with("--no-plots").copyTo(folder.resolve("out"));
    forge("table1.csv", "homogeneous,0,0\\.\\d\\d", "homogeneous,0,0.99");
    assertEquals(0, jar("audit", "out", "--level", "hashes").code());
    Jar.Result derive = jar("audit", "out");
    assertEquals(3, derive.code(), derive.out());
    assertTrue(
        lines(derive)
            .contains("table1.csv results follow from the stages is not what the stages give"),
        derive.out());
    Jar.Result rerun = jar("audit", "out", "--level", "rerun");
    assertEquals(3, rerun.code(), rerun.out());
    assertTrue(lines(rerun).contains("table1.csv results of a rerun has other bytes"), rerun.out());
  }

  @Test
  void twoRunsAreComparedWithTheExitCodeForDifferences() throws IOException {
    SmokeRun.with("--no-plots").copyTo(folder.resolve("a"));
    run("--fast", "--no-plots", "--output-dir", "b", "--seed", "3");
    Jar.Result same = jar("compare", "a", "a");
    assertEquals(0, same.code(), same.err());
    assertEquals("The same: all bytes of 96 stages and the results\n", same.out());
    Jar.Result seeds = jar("compare", "a", "b");
    assertEquals(5, seeds.code(), seeds.err());
    assertEquals("", seeds.err());
    assertTrue(
        seeds.out().startsWith("setting  A  B\nseed     2  3\n\nStages: 4 the same, 92 with"),
        seeds.out());
    assertTrue(lines(seeds).contains("homogeneous/ma_spi/stage_00 streams"), seeds.out());
  }

  @Test
  void helpOfACommandHasTwoSpellings() {
    Jar.Result help = jar("audit", "--help");
    assertTrue(help.out().contains("derive (default)"), help.out());
    assertEquals(help.out(), jar("audit", "-h").out());
  }

  @Test
  void whatIsNoRunIsSaid() throws IOException {
    Jar.Result nowhere = jar("audit", "nope");
    assertEquals(2, nowhere.code());
    assertTrue(
        nowhere.err().startsWith("error: found no folder 'nope'; valid the folder of a run\n"),
        nowhere.err());
    Files.createDirectory(folder.resolve("empty"));
    Jar.Result empty = jar("audit", "empty");
    assertEquals(3, empty.code());
    assertEquals("error: empty holds no complete run: it has no manifest.json\n", empty.err());
    Jar.Result level = jar("audit", "empty", "--level", "hash");
    assertEquals(2, level.code());
    assertTrue(
        level
            .err()
            .startsWith(
                "error: --level: found unknown level 'hash'; valid hashes, derive, rerun; did you mean"
                    + " 'hashes'?\n"),
        level.err());
  }
}
