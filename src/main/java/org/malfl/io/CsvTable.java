package org.malfl.io;

import com.opencsv.CSVWriterBuilder;
import com.opencsv.ICSVWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A table as RFC 4180 CSV, with line feeds and quotes only where a value needs them. Doubles are
 * written as {@link DecimalText}, absent ones as empty fields.
 */
public final class CsvTable {
  private final List<String[]> rows = new ArrayList<>();
  private final int columns;

  /** A table with a header. */
  public CsvTable(String... header) {
    this.columns = header.length;
    rows.add(header.clone());
  }

  /**
   * Appends a row.
   *
   * @param cells strings, integers, doubles or {@link OptionalDouble}s, one per column
   * @throws IllegalArgumentException if their number or a type is wrong
   */
  public void add(Object... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(cells.length + " cells; valid: " + columns);
    }
    String[] row = new String[columns];
    for (int k = 0; k < columns; k++) {
      row[k] = text(cells[k]);
    }
    rows.add(row);
  }

  private static String text(Object cell) {
    if (cell instanceof OptionalDouble number) {
      return number.isPresent() ? DecimalText.of(number.getAsDouble()) : "";
    }
    if (cell instanceof Double number) {
      return DecimalText.of(number);
    }
    if (cell instanceof String || cell instanceof Integer || cell instanceof Long) {
      return cell.toString();
    }
    throw new IllegalArgumentException("no CSV form for " + cell);
  }

  /** The table in UTF-8. */
  public byte[] bytes() {
    StringWriter text = new StringWriter();
    try (ICSVWriter writer = new CSVWriterBuilder(text).withLineEnd("\n").build()) {
      writer.writeAll(rows, false);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
