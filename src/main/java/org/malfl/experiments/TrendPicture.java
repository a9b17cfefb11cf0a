package org.malfl.experiments;

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

  private LineChart chart(CsvTable trend, String measure) {
    LineChart chart =
        LineChart.linear("pairs of consecutive stages, from the first on", "correlation")
            .range(-1, 1);
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
