package org.malfl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.Section;
import org.malfl.config.YamlFile;
import org.malfl.experiments.ReproduceSettings;
import org.malfl.experiments.Reproduction;
import org.malfl.experiments.ReproductionReport;
import org.malfl.io.CanonicalJson;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.report.PlainProgress;
import org.malfl.report.RunLog;

/** {@code reproduce}: the main job, from learners to scores. */
final class ReproduceCommand implements Command {
  private static final String DEFAULT_CONFIG = "config.yaml";
  private static final DateTimeFormatter LOG_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

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
        .flag("fast", "a smoke test: at most 3 iterations of 50 episodes of 100 steps")
        .flag("force", "recompute what could be reused")
        .flag("quiet", "print errors only");
  }

  @Override
  public List<String> examples() {
    return List.of(
        "java -jar target/malfl.jar --reward-families homogeneous heterogeneous",
        "java -jar target/malfl.jar --fast --output-dir /tmp/smoke",
        "java -jar target/malfl.jar reproduce --seed 7 --output-dir outputs/seed_7 --quiet");
  }

  @Override
  public void run(ParsedOptions options, Console console) {
    Instant start = Instant.now();
    int threads = options.whole("threads", 1, 4096, Runtime.getRuntime().availableProcessors());
    ReproduceSettings settings = settings(options);
    boolean quiet = options.has("quiet");

    RunLog log = new RunLog(Clock.systemUTC());
    log.note("malfl " + Main.version());
    List<RunListener> listeners = new ArrayList<>(List.of(log));
    if (!quiet && !console.terminal()) {
      listeners.add(new PlainProgress(console.err()::println, System::nanoTime));
    }
    Path folder = Path.of(settings.logging().baseDir());
    ArtifactStore store =
        new ArtifactStore(folder, note -> listeners.forEach(listener -> listener.note(note)));
    Map<String, Object> record = new TreeMap<>(Map.of("status", "failed"));
    Finished finished;
    try (ProgressBarListener bar = new ProgressBarListener(console.err())) {
      if (!quiet && console.terminal()) {
        listeners.add(bar);
      }
      finished = execute(settings, store, threads, options.has("force"), new Broadcast(listeners));
      record.put("status", "complete");
      record.put("stages", finished.stages().manifests().size());
      record.put("stages_reused", finished.stages().reused());
    } catch (RuntimeException | Error failure) {
      log.note("failed: " + failure);
      throw failure;
    } finally {
      log.note((String) record.get("status"));
      keepRecord(store, log, record, start, threads);
    }
    if (!quiet) {
      console.print(ReproduceText.of(finished.report(), settings));
      console.print(closing(store, finished.stages(), start));
    }
  }

  private static List<String> closing(ArtifactStore store, Runner.Outcome stages, Instant start) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "Results: "
            + store.root()
            + " (summary.json, cross_correlation.csv, table1.csv; stages and scores below each family)");
    store
        .superseded()
        .ifPresent(
            moved -> lines.add("Replaced: what was there is in " + moved + "; why is in the log"));
    lines.add(
        String.format(
            Locale.ROOT,
            "%d stages, %d of them reused; %.1f s",
            stages.manifests().size(),
            stages.reused(),
            seconds(start, Instant.now())));
    return lines;
  }

  private record Finished(Runner.Outcome stages, ReproductionReport report) {}

  private static Finished execute(
      ReproduceSettings settings,
      ArtifactStore store,
      int threads,
      boolean force,
      RunListener listener) {
    Reproduction reproduction = new Reproduction(settings);
    Runner runner = new Runner(store, threads, force, listener);
    Runner.Outcome stages = runner.run(reproduction.graph());
    return new Finished(stages, reproduction.publish(store, runner, stages.manifests()));
  }

  private static double seconds(Instant start, Instant end) {
    return Duration.between(start, end).toMillis() / 1000.0;
  }

  private static void keepRecord(
      ArtifactStore store, RunLog log, Map<String, Object> record, Instant start, int threads) {
    Instant end = Instant.now();
    record.put("malfl_version", Main.version());
    record.put("started", start.toString());
    record.put("finished", end.toString());
    record.put("seconds", seconds(start, end));
    record.put("threads", threads);
    record.put("folder", store.root().toAbsolutePath().toString());
    record.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    record.put(
        "machine",
        "%s %s, %d processors"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors()));
    store.write("logs/run_" + LOG_TIME.format(start) + ".log", log.text().getBytes(UTF_8));
    store.write("run.json", CanonicalJson.write(record));
  }

  private static ReproduceSettings settings(ParsedOptions options) {
    ConfigProblems problems = new ConfigProblems();
    ConfigNode.Mapping configuration = configuration(options, problems);
    overrideNumber(configuration, options, "iterations", "maspi.iterations");
    overrideNumber(configuration, options, "episodes", "maspi.episodes");
    overrideNumber(configuration, options, "seed", "seed");
    options
        .value("output-dir")
        .ifPresent(
            text ->
                configuration.set("logging.base_dir", ConfigNode.Scalar.of("--output-dir", text)));
    if (options.has("reward-families")) {
      String origin = "--reward-families";
      List<ConfigNode> names = new ArrayList<>();
      for (String name : options.values("reward-families")) {
        names.add(ConfigNode.Scalar.of(origin, name));
      }
      configuration.set("environment.reward_families", new ConfigNode.Sequence(origin, names));
    }
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

  /** Passes every event on to several listeners. */
  private record Broadcast(List<RunListener> listeners) implements RunListener {
    @Override
    public void started(int stages, long work) {
      listeners.forEach(listener -> listener.started(stages, work));
    }

    @Override
    public void stageStarted(String path) {
      listeners.forEach(listener -> listener.stageStarted(path));
    }

    @Override
    public void advanced(long work) {
      listeners.forEach(listener -> listener.advanced(work));
    }

    @Override
    public void stageFinished(String path, boolean reused, double seconds) {
      listeners.forEach(listener -> listener.stageFinished(path, reused, seconds));
    }

    @Override
    public void note(String text) {
      listeners.forEach(listener -> listener.note(text));
    }
  }
}
