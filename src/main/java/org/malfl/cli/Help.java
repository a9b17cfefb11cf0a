package org.malfl.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;

/** The help of a command, made from what is registered. */
final class Help {
  private Help() {}

  static List<String> of(Command command, CommandOptions options) {
    List<String> lines = new ArrayList<>();
    lines.add("malfl: recover what learners want by watching them learn");
    lines.add(
        "Usage: java -jar malfl.jar "
            + (options.operands().isEmpty()
                ? "[command]"
                : command.name() + " " + String.join(" ", options.operands()))
            + " [options]");
    lines.add("");
    lines.add("Commands:");
    for (Command each : Main.COMMANDS) {
      lines.add("  " + pad(each.name(), 14) + each.summary());
    }
    lines.add("");
    lines.add("Options of " + command.name() + " (hyphens and underscores are the same):");
    for (Option option : options.list()) {
      String argument = option.hasArg() ? " " + option.getArgName() : "";
      lines.add("  " + pad("--" + option.getLongOpt() + argument, 28) + option.getDescription());
    }
    lines.add("");
    command.examples().forEach(example -> lines.add("Example: " + example));
    return lines;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
