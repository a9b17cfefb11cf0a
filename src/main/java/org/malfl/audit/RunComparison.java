package org.malfl.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunManifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.experiments.Estimators;
import org.malfl.experiments.Reproduction;
import org.malfl.io.CanonicalJson;
import org.malfl.io.CsvTable;
import org.malfl.io.FlatJson;
import org.malfl.io.JsonFields;
import org.malfl.io.NpyArray;
import org.malfl.report.NumberedNames;

/** Two runs beside each other: what was set otherwise, where they part, and how far they go. */
public final class RunComparison {
  /** What a run lacks is shown as this. */
  private static final String NONE = "-";

  /**
   * A setting that differs.
   *
   * @param key in the notation of the configuration
   * @param one value in the first run, as JSON; {@code -} if it has none
   * @param other value in the second run
   */
  public record Setting(String key, String one, String other) {}

  /**
   * A stage with other bytes that was made from the same bytes.
   *
   * @param stage its path
   * @param why what was set otherwise
   */
  public record Parting(String stage, String why) {}

  /**
   * How far arrays of a kind are from each other.
   *
   * @param arrays path of the files, a star for the numbers of stages
   * @param files how many of them differ
   * @param mean mean absolute difference over all entries of these, in their unit
   * @param largest largest absolute difference
   */
  public record Distance(String arrays, int files, double mean, double largest) {}

  /**
   * A score that differs.
   *
   * @param estimator of rewards
   * @param family of rewards
   * @param agent its number
   * @param one Pearson and Spearman in the first run
   * @param other the same in the second run
   */
  public record Score(
      String estimator, String family, String agent, List<String> one, List<String> other) {}

  private final Side one;
  private final Side other;
  private final SortedSet<String> same = new TreeSet<>();
  private final SortedSet<String> different = new TreeSet<>();

  /** A run. */
  private static final class Side {
    private final StoreReader store;
    private final RunManifest run;
    private final SortedMap<String, Manifest> stages;

    Side(StoreReader store) {
      this.store = store;
      this.run = store.completeRun();
      this.stages = store.manifests(run);
      stages.values().forEach(store::verify);
      store.verify(run);
    }

    SortedMap<String, String> settings() {
      String name = store.resolve(Reproduction.SUMMARY).toString();
      return FlatJson.texts(
          new JsonFields(name, CanonicalJson.read(name, store.read("", Reproduction.SUMMARY)))
              .value("settings"));
    }

    /** Pearson and Spearman of an estimator, by family and agent in the order of the run. */
    Map<List<String>, List<String>> scores(String estimator) {
      String name = Reproduction.crossCorrelationOf(estimator);
      Map<List<String>, List<String>> scores = new LinkedHashMap<>();
      if (!run.results().containsKey(name)) {
        return scores;
      }
      CsvTable table = CsvTable.read(name, store.read("", name));
      for (int row = 0; row < table.size(); row++) {
        String family = table.column("predicted_family").get(row);
        if (family.equals(table.column("target_family").get(row))) {
          scores.put(
              List.of(family, table.column("agent_id").get(row)),
              List.of(table.column("pearson").get(row), table.column("spearman").get(row)));
        }
      }
      return scores;
    }
  }

  /**
   * Compares two runs.
   *
   * @throws ArtifactException if one of the folders holds no complete run, or a file of it is not
   *     the one that its manifest names
   */
  public RunComparison(StoreReader one, StoreReader other) {
    this.one = new Side(one);
    this.other = new Side(other);
    this.one.stages.forEach(
        (path, stage) -> {
          Manifest counterpart = this.other.stages.get(path);
          if (counterpart != null) {
            (stage.files().equals(counterpart.files()) ? same : different).add(path);
          }
        });
  }

  /** Whether no byte differs that a manifest names. */
  public boolean isSame() {
    return one.run.equals(other.run);
  }

  /** Stages of both runs with the same bytes. */
  public int same() {
    return same.size();
  }

  /** Stages of both runs with other bytes. */
  public int different() {
    return different.size();
  }

  /** Stages that only the first run has. */
  public int onlyInOne() {
    return one.stages.size() - same.size() - different.size();
  }

  /** Stages that only the second run has. */
  public int onlyInOther() {
    return other.stages.size() - same.size() - different.size();
  }

  /** Settings that differ, by key. */
  public List<Setting> settings() {
    SortedMap<String, String> first = one.settings();
    SortedMap<String, String> second = other.settings();
    SortedSet<String> keys = new TreeSet<>(first.keySet());
    keys.addAll(second.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(first.get(key), second.get(key)))
        .map(key -> new Setting(key, first.getOrDefault(key, NONE), second.getOrDefault(key, NONE)))
        .toList();
  }

  /** Where the runs part: stages that differ although all that they were made from is the same. */
  public List<Parting> partings() {
    List<Parting> partings = new ArrayList<>();
    for (String path : different) {
      Manifest.Origin first = one.stages.get(path).origin();
      Manifest.Origin second = other.stages.get(path).origin();
      if (contents(first).equals(contents(second))) {
        partings.add(new Parting(path, why(first, second)));
      }
    }
    return partings;
  }

  private static List<String> contents(Manifest.Origin origin) {
    return origin.inputs().stream().map(input -> input.role() + " " + input.sha256()).toList();
  }

