package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.io.NpyArray;

class KnownFilesTest {
  private static final KnownFiles KNOWN = new KnownFiles();

  @TempDir Path folder;

  @Test
  void everyFileOfARunIsDescribedAndEveryAxisOfItsArrays() {
    new SmallRun(1, 3, List.of("homogeneous")).run(folder, false, stage -> {});
    StoreReader store = new StoreReader(folder);
    int arrays = 0;
    for (Manifest stage : store.survey().stages().values()) {
      for (String name : stage.files().keySet()) {
        String file = stage.origin().stage() + "/" + name;
        Description description = KNOWN.ofStage(stage.origin(), name).orElseThrow();
        assertTrue(!description.holds().isBlank(), file);
        if (name.endsWith(".npy")) {
          arrays++;
          int[] shape = NpyArray.read(file, store.read(stage.origin().stage(), name)).shape();
          // R(s, a_0, a_1): the axes of the actions are described by one.
          int described = name.equals("reward.npy") ? shape.length - 1 : shape.length;
          assertEquals(described, description.axes().size(), file);
        }
      }
    }
    // 2 stages of 5, the final policy's 2, 2 estimates, 1 target, 2 agents' 2 and a mask, 3 of the
    // evaluation
    assertEquals(24, arrays);
    store
        .runManifest()
        .orElseThrow()
        .results()
        .keySet()
        .forEach(name -> assertTrue(KnownFiles.ofResult(name).isPresent(), name));
  }

  private static Manifest.Origin origin(String algorithm, int version) {
    return new Manifest.Origin("s", algorithm, version, new TreeMap<>(), List.of());
  }

  private static int axesOf(String algorithm, int version, String file) {
    return KNOWN.ofStage(origin(algorithm, version), file).orElseThrow().axes().size();
  }

  @Test
  void alsoMethodsThatAreNotTheDefaultAreKnownAndOtherVersionsAreNot() {
    assertTrue(KNOWN.ofStage(origin("policy-estimation/counts", 1), "policy.npy").isPresent());
    assertTrue(KNOWN.ofStage(origin("policy-estimation/counts", 99), "policy.npy").isEmpty());
    assertTrue(KNOWN.ofStage(origin("policy-estimation/counts", 1), "other.npy").isEmpty());
    assertEquals(1, axesOf("recovery/replay", 2, "reward.npy"));
    assertEquals(2, axesOf("recovery/replay/own-action", 2, "reward.npy"));
    assertEquals(3, axesOf("recovery/bellman-consistent/left-out/own-action", 1, "rewards.npy"));
    assertTrue(KnownFiles.ofResult("run.json").isEmpty());
  }
}
