package org.malfl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.RunFolder;

/** Studies with the built jar. */
class StudyIT {
  private static final String FOLDER = "out/studies/coverage";

  @TempDir Path folder;

  private Jar.Result jar(String... arguments) {
    return new Jar(folder, List.of("-Xmx512m"), Map.of()).run(arguments);
  }

  private String printed(String... arguments) {
    Jar.Result result = jar(arguments);
    assertEquals(0, result.code(), result.err());
    return result.out();
  }

  private SortedMap<String, String> hashes(String run) throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>(RunFolder.hashes(folder.resolve(run)));
    hashes.keySet().removeIf(name -> name.equals("run.json") || name.startsWith("logs/"));
    return hashes;
  }

  @Test
  void withoutANameTheStudiesAreListed() {
    List<String> lines = printed("study").lines().toList();
    for (String study :
        List.of(
            "sample-efficiency",
            "coverage",
            "unsmooth-rewards",
            "cross-correlation",
            "priors-and-draws")) {
      assertTrue(lines.stream().anyMatch(line -> line.startsWith(study + " ")), study);
    }
    assertTrue(printed("study", "--help").lines().count() <= 30);
  }

  @Test
  void aStudyIsARunOfItsOwnThatEveryCommandKnows() throws IOException {
    String[] study = {"study", "coverage", "--fast", "--seeds", "1", "--base-dir", "out"};
    String first = printed(study);
    assertTrue(first.contains("8 stages, 0 of them reused"), first);
    for (String file : List.of("runs.csv", "bands.csv", "states.csv", "summary.json")) {
      assertTrue(Files.size(folder.resolve(FOLDER).resolve(file)) > 0, file);
    }
    for (String picture : List.of("coverage_replay.png", "coverage_replay.svg")) {
      assertTrue(Files.size(folder.resolve(FOLDER).resolve("plots").resolve(picture)) > 0, picture);
    }
    SortedMap<String, String> before = hashes(FOLDER);
    String again = printed(study);
    assertTrue(again.contains("8 stages, 8 of them reused"), again);
    assertEquals(before, hashes(FOLDER));

    assertTrue(printed("audit", FOLDER).contains("Passed at level derive."));
    assertTrue(printed("show", FOLDER).contains("study-trial, version 2"));
    assertTrue(
        printed("show", FOLDER + "/bands.csv")
            .contains("mean, range and 10 to 90 % quantiles of scores over seeds"));
    assertTrue(printed("clean", FOLDER, "--yes").startsWith("Nothing to remove"));
    assertTrue(printed("export", "--ro-crate", FOLDER).contains(" describes "));

    // The main job above it and the study leave each other alone.
    printed("--fast", "--quiet", "--no-plots", "--output-dir", "out");
    String audit = printed("audit", "out", "--level", "hashes");
    assertTrue(audit.contains(FOLDER.substring(4) + " is a run of its own"), audit);
    assertTrue(printed(study).contains("8 stages, 8 of them reused"));
  }

  @Test
  void anInterruptedStudyGoesOnFromThere() throws IOException {
    String[] study = {"study", "coverage", "--fast", "--seeds", "1", "--base-dir", "out"};
    printed(study);
    SortedMap<String, String> before = hashes(FOLDER);
    // What a process leaves that was killed in its third trial.
    RunFolder.delete(folder.resolve(FOLDER + "/tables"));
    RunFolder.delete(folder.resolve(FOLDER + "/plots"));
    RunFolder.delete(folder.resolve(FOLDER + "/trials/heterogeneous/constant/3_stages_50x100"));
    Path unfinished = folder.resolve(FOLDER + "/trials/heterogeneous/constant");
    Files.createDirectories(unfinished.resolve("3_stages_50x100/.seed_001.malfl-unfinished"));
    for (String file : List.of("runs.csv", "bands.csv", "states.csv", "summary.json")) {
      Files.delete(folder.resolve(FOLDER).resolve(file));
    }
    Files.delete(folder.resolve(FOLDER).resolve("manifest.json"));
    assertTrue(printed(study).contains("8 stages, 3 of them reused"));
    SortedMap<String, String> after = hashes(FOLDER);
    after.keySet().removeIf(name -> name.startsWith("superseded/"));
    assertEquals(before, after);
  }

  @Test
  void fewerSeedsLeaveTheOthersAndResultsAreThoseOfTheFewer() throws IOException {
    printed("study", "coverage", "--fast", "--base-dir", "both");
    printed("study", "coverage", "--fast", "--seeds", "1", "--base-dir", "both");
    printed("study", "coverage", "--fast", "--seeds", "1", "--base-dir", "one");
    for (String file : List.of("runs.csv", "bands.csv", "states.csv")) {
      assertEquals(
          hashes("one/studies/coverage").get(file), hashes("both/studies/coverage").get(file));
    }
    printed("audit", "both/studies/coverage");
  }
}