  private static String why(Manifest.Origin first, Manifest.Origin second) {
    if (!first.algorithm().equals(second.algorithm()) || first.version() != second.version()) {
      return "%s version %d, %s version %d"
          .formatted(first.algorithm(), first.version(), second.algorithm(), second.version());
    }
    SortedSet<String> names = new TreeSet<>(first.parameters().keySet());
    names.addAll(second.parameters().keySet());
    names.removeIf(
        name -> Objects.equals(first.parameters().get(name), second.parameters().get(name)));
    return names.isEmpty()
        ? "nothing: the same settings and inputs gave other bytes"
        : String.join(", ", names);
  }

  /** How far arrays are from each other that both runs have and that differ. */
  public List<Distance> distances() {
    SortedMap<String, List<double[]>> differences = new TreeMap<>();
    for (String path : different) {
      for (String name : one.stages.get(path).files().keySet()) {
        String file = path + "/" + name;
        if (name.endsWith(".npy") && other.stages.get(path).files().containsKey(name)) {
          double[] difference = difference(path, name);
          if (Arrays.stream(difference).anyMatch(value -> value != 0)) {
            differences
                .computeIfAbsent(NumberedNames.kind(file), kind -> new ArrayList<>())
                .add(difference);
          }
        }
      }
    }
    List<Distance> distances = new ArrayList<>();
    differences.forEach(
        (kind, arrays) ->
            distances.add(
                new Distance(
                    kind,
                    arrays.size(),
                    arrays.stream().flatMapToDouble(Arrays::stream).average().orElseThrow(),
                    arrays.stream().flatMapToDouble(Arrays::stream).max().orElseThrow())));
    return distances;
  }

  /** Absolute differences of two arrays of doubles of one shape; empty for others. */
  private double[] difference(String path, String name) {
    NpyArray first = array(one, path, name);
    NpyArray second = array(other, path, name);
    if (first.type() != NpyArray.Type.FLOAT64
        || second.type() != NpyArray.Type.FLOAT64
        || !Arrays.equals(first.shape(), second.shape())) {
      return new double[0];
    }
    long length = Arrays.stream(first.shape()).asLongStream().reduce(1, (a, b) -> a * b);
    double[] values = first.float64(name, length);
    double[] others = second.float64(name, length);
    double[] difference = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      difference[k] = Math.abs(values[k] - others[k]);
    }
    return difference;
  }

  private static NpyArray array(Side side, String path, String name) {
    return NpyArray.read(
        side.store.resolve(path + "/" + name).toString(), side.store.read(path, name));
  }

  /**
   * How far columns of numbers are from each other in tables of results that both runs have and
   * that differ, by table and column; a table whose rows do not correspond is named alone, with
   * NaN.
   */
  public List<Distance> tables() {
    List<Distance> columns = new ArrayList<>();
    for (String name : one.run.results().keySet()) {
      if (name.endsWith(".csv")
          && other.run.results().containsKey(name)
          && !one.run.results().get(name).equals(other.run.results().get(name))) {
        CsvTable first = CsvTable.read(name, one.store.read("", name));
        CsvTable second = CsvTable.read(name, other.store.read("", name));
        if (!first.header().equals(second.header()) || first.size() != second.size()) {
          columns.add(
              new Distance(
                  "%s: %d rows, %d rows".formatted(name, first.size(), second.size()),
                  Math.max(first.size(), second.size()),
                  Double.NaN,
                  Double.NaN));
        } else {
          first.header().forEach(column -> add(columns, name, column, first, second));
        }
      }
    }
    return columns;
  }

  private static void add(
      List<Distance> columns, String name, String column, CsvTable first, CsvTable second) {
    List<String> cells = first.column(column);
    List<String> others = second.column(column);
    int rows = 0;
    double sum = 0;
    double largest = 0;
    for (int row = 0; row < cells.size(); row++) {
      if (!cells.get(row).equals(others.get(row))) {
        rows++;
        double difference = Math.abs(number(cells.get(row)) - number(others.get(row)));
        sum += difference;
        largest = Math.max(largest, difference);
      }
    }
    if (rows > 0) {
      columns.add(new Distance(name + ": " + column, rows, sum / cells.size(), largest));
    }
  }

  /** NaN where a cell holds no number. */
  private static double number(String cell) {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException noNumber) {
      return Double.NaN;
    }
  }

  /** Whether both runs recovered rewards and scored them. */
  public boolean haveScores() {
    return one.run.results().containsKey(Reproduction.CROSS_CORRELATION)
        && other.run.results().containsKey(Reproduction.CROSS_CORRELATION);
  }

  /** Scores that differ of the estimators that both runs have, by estimator, family and agent. */
  public List<Score> scores() {
    List<Score> scores = new ArrayList<>();
    for (String estimator : Estimators.names()) {
      Map<List<String>, List<String>> second = other.scores(estimator);
      one.scores(estimator)
          .forEach(
              (agent, score) -> {
                List<String> counterpart = second.get(agent);
                if (counterpart != null && !counterpart.equals(score)) {
                  scores.add(new Score(estimator, agent.get(0), agent.get(1), score, counterpart));
                }
              });
    }
    return scores;
  }
}
