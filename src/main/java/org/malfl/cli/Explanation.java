package org.malfl.cli;

import java.util.ArrayList;
import java.util.List;
import org.malfl.core.OneLine;
import org.malfl.report.Fact;
import org.malfl.report.TextTable;

/** What {@code show} has to say: blocks of lines, and what is not as it must be. */
final class Explanation {
  /** Longer tables hide what comes after them. */
  private static final int MOST_ROWS = 40;

  private final List<String> lines = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /** Adds labelled lines. */
  void facts(List<Fact> facts) {
    block(Fact.lines(facts));
  }

  /** Adds a table of texts, if it has rows. */
  void table(List<String> header, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    TextTable table = TextTable.ofTexts(header);
    rows.stream().limit(MOST_ROWS).forEach(table::add);
    block(table.lines());
    if (rows.size() > MOST_ROWS) {
      lines.add("and " + (rows.size() - MOST_ROWS) + " more");
    }
  }

  private void block(List<String> block) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    // Files may hold anything; a terminal obeys some of it.
    block.forEach(line -> lines.add(OneLine.of(line)));
  }

  /** Adds something that is not as it must be. */
  void problem(String problem) {
    problems.add(problem);
  }

  List<String> lines() {
    return lines;
  }

  List<String> problems() {
    return problems;
  }
}
