package org.malfl.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.malfl.artifacts.RunFolder.assertSameBytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.StaleCheckpoints;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;

/** Stages that are cut short go on from their checkpoints, and from nothing else. */
class CheckpointTest {
  private static final Duration ALWAYS = Duration.ZERO;
  private static final Path CHECKPOINT = Path.of("checkpoints", "f", "train");

  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  private Path root;

  /** As if the process ended. */
  private static final class Cut extends Error {
    private static final long serialVersionUID = 1;
  }

  @BeforeEach
  @BeforeTry
  void makeFolder() throws IOException {
    root = RunFolder.inMemory();
  }

  @AfterEach
  @AfterTry
  void removeFolder() throws IOException {
    RunFolder.delete(root);
  }

  private Runner.Outcome run(Path folder, StageGraph graph, boolean force, Duration interval) {
    return run(folder, graph, force, interval, work -> {});
  }

  /** Somebody who watches progress. */
  private interface Progress {
    void advanced(long work);
  }

  private Runner.Outcome run(
      Path folder, StageGraph graph, boolean force, Duration interval, Progress progress) {
    RunListener listener =
        new RunListener() {
          @Override
          public void advanced(long work) {
            progress.advanced(work);
          }

          @Override
          public void note(String text) {
            notes.add(text);
          }
        };
    notes.clear();
    try (ArtifactStore store = new ArtifactStore(folder, notes::add)) {
      store.prepare(name -> false);
      return new Runner(store, 2, force, listener, Optional.of(interval)).run(graph);
    }
  }

  /** Runs until a step of the training is done. */
  private void cutAfter(int last, Training.Watch watch, StageGraph graph, boolean force) {
    watch.afterStep =
        step -> {
          if (step == last) {
            throw new Cut();
          }
        };
    assertThrows(Cut.class, () -> run(root, graph, force, ALWAYS));
    watch.afterStep = step -> {};
  }

  private int resumed(Training.Watch watch, StageGraph graph) {
    var unused = run(root, graph, false, ALWAYS);
    return watch.resumedAfter;
  }

