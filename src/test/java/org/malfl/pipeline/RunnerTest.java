package org.malfl.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Formats;
import org.malfl.core.ArtifactException;

class RunnerTest {
  private static final Artifact<Object> SUM = Formats.json("sum.json", "a sum");

  @TempDir Path root;
  private final List<String> computed = Collections.synchronizedList(new ArrayList<>());
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());

  /** Adds a number of its own to the sums of its inputs. */
  private class Adder implements Stage {
    private final String path;
    private final long value;
    private final List<Adder> sources;

    Adder(String path, long value, Adder... sources) {
      this.path = path;
      this.value = value;
      this.sources = List.of(sources);
    }

    Handle<Object> sum() {
      return new Handle<>(this, SUM);
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public Algorithm algorithm() {
      return new Algorithm("adder", 1);
    }

    @Override
    public SortedMap<String, Object> parameters() {
      return new TreeMap<>(Map.of("value", value));
    }

    @Override
    public List<Input> inputs() {
      return sources.stream().map(source -> new Input(source.path, source.sum())).toList();
    }

    @Override
    public List<Artifact<?>> outputs() {
      return List.of(SUM);
    }

    @Override
    public long work() {
      return 10;
    }

    @Override
    public long bytes() {
      return 100;
    }

    @Override
    public void run(StageContext context) {
      long sum = value;
      for (Adder source : sources) {
        sum += (long) context.read(source.sum());
      }
      context.advance(4);
      context.write(SUM, sum);
      computed.add(path);
    }
  }

  private Runner.Outcome run(StageGraph graph, boolean force, RunListener listener) {
    computed.clear();
    try (ArtifactStore store = new ArtifactStore(root, notes::add)) {
      return new Runner(store, 2, force, listener).run(graph);
    }
  }

  private Runner.Outcome run(StageGraph graph) {
    return run(graph, false, new RunListener() {});
  }

  /** a → b → d, a → c → d, with the value of b given. */
  private StageGraph diamond(long valueOfB) {
    StageGraph graph = new StageGraph();
    Adder a = graph.add(new Adder("f/a", 1));
    Adder b = graph.add(new Adder("f/b", valueOfB, a));
    Adder c = graph.add(new Adder("f/c", 100, a));
    graph.add(new Adder("f/d", 1000, b, c));
    return graph;
  }

  private String sum(String path) throws IOException {
    return Files.readString(root.resolve(path).resolve("sum.json")).strip();
  }

  @Test
  void stagesRunAfterTheirInputs() throws IOException {
    Runner.Outcome outcome = run(diamond(10));
    assertEquals("1112", sum("f/d")); // (1 + 10) + (1 + 100) + 1000
    assertEquals(0, outcome.reused());
    assertEquals(
        List.of("f/a", "f/b", "f/c", "f/d"),
        outcome.manifests().stream().map(manifest -> manifest.origin().stage()).toList());
  }

  @Test
  void aRerunReusesEverything() {
    run(diamond(10));
    assertEquals(4, run(diamond(10)).reused());
    assertEquals(List.of(), computed);
    assertEquals(List.of(), notes);
  }

  @Test
  void aChangedSettingRecomputesOnlyWhatDependsOnIt() throws IOException {
    run(diamond(10));
    assertEquals(2, run(diamond(20)).reused());
    assertEquals(List.of("f/b", "f/d"), computed);
    assertEquals("1122", sum("f/d"));
    assertEquals("1112", sum("superseded/1/f/d"));
    assertEquals(
        List.of(
            "moved f/b to superseded/1/f/b: changed settings: value",
            "moved f/d to superseded/1/f/d: changed inputs"),
        notes);
  }

  @Test
  void anAlteredStageIsRecomputedAndKeptAside() throws IOException {
    run(diamond(10));
    Files.writeString(root.resolve("f/c/sum.json"), "7\n");
    assertEquals(3, run(diamond(10)).reused());
    assertEquals(List.of("f/c"), computed);
    assertEquals("7", sum("superseded/1/f/c"));
  }

  @Test
  void aDirectoryWithoutManifestIsNoStage() throws IOException {
    Files.createDirectories(root.resolve("f/a"));
    Files.writeString(root.resolve("f/a/sum.json"), "5\n");
    run(diamond(10));
    assertEquals("1", sum("f/a"));
    assertEquals("5", sum("superseded/1/f/a"));
  }

  @Test
  void aManifestThatNamesOtherFilesThanTheStageWritesIsNotReused() throws IOException {
    run(diamond(10));
    Path file = root.resolve("f/a/manifest.json");
    Files.writeString(file, Files.readString(file).replace("sum.json", "sun.json"));
    Files.move(root.resolve("f/a/sum.json"), root.resolve("f/a/sun.json"));
    assertEquals(3, run(diamond(10)).reused());
    assertEquals("1", sum("f/a"));
  }

  @Test
  void anInputThatChangesWhileTheRunGoesOnIsFound() {
    StageGraph graph = new StageGraph();
    Adder first = graph.add(new Adder("f/first", 1));
    graph.add(
        new Adder("f/second", 2, first) {
          @Override
          public void run(StageContext context) {
            try {
              Files.writeString(root.resolve("f/first/sum.json"), "9\n");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            super.run(context);
          }
        });
    ArtifactException found = assertThrows(ArtifactException.class, () -> run(graph));
    assertTrue(found.getMessage().contains("sum.json was altered"), found.getMessage());
  }

  @Test
  void aWideGraphRunsOnManyThreads() throws IOException {
    StageGraph graph = new StageGraph();
    Adder[] sources = new Adder[300];
    for (int k = 0; k < sources.length; k++) {
      sources[k] = graph.add(new Adder("f/source_" + k, k));
    }
    graph.add(new Adder("f/sum", 0, sources));
    try (ArtifactStore store = new ArtifactStore(root, notes::add)) {
      new Runner(store, 16, false, new RunListener() {}).run(graph);
    }
    assertEquals("44850", sum("f/sum"));
  }

  @Test
  void forceRecomputesEverythingAndKeepsTheOld() throws IOException {
    run(diamond(10));
    assertEquals(0, run(diamond(10), true, new RunListener() {}).reused());
    assertEquals(4, computed.size());
    assertEquals("1112", sum("superseded/1/f/d"));
  }

  @Test
  void progressAddsUpToTheWorkAnnouncedAlsoWhenReused() {
    for (int times = 0; times < 2; times++) {
      AtomicLong announced = new AtomicLong();
      AtomicLong done = new AtomicLong();
      AtomicLong finished = new AtomicLong();
      run(
          diamond(10),
          false,
          new RunListener() {
            @Override
            public void started(int stages, long work) {
              announced.set(work);
            }

            @Override
            public void advanced(long work) {
              done.addAndGet(work);
            }

            @Override
            public void stageFinished(String path, boolean reused, double seconds) {
              finished.incrementAndGet();
            }
          });
      assertEquals(40, announced.get());
      assertEquals(40, done.get());
      assertEquals(4, finished.get());
    }
  }

  @Test
  void theFirstFailureIsThrownAndWhatWasCompleteStays() {
    StageGraph graph = new StageGraph();
    Adder good = graph.add(new Adder("f/good", 1));
    IllegalArgumentException failure = new IllegalArgumentException("no");
    Adder bad =
        graph.add(
            new Adder("f/bad", 2, good) {
              @Override
              public void run(StageContext context) {
                throw failure;
              }
            });
    graph.add(new Adder("f/after", 3, bad));
    assertSame(failure, assertThrows(IllegalArgumentException.class, () -> run(graph)));
    assertEquals(List.of("f/good"), computed);
    assertTrue(Files.exists(root.resolve("f/good/manifest.json")));
    assertFalse(Files.exists(root.resolve("f/bad")));
  }

  @Test
  void aStageMustReadWhatItDeclaresAndWriteWhatItPromises() {
    StageGraph graph = new StageGraph();
    Adder other = graph.add(new Adder("f/other", 1));
    graph.add(
        new Adder("f/curious", 2) {
          @Override
          public void run(StageContext context) {
            context.read(other.sum());
          }
        });
    assertThrows(IllegalArgumentException.class, () -> run(graph));

    StageGraph lazy = new StageGraph();
    lazy.add(
        new Adder("f/lazy", 2) {
          @Override
          public void run(StageContext context) {}
        });
    assertThrows(IllegalStateException.class, () -> run(lazy));
  }

  @Test
  void aGraphHasNoForeignInputsAndNoPathTwice() {
    StageGraph graph = new StageGraph();
    Adder foreign = new Adder("f/a", 1);
    assertThrows(IllegalArgumentException.class, () -> graph.add(new Adder("f/b", 1, foreign)));
    graph.add(new Adder("f/a", 1));
    assertThrows(IllegalArgumentException.class, () -> graph.add(foreign));
    assertThrows(IllegalArgumentException.class, () -> graph.add(new Adder("f/b", 1, foreign)));
  }

  @Test
  void aStageThatTheGraphNoLongerHasGoesWhenWhatItWasMadeFromIsReplaced() throws IOException {
    StageGraph withPicture = diamond(10);
    Adder d = (Adder) withPicture.stages().get(3);
    Adder picture = withPicture.add(new Adder("f/picture", 0, d));
    withPicture.add(new Adder("f/frame", 0, picture));
    run(withPicture);

    run(diamond(10));
    assertEquals("1112", sum("f/picture"), "nothing changed");
    run(diamond(20));
    assertEquals("1122", sum("f/d"));
    assertFalse(Files.exists(root.resolve("f/picture")));
    assertFalse(Files.exists(root.resolve("f/frame")), "made from the picture");
    assertEquals("1112", sum("superseded/1/f/picture"));
    assertTrue(
        notes.contains("moved f/picture to superseded/1/f/picture: made from an earlier f/d"),
        notes.toString());
  }

  @Test
  void whatAFailedRunReplacedIsNoticedByALaterRunOfSomethingElse() throws IOException {
    StageGraph whole = diamond(10);
    whole.add(new Adder("f/picture", 0, (Adder) whole.stages().get(3)));
    run(whole);
    StageGraph failing = diamond(20);
    failing.add(
        new Adder("f/bad", 1, (Adder) failing.stages().get(3)) {
          @Override
          public void run(StageContext context) {
            throw new ArtifactException("as planned");
          }
        });
    assertThrows(ArtifactException.class, () -> run(failing));
    assertEquals("1122", sum("f/d"));

    StageGraph other = new StageGraph();
    other.add(new Adder("g/a", 1));
    run(other);
    assertFalse(Files.exists(root.resolve("f/picture")), "made from an f/d that is gone");
    assertEquals("1122", sum("f/d"));
  }
}
