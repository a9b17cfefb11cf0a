package org.malfl.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.experiments.SmallRun;
import org.malfl.io.NpyArray;

class RunComparisonTest {
  private static final List<String> BOTH = List.of("homogeneous", "heterogeneous");
  private static final String REWARD = "homogeneous/evaluation/paper/reward_bare.npy";

  @TempDir Path folder;

  private Path run(String name, SmallRun run) {
    Path path = folder.resolve(name);
    run.run(path, false, stage -> {});
    return path;
  }

  private static RunComparison compare(Path one, Path other) {
    return new RunComparison(new StoreReader(one), new StoreReader(other));
  }

  private static double[] rewards(Path run) throws IOException {
    return NpyArray.read("reward", Files.readAllBytes(run.resolve(REWARD))).float64("reward", 32);
  }

  @Test
  void aRunIsItself() {
    Path one = run("one", new SmallRun(1, 3, BOTH));
    Path again = run("again", new SmallRun(1, 3, BOTH));
    RunComparison same = compare(one, again);
    assertTrue(same.isSame());
    assertEquals(0, same.different() + same.onlyInOne() + same.onlyInOther());
    assertEquals(List.of(), same.settings());
    assertEquals(List.of(), same.distances());
    assertEquals(List.of(), same.scores());
  }

  @Test
  void anotherSeedPartsAtTheFirstStages() throws IOException {
    Path one = run("one", new SmallRun(1, 3, BOTH));
    Path other = run("other", new SmallRun(2, 3, BOTH));
    RunComparison seeds = compare(one, other);
    assertFalse(seeds.isSame());
    assertEquals(List.of(new RunComparison.Setting("seed", "1", "2")), seeds.settings());
    assertEquals(
        List.of(
            new RunComparison.Parting("heterogeneous/ma_spi/stage_00", "streams"),
            new RunComparison.Parting("homogeneous/ma_spi/stage_00", "streams")),
        seeds.partings());
    double[] first = rewards(one);
    double[] second = rewards(other);
    double sum = 0;
    double largest = 0;
    for (int k = 0; k < first.length; k++) {
      sum += Math.abs(first[k] - second[k]);
      largest = Math.max(largest, Math.abs(first[k] - second[k]));
    }
    RunComparison.Distance distance =
        seeds.distances().stream()
            .filter(candidate -> candidate.arrays().equals(REWARD))
            .findFirst()
            .orElseThrow();
    assertEquals(1, distance.files());
    assertEquals(sum / first.length, distance.mean(), 1e-15);
    assertEquals(largest, distance.largest());
    // π_0 is uniform in both runs: one of the two stages of each family differs.
    assertTrue(
        seeds.distances().stream()
            .anyMatch(
                candidate ->
                    candidate.arrays().equals("homogeneous/ma_spi/stage_*/policy.npy")
                        && candidate.files() == 1),
        seeds.distances().toString());
    assertEquals(4, seeds.scores().size());
  }

  @Test
  void aFamilyThatOnlyOneRunHasIsCountedAndTheOtherIsTheSame() {
    RunComparison families =
        compare(
            run("one", new SmallRun(1, 3, BOTH)),
            run("other", new SmallRun(1, 3, BOTH.subList(0, 1))));
    assertFalse(families.isSame());
    assertEquals(families.same(), families.onlyInOne());
    assertEquals(0, families.different() + families.onlyInOther());
    assertEquals(
        List.of(
            new RunComparison.Setting(
                "environment.reward_families",
                "[ \"homogeneous\", \"heterogeneous\" ]",
                "[ \"homogeneous\" ]")),
        families.settings());
    assertEquals(List.of(), families.partings());
  }

  @Test
  void scoresAreThoseOfEveryEstimatorThatBothRunsHave() throws IOException {
    Path one = run("one", new SmallRun(1, 3, BOTH, List.of("paper", "replay")));
    Path other =
        run("other", new SmallRun(2, 3, BOTH, List.of("replay", "state-least-squares", "paper")));
    List<RunComparison.Score> scores = compare(one, other).scores();
    List<String> expected = new ArrayList<>();
    for (String estimator : List.of("paper", "replay")) {
      for (String family : BOTH) {
        expected.add(estimator + " " + family + " 0");
        expected.add(estimator + " " + family + " 1");
      }
    }
    assertEquals(
        expected,
        scores.stream()
            .map(score -> score.estimator() + " " + score.family() + " " + score.agent())
            .toList());
    // The main estimator's are in another result, too.
    List<String> table = Files.readAllLines(one.resolve("table1.csv"));
    for (int row = 0; row < 4; row++) {
      RunComparison.Score score = scores.get(row);
      assertTrue(
          table.contains(
              score.family() + "," + score.agent() + "," + String.join(",", score.one())),
          score.toString());
    }
  }

  @Test
  void aFolderWithoutACompleteRunIsNoRun() {
    Path one = run("one", new SmallRun(1, 3, BOTH));
    ArtifactException refusal =
        assertThrows(ArtifactException.class, () -> compare(one, folder.resolve("nothing")));
    assertTrue(refusal.getMessage().endsWith("holds no complete run: it has no manifest.json"));
  }

  @Test
  void whatIsNotAsItsManifestSaysIsNotCompared() throws IOException {
    Path one = run("one", new SmallRun(1, 3, BOTH));
    Path other = run("other", new SmallRun(1, 3, BOTH));
    for (String altered : List.of("table1.csv", "homogeneous/ma_spi/stage_00/dataset.npy")) {
      Path file = other.resolve(altered);
      byte[] before = Files.readAllBytes(file);
      byte[] after = before.clone();
      after[after.length - 2] ^= 1;
      Files.write(file, after);
      ArtifactException refusal =
          assertThrows(ArtifactException.class, () -> compare(one, other), altered);
      assertTrue(refusal.getMessage().endsWith("is missing or was altered"));
      Files.write(file, before);
    }
    assertTrue(compare(one, other).isSame());
  }
}
