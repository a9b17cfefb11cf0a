package org.malfl.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.Section;
import org.malfl.config.YamlFile;
import org.malfl.experiments.ReproduceSettings;

/** The configuration that a command is given by {@code --config}, or finds. */
final class ConfigurationFile {
  /** The option's name. */
  static final String OPTION = "config";

  private static final String BY_DEFAULT = "config.yaml";

  private ConfigurationFile() {}

  /**
   * Reads the configuration.
   *
   * @param problems of its syntax are added here
   * @throws UsageException if there is no such file
   */
  static ConfigNode.Mapping read(ParsedOptions options, ConfigProblems problems) {
    String name = options.value(OPTION).orElse(BY_DEFAULT);
    Path file = Path.of(name);
    if (!options.has(OPTION) && !Files.exists(file)) {
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
    try (InputStream stream = ReproduceSettings.class.getResourceAsStream(BY_DEFAULT)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Requires that results may go to a folder.
   *
   * @throws org.malfl.config.ConfigException if something else is there
   */
  static void requireFolder(
      ConfigNode.Mapping configuration, String folder, ConfigProblems problems) {
    if (!mayBeFolder(folder)) {
      new Section(configuration, "", problems)
          .reject(
              "logging.base_dir", "'" + folder + "', which is no folder", "a folder, there or not");
      problems.throwIfAny();
    }
  }

  private static boolean mayBeFolder(String folder) {
    try {
      return !Files.exists(Path.of(folder)) || Files.isDirectory(Path.of(folder));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
