package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunDescription;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.RunManifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.core.MalflException;
import org.malfl.disk.DiskObserver.Kind;
import org.malfl.disk.DiskObserver.Operation;
import org.malfl.disk.ObservedProvider;
import org.malfl.disk.PowerCut;

/**
 * The power fails at a random operation of a run, and what was not synced is gone, cut off or out
 * of order: no stage that was reported complete is lost, none that is broken is accepted, results
 * never stand beside other stages, and the same command ends as if nothing had happened.
 */
class PowerCutTest {
  private static final int CUTS = 500;

  private static final List<String> BOTH = List.of("homogeneous", "heterogeneous");
  private static final List<SmallRun> RUNS =
      List.of(
          new SmallRun(1, 3, BOTH),
          new SmallRun(2, 3, BOTH),
          new SmallRun(1, 4, BOTH),
          new SmallRun(1, 3, BOTH.subList(0, 1)));

  private final Map<SmallRun, SortedMap<String, String>> uninterrupted = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private Path folder;
  private int folders;
  private int cuts;
  private int operationsInEmptyFolder;
  private int operationsOverOtherRun;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = RunFolder.inMemory();
    for (SmallRun run : RUNS) {
      Path whole = newFolder();
      run.run(whole, false, stage -> {});
      uninterrupted.put(run, RunFolder.currentHashes(whole));
    }
    Path disk = newFolder();
    operationsInEmptyFolder = operations(RUNS.get(0), disk);
    operationsOverOtherRun = operations(RUNS.get(1), disk);
  }

  private static int operations(SmallRun run, Path disk) throws IOException {
    PowerCut power = new PowerCut(disk, Long.MAX_VALUE, PowerCut.everySync());
    run.run(observed(disk, power), false, stage -> {});
    return (int) power.operations();
  }

  private static Path observed(Path disk, PowerCut power) {
    return new ObservedProvider(FileSystems.getDefault(), power).path(disk);
  }

  @AfterEach
  void removeFolder() throws IOException {
    RunFolder.delete(folder);
  }

  private Path newFolder() throws IOException {
    return Files.createDirectory(folder.resolve("" + folders++));
  }

  /** A sequence of runs: some end by a cut, the last one does not. */
  private void play(long seed, Predicate<Operation> ignoredSyncs) throws IOException {
    Random random = new Random(seed);
    Path disk = newFolder();
    if (random.nextInt(4) > 0) {
      pick(random).run(disk, false, stage -> {});
      if (random.nextBoolean()) {
        RunDescription.write(disk);
      }
    }
    SmallRun run = pick(random);
    int times = 1 + random.nextInt(2);
    for (int k = 0; k < times; k++) {
      disk = cut(disk, run, random.nextInt(4) == 0, random, ignoredSyncs);
      if (random.nextInt(4) == 0) {
        run = pick(random);
      }
    }
    run.run(disk, false, stage -> {});
    expect(RunDescription.isOfResults(disk), "a description of other results in the end");
    SortedMap<String, String> left = RunFolder.currentHashes(disk);
    left.remove(StoreReader.CRATE);
    // Of families that the last command does not name, stages may stay.
    for (String family : BOTH) {
      if (!run.families().contains(family)) {
        left.keySet().removeIf(path -> path.startsWith(family + "/"));
      }
    }
    expect(uninterrupted.get(run).equals(left), "other bytes in the end");
  }

  private static SmallRun pick(Random random) {
    return RUNS.get(random.nextInt(RUNS.size()));
  }

  private void expect(boolean condition, String otherwise) {
    if (!condition) {
      violations.add(otherwise);
    }
  }

  /** Runs until the power fails; returns a folder with what the disk holds then. */
  private Path cut(
      Path disk, SmallRun run, boolean force, Random random, Predicate<Operation> ignoredSyncs)
      throws IOException {
    SortedMap<String, Manifest> before = new StoreReader(disk).survey().stages();
    int operations = before.isEmpty() ? operationsInEmptyFolder : operationsOverOtherRun;
    PowerCut power = new PowerCut(disk, random.nextInt(operations), ignoredSyncs);
    SortedMap<String, Manifest> acknowledged = new TreeMap<>();
    boolean done = false;
    try {
      run.run(
          observed(disk, power),
          force,
          stage -> acknowledged.put(stage, new StoreReader(disk).manifest(stage)));
      done = true;
    } catch (PowerCut.PowerFailure failure) {
      cuts++;
    }
    Path survived = newFolder();
    power.survive(random, survived);
    StoreReader store = new StoreReader(survived);
    acknowledged.forEach(
        (stage, manifest) -> expect(holds(store, manifest), "a reported stage is lost"));
    before.forEach(
        (stage, manifest) ->
            expect(
                holds(store, manifest) || keptAside(survived, manifest),
                "a stage of an earlier run is lost"));
    checkResults(store, done);
    expect(RunDescription.isOfResults(survived), "a description of other results");
    return survived;
  }

  private static boolean holds(StoreReader store, Manifest expected) {
    try {
      Manifest found = store.manifest(expected.origin().stage());
      store.verify(found);
      return Arrays.equals(expected.bytes(), found.bytes());
    } catch (ArtifactException broken) {
      return false;
    }
  }

  private static boolean keptAside(Path disk, Manifest expected) {
    Path aside = disk.resolve(StoreReader.SUPERSEDED);
    if (!Files.exists(aside)) {
      return false;
    }
    try (Stream<Path> numbers = Files.list(aside)) {
      return numbers.anyMatch(number -> holds(new StoreReader(number), expected));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What stands at the root must be of stages that are there. */
  private void checkResults(StoreReader store, boolean done) throws IOException {
    RunManifest manifest = null;
    try {
      manifest = store.runManifest().orElse(null);
    } catch (ArtifactException broken) {
      violations.add("the run's manifest is broken");
    }
    SortedMap<String, String> files = RunFolder.currentHashes(store.root());
    if (manifest == null) {
      expect(!done, "a reported result is lost");
      for (String result : List.of("summary.json", "table1.csv", "cross_correlation.csv")) {
        expect(!files.containsKey(result), "a result without a manifest");
      }
      return;
    }
    manifest
        .stages()
        .forEach(
            (path, entry) ->
                expect(
                    entry.sha256().equals(files.get(path))
                        && holds(store, store.manifest(path.replace("/manifest.json", ""))),
                    "a result beside other stages"));
    manifest
        .results()
        .forEach(
            (name, entry) ->
                expect(
                    files.containsKey(name) ? entry.sha256().equals(files.get(name)) : !done,
                    "a result that its manifest does not name, or none"));
  }

  @Test
  void nothingIsLostOrMixedWhenThePowerFails() throws IOException {
    int seed = 0;
    for (; cuts < CUTS; seed++) {
      play(seed, PowerCut.everySync());
      assertEquals(List.of(), violations, "sequence " + seed);
    }
    System.out.println("nothing lost or mixed in " + cuts + " power cuts, " + seed + " sequences");
  }

  /** The syncs, by what is synced. */
  private enum Sync {
    FILES_OF_A_STAGE(Kind.SYNC, "(?!.*manifest\\.json$).*/\\.[^/]+\\.malfl-unfinished/[^/]+"),
    MANIFEST_OF_A_STAGE(Kind.SYNC, ".*/\\.[^/]+\\.malfl-unfinished/manifest\\.json"),
    NAMES_IN_A_STAGE(Kind.SYNC_DIRECTORY, ".*/\\.[^/]+\\.malfl-unfinished"),
    NAMES_OF_STAGES(Kind.SYNC_DIRECTORY, "\\d+/[a-z].*"),
    FILES_AT_THE_ROOT(Kind.SYNC, "\\d+/\\.[^/]+\\.malfl-unfinished"),
    NAMES_AT_THE_ROOT(Kind.SYNC_DIRECTORY, "\\d+"),
    NAMES_IN_SUPERSEDED(Kind.SYNC_DIRECTORY, "\\d+/superseded/.*");

    private final Kind kind;
    private final String path;

    Sync(Kind kind, String path) {
      this.kind = kind;
      this.path = path;
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutOneSyncThisTestFails(Sync sync) throws IOException {
    int seed = 0;
    while (violations.isEmpty() && seed < CUTS) {
      try {
        play(
            seed,
            operation ->
                operation.kind() == sync.kind
                    && folder.relativize(operation.path()).toString().matches(sync.path));
      } catch (MalflException unusable) {
        violations.add("the next run fails: " + unusable);
      }
      seed++;
    }
    assertFalse(violations.isEmpty(), "left out, nobody notices");
    System.out.println("without " + sync + ", after " + cuts + " power cuts: " + violations.get(0));
  }
}
