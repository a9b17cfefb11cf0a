package org.malfl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import org.apache.commons.cli.CommandLine;

/** The options that a command was given. */
final class ParsedOptions {
  private final CommandLine line;

  ParsedOptions(CommandLine line) {
    this.line = line;
  }

  /** A word that the command needs besides its options, if it was given. */
  Optional<String> operand(int index) {
    return line.getArgList().stream().skip(index).findFirst();
  }

  /** The words that the command needs besides its options, from one on. */
  List<String> operandsFrom(int index) {
    return line.getArgList().stream().skip(index).toList();
  }

  boolean has(String name) {
    return line.hasOption(name);
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(line.getOptionValue(name));
  }

  /** The values of an option, split at blanks and commas; empty if it was not given. */
  List<String> values(String name) {
    List<String> values = new ArrayList<>();
    if (line.hasOption(name)) {
      for (String value : line.getOptionValues(name)) {
        for (StringTokenizer parts = new StringTokenizer(value, ", "); parts.hasMoreTokens(); ) {
          values.add(parts.nextToken());
        }
      }
    }
    return values;
  }

  /**
   * A whole number of the command itself, not of its configuration.
   *
   * @throws UsageException if the value is none or out of range
   */
  int whole(String name, int least, int most, int byDefault) {
    if (!has(name)) {
      return byDefault;
    }
    String text = line.getOptionValue(name);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // reported below, with the numbers out of range
    }
    throw new UsageException(
        "--"
            + name
            + ": found "
            + text
            + "; valid a whole number in ["
            + least
            + ", "
            + most
            + "]");
  }
}
