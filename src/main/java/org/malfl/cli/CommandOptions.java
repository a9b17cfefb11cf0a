package org.malfl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.malfl.config.Suggestions;

/** The options of a command. Hyphens and underscores in an option's name are the same. */
final class CommandOptions {
  private final Options options = new Options();
  private final List<Option> inOrder = new ArrayList<>();

  private final List<String> operands = new ArrayList<>();
  private int mostOperands;

  private CommandOptions add(Option.Builder builder) {
    Option option = builder.get();
    options.addOption(option);
    inOrder.add(option);
    return this;
  }

  /** A word that the command needs besides its options; several in this order. */
  CommandOptions operand(String name) {
    operands.add(name);
    mostOperands = operands.size();
    return this;
  }

  /** The last word may come any number of times. */
  CommandOptions repeated() {
    mostOperands = Integer.MAX_VALUE;
    return this;
  }

  /** Names of the words that the command needs. */
  List<String> operands() {
    return operands;
  }

  /** An option that is given or not. */
  CommandOptions flag(String name, String description) {
    return add(Option.builder().longOpt(name).desc(description));
  }

  /** An option with one value. */
  CommandOptions value(String name, String argument, String description) {
    return add(Option.builder().longOpt(name).hasArg().argName(argument).desc(description));
  }

  /** An option with one value or more, separated by blanks or commas. */
  CommandOptions values(String name, String argument, String description) {
    return add(Option.builder().longOpt(name).hasArgs().argName(argument).desc(description));
  }

  /** All options, in the order in which they were added. */
  List<Option> list() {
    return inOrder;
  }

  /**
   * Reads the words after the command.
   *
   * @throws UsageException if there is an unknown option, a missing value or a stray word
   */
  ParsedOptions parse(List<String> words) {
    String[] normalised = words.stream().map(CommandOptions::normalise).toArray(String[]::new);
    try {
      CommandLine line =
          DefaultParser.builder().setAllowPartialMatching(false).get().parse(options, normalised);
      for (Option option : inOrder) {
        String[] values = line.getOptionValues(option);
        if (option.getArgs() == 1 && values != null && values.length > 1) {
          throw new UsageException(
              "--" + option.getLongOpt() + ": found " + values.length + " values; valid one");
        }
      }
      if (line.getArgList().size() > mostOperands) {
        throw new UsageException(
            "found '"
                + line.getArgList().get(mostOperands)
                + "', which belongs to no option (a command goes first); valid "
                + listing());
      }
      return new ParsedOptions(line);
    } catch (UnrecognizedOptionException e) {
      String name = e.getOption().replaceFirst("^-+", "").replaceFirst("=.*", "");
      throw new UsageException(
          "found unknown option '"
              + e.getOption()
              + "'; valid "
              + listing()
              + Suggestions.nearest(name, names())
                  .map(nearest -> "; did you mean '--" + nearest + "'?")
                  .orElse(""));
    } catch (MissingArgumentException e) {
      throw new UsageException(
          "--%1$s: found no value; valid --%1$s %2$s: %3$s"
              .formatted(
                  e.getOption().getLongOpt(),
                  e.getOption().getArgName(),
                  e.getOption().getDescription()));
    } catch (ParseException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private List<String> names() {
    return inOrder.stream().map(Option::getLongOpt).toList();
  }

  private String listing() {
    return names().stream().map(name -> "--" + name).collect(Collectors.joining(", "));
  }

  private static String normalise(String word) {
    if (!word.startsWith("--")) {
      return word;
    }
    int end = word.indexOf('=') < 0 ? word.length() : word.indexOf('=');
    return word.substring(0, end).replace('_', '-') + word.substring(end);
  }
}
