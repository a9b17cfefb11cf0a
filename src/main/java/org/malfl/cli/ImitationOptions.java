package org.malfl.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.RecordSchema;
import org.malfl.experiments.ImitationPlots;

/** What the commands that imitate have in common: options as settings, pictures, the folder. */
final class ImitationOptions {
  private static final String FOLDER = "outdir";

  /** What to do if the disk is too small. */
  static final String ANOTHER_FOLDER = "or choose another folder: --" + FOLDER;

  private ImitationOptions() {}

  /**
   * Adds the options that all of them have.
   *
   * @param folder where results go if nobody says
   */
  static CommandOptions addTo(CommandOptions options, String folder) {
    return options
        .value(FOLDER, "DIR", "where results go; default: " + folder)
        .value("tag", "TEXT", "that names of pictures begin with; default: new")
        .values("formats", "A B...", "of pictures; default: png svg pdf")
        .flag("no-plots", "draw no pictures")
        .flag("save", "changes nothing, for old scripts: results are always saved")
        .flag("no-show", "changes nothing, for old scripts: no window is ever opened")
        .value("threads", "N", "computing threads; default: all processors; results don't change")
        .flag("force", "recompute what could be reused")
        .flag("quiet", "print errors only");
  }

  /** Where results go. */
  static Path folder(ParsedOptions options, String byDefault) {
    return Path.of(options.value(FOLDER).orElse(byDefault));
  }

  /** Which pictures are drawn. */
  static ImitationPlots plots(ParsedOptions options, ConfigProblems problems) {
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
