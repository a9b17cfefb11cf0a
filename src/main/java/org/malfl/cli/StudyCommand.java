package org.malfl.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.Suggestions;
import org.malfl.experiments.ReproduceSettings;
import org.malfl.experiments.Studies;
import org.malfl.experiments.Study;
import org.malfl.experiments.StudyOptions;
import org.malfl.experiments.StudyRun;
import org.malfl.io.CsvTable;
import org.malfl.report.TextTable;

/** {@code study}: a question that takes many runs. */
final class StudyCommand implements Command {
  private static final String SEEDS = "seeds";
  private static final String FOLDER = "base-dir";

  private final Clock clock;

  /** The command; the clock serves logs and the run's record only. */
  StudyCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "study";
  }

  @Override
  public String summary() {
    return "many runs for one question; without a name: lists the questions";
  }

  @Override
  public CommandOptions options() {
    return new CommandOptions()
        .operand("NAME")
        .value(SEEDS, "N", "runs of each kind, with the seeds 1 to N; default: the study's")
        .value(FOLDER, "DIR", "results go to DIR/studies/NAME; default: the config's folder")
        .value(
            ConfigurationFile.OPTION,
            "FILE",
            "settings; default: ./config.yaml, else the one in the jar")
        .value("threads", "N", "computing threads; default: all processors; results don't change")
        .flag("fast", "a smoke test: small budgets, and two seeds if nobody says how many")
        .flag("force", "recompute what could be reused")
        .flag("quiet", "print errors only");
  }

  @Override
  public List<String> examples() {
    return List.of("java -jar target/malfl.jar study sample-efficiency --seeds 3");
  }

  @Override
  public void run(ParsedOptions options, Console console) {
    Optional<String> name = options.operand(0);
    if (name.isEmpty()) {
      console.print(list());
      return;
    }
    Study study =
        Studies.named(name.get())
            .orElseThrow(
                () ->
                    new UsageException(
                        "found unknown study '"
                            + name.get()
                            + "'; valid "
                            + Suggestions.listing(name.get(), Studies.names())));
    int threads = options.whole("threads", 1, 4096, Runtime.getRuntime().availableProcessors());
    boolean quiet = options.has("quiet");
    ReproduceSettings settings = settings(options);
    StudyRun run = new StudyRun(study, options(study, options), settings);
    if (settings.plots().draw()) {
      RunSession.requireText("or leave pictures out (plots: {draw: false})");
    }
    Path folder = Path.of(settings.logging().baseDir()).resolve("studies").resolve(study.name());
    RunSession.Finished<CsvTable> finished =
        new RunSession(folder, clock, threads, options.has("force"), console)
            .run(
                run,
                "or choose another folder: --" + FOLDER,
                quiet,
                (store, reader, stages) -> {
                  store.publish(run.results(reader, stages), stages);
                  return run.bands(reader);
                });
    if (!quiet) {
      console.print(StudyText.of(run, finished.result()));
      console.print(
          finished.closing(
              "runs.csv: every run; bands.csv: what is above and more; plots/: pictures"));
    }
  }

  private static List<String> list() {
    TextTable table = TextTable.ofTexts(List.of("study", "question"));
    Studies.REGISTERED.forEach(study -> table.add(List.of(study.name(), study.question())));
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("");
    lines.add("java -jar malfl.jar study NAME runs one, with --fast in seconds");
    return lines;
  }

  private static StudyOptions options(Study study, ParsedOptions options) {
    Optional<Integer> seeds =
        options.has(SEEDS)
            ? Optional.of(options.whole(SEEDS, 1, StudyOptions.MOST_SEEDS, 1))
            : Optional.empty();
    return study.options(seeds, options.has("fast"));
  }

  private static ReproduceSettings settings(ParsedOptions options) {
    ConfigProblems problems = new ConfigProblems();
    ConfigNode.Mapping configuration = configuration(options, problems);
    ReproduceSettings settings = ReproduceSettings.read(configuration, false, problems);
    ConfigurationFile.requireFolder(configuration, settings.logging().baseDir(), problems);
    settings.requireTabularLearners(configuration, problems);
    return settings;
  }

  private static ConfigNode.Mapping configuration(ParsedOptions options, ConfigProblems problems) {
    ConfigNode.Mapping configuration = ConfigurationFile.read(options, problems);
    options
        .value(FOLDER)
        .ifPresent(
            text ->
                configuration.set("logging.base_dir", ConfigNode.Scalar.of("--" + FOLDER, text)));
    return configuration;
  }
}
