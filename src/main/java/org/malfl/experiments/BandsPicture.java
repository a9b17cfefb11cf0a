package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.Figure;
import org.malfl.plots.LineChart;

/**
 * Scores by budget: a row per family, a column per measure, a curve with a band per estimator. Only
 * budgets with the most stages are on it, and only the learners of the first trial.
 *
 * @param measures columns of {@link TrialStage#MEASURES}
 */
record BandsPicture(StudyRun run, List<String> measures) implements Picture {
  private static final double WIDTH = 380;
  private static final double HEIGHT = 330;
  private static final Map<String, String> NAMES =
      Map.of(
          "pearson", "Pearson",
          "spearman", "Spearman",
          "slope", "slope",
          "rmse", "RMSE, units of the reward",
          "coverage", "share of joint states in the 95 % interval",
          "mean_squared_z", "mean squared error in standard deviations");

  @Override
  public String name() {
    return run.study().name().replace('-', '_');
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.of(run.table(new BandsTable()));
  }

  private String learner() {
    return run.trials().get(0).trial().learner().name();
  }

  private int stages() {
    return run.trials().stream()
        .mapToInt(trial -> trial.trial().budget().stages())
        .max()
        .orElseThrow();
  }

  private List<String> families() {
    return run.settings().environment().selectedFamilies();
  }

  private List<String> estimators() {
    return run.trials().get(0).trial().estimators().stream().map(StudiedEstimator::name).toList();
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "study", run.study().name(),
            "learner", learner(),
            "stages", stages(),
            "families", families(),
            "estimators", estimators(),
            "seeds", run.options().seeds(),
            "measures", measures));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    CsvTable bands =
        run.bands(reader)
            .where("agent", BandsTable.ALL_AGENTS)
            .where("learner", learner())
            .where("stages", "" + stages());
    Figure figure =
        new Figure(
            run.study().name() + ": " + run.study().question(),
            "Lines are means over seeds 1 to %d and agents; bands hold 80 %% of them, from the 10 %% to the 90 %% quantile. %d stages, learner '%s'."
                .formatted(run.options().seeds(), stages(), learner()));
    for (String family : families()) {
      List<Figure.Sized> row = new ArrayList<>();
      for (String measure : measures) {
        row.add(
            new Figure.Sized(
                chart(bands.where("family", family), measure)
                    .chart(family + ": " + NAMES.get(measure)),
                WIDTH));
      }
      figure.row(HEIGHT, row);
    }
    return figure;
  }

  private LineChart chart(CsvTable bands, String measure) {
    String across = "joint steps in a stage";
    LineChart chart =
        measure.equals("rmse")
            ? LineChart.doublyLogarithmic(across, NAMES.get(measure))
            : LineChart.overDecades(across, NAMES.get(measure));
    List<String> shown = new ArrayList<>();
    for (String estimator : estimators()) {
      boolean any =
          Arrays.stream(bands.where("estimator", estimator).numbers(measure + "_mean"))
              .anyMatch(value -> !Double.isNaN(value));
      if (any) {
        shown.add(estimator);
      }
    }
    for (String estimator : shown) {
      CsvTable rows = bands.where("estimator", estimator);
      chart.band(
          estimators().indexOf(estimator),
          across(rows),
          rows.numbers(measure + "_p10"),
          rows.numbers(measure + "_p90"));
    }
    for (String estimator : shown) {
      CsvTable rows = bands.where("estimator", estimator);
      int index = estimators().indexOf(estimator);
      chart.curve(estimator, index, index % 2, across(rows), rows.numbers(measure + "_mean"));
    }
    return chart;
  }

  private static double[] across(CsvTable rows) {
    double[] across = rows.numbers("episodes");
    double[] steps = rows.numbers("steps");
    for (int row = 0; row < across.length; row++) {
      across[row] *= steps[row];
    }
    return across;
  }
}
