package org.malfl.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.malfl.experiments.SmallRun;

/** Where paths lead in a run, and what its stages were made from. */
class RunPlaceTest {
  private static final String REWARD =
      "homogeneous/ma_lfl/recovery/paper/pairs_01/agent_0/reward.npy";

  private Path folder;

  @BeforeEach
  void run() throws IOException {
    folder = RunFolder.inMemory();
    new SmallRun(1, 3, List.of("homogeneous")).run(folder, false, stage -> {});
  }

  @AfterEach
  void remove() throws IOException {
    RunFolder.delete(folder);
  }

  private RunPlace place(String path) {
    return RunPlace.of(folder.resolve(path)).orElseThrow();
  }

  private static Manifest manifest(RunPlace place) {
    return place.store().manifest(place.pathInStore());
  }

  @Test
  void theRunIsFoundFromEverythingInIt() {
    assertEquals(new RunPlace(folder, ""), place(""));
    assertEquals(new RunPlace(folder, REWARD), place(REWARD));
    assertEquals(new RunPlace(folder, REWARD), place("homogeneous/../" + REWARD));
    assertEquals(Optional.empty(), RunPlace.of(folder.resolveSibling("nothing")));
  }

  @Test
  void theRunIsNamedAsItWasNamed() {
    Path here = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath());
    assertEquals(new RunPlace(here, REWARD), RunPlace.of(here.resolve(REWARD)).orElseThrow());
  }

  @Test
  void whereTheRunLeftNoRecordTheManifestsOfStagesSayWhereItWas() throws IOException {
    Files.delete(folder.resolve(Manifest.FILE_NAME));
    assertEquals(new RunPlace(folder, REWARD), place(REWARD));
    assertEquals(
        Optional.empty(), RunPlace.of(folder.resolve("homogeneous/ma_lfl")), "in no stage");
    Files.move(folder.resolve("homogeneous"), folder.resolve("renamed"));
    assertEquals(
        Optional.empty(), RunPlace.of(folder.resolve(REWARD.replace("homogeneous", "renamed"))));
  }

  @Test
  void whatWasReplacedBelongsToTheRunAbove() {
    new SmallRun(2, 3, List.of("homogeneous")).run(folder, false, stage -> {});
    RunPlace replaced = place("superseded/1/" + REWARD);
    assertEquals(new RunPlace(folder, "superseded/1/" + REWARD), replaced);
    assertEquals("superseded/1", replaced.replacement());
    assertEquals(REWARD, replaced.pathInStore());
    assertEquals("", place("superseded/1").pathInStore());
    assertEquals("", place(REWARD).replacement());
  }

  @Test
  void linksAndWhatIsKeptBesideARunAreKnown() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("homogeneous"));
    assertTrue(place("link").isBehindLink());
    assertTrue(place("link/ma_spi").isBehindLink());
    assertFalse(place(REWARD).isBehindLink());
    assertFalse(place("").isBehindLink());
    assertTrue(place("run.json").isAside());
    assertTrue(place("ro-crate-metadata.json").isAside());
    assertTrue(place("superseded/1/ro-crate-metadata.json").isAside());
    assertTrue(place("README.md").isAside());
    assertFalse(place("homogeneous/README.md").isAside());
    assertTrue(place("logs/run.log").isAside());
    assertTrue(place("checkpoints/homogeneous/training/state_0.npy").isAside());
    assertFalse(place("summary.json").isAside());
  }

  /** Of a reward: estimates, targets, learners, and not the other agent's reward. */
  @Test
  void aLineageIsWhatTheStagesSayThatTheyRead() {
    RunPlace place = place(REWARD.substring(0, REWARD.lastIndexOf('/')));
    Lineage lineage = new Lineage(folder, List.of(manifest(place)));
    assertEquals(
        Set.of(
            "homogeneous/ma_lfl/policy_estimation/paper/stage_00",
            "homogeneous/ma_lfl/policy_estimation/paper/stage_01",
            "homogeneous/ma_lfl/targets/paper/pair_00",
            "homogeneous/ma_spi/stage_00",
            "homogeneous/ma_spi/stage_01"),
        lineage.stages().keySet());
    assertEquals(List.of(), lineage.missing());
    Manifest first = manifest(place("homogeneous/ma_spi/stage_00"));
    assertEquals(Map.of(), new Lineage(folder, List.of(first)).stages());
  }

  @Test
  void aLineageIsFollowedByKeysIntoWhatWasReplaced() throws IOException {
    new SmallRun(2, 3, List.of("homogeneous")).run(folder, false, stage -> {});
    Manifest old = manifest(place("superseded/1/homogeneous/ma_spi/stage_01"));
    assertEquals(
        Set.of("superseded/1/homogeneous/ma_spi/stage_00"),
        new Lineage(folder, List.of(old)).stages().keySet());
    Files.move(
        folder.resolve("superseded/1/homogeneous/ma_spi/stage_00"), folder.resolve("elsewhere"));
    Lineage cut = new Lineage(folder, List.of(old));
    assertEquals(Map.of(), cut.stages());
    assertEquals(List.of("homogeneous/ma_spi/stage_00"), cut.missing());
  }

  @Test
  void aLineageDoesNotLeaveTheFolder() {
    Manifest.Input outside = new Manifest.Input("in", "../other/stage", "x.npy", "key", "hash");
    Manifest hostile =
        new Manifest(
            new Manifest.Origin("f/s", "test", 1, new TreeMap<>(), List.of(outside)),
            new TreeMap<>());
    assertEquals(List.of("../other/stage"), new Lineage(folder, List.of(hostile)).missing());
  }
}
