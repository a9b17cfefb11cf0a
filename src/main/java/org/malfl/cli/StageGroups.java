package org.malfl.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.malfl.artifacts.Manifest;
import org.malfl.report.NumberedNames;

/** Stages of which those that differ in their numbers only are told together. */
final class StageGroups {
  /** What stages of a group have in common. */
  private record Kind(String path, String algorithm) {}

  private final Map<Kind, Map<String, Manifest>> groups = new LinkedHashMap<>();
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  /** Groups of stages, by path. */
  StageGroups(Map<String, Manifest> stages) {
    stages.forEach(
        (path, stage) -> {
          Kind kind = new Kind(NumberedNames.kind(path), madeBy(stage.origin()));
          kinds.put(stage.origin().key(), kind);
          groups.computeIfAbsent(kind, first -> new LinkedHashMap<>()).put(path, stage);
        });
  }

  /** Algorithm and version. */
  static String madeBy(Manifest.Origin origin) {
    return origin.algorithm() + ", version " + origin.version();
  }

  /** The header above {@link #rows}. */
  static List<String> header(String stages) {
    return List.of("no.", stages, "count", "made by", "reads no.");
  }

  /** A row per group; what is read comes after who reads it. */
  List<List<String>> rows() {
    List<Kind> order = readersFirst();
    List<List<String>> rows = new ArrayList<>();
    for (Kind kind : order) {
      Map<String, Manifest> group = groups.get(kind);
      SortedSet<Integer> read = new TreeSet<>();
      sources(kind).forEach(source -> read.add(order.indexOf(source) + 1));
      rows.add(
          List.of(
              "" + (rows.size() + 1),
              NumberedNames.range(List.copyOf(group.keySet())),
              "" + group.size(),
              kind.algorithm(),
              read.stream().map(number -> "" + number).collect(Collectors.joining(", "))));
    }
    return rows;
  }

  /** The stages of each group, in the order of the rows. */
  List<Collection<Manifest>> inOrder() {
    return readersFirst().stream().map(kind -> groups.get(kind).values()).toList();
  }

  private Collection<Kind> sources(Kind kind) {
    Set<Kind> sources = new LinkedHashSet<>();
    for (Manifest stage : groups.get(kind).values()) {
      for (Manifest.Input input : stage.origin().inputs()) {
        Kind source = kinds.get(input.key());
        if (source != null) {
          sources.add(source);
        }
      }
    }
    return sources;
  }

  private List<Kind> readersFirst() {
    List<Kind> order = new ArrayList<>();
    Set<Kind> visited = new LinkedHashSet<>();
    List<Kind> all = new ArrayList<>(groups.keySet());
    for (int last = all.size() - 1; last >= 0; last--) {
      visit(all.get(last), visited, order);
    }
    return order;
  }

  /** Puts a group before all that it reads, which are put there first. */
  private void visit(Kind kind, Set<Kind> visited, List<Kind> order) {
    if (visited.add(kind)) {
      sources(kind).forEach(source -> visit(source, visited, order));
      order.add(0, kind);
    }
  }
}
