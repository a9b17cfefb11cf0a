package org.malfl.report;

import java.util.ArrayList;
import java.util.List;

/** A table of aligned columns: the first to the left, the others to the right or, of texts, too. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  private final boolean texts;

  /** A table of numbers with a header. */
  public TextTable(List<String> header) {
    this(header, false);
  }

  private TextTable(List<String> header, boolean texts) {
    this.texts = texts;
    rows.add(List.copyOf(header));
  }

  /** A table of texts with a header: all columns to the left. */
  public static TextTable ofTexts(List<String> header) {
    return new TextTable(header, true);
  }

  /**
   * Appends a row.
   *
   * @throws IllegalArgumentException if it has another number of cells than the header
   */
  public void add(List<String> row) {
    if (row.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(row + " for the columns " + rows.get(0));
    }
    rows.add(List.copyOf(row));
  }

  /** The lines of the table, header first. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String padding = " ".repeat(width(column) - row.get(column).length());
        line.append(column == 0 ? "" : "  ");
        boolean left = texts || column == 0;
        line.append(left ? row.get(column) + padding : padding + row.get(column));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
