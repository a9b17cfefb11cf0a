package org.malfl.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.malfl.artifacts.RunFolder.assertSameBytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.RunFolder;
import org.malfl.provenance.CrateCheck;

/** Runs described for others by the built jar. */
class ExportIT {
  private static final String CRATE = "ro-crate-metadata.json";

  @TempDir Path folder;

  private Jar.Result jar(String... arguments) {
    return new Jar(folder, List.of(), Map.of()).run(arguments);
  }

  private void run(String... arguments) {
    Jar.Result result = jar(arguments);
    assertEquals(0, result.code(), result.err());
  }

  private byte[] crate() throws IOException {
    return Files.readAllBytes(folder.resolve("out").resolve(CRATE));
  }

  @Test
  void anExportedRunIsACrateAndARunAsBefore() throws IOException {
    SmokeRun.with().copyTo(folder.resolve("out"));
    SortedMap<String, String> before = RunFolder.hashes(folder.resolve("out"));
    Jar.Result export = jar("export", "--ro-crate", "out");
    assertEquals(0, export.code(), export.err());
    assertEquals("", export.err());
    assertEquals("out/" + CRATE + " describes 474 files and 108 actions\n", export.out());
    assertEquals(List.of(), CrateCheck.problems(folder.resolve("out")));
    byte[] crate = crate();
    run("audit", "out");

    run("export", "out", "--ro-crate");
    assertArrayEquals(crate, crate());
    SortedMap<String, String> after = RunFolder.hashes(folder.resolve("out"));
    after.remove(CRATE);
    assertSameBytes(before, after);
  }

  @Test
  void aLaterRunKeepsTheCrateOfTheSameResultsAndNoOther() throws IOException {
    SmokeRun.with("--no-plots").copyTo(folder.resolve("out"));
    run("export", "--ro-crate", "out");
    byte[] crate = crate();
    Jar.Result again = jar("--fast", "--no-plots", "--output-dir", "out");
    assertTrue(again.out().contains("96 stages, 96 of them reused"), again.out());
    assertFalse(again.out().contains("Left alone"), again.out());
    assertArrayEquals(crate, crate());

    run("--fast", "--no-plots", "--output-dir", "out", "--seed", "3");
    assertFalse(Files.exists(folder.resolve("out").resolve(CRATE)));
    assertArrayEquals(crate, Files.readAllBytes(folder.resolve("out/superseded/1").resolve(CRATE)));
    run("export", "--ro-crate", "out");
    assertEquals(List.of(), CrateCheck.problems(folder.resolve("out")));
    run("clean", "out", "--yes");
    assertFalse(Files.exists(folder.resolve("out/superseded")));
  }

  @Test
  void anAlteredRunIsNotExported() throws IOException {
    SmokeRun.with("--no-plots").copyTo(folder.resolve("out"));
    Files.writeString(folder.resolve("out/table1.csv"), "family,agent,pearson,spearman\n");
    Jar.Result export = jar("export", "--ro-crate", "out");
    assertEquals(3, export.code());
    assertTrue(
        export
            .err()
            .startsWith(
                "error: out: this is not the run that malfl made, so it is not exported:"
                    + " table1.csv: has 30 bytes; its manifest says "),
        export.err());
    assertFalse(Files.exists(folder.resolve("out").resolve(CRATE)));
  }

  @Test
  void whatAKilledRunLeftIsNotExported() throws IOException {
    SmokeRun.with("--no-plots").copyTo(folder.resolve("out"));
    Path left = folder.resolve("out/homogeneous/.plots.malfl-unfinished");
    Files.createDirectory(left);
    Jar.Result export = jar("export", "--ro-crate", "out");
    assertEquals(3, export.code());
    assertTrue(export.err().contains("was left half-written"), export.err());
    assertTrue(Files.exists(left));
  }

  @Test
  void aRunWithoutADateIsNotExported() throws IOException {
    SmokeRun.with("--no-plots").copyTo(folder.resolve("out"));
    Files.delete(folder.resolve("out/run.json"));
    Jar.Result export = jar("export", "--ro-crate", "out");
    assertEquals(3, export.code());
    assertTrue(export.err().startsWith("error: out/run.json is missing, so nothing says when"));
  }

  @Test
  void aFolderThatARunIsWritingToIsNotExported() throws Exception {
    Process first =
        new Jar(folder, List.of(), Map.of())
            .start(folder.resolve("output.txt"), "--no-plots", "--output-dir", "out");
    while (!Files.exists(folder.resolve("out/run.json")) && first.isAlive()) {
      Thread.sleep(5);
    }
    Jar.Result export = jar("export", "--ro-crate", "out");
    first.destroyForcibly().waitFor();
    assertEquals(6, export.code(), export.err());
    assertTrue(
        export.err().startsWith("error: another run (process " + first.pid() + " on "),
        export.err());
  }

  @Test
  void onlyThisCommandLoadsTheLibrary() {
    Jar watched = new Jar(folder, List.of("-Xlog:class+load:file=classes.txt"), Map.of());
    for (String[] command :
        List.of(
            new String[] {"--help"},
            new String[] {"--fast", "--no-plots", "--output-dir", "out"})) {
      assertEquals(0, watched.run(command).code());
      assertFalse(loaded().contains("edu.kit.datamanager"), command[0]);
    }
    assertEquals(0, watched.run("export", "--ro-crate", "out").code());
    assertTrue(loaded().contains("edu.kit.datamanager"));
  }

  private String loaded() {
    try {
      return Files.readString(folder.resolve("classes.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
