package org.malfl.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Paths and other names that differ only in numbers, as one for people. */
public final class NumberedNames {
  /** Names of one kind are longer the larger their number is. */
  public static final Comparator<String> BY_NUMBER =
      Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder());

  private NumberedNames() {}

  /** What names have in common that differ in the numbers after underscores. */
  public static String kind(String name) {
    return name.replaceAll("(?<=_)\\d+(?=[/._]|$)", "*");
  }

  /**
   * Names of one kind in a line, such as {@code ma_spi/stage_00 … stage_08}.
   *
   * @param names at least one, with as many '/' as the others
   */
  public static String range(List<String> names) {
    Map<Integer, List<String>> parts = new LinkedHashMap<>();
    for (String name : names) {
      String[] ofName = name.split("/", -1);
      for (int k = 0; k < ofName.length; k++) {
        parts.computeIfAbsent(k, first -> new ArrayList<>()).add(ofName[k]);
      }
    }
    return parts.values().stream().map(NumberedNames::ofPart).collect(Collectors.joining("/"));
  }

  private static String ofPart(List<String> names) {
    List<String> sorted = names.stream().distinct().sorted(BY_NUMBER).toList();
    return sorted.size() == 1
        ? sorted.get(0)
        : sorted.get(0) + " … " + sorted.get(sorted.size() - 1);
  }
}
