package org.malfl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.Sha256;

/** What the built jar shows of a run. */
class ShowIT {
  private static final String STAGE = "out/homogeneous/ma_spi/stage_02";

  @TempDir Path folder;

  private Jar.Result jar(String... arguments) {
    return new Jar(folder, List.of("-Xmx256m"), Map.of()).run(arguments);
  }

  @BeforeEach
  void run() throws IOException {
    SmokeRun.with().copyTo(folder.resolve("out"));
  }

  private static List<String> lines(Jar.Result result) {
    return result.out().lines().map(line -> line.replaceAll(" +", " ").strip()).toList();
  }

  private List<String> shown(String path) {
    Jar.Result result = jar("show", path);
    assertEquals("", result.err());
    assertEquals(0, result.code());
    return lines(result);
  }

  private static void assertHolds(List<String> lines, String... expected) {
    for (String line : expected) {
      assertTrue(lines.contains(line), line + " is not in\n" + String.join("\n", lines));
    }
  }

  private void assertRefused(int code, String error, String path) {
    Jar.Result result = jar("show", path);
    assertEquals("error: " + error, result.err().lines().findFirst().orElse(""));
    assertEquals(code == 2 ? 2 : 1, result.err().lines().count());
    assertEquals(code, result.code());
  }

  @Test
  void everythingOfAnHonestRunIsShownAndNothingIsChanged() throws IOException {
    SortedMap<String, String> before = RunFolder.hashes(folder.resolve("out"));
    byte[] dataset = Files.readAllBytes(folder.resolve(STAGE + "/dataset.npy"));
    // The header of an array has 128 bytes; then come pairs of joint state and joint action.
    TreeSet<Integer> states = new TreeSet<>();
    for (int k = 128; k < dataset.length; k += 2) {
      states.add(dataset[k] & 0xFF);
    }
    List<String> file = shown(STAGE + "/dataset.npy");
    assertHolds(
        file,
        "file homogeneous/ma_spi/stage_02/dataset.npy",
        "format array of uint8",
        "shape 50 × 100 × 2: episode × step × part",
        "bytes 10128, as its manifest says",
        "SHA-256 " + Sha256.of(dataset) + ", as its manifest says",
        "made by soft-policy-iteration, version 1",
        "run out, complete, its manifest names this stage",
        "streams \"2/ma_spi/homogeneous/2\"",
        "homogeneous/ma_spi/stage_01/expected_q.npy previous_q",
        "1 homogeneous/ma_spi/stage_00 … stage_01 2 soft-policy-iteration, version 1 1",
        "seed 2");
    assertTrue(
        file.stream()
            .anyMatch(
                line ->
                    line.startsWith(
                        "values joint state %d to %d, mean "
                            .formatted(states.first(), states.last()))),
        file.toString());
    assertHolds(
        shown(STAGE),
        "counts.npy 16328 as its manifest says n(s, a), how often each pair is in D_h");
    assertHolds(shown("out"), "run out, complete, stages: 107", "seed 2");
    assertHolds(
        shown("out/cross_correlation.csv"),
        "format CSV, rows below the header: 8",
        "columns predicted_family: homogeneous, heterogeneous");
    assertHolds(
        shown("out/homogeneous/ma_spi"),
        "2 homogeneous/ma_spi/stage_00 … stage_02 3 soft-policy-iteration, version 1 2");
    for (String path : before.keySet()) {
      if (path.startsWith("homogeneous/evaluation/paper/")
          || path.startsWith("homogeneous/plots/paper/reward_agent_0")) {
        assertTrue(shown("out/" + path).size() <= 120, path);
      }
    }
    assertHolds(shown("out/run.json"), "manifest in none, as malfl keeps it beside its runs");
    assertEquals(before, RunFolder.hashes(folder.resolve("out")));
    assertEquals(jar("show", "out").out(), jar("show", "out/.").out());
  }

  @Test
  void whatIsNotAsItsManifestSaysEndsWithOneLine() throws IOException {
    Path policy = folder.resolve(STAGE + "/policy.npy");
    byte[] bytes = Files.readAllBytes(policy);
    Files.write(policy, Arrays.copyOf(bytes, 3000));
    Jar.Result cut = jar("show", STAGE + "/policy.npy");
    assertHolds(
        lines(cut),
        "format policy.npy: found 2872 bytes of data for shape (2, 81, 5) of '<f8'",
        "bytes 3000; its manifest says 6608");
    assertRefused(
        3, STAGE + "/policy.npy: has 3000 bytes; its manifest says 6608", STAGE + "/policy.npy");
    assertRefused(3, STAGE + ": policy.npy has 3000 bytes; its manifest says 6608", STAGE);
    bytes[1000] ^= 1;
    Files.write(policy, bytes);
    assertRefused(
        3,
        STAGE + "/policy.npy: has another SHA-256 than its manifest says",
        STAGE + "/policy.npy");
    Files.delete(policy);
    assertRefused(3, STAGE + ": policy.npy is missing, or is no file", STAGE);
  }

  @Test
  void strangersAreSaidToBeStrangers() throws IOException {
    Files.writeString(folder.resolve(STAGE + "/fake.npy"), "text");
    assertRefused(
        3, STAGE + "/fake.npy: is in no manifest; fake.npy: not a .npy file", STAGE + "/fake.npy");
    Files.writeString(folder.resolve("out/\u001b[31m.csv"), "\u001b[31mred\n1\n");
    Jar.Result coloured = jar("show", "out/\u001b[31m.csv");
    assertEquals(3, coloured.code());
    assertTrue(coloured.out().indexOf('\u001b') < 0 && coloured.err().indexOf('\u001b') < 0);
    Files.createSymbolicLink(folder.resolve(STAGE + "/link.npy"), Path.of("policy.npy"));
    assertRefused(
        3, STAGE + "/link.npy: is a link or behind one, and a run makes none", STAGE + "/link.npy");
    assertRefused(
        2, "found 'out/logs', which holds no stage; valid a file or folder of a run", "out/logs");
  }

  @Test
  void whatWasReplacedOrIsNotCompleteIsShownToo() throws IOException {
    assertEquals(
        0, jar("--fast", "--quiet", "--no-plots", "--seed", "3", "--output-dir", "out").code());
    assertHolds(
        shown("out/superseded/1/homogeneous/ma_spi/stage_02/policy.npy"),
        "run out, where a later command replaced this",
        "1 superseded/1/homogeneous/ma_spi/stage_00 … stage_01 2 soft-policy-iteration, version 1 1",
        "seed 2");
    assertHolds(shown(STAGE), "seed 3");
    Files.delete(folder.resolve("out/manifest.json"));
    assertHolds(shown("out"), "run out, not complete: it has no manifest.json", "seed 3");
    assertHolds(shown(STAGE), "run out, not complete: it has no manifest.json", "seed 3");
    Files.move(folder.resolve("out/homogeneous/ma_spi/stage_01"), folder.resolve("out/elsewhere"));
    assertRefused(
        3,
        STAGE
            + ": was made from stages that are not there as they were then: homogeneous/ma_spi/stage_01",
        STAGE);
  }
}
