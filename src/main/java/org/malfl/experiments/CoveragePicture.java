package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.ColourScale;
import org.malfl.plots.Figure;
import org.malfl.plots.HeatMap;

/** How often the interval of every joint state holds the truth. */
record CoveragePicture(StudyRun run, Handle<CsvTable> states, StudiedEstimator estimator)
    implements Picture {
  private static final double PANEL = 290;
  private static final double BAR = 95;
  private static final double LEAST = 0.5;

  @Override
  public String name() {
    return "coverage_" + estimator.name().replace('-', '_');
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.of(states);
  }

  private List<Budget> budgets() {
    return run.trials().stream().map(trial -> trial.trial().budget()).distinct().sorted().toList();
  }

  private List<String> families() {
    return run.settings().environment().selectedFamilies();
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters =
        new TreeMap<>(
            Map.of(
                "estimator", estimator.name(),
                "families", families(),
                "seeds", run.options().seeds(),
                "budgets", budgets().stream().map(Budget::text).toList()));
    run.settings()
        .environment()
        .grid()
        .ifPresent(
            grid -> {
              parameters.put("grid_size", grid.size());
              parameters.put("goal", grid.goal());
            });
    return parameters;
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    CsvTable rows = reader.read(states).where("estimator", estimator.name());
    ColourScale scale = ColourScale.sequential(LEAST, 1);
    Figure figure =
        new Figure(
            "'" + estimator.name() + "': how often the 95 % interval holds the true reward",
            "One square per joint state, %d seeds; dark: %.0f %% or less. A column per budget (episodes × steps of a stage)."
                .formatted(run.options().seeds(), 100 * LEAST),
            run.settings()
                .environment()
                .grid()
                .map(grid -> grid.numbering(run.trials().get(0).numAgents()))
                .orElse(""));
    for (String family : families()) {
      for (int agent = 0; agent < run.trials().get(0).numAgents(); agent++) {
        CsvTable ofAgent = rows.where("family", family).where("agent", "" + agent);
        List<Figure.Sized> row = new ArrayList<>();
        for (Budget budget : budgets()) {
          double[] coverage =
              ofAgent
                  .where("stages", "" + budget.stages())
                  .where("episodes", "" + budget.episodes())
                  .where("steps", "" + budget.steps())
                  .numbers("coverage");
          row.add(
              new Figure.Sized(
                  HeatMap.of(title(family, agent, budget, coverage), matrix(coverage), scale),
                  PANEL));
        }
        row.add(new Figure.Sized(HeatMap.bar(scale, "share of seeds"), BAR));
        figure.row(PANEL + 10, row);
      }
    }
    return figure;
  }

  private static String title(String family, int agent, Budget budget, double[] coverage) {
    return String.format(
        Locale.ROOT,
        "%s %d, %s: %.1f %%",
        family,
        agent,
        budget.text(),
        100 * Arrays.stream(coverage).average().orElse(Double.NaN));
  }

  private HeatMap.Matrix matrix(double[] values) {
    return run.settings()
        .environment()
        .grid()
        .map(grid -> grid.matrix(values, run.trials().get(0).numAgents()))
        .orElseGet(() -> new HeatMap.Matrix(values, values.length, "", "joint state"));
  }
}
