package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.Figure;
import org.malfl.plots.LineChart;

/** Mean squared TD error of every agent over the episodes of all stages. */
record TdErrorPicture(Family family, List<SoftPolicyIterationStage> learners) implements Picture {
  private static final int MARKED_STAGES_AT_MOST = 50;

  @Override
  public String name() {
    return "td_error";
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.copyOf(learners.stream().map(SoftPolicyIterationStage::tdErrors).toList());
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "family", family.name(),
            "agents", family.game().numAgents(),
            "episodes", family.settings().maspi().episodes()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    int episodes = family.settings().maspi().episodes();
    LineChart chart =
        LineChart.logarithmic(
            "episodes, all stages one after another",
            "mean squared TD error, reward units squared");
    List<CsvTable> tables = new ArrayList<>();
    for (int h = 0; h < learners.size(); h++) {
      tables.add(reader.read(learners.get(h).tdErrors()));
    }
    if (learners.size() <= MARKED_STAGES_AT_MOST) {
      chart.mark(
          IntStream.rangeClosed(0, learners.size())
              .mapToDouble(h -> (double) h * episodes)
              .toArray());
    }
    for (int agent = 0; agent < family.game().numAgents(); agent++) {
      List<Double> across = new ArrayList<>();
      List<Double> errors = new ArrayList<>();
      for (int h = 0; h < learners.size(); h++) {
        CsvTable table = tables.get(h).where("agent", Integer.toString(agent));
        double[] first = table.numbers("first_episode");
        double[] last = table.numbers("last_episode");
        double[] error = table.numbers("mean_squared_td_error");
        for (int row = 0; row < table.size(); row++) {
          across.add((double) h * episodes + (first[row] + last[row] + 1) / 2);
          errors.add(error[row]);
        }
        // A gap, since the next stage does not go on from this one.
        across.add((double) (h + 1) * episodes);
        errors.add(Double.NaN);
      }
      chart.curve(
          "agent " + agent,
          agent,
          0,
          across.stream().mapToDouble(Double::doubleValue).toArray(),
          errors.stream().mapToDouble(Double::doubleValue).toArray());
    }
    return new Figure(
            family.name() + ": TD error of the learners",
            "Mean over blocks of episodes. Upright lines: a new stage starts, from Q = 0.")
        .row(360, List.of(new Figure.Sized(chart.chart(null), 760)));
  }
}
