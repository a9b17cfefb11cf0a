package org.malfl.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ByteSize;
import org.malfl.core.EnvironmentException;
import org.malfl.experiments.Experiment;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.plots.Typeface;
import org.malfl.report.Listing;
import org.malfl.report.PlainProgress;
import org.malfl.report.RunLog;

/** A command that computes into a folder: its lock, log, record, progress, and its end. */
final class RunSession {
  private static final DateTimeFormatter LOG_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Clock clock;
  private final Instant start;
  private final int threads;
  private final boolean force;
  private final Console console;

  /**
   * A session, which begins now.
   *
   * @param clock for logs and the run's record only
   * @param threads at least 1
   * @param force whether to recompute what could be reused
   */
  RunSession(Path folder, Clock clock, int threads, boolean force, Console console) {
    this.folder = folder;
    this.clock = clock;
    this.start = clock.instant();
    this.threads = threads;
    this.force = force;
    this.console = console;
  }

  /**
   * Finds out before a long run, not after it, whether pictures can be drawn.
   *
   * @param instead what else can be done
   */
  static void requireText(String instead) {
    try {
      Typeface.require();
    } catch (EnvironmentException e) {
      throw new EnvironmentException(e.getMessage() + ", " + instead, e);
    }
  }

  /**
   * Collects the results of stages that are complete and publishes them.
   *
   * @param <R> what is to be told of them
   */
  interface Publication<R> {
    R publish(ArtifactStore store, ArtifactReader reader, List<Manifest> stages);
  }

  /**
   * What a session leaves.
   *
   * @param result what was published
   * @param facts for the last lines
   */
  record Finished<R>(R result, Facts facts) {
    /**
     * The last lines for the terminal.
     *
     * @param results what is where
     */
    List<String> closing(String results) {
      List<String> lines = new ArrayList<>();
      lines.add("");
      lines.add("Results: " + facts.root() + " (" + results + ")");
      facts
          .superseded()
          .ifPresent(
              moved ->
                  lines.add(
                      "Replaced: what was there is in "
                          + moved
                          + "; why is in the log; 'clean "
                          + facts.root()
                          + "' removes it"));
      if (!facts.stages().unknown().isEmpty()) {
        lines.add("Left alone, in no manifest: " + Listing.of(facts.stages().unknown()));
      }
      lines.add(
          String.format(
              Locale.ROOT,
              "%d stages, %d of them reused; %.1f s",
              facts.stages().manifests().size(),
              facts.stages().reused(),
              facts.seconds()));
      return lines;
    }
  }

  /** Where and what was computed. */
  record Facts(Path root, Optional<Path> superseded, Runner.Outcome stages, double seconds) {}

  /**
   * Runs an experiment.
   *
   * @param smaller what to do if the disk is too small
   * @param quiet whether only errors are printed
   */
  <R> Finished<R> run(
      Experiment experiment, String smaller, boolean quiet, Publication<R> publication) {
    Broadcast listeners = new Broadcast();
    try (ArtifactStore store = open(folder, listeners::note);
        Writer logFile =
            store.newLog(StoreReader.LOGS + "/run_" + LOG_TIME.format(start) + ".log")) {
      listeners.add(new RunLog(clock, logFile));
      listeners.note("malfl " + Main.version());
      RunRecord record = new RunRecord(store, clock, start, threads);
      Computed<R> computed;
      try (ProgressBarListener bar = new ProgressBarListener(console.err())) {
        if (!quiet) {
          listeners.add(
              console.terminal()
                  ? bar
                  : new PlainProgress(console.err()::println, System::nanoTime));
        }
        Consumer<String> announcement = quiet ? listeners::note : announcing(listeners, console);
        computed =
            Interruption.watch(
                () -> {
                  bar.stop();
                  interrupted(record, listeners, console);
                },
                () ->
                    recorded(
                        record,
                        listeners,
                        () -> {
                          Runner runner = new Runner(store, threads, force, listeners);
                          announce(runner.plan(experiment.graph()), store, smaller, announcement);
                          Runner.Outcome stages = runner.run(experiment.graph());
                          return new Computed<>(
                              stages, publication.publish(store, runner, stages.manifests()));
                        }));
      }
      record.complete(computed.stages());
      return new Finished<>(
          computed.result(),
          new Facts(store.root(), store.superseded(), computed.stages(), record.seconds()));
    } catch (IOException e) {
      throw new EnvironmentException("cannot close the log: " + e.getMessage(), e);
    }
  }

  private record Computed<R>(Runner.Outcome stages, R result) {}

  private static ArtifactStore open(Path folder, Consumer<String> notes) {
    ArtifactStore store = new ArtifactStore(folder, notes);
    try {
      store.prepare(Experiment::isResult);
      return store;
    } catch (RuntimeException | Error failure) {
      store.close();
      throw failure;
    }
  }

  private static void interrupted(RunRecord record, RunListener listener, Console console) {
    console.err().println();
    console
        .err()
        .println("interrupted; what is complete is kept, and the same command goes on from there");
    attempt(() -> listener.note("interrupted"));
    attempt(record::interrupted);
  }

  /** On a full disk there is no place to say more. */
  private static void attempt(Runnable note) {
    try {
      note.run();
    } catch (EnvironmentException unwritable) {
      // The process ends, and has said why.
    }
  }

  /** Runs, and notes a failure without letting the note hide it. */
  private static <T> T recorded(RunRecord record, RunListener listener, Supplier<T> run) {
    try {
      return run.get();
    } catch (RuntimeException | Error failure) {
      try {
        listener.note("failed: " + failure);
        record.failed();
      } catch (RuntimeException unwritable) {
        failure.addSuppressed(unwritable);
      }
      throw failure;
    }
  }

  private static Consumer<String> announcing(RunListener listener, Console console) {
    return line -> {
      listener.note(line);
      console.err().println(line);
    };
  }

  /** Says what there is to do, and refuses if the disk is too small for it. */
  private static void announce(
      Runner.Plan plan, ArtifactStore store, String smaller, Consumer<String> announcement) {
    String needed = ByteSize.text(plan.bytes());
    Optional<Long> freeBytes = store.freeBytes();
    String free = freeBytes.map(ByteSize::text).orElse("an unknown amount");
    if (freeBytes.filter(bytes -> bytes < plan.bytes()).isPresent()) {
      throw new EnvironmentException(
          "%s: the run needs about %s of disk, and %s are free; free space, %s"
              .formatted(store.root(), needed, free, smaller));
    }
    announcement.accept(
        plan.reusable() == plan.stages()
            ? plan.stages() + " stages, all to reuse"
            : "%d stages, %d to reuse; the others need about %s of disk (%s free)"
                .formatted(plan.stages(), plan.reusable(), needed, free));
  }
}
