package org.malfl.experiments;

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

/** How the correlations grow with the number of pairs of stages that the observer uses. */
record TrendPicture(Family family, EvaluationStage evaluation) implements Picture {
  private static final double[] STARTS = {0.9, 0.5, 0, -1};
  private static final double MARGIN = 0.04;

  @Override
  public String name() {
    return "trend";
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.of(evaluation.trend());
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "family", family.name(),
            "estimator", evaluation.recovery().name(),
            "readouts", evaluation.recovery().readouts(),
            "agents", family.game().numAgents()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    CsvTable trend = reader.read(evaluation.trend());
    return new Figure(
            "%s: what '%s' recovers from few and from many stages"
                .formatted(family.name(), evaluation.recovery().name()),
            "Correlation over joint states with the true reward; 1 is perfect, 0 is none.")
        .row(
            330,
            List.of(
                new Figure.Sized(chart(trend, "pearson").chart("Pearson"), 430),
                new Figure.Sized(chart(trend, "spearman").chart("Spearman"), 430)));
  }

  /** Where the axis starts: the highest of some round numbers that no correlation is below. */
  private static double start(CsvTable trend, String measure) {
    double least =
        Arrays.stream(trend.numbers(measure))
            .filter(number -> !Double.isNaN(number))
            .min()
            .orElse(-1);
    return Arrays.stream(STARTS).filter(start -> start <= least).findFirst().orElse(-1);
  }

  private LineChart chart(CsvTable trend, String measure) {
    double start = start(trend, measure);
    // Marks at 1 are to be seen whole.
    double end = start < 0 ? 1 : 1 + MARGIN * (1 - start);
    LineChart chart =
        LineChart.linear("pairs of consecutive stages, from the first on", "correlation")
            .range(start, end);
    for (int agent = 0; agent < family.game().numAgents(); agent++) {
      CsvTable ofAgent = trend.where("agent", Integer.toString(agent));
      List<String> readouts = evaluation.recovery().readouts();
      for (int kind = 0; kind < readouts.size(); kind++) {
        String readout = readouts.get(kind);
        CsvTable rows = ofAgent.where("readout", readout);
        chart.curve(
            "agent " + agent + ", " + readout,
            agent,
            kind,
            rows.numbers("pairs"),
            rows.numbers(measure));
      }
    }
    return chart;
  }
}
