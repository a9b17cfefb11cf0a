package org.malfl.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.RunFolder;
import org.malfl.core.MalflException;
import org.malfl.disk.Crash;
import org.malfl.disk.DiskObserver;
import org.malfl.disk.DiskObserver.Kind;
import org.malfl.disk.DiskObserver.Operation;
import org.malfl.disk.ObservedProvider;
import org.malfl.disk.PowerCut;

/**
 * The power fails, or the process is killed, at a random operation of a run that keeps a checkpoint
 * after every step: the next run goes on from the last step whose checkpoint was kept, or a later
 * one, never from anything else, and ends as if nothing had happened.
 */
class CheckpointPowerCutTest {
  private static final int CUTS = 200;
  private static final int MOST_SEQUENCES = 300;
  private static final long[] SEEDS = {5, 6};

  private final Map<Long, SortedMap<String, String>> uninterrupted = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private Path folder;
  private int folders;
  private int cuts;
  private int resumptions;
  private int operations;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = RunFolder.inMemory();
    for (long seed : SEEDS) {
      Path whole = newFolder();
      PowerCut power = new PowerCut(whole, Long.MAX_VALUE, PowerCut.everySync());
      run(observed(whole, power), seed, new Training.Watch());
      operations = (int) power.operations();
      uninterrupted.put(seed, RunFolder.currentHashes(whole));
    }
  }

  @AfterEach
  void removeFolder() throws IOException {
    RunFolder.delete(folder);
  }

  private Path newFolder() throws IOException {
    return Files.createDirectory(folder.resolve("" + folders++));
  }

  private static Path observed(Path disk, DiskObserver observer) {
    return new ObservedProvider(FileSystems.getDefault(), observer).path(disk);
  }

  private static void run(Path root, long seed, Training.Watch watch) {
    watch.resumedAfter = 0;
    watch.offered = 0;
    try (ArtifactStore store = new ArtifactStore(root, note -> {})) {
      store.prepare(name -> false);
      Runner runner = new Runner(store, 1, false, new RunListener() {}, Optional.of(Duration.ZERO));
      var unused = runner.run(Training.graph(1, seed, 1, watch));
    }
  }

  private void expect(boolean condition, String otherwise) {
    if (!condition) {
      violations.add(otherwise);
    }
  }

  /** Runs that are cut, and one that is not. */
  private void play(long number, Supplier<Predicate<Operation>> ignoredSyncs) throws IOException {
    Random random = new Random(number);
    Path disk = newFolder();
    int times = 1 + random.nextInt(3);
    Training.Watch watch = new Training.Watch();
    long seed = SEEDS[random.nextInt(SEEDS.length)];
    int kept = 0;
    for (int k = 0; k < times; k++) {
      long next = random.nextInt(4) == 0 ? SEEDS[random.nextInt(SEEDS.length)] : seed;
      kept = next == seed ? kept : 0;
      seed = next;
      int last = random.nextInt(operations);
      try {
        if (random.nextInt(3) == 0) {
          run(observed(disk, new Crash(last)), seed, watch);
        } else {
          PowerCut power = new PowerCut(disk, last, ignoredSyncs.get());
          Path survived = newFolder();
          try {
            run(observed(disk, power), seed, watch);
          } finally {
            power.survive(random, survived);
            disk = survived;
          }
        }
      } catch (Crash.Killed | PowerCut.PowerFailure planned) {
        cuts++;
      }
      expect(watch.resumedAfter <= kept + 1, "a step that nobody made");
      kept = Math.max(kept, watch.offered);
    }
    boolean complete = Files.exists(disk.resolve("f/train"));
    run(disk, seed, watch);
    if (!complete) {
      expect(watch.resumedAfter >= kept, "a checkpoint that was kept is lost");
      resumptions += watch.resumedAfter > 0 ? 1 : 0;
    }
    SortedMap<String, String> left = RunFolder.currentHashes(disk);
    expect(uninterrupted.get(seed).equals(left), "other bytes in the end");
  }

  @Test
  void noCheckpointThatWasKeptIsLostAndNoOtherIsUsed() throws IOException {
    int sequence = 0;
    for (; cuts < CUTS; sequence++) {
      play(sequence, PowerCut::everySync);
      assertEquals(List.of(), violations, "sequence " + sequence);
    }
    System.out.println(
        cuts + " cuts in " + sequence + " sequences, went on from a checkpoint " + resumptions);
    assertFalse(resumptions < sequence / 5, "hardly anything to go on from");
  }

  /** The syncs, by what is synced. */
  private enum Sync {
    STATE(Kind.SYNC, ".*/state_\\d\\.npy"),
    DESCRIPTION(Kind.SYNC, ".*/\\.checkpoint\\.json\\.malfl-unfinished"),
    NAME_OF_THE_STATE(Kind.SYNC_DIRECTORY, "\\d+/checkpoints/f/train"),
    NAME_OF_THE_DESCRIPTION(Kind.SYNC_DIRECTORY, "\\d+/checkpoints/f/train"),
    NAMES_OF_FOLDERS(Kind.SYNC_DIRECTORY, "\\d+/checkpoints|\\d+/checkpoints/f");

    private final Kind kind;
    private final String path;

    Sync(Kind kind, String path) {
      this.kind = kind;
      this.path = path;
    }

    /** Of the two syncs of a checkpoint's folder the first is for the state. */
    boolean isMeant(int number) {
      return switch (this) {
        case NAME_OF_THE_STATE -> number % 2 == 0;
        case NAME_OF_THE_DESCRIPTION -> number % 2 == 1;
        default -> true;
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutOneSyncThisTestFails(Sync sync) throws IOException {
    int sequence = 0;
    while (violations.isEmpty() && sequence < MOST_SEQUENCES) {
      int[] number = new int[1];
      try {
        play(
            sequence,
            () -> {
              number[0] = 0;
              return operation ->
                  operation.kind() == sync.kind
                      && folder.relativize(operation.path()).toString().matches(sync.path)
                      && sync.isMeant(number[0]++);
            });
      } catch (MalflException unusable) {
        violations.add("the next run fails: " + unusable);
      }
      sequence++;
    }
    assertFalse(violations.isEmpty(), "left out, nobody notices");
    System.out.println("without " + sync + ", after " + cuts + " cuts: " + violations.get(0));
  }
}
