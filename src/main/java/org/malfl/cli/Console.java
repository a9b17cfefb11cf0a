package org.malfl.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/**
 * Where a command prints.
 *
 * @param out results
 * @param err progress, notes and errors
 * @param terminal whether a person sits at a terminal
 */
record Console(PrintStream out, PrintStream err, boolean terminal) {
  /** The answer to a question; nothing if nobody is there to answer. */
  Optional<String> ask(String question) {
    if (!terminal) {
      return Optional.empty();
    }
    err.print(question);
    err.flush();
    String answer = System.console().readLine();
    if (answer == null) {
      err.println();
    }
    return Optional.of(answer == null ? "" : answer);
  }

  void print(List<String> lines) {
    lines.forEach(out::println);
  }
}
