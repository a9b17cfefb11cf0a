package org.malfl.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;

/** The help of commands, made from what is registered. */
final class Help {
  private static final String TITLE = "malfl: recover what learners want by watching them learn";
  private static final String USAGE = "Usage: java -jar malfl.jar ";

  private Help() {}

  /** All commands, and the options of the first. */
  static List<String> ofAll(Command first, CommandOptions options) {
    List<String> lines = new ArrayList<>();
    lines.add(TITLE);
    lines.add(USAGE + "[command] [options]");
    lines.add("Commands ('java -jar malfl.jar COMMAND --help' shows the options of each):");
    for (Command each : Main.COMMANDS) {
      lines.add("  " + pad(each.name(), 16) + each.summary());
    }
    lines.add("Options of " + first.name() + " (hyphens and underscores are the same):");
    lines.addAll(options(options));
    return lines;
  }

  /** One command. */
  static List<String> of(Command command, CommandOptions options) {
    List<String> lines = new ArrayList<>();
    List<String> words = new ArrayList<>(List.of(command.name()));
    words.addAll(options.operands());
    lines.add(TITLE);
    lines.add(command.name() + ": " + command.summary());
    lines.add(USAGE + String.join(" ", words) + " [options]");
    lines.add("Options (hyphens and underscores are the same):");
    lines.addAll(options(options));
    command.examples().forEach(example -> lines.add("Example: " + example));
    return lines;
  }

  private static List<String> options(CommandOptions options) {
    List<String> lines = new ArrayList<>();
    for (Option option : options.list()) {
      String argument = option.hasArg() ? " " + option.getArgName() : "";
      lines.add("  " + pad("--" + option.getLongOpt() + argument, 28) + option.getDescription());
    }
    return lines;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
