package org.malfl.cli;

import java.util.List;

/** A command of malfl: one class and one entry in {@link Main#COMMANDS}. */
interface Command {
  /** The word that chooses it. */
  String name();

  /** What it does, in half a line. */
  String summary();

  /** Its options. */
  CommandOptions options();

  /** Lines of examples for the help. */
  List<String> examples();

  /**
   * Runs it.
   *
   * @throws org.malfl.core.MalflException if it cannot do what it was asked
   */
  void run(ParsedOptions options, Console console);
}
