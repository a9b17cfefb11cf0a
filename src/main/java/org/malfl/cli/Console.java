package org.malfl.cli;

import java.io.PrintStream;
import java.util.List;

/**
 * Where a command prints.
 *
 * @param out results
 * @param err progress, notes and errors
 * @param terminal whether a person watches {@code err} on a terminal
 */
record Console(PrintStream out, PrintStream err, boolean terminal) {
  void print(List<String> lines) {
    lines.forEach(out::println);
  }
}
