package org.malfl.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.Sha256;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;
import org.malfl.core.NumericalException;

/**
 * Runs a graph against a store: a stage starts when its inputs are there, on one of a fixed number
 * of threads; a stage whose directory is valid and stems from the same settings and inputs is
 * reused.
 */
public final class Runner implements ArtifactReader {
  /** How long a stage works between two checkpoints: what a kill may cost. */
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

  private static final long BLOCK_BYTES = 4096;
  private static final long MANIFEST_ENTRY_BYTES = 400;

  private final ArtifactStore store;
  private final int threads;
  private final boolean force;
  private final RunListener listener;
  private final Optional<Duration> checkpointInterval;

  /** Manifests, by path, that the plan found to be as they must be. */
  private final Map<String, Manifest> reusable = new HashMap<>();

  /** Manifests of the stages that are complete, by path. */
  private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();

  /**
   * A runner whose stages keep checkpoints.
   *
   * @param threads at least 1
   * @param force whether to recompute stages that could be reused, from their beginning
   */
  public Runner(ArtifactStore store, int threads, boolean force, RunListener listener) {
    this(store, threads, force, listener, Optional.of(CHECKPOINT_INTERVAL));
  }

  /**
   * A runner.
   *
   * @param threads at least 1
   * @param force whether to recompute stages that could be reused, from their beginning
   * @param checkpointInterval least time between two checkpoints of a stage; empty if the store is
   *     not there to go on with
   */
  public Runner(
      ArtifactStore store,
      int threads,
      boolean force,
      RunListener listener,
      Optional<Duration> checkpointInterval) {
    this.checkpointInterval = checkpointInterval;
    this.store = store;
    this.threads = threads;
    this.force = force;
    this.listener = listener;
  }

  /**
   * What a run would do.
   *
   * @param stages of the graph
   * @param reusable how many of them are there already, by what their manifests say
   * @param bytes how much the others will write, rather overestimated
   */
  public record Plan(int stages, int reusable, long bytes) {}

  /** Finds out what there is to do, without doing it or looking into more than manifests. */
  public Plan plan(StageGraph graph) {
    reusable.clear();
    long bytes = 0;
    for (Stage stage : graph.stages()) {
      Optional<Manifest> manifest = standing(stage);
      manifest.ifPresent(kept -> reusable.put(stage.path(), kept));
      bytes += manifest.isPresent() ? 0 : diskUse(stage);
    }
    return new Plan(graph.stages().size(), reusable.size(), bytes);
  }

  /** The manifest of a stage's directory if it can stand as it is, and those of its inputs. */
  private Optional<Manifest> standing(Stage stage) {
    boolean inputsStand =
        stage.inputs().stream()
            .allMatch(input -> reusable.containsKey(input.handle().producer().path()));
    if (force || !inputsStand || !store.exists(stage.path())) {
      return Optional.empty();
    }
    try {
      Manifest manifest = store.manifest(stage.path());
      return Provenance.difference(stage, manifest, Provenance.origin(stage, reusable)).isEmpty()
          ? Optional.of(manifest)
          : Optional.empty();
    } catch (ArtifactException invalid) {
      return Optional.empty();
    }
  }

  /** The stage's files and its manifest, in whole blocks, and its directory. */
  private static long diskUse(Stage stage) {
    long files = stage.outputs().size() + 2L;
    long manifest = MANIFEST_ENTRY_BYTES * (files + stage.inputs().size());
    return stage.bytes() + manifest + BLOCK_BYTES * files;
  }

  /**
   * What a run leaves.
   *
   * @param manifests of all stages, in graph order
   * @param reused how many of them were reused
   * @param unknown files in the folder that malfl did not write, by their paths
   */
  public record Outcome(List<Manifest> manifests, int reused, List<String> unknown) {}

