package org.malfl.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.experiments.ReproduceSettings;
import org.malfl.experiments.Reproduction;
import org.malfl.experiments.ReproductionReport;

/** {@code reproduce}: the main job, from learners to scores. */
final class ReproduceCommand implements Command {
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
    int threads = options.whole("threads", 1, 4096, Runtime.getRuntime().availableProcessors());
    ReproduceSettings settings = settings(options);
    boolean quiet = options.has("quiet");
    if (settings.plots().draw()) {
      RunSession.requireText("or leave pictures out: --no-plots");
    }
    RunSession session =
        new RunSession(
            Path.of(settings.logging().baseDir()), clock, threads, options.has("force"), console);
    Reproduction reproduction = new Reproduction(settings);
    RunSession.Finished<ReproductionReport> finished =
        session.run(
            reproduction,
            settings.keepsUnreadDatasets()
                ? "choose another folder, or keep no datasets (logging: {save_datasets: false})"
                : "or choose another folder",
            quiet,
            reproduction::publish);
    if (!quiet) {
      console.print(ReproduceText.of(finished.result(), settings));
      console.print(
          finished.closing(
              "summary.json, cross_correlation.csv, table1.csv; stages and scores below each family"));
    }
  }

  private static ReproduceSettings settings(ParsedOptions options) {
    ConfigProblems problems = new ConfigProblems();
    ConfigNode.Mapping configuration = ConfigurationFile.read(options, problems);
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
    ConfigurationFile.requireFolder(configuration, folder, problems);
    return settings;
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
}
