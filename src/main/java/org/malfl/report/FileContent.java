package org.malfl.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.malfl.artifacts.Description;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.io.PngSize;

/** What the bytes of a file are, by the extension of its name. */
public final class FileContent {
  /** More columns or members than this would hide the rest. */
  private static final int MOST = 20;

  private static final int LONGEST_VALUE = 60;

  private FileContent() {}

  /**
   * Type, shape, range and the like.
   *
   * @param name of the file, also for errors
   * @param description of an array's axes, if it is known
   * @return nothing for formats that malfl does not read
   * @throws ArtifactException if the bytes are not of the format that the name says
   */
  public static List<Fact> of(String name, byte[] file, Optional<Description> description) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "npy" ->
          array(NpyArray.read(name, file), description.map(Description::axes).orElse(List.of()));
      case "csv" -> table(CsvTable.read(name, file));
      case "json" -> tree(CanonicalJson.read(name, file));
      case "png" -> {
        PngSize size = PngSize.read(name, file);
        yield List.of(
            new Fact("format", "PNG, %d × %d pixels".formatted(size.width(), size.height())));
      }
      case "svg" -> List.of(new Fact("format", "SVG"));
      case "pdf" -> List.of(new Fact("format", "PDF"));
      default -> List.of();
    };
  }

  private static List<Fact> array(NpyArray array, List<Description.Axis> axes) {
    List<Fact> facts = new ArrayList<>();
    int[] shape = array.shape();
    boolean known = !axes.isEmpty() && axes.size() <= shape.length;
    facts.add(new Fact("format", "array of " + array.type().name().toLowerCase(Locale.ROOT)));
    facts.add(
        new Fact(
            "shape",
            Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(" × "))
                + (known
                    ? ": "
                        + axes.stream()
                            .map(Description.Axis::name)
                            .collect(Collectors.joining(" × "))
                    : "")));
    List<String> entries = known ? axes.get(axes.size() - 1).entries() : List.of();
    if (entries.isEmpty() || entries.size() != shape[shape.length - 1]) {
      facts.add(new Fact("values", values(array, 0, 1)));
      return facts;
    }
    for (int part = 0; part < entries.size(); part++) {
      facts.add(new Fact("values", entries.get(part) + " " + values(array, part, entries.size())));
    }
    return facts;
  }

  private static String values(NpyArray array, int first, int step) {
    ValueRange range =
        ValueRange.of(
            IntStream.iterate(first, index -> index < array.size(), index -> index + step)
                .mapToDouble(array::element));
    return range.text() + (range.isFinite() ? ", all finite" : "");
  }

  private static List<Fact> table(CsvTable table) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("format", "CSV, rows below the header: " + table.size()));
    for (String column : table.header()) {
      facts.add(new Fact("columns", column + ": " + column(table, column)));
    }
    return shortened(facts);
  }

  private static String column(CsvTable table, String name) {
    List<String> fields = table.column(name);
    List<String> filled = fields.stream().filter(field -> !field.isEmpty()).toList();
    String empty =
        filled.size() == fields.size() ? "" : ", empty: " + (fields.size() - filled.size());
    try {
      double[] numbers = filled.stream().mapToDouble(Double::parseDouble).toArray();
      return ValueRange.of(Arrays.stream(numbers)).text() + empty;
    } catch (NumberFormatException texts) {
      return Listing.of(filled.stream().distinct().toList()) + empty;
    }
  }

  private static List<Fact> tree(Object value) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("format", "JSON, " + brief(value)));
    if (value instanceof Map<?, ?> members) {
      members.forEach(
          (name, member) -> facts.add(new Fact("members", name + ": " + brief(member))));
    }
    return shortened(facts);
  }

  private static String brief(Object value) {
    if (value instanceof Map<?, ?> members) {
      return "an object of " + members.size();
    }
    if (value instanceof List<?> list) {
      return "a list of " + list.size();
    }
    String text = "" + value;
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + " …";
  }

  private static List<Fact> shortened(List<Fact> facts) {
    if (facts.size() <= MOST + 1) {
      return facts;
    }
    List<Fact> first = new ArrayList<>(facts.subList(0, MOST));
    first.add(new Fact(first.get(MOST - 1).label(), "and " + (facts.size() - MOST) + " more"));
    return first;
  }
}
