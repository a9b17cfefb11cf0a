package org.malfl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.malfl.experiments.StudyRun;
import org.malfl.io.CsvTable;
import org.malfl.report.TextTable;

/** What a study found, as a table for the terminal. */
final class StudyText {
  private StudyText() {}

  /**
   * A row per kind of run, over seeds and agents.
   *
   * @param bands of the study
   */
  static List<String> of(StudyRun run, CsvTable bands) {
    CsvTable rows = bands.where("agent", "all");
    TextTable table =
        new TextTable(
            List.of(
                "family",
                "learner",
                "stages",
                "budget",
                "estimator",
                "Pearson",
                "least",
                "Spearman",
                "slope",
                "RMSE",
                "in 95 %"));
    for (int row = 0; row < rows.size(); row++) {
      table.add(
          List.of(
              rows.column("family").get(row),
              rows.column("learner").get(row),
              rows.column("stages").get(row),
              rows.column("episodes").get(row) + " x " + rows.column("steps").get(row),
              rows.column("estimator").get(row),
              number(rows, "pearson_mean", row),
              number(rows, "pearson_min", row),
              number(rows, "spearman_mean", row),
              number(rows, "slope_mean", row),
              number(rows, "rmse_mean", row),
              number(rows, "coverage_mean", row)));
    }
    List<String> lines = new ArrayList<>();
    lines.add(run.study().name() + ": " + run.study().question());
    lines.add(
        "Means over agents and seeds 1 to "
            + run.options().seeds()
            + "; least: the smallest Pearson of them");
    lines.addAll(table.lines());
    return lines;
  }

  private static String number(CsvTable rows, String column, int row) {
    double value = rows.numbers(column)[row];
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
  }
}
