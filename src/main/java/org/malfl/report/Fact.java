package org.malfl.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Something to know, for people.
 *
 * @param label in a word or two
 * @param text in a line
 */
public record Fact(String label, String text) {
  /** Aligned lines; a label that is that of the line before is left out. */
  public static List<String> lines(List<Fact> facts) {
    int width = facts.stream().mapToInt(fact -> fact.label.length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    String before = "";
    for (Fact fact : facts) {
      String label = fact.label.equals(before) ? "" : fact.label;
      lines.add((label + " ".repeat(width - label.length()) + "  " + fact.text).stripTrailing());
      before = fact.label;
    }
    return lines;
  }
}
