package org.malfl.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.malfl.experiments.ReproduceSettings;
import org.malfl.experiments.ReproductionReport;
import org.malfl.metrics.RewardScore;
import org.malfl.metrics.Score;
import org.malfl.report.TextTable;

/** The findings of the main job as tables for the terminal. */
final class ReproduceText {
  private ReproduceText() {}

  static List<String> of(ReproductionReport report, ReproduceSettings settings) {
    List<String> lines = new ArrayList<>(scores(report, settings));
    lines.add("");
    lines.addAll(cross(report));
    return lines;
  }

  private static List<String> scores(ReproductionReport report, ReproduceSettings settings) {
    List<String> header = new ArrayList<>(List.of("family", "agent", "estimator"));
    Set<String> readouts = new LinkedHashSet<>();
    report.scores().forEach(family -> readouts.addAll(family.byReadout().keySet()));
    for (String readout : readouts) {
      header.add("Pearson " + readout);
      header.add("Spearman " + readout);
    }
    header.add("(s,a) seen");
    TextTable table = new TextTable(header);
    for (ReproductionReport.FamilyScores family : report.scores()) {
      for (int agent = 0; agent < family.mainReadout().size(); agent++) {
        List<String> row =
            new ArrayList<>(List.of(family.family(), "" + agent, family.estimator()));
        for (String readout : readouts) {
          List<RewardScore> scores = family.byReadout().get(readout);
          row.add(scores == null ? "" : text(scores.get(agent).pearson()));
          row.add(scores == null ? "" : text(scores.get(agent).spearman()));
        }
        double seen = report.leastCoverage().get(family.family()).get(agent);
        row.add(String.format(Locale.ROOT, "%.1f %%", 100 * seen));
        table.add(row);
      }
    }
    List<String> lines = new ArrayList<>();
    int pairs = settings.maspi().iterations() - 1;
    lines.add(
        "Recovered against true reward, from %d %s of stages, seed %d"
            .formatted(pairs, pairs == 1 ? "pair" : "pairs", settings.seed()));
    lines.addAll(table.lines());
    lines.add("(s,a) seen: share of an agent's state-action pairs in the stage that shows least");
    return lines;
  }

  private static List<String> cross(ReproductionReport report) {
    Set<String> targets = new LinkedHashSet<>();
    report.cross().forEach(cross -> targets.add(cross.target()));
    List<String> header = new ArrayList<>(List.of("recovered from", "agent"));
    targets.forEach(target -> header.add("true " + target));
    Map<List<String>, List<String>> rows = new LinkedHashMap<>();
    for (ReproductionReport.CrossScore cross : report.cross()) {
      List<String> key = List.of(cross.predicted(), "" + cross.agent());
      rows.computeIfAbsent(key, cells -> new ArrayList<>(cells)).add(text(cross.score().pearson()));
    }
    TextTable table = new TextTable(header);
    rows.values().forEach(table::add);
    List<String> lines = new ArrayList<>();
    lines.add("Cross-correlation of families (Pearson, bare)");
    lines.addAll(table.lines());
    for (ReproductionReport.SameReward same : report.same()) {
      lines.add(
          "agent %d has the same true reward in %s and %s: these columns are equal, so neither wins"
              .formatted(same.agent(), same.first(), same.second()));
    }
    return lines;
  }

  private static String text(Score score) {
    return score.value().isPresent()
        ? String.format(Locale.ROOT, "%.3f", score.value().getAsDouble())
        : "undefined";
  }
}
