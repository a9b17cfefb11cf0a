package org.malfl.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.malfl.artifacts.Manifest;
import org.malfl.experiments.Experiment;
import org.malfl.io.FlatJson;
import org.malfl.report.NumberedNames;

/** The settings that stages read. */
final class ReadSettings {
  static final List<String> OWN_HEADER = List.of("setting", "value");

  /** The setting that names the random streams of a stage, from the seed on. */
  private static final String STREAMS = "streams";

  private static final int LONGEST_VALUE = 100;

  private ReadSettings() {}

  /** A row per setting of one stage. */
  static List<List<String>> ofOne(Manifest stage) {
    return FlatJson.texts(stage.origin().parameters()).entrySet().stream()
        .map(setting -> List.of(setting.getKey(), brief(setting.getValue())))
        .toList();
  }

  /** The header above {@link #ofAll}. */
  static List<String> header(String settings) {
    return List.of(settings, "value", "read by no.");
  }

  /**
   * A row per setting of groups of stages, with the numbers of the groups that read it, but not
   * those that one stage is known to have, nor those of pictures, which are many.
   *
   * @param groups counted from 1 on
   * @param known the settings of that stage; empty if there is none
   */
  static List<List<String>> ofAll(List<Collection<Manifest>> groups, Map<String, Object> known) {
    SortedMap<String, Map<String, List<String>>> readers = new TreeMap<>();
    for (int group = 0; group < groups.size(); group++) {
      for (Map.Entry<String, String> setting : ofGroup(groups.get(group)).entrySet()) {
        readers
            .computeIfAbsent(setting.getKey(), first -> new LinkedHashMap<>())
            .computeIfAbsent(setting.getValue(), first -> new ArrayList<>())
            .add("" + (group + 1));
      }
    }
    SortedMap<String, String> told = FlatJson.texts(known);
    List<List<String>> rows = new ArrayList<>();
    readers.forEach(
        (name, values) ->
            values.forEach(
                (value, numbers) -> {
                  if (!value.equals(told.get(name))) {
                    rows.add(List.of(name, brief(value), String.join(", ", numbers)));
                  }
                }));
    return rows;
  }

  /** The values of each setting in a group. */
  private static SortedMap<String, String> ofGroup(Collection<Manifest> stages) {
    SortedMap<String, SortedSet<String>> values = new TreeMap<>();
    stages.stream()
        .filter(Experiment::isSourceOfResults)
        .forEach(
            stage ->
                FlatJson.texts(stage.origin().parameters())
                    .forEach(
                        (name, value) ->
                            values
                                .computeIfAbsent(
                                    name, first -> new TreeSet<>(NumberedNames.BY_NUMBER))
                                .add(value)));
    SortedMap<String, String> texts = new TreeMap<>();
    values.forEach((name, different) -> texts.put(name, text(different)));
    return texts;
  }

  private static String text(SortedSet<String> values) {
    return values.size() == 1 ? values.first() : values.first() + " … " + values.last();
  }

  private static String brief(String value) {
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + " …";
  }

  /** The seed that the random streams of stages start from. */
  static String seed(Collection<Manifest> stages) {
    String seeds =
        stages.stream()
            .map(stage -> stage.origin().parameters().get(STREAMS))
            .filter(String.class::isInstance)
            .map(streams -> ((String) streams).replaceFirst("/.*", ""))
            .distinct()
            .collect(Collectors.joining(", "));
    return seeds.isEmpty() ? "none: no random streams" : seeds;
  }
}
