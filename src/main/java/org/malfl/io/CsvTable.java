package org.malfl.io;

import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.CSVWriterBuilder;
import com.opencsv.ICSVWriter;
import com.opencsv.RFC4180ParserBuilder;
import com.opencsv.exceptions.CsvException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.malfl.core.ArtifactException;

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
   * Reads a table.
   *
   * @param name how to call it in errors
   * @param file in UTF-8, with a header
   * @throws ArtifactException if it is not UTF-8, not CSV, has no header, or has a row of another
   *     length
   */
  public static CsvTable read(String name, byte[] file) {
    List<String[]> rows;
    try (CSVReader reader =
        new CSVReaderBuilder(new InputStreamReader(new ByteArrayInputStream(file), strictUtf8()))
            .withCSVParser(new RFC4180ParserBuilder().build())
            .build()) {
      rows = reader.readAll();
    } catch (IOException | CsvException e) {
      throw new ArtifactException(name + ": found text that is no CSV (" + e.getMessage() + ")", e);
    }
    if (rows.isEmpty()) {
      throw new ArtifactException(name + ": found no header");
    }
    CsvTable table = new CsvTable(rows.get(0));
    for (String[] row : rows.subList(1, rows.size())) {
      if (row.length != table.columns) {
        throw new ArtifactException(
            "%s: row %d: found %d fields; valid %d, as in the header"
                .formatted(name, table.rows.size(), row.length, table.columns));
      }
      table.rows.add(row);
    }
    return table;
  }

  private static CharsetDecoder strictUtf8() {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** Names of the columns, in order. */
  public List<String> header() {
    return List.of(rows.get(0));
  }

  /** Number of rows below the header. */
  public int size() {
    return rows.size() - 1;
  }

  /** The rows with a value in a column, under the same header. */
  public CsvTable where(String column, String value) {
    List<String> fields = column(column);
    CsvTable selected = new CsvTable(rows.get(0));
    for (int row = 0; row < fields.size(); row++) {
      if (fields.get(row).equals(value)) {
        selected.rows.add(rows.get(row + 1));
      }
    }
    return selected;
  }

  /**
   * The fields of a column, from the first row on.
   *
   * @throws ArtifactException if there is no column of that name
   */
  public List<String> column(String name) {
    int index = Arrays.asList(rows.get(0)).indexOf(name);
    if (index < 0) {
      throw new ArtifactException(
          "found no column '" + name + "'; valid " + String.join(", ", rows.get(0)));
    }
    return rows.subList(1, rows.size()).stream().map(row -> row[index]).toList();
  }

  /**
   * A column of numbers, from the first row on; NaN where a field is empty.
   *
   * @throws ArtifactException if there is no column of that name, or a field is no number
   */
  public double[] numbers(String name) {
    List<String> fields = column(name);
    double[] numbers = new double[fields.size()];
    for (int row = 0; row < numbers.length; row++) {
      try {
        numbers[row] = fields.get(row).isEmpty() ? Double.NaN : Double.parseDouble(fields.get(row));
      } catch (NumberFormatException e) {
        throw new ArtifactException(
            "column '%s', row %d: found '%s'; valid a number"
                .formatted(name, row + 1, fields.get(row)),
            e);
      }
    }
    return numbers;
  }

  /**
   * Appends the rows of another table.
   *
   * @throws ArtifactException if it has other columns
   */
  public void addAll(CsvTable other) {
    if (!header().equals(other.header())) {
      throw new ArtifactException(
          "found columns %s; valid %s"
              .formatted(String.join(", ", other.header()), String.join(", ", header())));
    }
    rows.addAll(other.rows.subList(1, other.rows.size()));
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