  /** All files of stages that nobody disturbed. */
  private SortedMap<String, String> uninterrupted(long seedOfFirst, long seed, int version) {
    Path folder = root.resolveSibling(root.getFileName() + "_whole");
    try {
      var unused =
          run(
              folder,
              Training.graph(seedOfFirst, seed, version, new Training.Watch()),
              false,
              Duration.ofDays(1));
      SortedMap<String, String> hashes = RunFolder.currentHashes(folder);
      RunFolder.delete(folder);
      notes.clear();
      return hashes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertAsUninterrupted(long seedOfFirst, long seed, int version) {
    List<String> said = List.copyOf(notes);
    assertSameBytes(uninterrupted(seedOfFirst, seed, version), RunFolder.currentHashes(root));
    assertFalse(Files.exists(root.resolve("checkpoints")), "what is complete needs none");
    notes.addAll(said);
  }

  @Property(tries = 25)
  void cutAnywhereAndAgainAStageLeavesTheBytesOfAnUndisturbedOne(
      @ForAll @IntRange(min = 1, max = Training.STEPS) int first,
      @ForAll @IntRange(min = 1, max = Training.STEPS) int second,
      @ForAll boolean forced) {
    Training.Watch watch = new Training.Watch();
    cutAfter(first, watch, Training.graph(1, 5, 1, watch), forced);
    int done = first;
    if (second > first) {
      cutAfter(second, watch, Training.graph(1, 5, 1, watch), false);
      assertEquals(first, watch.resumedAfter);
      done = second;
    }
    assertEquals(done, resumed(watch, Training.graph(1, 5, 1, watch)));
    assertEquals(Training.STEPS, watch.steps, "no step was done twice");
    assertEquals(List.of("f/train goes on from its checkpoint"), withoutLeftovers());
    assertAsUninterrupted(1, 5, 1);
  }

  /** Notes but those on the half-written stage and the process that had the folder. */
  private List<String> withoutLeftovers() {
    return notes.stream().filter(note -> !note.contains("malfl-unfinished")).toList();
  }

  private Path state() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(CHECKPOINT))) {
      List<Path> states =
          files.filter(file -> file.getFileName().toString().startsWith("state_")).toList();
      assertEquals(1, states.size());
      return states.get(0);
    }
  }

  @Property(tries = 40)
  void aDamagedCheckpointIsNotUsed(
      @ForAll boolean inState,
      @ForAll @IntRange(max = 100_000) int place,
      @ForAll @IntRange(min = 1, max = 255) int bits,
      @ForAll boolean truncate)
      throws IOException {
    Training.Watch watch = new Training.Watch();
    cutAfter(7, watch, Training.graph(1, 5, 1, watch), false);
    Path file = inState ? state() : root.resolve(CHECKPOINT).resolve("checkpoint.json");
    byte[] bytes = Files.readAllBytes(file);
    int at = place % bytes.length;
    bytes[at] ^= (byte) bits;
    Files.write(file, truncate ? Arrays.copyOf(bytes, at) : bytes);
    assertEquals(0, resumed(watch, Training.graph(1, 5, 1, watch)));
    assertEquals(1, withoutLeftovers().size(), notes.toString());
    assertTrue(
        withoutLeftovers().get(0).startsWith("the checkpoint of f/train is not used: "),
        notes.toString());
    assertAsUninterrupted(1, 5, 1);
  }

  @Test
  void aCheckpointOfOtherSettingsInputsOrAnotherVersionIsNotUsed() {
    record Changed(long seedOfFirst, long seed, int version) {}
    for (Changed changed :
        List.of(new Changed(2, 5, 1), new Changed(1, 6, 1), new Changed(1, 5, 2))) {
      Training.Watch watch = new Training.Watch();
      cutAfter(7, watch, Training.graph(1, 5, 1, watch), false);
      StageGraph other =
          Training.graph(changed.seedOfFirst(), changed.seed(), changed.version(), watch);
      assertEquals(0, resumed(watch, other), changed.toString());
      assertTrue(
          notes.contains(
              "the checkpoint of f/train is not used: it is of other settings, inputs or another"
                  + " version"),
          notes.toString());
      try {
        RunFolder.delete(root.resolve("superseded"));
        List<String> said = List.copyOf(notes);
        assertAsUninterrupted(changed.seedOfFirst(), changed.seed(), changed.version());
        assertNotEquals(List.of(), said);
        RunFolder.delete(root);
        Files.createDirectory(root);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void aCheckpointThatWasMovedToAnotherStageIsNotUsed() throws IOException {
    StageGraph one = new StageGraph();
    Training.Watch watch = new Training.Watch();
    one.add(new Training("f/one", 1, 5, watch));
    cutAfter(7, watch, one, false);
    Files.move(root.resolve("checkpoints/f/one"), root.resolve("checkpoints/f/other"));
    StageGraph other = new StageGraph();
    other.add(new Training("f/other", 1, 5, watch));
    assertEquals(0, resumed(watch, other));
    assertTrue(withoutLeftovers().get(0).endsWith("belongs to stage f/one"), notes.toString());
  }

  @Test
  void forceBeginsAnew() {
    Training.Watch watch = new Training.Watch();
    cutAfter(7, watch, Training.graph(1, 5, 1, watch), false);
    cutAfter(2, watch, Training.graph(1, 5, 1, watch), true);
    assertEquals(0, watch.resumedAfter);
    assertEquals(2, resumed(watch, Training.graph(1, 5, 1, watch)), "what --force left");
    assertAsUninterrupted(1, 5, 1);
  }

  @Test
  void nothingIsKeptBeforeItIsTime() {
    Training.Watch watch = new Training.Watch();
    watch.afterStep =
        step -> {
          if (step == 7) {
            throw new Cut();
          }
        };
    StageGraph graph = Training.graph(1, 5, 1, watch);
    assertThrows(Cut.class, () -> run(root, graph, false, Duration.ofDays(1)));
    assertFalse(Files.exists(root.resolve("checkpoints")));
  }

  @Test
  void progressAddsUpToTheWorkOfTheStages() {
    Training.Watch watch = new Training.Watch();
    cutAfter(7, watch, Training.graph(1, 5, 1, watch), false);
    AtomicLong done = new AtomicLong();
    var unused =
        run(root, Training.graph(1, 5, 1, watch), false, ALWAYS, work -> done.addAndGet(work));
    assertEquals(2 * Training.STEPS, done.get());
  }

  @Test
  void afterAFailureElsewhereAStageKeepsItsStateAndEnds() {
    CountDownLatch running = new CountDownLatch(1);
    AtomicReference<Thread> failed = new AtomicReference<>();
    Training.Watch watch = new Training.Watch();
    watch.afterStep =
        step -> {
          if (step == 4) {
            running.countDown();
            awaitIdle(failed);
          }
        };
    Training.Watch failing = new Training.Watch();
    failing.afterStep =
        step -> {
          await(running);
          failed.set(Thread.currentThread());
          throw new ArtifactException("as planned");
        };
    StageGraph graph = new StageGraph();
    graph.add(new Training("f/train", 1, 5, watch));
    graph.add(new Training("f/bad", 1, 5, failing));
    try (ArtifactStore store = new ArtifactStore(root, notes::add)) {
      store.prepare(name -> false);
      Runner runner =
          new Runner(store, 2, false, new RunListener() {}, Optional.of(Duration.ofDays(1)));
      assertThrows(ArtifactException.class, () -> runner.run(graph));
    }
    assertEquals(4, watch.offered, "the state after step 5 was the last");
    StageGraph again = new StageGraph();
    again.add(new Training("f/train", 1, 5, watch));
    watch.afterStep = step -> {};
    assertEquals(5, resumed(watch, again));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until a thread has done what it was about to do, and waits for more. */
  private static void awaitIdle(AtomicReference<Thread> thread) {
    Set<Thread.State> idle = Set.of(Thread.State.WAITING, Thread.State.TERMINATED);
    while (thread.get() == null || !idle.contains(thread.get().getState())) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aStageThatCannotKeepItsStateDoesItsWork() throws IOException {
    Files.createDirectories(root.resolve("checkpoints/f"));
    Files.writeString(root.resolve("checkpoints/f/train"), "in the way");
    Files.writeString(root.resolve(".lock"), "process ended");
    Training.Watch watch = new Training.Watch();
    assertEquals(0, resumed(watch, Training.graph(1, 5, 1, watch)));
    assertEquals(
        1,
        notes.stream().filter(note -> note.startsWith("f/train keeps no checkpoints: ")).count(),
        notes.toString());
    assertEquals("in the way", Files.readString(root.resolve("checkpoints/f/train")));
    Files.delete(root.resolve("checkpoints/f/train"));
    RunFolder.delete(root.resolve("checkpoints"));
    assertAsUninterrupted(1, 5, 1);
  }

  @Test
  void aFolderOfThatNameWithSomebodyElsesFilesIsRefused() throws IOException {
    Files.createDirectories(root.resolve("checkpoints"));
    Files.writeString(root.resolve("checkpoints/model.pt"), "mine");
    EnvironmentException refused =
        assertThrows(
            EnvironmentException.class,
            () -> run(root, Training.graph(1, 5, 1, new Training.Watch()), false, ALWAYS));
    assertTrue(
        refused.getMessage().contains("holds checkpoints, which malfl did not write"),
        refused.getMessage());
  }

  @Test
  void checkpointsAreNoneOfTheFilesThatALookAtTheFolderFinds() {
    Training.Watch watch = new Training.Watch();
    cutAfter(7, watch, Training.graph(1, 5, 1, watch), false);
    StoreReader.Survey survey = new StoreReader(root).survey();
    assertEquals(List.of(), survey.unknown());
    assertEquals(List.of("f/first"), List.copyOf(survey.stages().keySet()));
  }

  private int stale() throws IOException {
    try (ArtifactStore store = new ArtifactStore(root, notes::add)) {
      StaleCheckpoints stale = new StaleCheckpoints(store);
      int stages = stale.stages();
      stale.remove();
      assertEquals(0, new StaleCheckpoints(store).files());
      return stages;
    }
  }

  @Test
  void cleaningRemovesOnlyCheckpointsThatNoStageCanGoOnFrom() throws IOException {
    Training.Watch watch = new Training.Watch();
    cutAfter(7, watch, Training.graph(1, 5, 1, watch), false);
    Files.writeString(root.resolve(CHECKPOINT).resolve(".checkpoint.json.malfl-unfinished"), "{");
    assertEquals(1, stale(), "half-written");
    assertEquals(7, resumed(watch, Training.graph(1, 5, 1, watch)), "nothing that is needed");

    assertEquals(0, stale());
    cutAfter(3, watch, Training.graph(1, 6, 1, watch), false);
    Files.write(state(), new byte[3]);
    assertEquals(1, stale(), "damaged");
    assertFalse(Files.exists(root.resolve("checkpoints")));

    cutAfter(3, watch, Training.graph(1, 6, 1, watch), false);
    StageGraph otherInput = new StageGraph();
    otherInput.add(new Training("f/first", 1, 2, new Training.Watch()));
    var unused = run(root, otherInput, false, ALWAYS);
    assertEquals(1, stale(), "made from what is gone");

    cutAfter(3, watch, Training.graph(1, 6, 1, watch), false);
    Path notes = root.resolve(CHECKPOINT).resolve("notes.txt");
    Files.writeString(notes, "mine");
    Files.createDirectories(root.resolve("f/train"));
    assertEquals(1, stale(), "its stage is there");
    assertTrue(Files.exists(notes));
    try (ArtifactStore store = new ArtifactStore(root, note -> {})) {
      assertEquals(
          List.of("checkpoints/f/train/notes.txt"), new StaleCheckpoints(store).strangers());
    }
  }
}
