package org.malfl.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Folders of runs among the words of a command. */
final class RunFolders {
  private RunFolders() {}

  /**
   * The folder that a command was given.
   *
   * @param index which of its words
   * @throws UsageException if there is none
   */
  static Path named(ParsedOptions options, int index) {
    String name =
        options
            .operand(index)
            .orElseThrow(
                () ->
                    new UsageException(
                        index == 0
                            ? "found no folder; valid the folder of a run"
                            : "found one folder; valid two, each of a run"));
    try {
      if (Files.isDirectory(Path.of(name))) {
        return Path.of(name);
      }
    } catch (InvalidPathException noPath) {
      // reported below
    }
    throw new UsageException("found no folder '" + name + "'; valid the folder of a run");
  }
}