  /**
   * Runs all stages. After a failure no further stage starts; those complete by then stay.
   *
   * @throws RuntimeException the first failure of a stage; a numerical one names the stage
   */
  public Outcome run(StageGraph graph) {
    List<Stage> stages = graph.stages();
    listener.started(stages.size(), stages.stream().mapToLong(Stage::work).sum());
    AtomicReference<Throwable> failure = new AtomicReference<>();
    // Without memory a future may never hear of its end; the end of its thread is noticed.
    CountDownLatch ended = new CountDownLatch(1);
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task);
              thread.setUncaughtExceptionHandler(
                  (died, thrown) -> {
                    failure.compareAndSet(null, thrown);
                    ended.countDown();
                  });
              return thread;
            });
    // By path; the value says whether the stage was reused.
    Map<String, CompletableFuture<Boolean>> done = new LinkedHashMap<>();
    try {
      for (Stage stage : stages) {
        CompletableFuture<?>[] inputs =
            stage.inputs().stream()
                .map(input -> done.get(input.handle().producer().path()))
                .distinct()
                .toArray(CompletableFuture<?>[]::new);
        done.put(
            stage.path(),
            CompletableFuture.allOf(inputs)
                .thenApplyAsync(ready -> completeUnlessFailed(stage, failure, ended), executor));
      }
      var unused =
          CompletableFuture.allOf(done.values().toArray(CompletableFuture<?>[]::new))
              .whenComplete((all, anyFailure) -> ended.countDown());
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.compareAndSet(null, new CancellationException("interrupted"));
    } finally {
      finish(executor);
    }
    rethrow(failure.get());
    StoreReader.Survey survey = store.survey(manifests);
    retireLeftovers(survey);
    survey.unknown().forEach(file -> listener.note("left alone, in no manifest: " + file));
    return new Outcome(
        stages.stream().map(stage -> manifests.get(stage.path())).toList(),
        (int) done.values().stream().filter(CompletableFuture::join).count(),
        survey.unknown());
  }

  /** Waits for the stages that are running; after a failure none starts. */
  private static void finish(ExecutorService executor) {
    executor.shutdown();
    try {
      while (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
        // A stage may take hours.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean completeUnlessFailed(
      Stage stage, AtomicReference<Throwable> failure, CountDownLatch ended) {
    if (failure.get() != null) {
      throw new CancellationException("another stage failed");
    }
    try {
      return complete(stage, failure);
    } catch (Throwable thrown) {
      failure.compareAndSet(null, thrown);
      ended.countDown();
      throw thrown;
    }
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /**
   * Moves stages that this graph does not have out of the way if what they were made from has been
   * replaced, by this run or one before; otherwise a picture of an earlier run could stand beside
   * the numbers of a later one.
   */
  private void retireLeftovers(StoreReader.Survey survey) {
    SortedMap<String, Manifest> leftovers = new TreeMap<>(survey.stages());
    leftovers.keySet().removeAll(manifests.keySet());
    Map<String, String> keys = new HashMap<>();
    leftovers.forEach((path, manifest) -> keys.put(path, manifest.origin().key()));
    manifests.forEach((path, manifest) -> keys.put(path, manifest.origin().key()));
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Manifest leftover : leftovers.values()) {
        String stage = leftover.origin().stage();
        Optional<Manifest.Input> gone =
            leftover.origin().inputs().stream()
                .filter(input -> !input.key().equals(keys.get(input.stage())))
                .findFirst();
        if (gone.isPresent() && keys.remove(stage) != null) {
          store.supersede(stage, "made from an earlier " + gone.get().stage());
          moved = true;
        }
      }
    }
  }

  /** Reuses or computes a stage whose inputs are there, and says whether it was reused. */
  private boolean complete(Stage stage, AtomicReference<Throwable> failure) {
    long start = System.nanoTime();
    Manifest.Origin origin = Provenance.origin(stage, manifests);
    Manifest manifest = reusable(stage, origin);
    boolean reused = manifest != null;
    if (reused) {
      listener.advanced(stage.work());
    } else {
      listener.stageStarted(stage.path());
      if (force) {
        store.checkpoints().remove(stage.path());
      }
      manifest = compute(stage, origin, failure);
    }
    store.checkpoints().remove(stage.path());
    manifests.put(stage.path(), manifest);
    listener.stageFinished(stage.path(), reused, (System.nanoTime() - start) * 1e-9);
    return reused;
  }

  /**
   * The stage's manifest if its directory can stand as it is; otherwise moves it out of the way.
   */
  private Manifest reusable(Stage stage, Manifest.Origin origin) {
    String path = origin.stage();
    if (!store.exists(path)) {
      return null;
    }
    String why;
    try {
      Manifest planned = reusable.get(path);
      Manifest manifest = planned == null ? store.manifest(path) : planned;
      why = force ? "recomputed by --force" : Provenance.difference(stage, manifest, origin);
      if (why.isEmpty()) {
        store.verify(manifest);
        return manifest;
      }
    } catch (ArtifactException invalid) {
      why = invalid.getMessage();
    }
    store.supersede(path, why);
    return null;
  }

  private Manifest compute(
      Stage stage, Manifest.Origin origin, AtomicReference<Throwable> failure) {
    ArtifactStore.StageWriter writer = store.begin(stage.path());
    Context context = new Context(stage, writer, origin, failure);
    try {
      stage.run(context);
    } catch (NumericalException e) {
      throw new NumericalException(stage.path() + ": " + e.getMessage(), e);
    }
    if (!Provenance.fileNames(stage).equals(writer.fileNames())) {
      throw new IllegalStateException(
          stage.path()
              + " promised "
              + Provenance.fileNames(stage)
              + " and wrote "
              + writer.fileNames());
    }
    Manifest manifest = writer.commit(origin);
    listener.advanced(stage.work() - context.reported);
    return manifest;
  }

  private final class Context implements StageContext {
    private final Stage stage;
    private final ArtifactStore.StageWriter writer;
    private final Manifest.Origin origin;
    private final AtomicReference<Throwable> failure;
    private long reported;
    private long lastCheckpoint = System.nanoTime();
    private boolean checkpointsFail;

    Context(
        Stage stage,
        ArtifactStore.StageWriter writer,
        Manifest.Origin origin,
        AtomicReference<Throwable> failure) {
      this.stage = stage;
      this.writer = writer;
      this.origin = origin;
      this.failure = failure;
    }

    @Override
    public <T> T read(Handle<T> input) {
      if (stage.inputs().stream().noneMatch(declared -> declared.handle().equals(input))) {
        throw new IllegalArgumentException(
            stage.path() + " did not declare " + input.artifact().fileName());
      }
      return Runner.this.read(input);
    }

    @Override
    public <T> void write(Artifact<T> output, T value) {
      writer.add(output.fileName(), output.format().encode(value));
    }

    @Override
    public void advance(long work) {
      long step = Math.min(work, stage.work() - reported);
      reported += step;
      listener.advanced(step);
    }

    @Override
    public Optional<double[]> resumed() {
      Optional<double[]> state = store.checkpoints().kept(origin);
      if (state.isPresent()) {
        listener.note(stage.path() + " goes on from its checkpoint");
      }
      return state;
    }

    @Override
    public void checkpoint(Supplier<double[]> state) {
      boolean ending = failure.get() != null;
      boolean due =
          checkpointInterval
              .filter(least -> System.nanoTime() - lastCheckpoint >= least.toNanos() || ending)
              .isPresent();
      if (due && !checkpointsFail) {
        keep(state.get());
      }
      if (ending) {
        throw new CancellationException("another stage failed");
      }
    }

    /** A stage that cannot keep its state can do its work all the same. */
    private void keep(double[] state) {
      try {
        store.checkpoints().keep(origin, state);
      } catch (EnvironmentException unwritable) {
        checkpointsFail = true;
        listener.note(stage.path() + " keeps no checkpoints: " + unwritable.getMessage());
      }
      lastCheckpoint = System.nanoTime();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws ArtifactException also if the file is not the one that the stage left
   */
  @Override
  public <T> T read(Handle<T> handle) {
    String fileName = handle.artifact().fileName();
    byte[] file = store.read(handle.producer().path(), fileName);
    Manifest.FileEntry entry = manifests.get(handle.producer().path()).files().get(fileName);
    if (file.length != entry.size() || !Sha256.of(file).equals(entry.sha256())) {
      throw new ArtifactException(
          store.resolve(handle.path()) + " was altered while malfl ran; run the command again");
    }
    return handle.artifact().format().decode(store.resolve(handle.path()).toString(), file);
  }
}
