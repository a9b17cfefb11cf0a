package org.malfl.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
import org.malfl.artifacts.StoreReader;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.Section;
import org.malfl.config.YamlFile;
import org.malfl.core.ByteSize;
import org.malfl.core.EnvironmentException;
import org.malfl.experiments.ReproduceSettings;
import org.malfl.experiments.Reproduction;
import org.malfl.experiments.ReproductionReport;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.plots.Typeface;
import org.malfl.report.Listing;
import org.malfl.report.PlainProgress;
import org.malfl.report.RunLog;

/** {@code reproduce}: the main job, from learners to scores. */
final class ReproduceCommand implements Command {
  private static final String DEFAULT_CONFIG = "config.yaml";
  private static final DateTimeFormatter LOG_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Clock clock;

  /** The command; the clock serves logs and the run's record only. */
  ReproduceCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "reproduce";
  }

  @Override
  public String summary() {
    return "MA-SPI learners, MA-LfL observer, scores (the default)";
  }

  @Override
  public CommandOptions options() {
    return new CommandOptions()
        .value("config", "FILE", "settings; default: ./config.yaml, else the one in the jar")
        .value("output-dir", "DIR", "where results go; default: logging.base_dir of the config")
        .values("reward-families", "A B...", "families that run, by blanks or commas")
        .value("iterations", "N", "stages of learning, at least 2")
        .value("episodes", "N", "episodes of a stage")
        .value("seed", "N", "root of all random streams")
        .value("threads", "N", "computing threads; default: all processors; results don't change")
        .values(
            "formats", "A B...", "of pictures: png, svg, pdf; default: plots.formats of the config")
        .flag("no-plots", "draw no pictures")
        .flag("fast", "a smoke test: at most 3 iterations of 50 episodes of 100 steps")
        .flag("force", "recompute what could be reused")
        .flag("quiet", "print errors only");
  }

  @Override
  public List<String> examples() {
    return List.of("java -jar target/malfl.jar --reward-families homogeneous heterogeneous");
  }

  @Override
  public void run(ParsedOptions options, Console console) {
    Instant start = clock.instant();
    int threads = options.whole("threads", 1, 4096, Runtime.getRuntime().availableProcessors());
    ReproduceSettings settings = settings(options);
    boolean quiet = options.has("quiet");

    if (settings.plots().draw()) {
      requireText();
    }
    Path folder = Path.of(settings.logging().baseDir());
    Broadcast listeners = new Broadcast();
    try (ArtifactStore store = open(folder, listeners::note);
        Writer logFile =
            store.newLog(StoreReader.LOGS + "/run_" + LOG_TIME.format(start) + ".log")) {
      listeners.add(new RunLog(clock, logFile));
      listeners.note("malfl " + Main.version());
      RunRecord record = new RunRecord(store, clock, start, threads);
      Finished finished;
      try (ProgressBarListener bar = new ProgressBarListener(console.err())) {
        if (!quiet) {
          listeners.add(
              console.terminal()
                  ? bar
                  : new PlainProgress(console.err()::println, System::nanoTime));
        }
        finished =
            Interruption.watch(
                () -> {
                  bar.stop();
                  interrupted(record, listeners, console);
                },
                () ->
                    recorded(
                        record,
                        listeners,
                        () ->
                            execute(
                                settings,
                                store,
                                new Runner(store, threads, options.has("force"), listeners),
                                quiet ? listeners::note : announcing(listeners, console))));
      }
      record.complete(finished.stages());
      if (!quiet) {
        console.print(ReproduceText.of(finished.report(), settings));
        console.print(closing(store, finished.stages(), record));
      }
    } catch (IOException e) {
      throw new EnvironmentException("cannot close the log: " + e.getMessage(), e);
    }
  }

  private static ArtifactStore open(Path folder, Consumer<String> notes) {
    ArtifactStore store = new ArtifactStore(folder, notes);
    try {
      store.prepare(Reproduction::isResult);
      return store;
    } catch (RuntimeException | Error failure) {
      store.close();
      throw failure;
    }
  }

  /** Finds out before a long run, not after it. */
  private static void requireText() {
    try {
      Typeface.require();
    } catch (EnvironmentException e) {
      throw new EnvironmentException(e.getMessage() + ", or leave pictures out: --no-plots", e);
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
  private static Finished recorded(RunRecord record, RunListener listener, Supplier<Finished> run) {
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

  private static List<String> closing(
      ArtifactStore store, Runner.Outcome stages, RunRecord record) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "Results: "
            + store.root()
            + " (summary.json, cross_correlation.csv, table1.csv; stages and scores below each family)");
    store
        .superseded()
        .ifPresent(
            moved ->
                lines.add(
                    "Replaced: what was there is in "
                        + moved
                        + "; why is in the log; 'clean "
                        + store.root()
                        + "' removes it"));
    if (!stages.unknown().isEmpty()) {
      lines.add("Left alone, in no manifest: " + Listing.of(stages.unknown()));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%d stages, %d of them reused; %.1f s",
            stages.manifests().size(),
            stages.reused(),
            record.seconds()));
    return lines;
  }

  private static Consumer<String> announcing(RunListener listener, Console console) {
    return line -> {
      listener.note(line);
      console.err().println(line);
    };
  }

  private record Finished(Runner.Outcome stages, ReproductionReport report) {}

  private static Finished execute(
      ReproduceSettings settings,
      ArtifactStore store,
      Runner runner,
      Consumer<String> announcement) {
    Reproduction reproduction = new Reproduction(settings);
    announce(
        runner.plan(reproduction.graph()), store, settings.keepsUnreadDatasets(), announcement);
    Runner.Outcome stages = runner.run(reproduction.graph());
    return new Finished(stages, reproduction.publish(store, runner, stages.manifests()));
  }

  /** Says what there is to do, and refuses if the disk is too small for it. */
  private static void announce(
      Runner.Plan plan,
      ArtifactStore store,
      boolean datasetsCanGo,
      Consumer<String> announcement) {
    String needed = ByteSize.text(plan.bytes());
    Optional<Long> freeBytes = store.freeBytes();
    String free = freeBytes.map(ByteSize::text).orElse("an unknown amount");
    if (freeBytes.filter(bytes -> bytes < plan.bytes()).isPresent()) {
      throw new EnvironmentException(
          "%s: the run needs about %s of disk, and %s are free; free space, %s"
              .formatted(
                  store.root(),
                  needed,
                  free,
                  datasetsCanGo
                      ? "choose another folder, or keep no datasets (logging: {save_datasets: false})"
                      : "or choose another folder"));
    }
    announcement.accept(
        plan.reusable() == plan.stages()
            ? plan.stages() + " stages, all to reuse"
            : "%d stages, %d to reuse; the others need about %s of disk (%s free)"
                .formatted(plan.stages(), plan.reusable(), needed, free));
  }

  private static ReproduceSettings settings(ParsedOptions options) {
    ConfigProblems problems = new ConfigProblems();
    ConfigNode.Mapping configuration = configuration(options, problems);
    overrideNumber(configuration, options, "iterations", "maspi.iterations");
    overrideNumber(configuration, options, "episodes", "maspi.episodes");
    overrideNumber(configuration, options, "seed", "seed");
    if (options.has("no-plots")) {
      if (options.has("formats")) {
        throw new UsageException("--formats: found together with --no-plots; valid one of them");
      }
      configuration.set(
          "plots.draw", new ConfigNode.Scalar("--no-plots", ConfigNode.Kind.TRUTH, "false"));
    }
    if (options.has("formats")) {
      configuration.set(
          "plots.draw", new ConfigNode.Scalar("--formats", ConfigNode.Kind.TRUTH, "true"));
    }
    overrideList(configuration, options, "formats", "plots.formats");
    overrideList(configuration, options, "reward-families", "environment.reward_families");
    options
        .value("output-dir")
        .ifPresent(
            text ->
                configuration.set("logging.base_dir", ConfigNode.Scalar.of("--output-dir", text)));
    ReproduceSettings settings =
        ReproduceSettings.read(configuration, options.has("fast"), problems);
    String folder = settings.logging().baseDir();
    if (!mayBeFolder(folder)) {
      new Section(configuration, "", problems)
          .reject(
              "logging.base_dir", "'" + folder + "', which is no folder", "a folder, there or not");
      problems.throwIfAny();
    }
    return settings;
  }

  private static boolean mayBeFolder(String folder) {
    try {
      return !Files.exists(Path.of(folder)) || Files.isDirectory(Path.of(folder));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static void overrideNumber(
      ConfigNode.Mapping configuration, ParsedOptions options, String name, String key) {
    options
        .value(name)
        .ifPresent(text -> configuration.set(key, ConfigNode.Scalar.of("--" + name, text)));
  }

  private static void overrideList(
      ConfigNode.Mapping configuration, ParsedOptions options, String name, String key) {
    if (options.has(name)) {
      String origin = "--" + name;
      List<ConfigNode> elements = new ArrayList<>();
      options.values(name).forEach(text -> elements.add(ConfigNode.Scalar.of(origin, text)));
      configuration.set(key, new ConfigNode.Sequence(origin, elements));
    }
  }

  private static ConfigNode.Mapping configuration(ParsedOptions options, ConfigProblems problems) {
    String name = options.value("config").orElse(DEFAULT_CONFIG);
    Path file = Path.of(name);
    if (!options.has("config") && !Files.exists(file)) {
      return YamlFile.read("config.yaml (in the jar)", builtIn(), problems);
    }
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          "--config: found "
              + (Files.exists(file) ? "no regular file at '" : "no file '")
              + name
              + "'; valid a YAML file");
    }
    try {
      return YamlFile.read(name, Files.readAllBytes(file), problems);
    } catch (IOException e) {
      throw new UsageException(
          "--config: found '" + name + "', which cannot be read; valid a readable YAML file");
    }
  }

  private static byte[] builtIn() {
    try (InputStream stream = ReproduceSettings.class.getResourceAsStream(DEFAULT_CONFIG)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
