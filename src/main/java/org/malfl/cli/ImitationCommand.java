package org.malfl.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.RecordSchema;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.ImitationPlots;
import org.malfl.pipeline.ArtifactReader;

/** A command that runs a study of imitation: its options are the study's settings. */
abstract class ImitationCommand implements Command {
  private static final String FOLDER = "outdir";

  private final Clock clock;
  private final String byDefault;

  /**
   * A command.
   *
   * @param clock for logs and the run's record only
   * @param byDefault where results go if nobody says
   */
  ImitationCommand(Clock clock, String byDefault) {
    this.clock = clock;
    this.byDefault = byDefault;
  }

  /** The options that are this study's alone. */
  abstract CommandOptions ownOptions();

  /**
   * The study that is asked for.
   *
   * @param problems found so far; those of the study's settings join them
   * @throws org.malfl.config.ConfigException with everything that is wrong
   */
  abstract Study study(ParsedOptions options, ImitationPlots plots, ConfigProblems problems);

  /**
   * A study.
   *
   * @param experiment what runs
   * @param table what is printed of it
   * @param files what is where, in a line
   */
  record Study(Experiment experiment, Function<ArtifactReader, List<String>> table, String files) {}

  @Override
  public final CommandOptions options() {
    return ownOptions()
        .value(FOLDER, "DIR", "where results go; default: " + byDefault)
        .value("tag", "TEXT", "that names of pictures begin with; default: new")
        .values("formats", "A B...", "of pictures; default: png svg pdf")
        .flag("no-plots", "draw no pictures")
        .flag("save", "changes nothing, for old scripts: results are always saved")
        .flag("no-show", "changes nothing, for old scripts: no window is ever opened")
        .value("threads", "N", "computing threads; default: all processors; results don't change")
        .flag("force", "recompute what could be reused")
        .flag("quiet", "print errors only");
  }

  @Override
  public final void run(ParsedOptions options, Console console) {
    int threads = options.whole("threads", 1, 4096, Runtime.getRuntime().availableProcessors());
    ConfigProblems problems = new ConfigProblems();
    ImitationPlots plots = plots(options, problems);
    Study study = study(options, plots, problems);
    boolean quiet = options.has("quiet");
    if (plots.draw()) {
      RunSession.requireText("or leave pictures out: --no-plots");
    }
    RunSession.Finished<List<String>> finished =
        new RunSession(
                Path.of(options.value(FOLDER).orElse(byDefault)),
                clock,
                threads,
                options.has("force"),
                console)
            .run(
                study.experiment(),
                "or choose another folder: --" + FOLDER,
                quiet,
                (store, reader, stages) -> {
                  store.publish(study.experiment().results(reader, stages), stages);
                  return study.table().apply(reader);
                });
    if (!quiet) {
      console.print(finished.result());
      console.print(finished.closing(study.files()));
    }
  }

  private static ImitationPlots plots(ParsedOptions options, ConfigProblems problems) {
    if (options.has("no-plots") && options.has("formats")) {
      throw new UsageException("--formats: found together with --no-plots; valid one of them");
    }
    ConfigNode.Mapping given = new ConfigNode.Mapping("options", new LinkedHashMap<>());
    given.set(
        "draw",
        new ConfigNode.Scalar("--no-plots", ConfigNode.Kind.TRUTH, "" + !options.has("no-plots")));
    if (options.has("formats")) {
      given.set("formats", list(options, "formats"));
    }
    // A tag may look like a number.
    options
        .value("tag")
        .ifPresent(
            text -> given.set("tag", new ConfigNode.Scalar("--tag", ConfigNode.Kind.TEXT, text)));
    return RecordSchema.of(ImitationPlots.class)
        .read(given, "", problems)
        .orElseGet(() -> new ImitationPlots(false, List.of(), ""));
  }

  private static ConfigNode list(ParsedOptions options, String name) {
    List<ConfigNode> elements = new ArrayList<>();
    options.values(name).forEach(text -> elements.add(ConfigNode.Scalar.of("--" + name, text)));
    return new ConfigNode.Sequence("--" + name, elements);
  }

  private static String key(String option) {
    return option.replace('-', '_');
  }

  /** Puts lists where their settings belong. */
  static void lists(ParsedOptions options, List<String> names, ConfigNode.Mapping given) {
    for (String name : names) {
      if (options.has(name)) {
        given.set(key(name), list(options, name));
      }
    }
  }

  /** Puts values where their settings belong. */
  static void values(ParsedOptions options, List<String> names, ConfigNode.Mapping given) {
    for (String name : names) {
      options
          .value(name)
          .ifPresent(text -> given.set(key(name), ConfigNode.Scalar.of("--" + name, text)));
    }
  }

  /** Sets what a flag asks for. */
  static void flag(ParsedOptions options, String name, ConfigNode.Mapping given) {
    if (options.has(name)) {
      given.set(key(name), new ConfigNode.Scalar("--" + name, ConfigNode.Kind.TRUTH, "true"));
    }
  }
}
