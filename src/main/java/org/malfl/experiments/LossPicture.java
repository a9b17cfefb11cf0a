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

/**
 * The loss of a recovery that is an optimisation, for every agent.
 *
 * @param losses per agent, {@code epoch} and {@code loss}
 */
record LossPicture(Family family, Recovery recovery, List<Handle<CsvTable>> losses)
    implements Picture {
  @Override
  public String name() {
    return "loss";
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.copyOf(losses);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("family", family.name(), "estimator", recovery.name()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    LineChart chart = LineChart.logarithmic("Adam updates", "loss, reward units squared");
    for (int agent = 0; agent < losses.size(); agent++) {
      CsvTable table = reader.read(losses.get(agent));
      chart.curve("agent " + agent, agent, 0, table.numbers("epoch"), table.numbers("loss"));
    }
    return new Figure(
            "%s: loss of the recovery '%s'".formatted(family.name(), recovery.name()),
            "Sum of squares over pairs of stages, joint states and own actions. A small loss is no"
                + " sign that the reward is right.")
        .row(360, List.of(new Figure.Sized(chart.chart(null), 640)));
  }
}
