package org.malfl.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.malfl.experiments.ReproduceSettings;
import org.malfl.experiments.ReproductionReport;
import org.malfl.metrics.RewardScore;
import org.malfl.metrics.Score;
import org.malfl.report.TextTable;

/** The findings of the main job as tables for the terminal. */
final class ReproduceText {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("family", row -> row.scores().family()),
          new Column("agent", row -> "" + row.agent()),
          new Column("estimator", Row::estimator),
          new Column("Pearson", row -> text(row.score().pearson())),
          new Column("Spearman", row -> text(row.score().spearman())),
          new Column("slope", row -> row.inUnits(row.score().slope())),
          new Column("RMSE", row -> row.inUnits(row.score().rmse())),
          new Column("in 95 %", Row::covered),
          new Column("states", Row::states),
          new Column("(s,a) seen", row -> String.format(Locale.ROOT, "%.1f %%", 100 * row.seen())));

  private ReproduceText() {}

  /** A column of the table of scores; one that no row fills is left out. */
  private record Column(String header, Function<Row, String> cell) {}

  /** A readout of an estimator for one agent of a family. */
  private record Row(
      ReproductionReport.FamilyScores scores, String readout, int agent, double seen) {
    private RewardScore score() {
      return scores.byReadout().get(readout).get(agent);
    }

    private boolean isMain() {
      return readout.equals(scores.byReadout().keySet().iterator().next());
    }

    private String estimator() {
      return label(scores.estimator(), scores.byReadout().size() > 1 ? readout : "");
    }

    private String inUnits(Score score) {
      return scores.trueUnits() ? text(score) : "";
    }

    private String covered() {
      return scores
          .intervals()
          .filter(intervals -> isMain())
          .map(intervals -> percent(intervals.get(agent).coverage()))
          .orElse("");
    }

    private String states() {
      ReproductionReport.States states = scores.states().get(agent);
      return states.scored() == states.all() ? "" : states.scored() + " of " + states.all();
    }
  }

  static List<String> of(ReproductionReport report, ReproduceSettings settings) {
    List<String> lines = new ArrayList<>(scores(report, settings));
    if (!report.uses().isEmpty()) {
      lines.add("");
      lines.addAll(uses(report));
    }
    lines.add("");
    lines.addAll(cross(report));
    return lines;
  }

  private static List<String> uses(ReproductionReport report) {
    Map<String, Map<Integer, List<ReproductionReport.Use>>> byAgent = new LinkedHashMap<>();
    for (ReproductionReport.Use use : report.uses()) {
      byAgent
          .computeIfAbsent(use.family(), family -> new TreeMap<>())
          .computeIfAbsent(use.agent(), agent -> new ArrayList<>())
          .add(use);
    }
    TextTable table =
        new TextTable(List.of("family", "agent", "estimator", "KL", "of a guess", "gap closed"));
    for (Map<Integer, List<ReproductionReport.Use>> agents : byAgent.values()) {
      for (List<ReproductionReport.Use> estimators : agents.values()) {
        for (ReproductionReport.Use use : estimators) {
          table.add(
              List.of(
                  use.family(),
                  "" + use.agent(),
                  use.estimator(),
                  text(use.prediction(), "%.4f"),
                  text(use.bestGuess(), "%.4f"),
                  percent(use.shareOfGapClosed())));
        }
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add("What recovered rewards are good for");
    lines.addAll(table.lines());
    lines.add(
        "KL: of the next stage's actions from their prediction by the reward, mean over stages, nats;"
            + " of a guess: by the better of no change and the last change repeated");
    lines.add(
        "gap closed: of the gap in return between the learner and the best response, by planning on"
            + " the reward");
    return lines;
  }

  private static List<String> scores(ReproductionReport report, ReproduceSettings settings) {
    List<Row> rows = rows(report);
    List<Column> columns =
        COLUMNS.stream()
            .filter(column -> rows.stream().anyMatch(row -> !column.cell().apply(row).isEmpty()))
            .toList();
    TextTable table = new TextTable(columns.stream().map(Column::header).toList());
    for (Row row : rows) {
      table.add(columns.stream().map(column -> column.cell().apply(row)).toList());
    }
    List<String> headers = columns.stream().map(Column::header).toList();
    List<String> lines = new ArrayList<>();
    int pairs = settings.maspi().iterations() - 1;
    lines.add(
        "Recovered against true reward, from %d %s of stages, seed %d"
            .formatted(pairs, pairs == 1 ? "pair" : "pairs", settings.seed()));
    lines.addAll(table.lines());
    if (headers.contains("slope")) {
      lines.add("slope, RMSE: of estimators that recover the reward in its own unit");
    }
    if (headers.contains("in 95 %")) {
      lines.add("in 95 %: share of joint states whose true reward is in the estimator's interval");
    }
    if (headers.contains("states")) {
      lines.add("states: joint states that are identified; the others are not scored");
    }
    lines.add("(s,a) seen: share of an agent's state-action pairs in the stage that shows least");
    return lines;
  }

  /** By family, agent and estimator, so that estimators stand below each other. */
  private static List<Row> rows(ReproductionReport report) {
    Map<String, Map<Integer, List<Row>>> byAgent = new LinkedHashMap<>();
    for (ReproductionReport.FamilyScores scores : report.scores()) {
      for (String readout : scores.byReadout().keySet()) {
        for (int agent = 0; agent < scores.mainReadout().size(); agent++) {
          double seen = report.leastCoverage().get(scores.family()).get(agent);
          byAgent
              .computeIfAbsent(scores.family(), family -> new TreeMap<>())
              .computeIfAbsent(agent, first -> new ArrayList<>())
              .add(new Row(scores, readout, agent, seen));
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    byAgent.values().forEach(agents -> agents.values().forEach(rows::addAll));
    return rows;
  }

  private static String label(String estimator, String readout) {
    return readout.isEmpty() ? estimator : estimator + ", " + readout;
  }

  private static List<String> cross(ReproductionReport report) {
    Set<String> targets = new LinkedHashSet<>();
    report.cross().forEach(cross -> targets.add(cross.target()));
    List<String> header = new ArrayList<>(List.of("recovered from", "agent", "estimator"));
    targets.forEach(target -> header.add("true " + target));
    Map<String, String> labels = new LinkedHashMap<>();
    for (ReproductionReport.FamilyScores scores : report.scores()) {
      Set<String> readouts = scores.byReadout().keySet();
      labels.put(
          scores.estimator(),
          label(scores.estimator(), readouts.size() > 1 ? readouts.iterator().next() : ""));
    }
    // By family, agent and estimator, as above.
    Map<String, Map<Integer, Map<String, List<String>>>> rows = new LinkedHashMap<>();
    for (ReproductionReport.CrossScore cross : report.cross()) {
      rows.computeIfAbsent(cross.predicted(), family -> new TreeMap<>())
          .computeIfAbsent(cross.agent(), agent -> new LinkedHashMap<>())
          .computeIfAbsent(cross.estimator(), estimator -> new ArrayList<>())
          .add(text(cross.score().pearson()));
    }
    TextTable table = new TextTable(header);
    rows.forEach(
        (family, agents) ->
            agents.forEach(
                (agent, estimators) ->
                    estimators.forEach(
                        (estimator, cells) -> {
                          List<String> row =
                              new ArrayList<>(List.of(family, "" + agent, labels.get(estimator)));
                          row.addAll(cells);
                          table.add(row);
                        })));
    List<String> lines = new ArrayList<>();
    lines.add("Cross-correlation of families (Pearson)");
    lines.addAll(table.lines());
    for (ReproductionReport.SameReward same : report.same()) {
      lines.add(
          "agent %d has the same true reward in %s and %s: these columns are equal, so neither wins"
              .formatted(same.agent(), same.first(), same.second()));
    }
    return lines;
  }

  private static String text(Score score) {
    return text(score, "%.3f");
  }

  private static String text(Score score, String format) {
    return score.value().isPresent()
        ? String.format(Locale.ROOT, format, score.value().getAsDouble())
        : "undefined";
  }

  private static String percent(Score score) {
    return score.value().isPresent()
        ? String.format(Locale.ROOT, "%.1f %%", 100 * score.value().getAsDouble())
        : "undefined";
  }
}
