package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.Figure;
import org.malfl.plots.LineChart;

/**
 * Losses of the learners' networks over the updates of all stages.
 *
 * @param trainings by stage and agent
 */
record NetworkLossPicture(Family family, List<List<NetworkTrainingStage>> trainings)
    implements Picture {
  private static final int MARKED_STAGES_AT_MOST = 50;
  private static final int POINTS_OF_A_STAGE = 50;

  @Override
  public String name() {
    return "network_loss";
  }

  @Override
  public List<Handle<?>> inputs() {
    List<Handle<?>> inputs = new ArrayList<>();
    trainings.forEach(agents -> agents.forEach(agent -> inputs.add(agent.losses())));
    return inputs;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("family", family.name(), "agents", family.game().numAgents()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    List<List<CsvTable>> tables =
        trainings.stream()
            .map(agents -> agents.stream().map(agent -> reader.read(agent.losses())).toList())
            .toList();
    return new Figure(
            family.name() + ": losses of the learners' networks",
            "Means over blocks of updates. Upright lines: a new stage starts, with what the last one"
                + " left.")
        .row(
            320,
            List.of(
                new Figure.Sized(
                    chart(tables, "q", "Q: half the squared error, units of its network"), 760)))
        .row(320, List.of(new Figure.Sized(chart(tables, "policy", "policy: KL, nats"), 760)));
  }

  private JFreeChart chart(List<List<CsvTable>> tables, String network, String axis) {
    LineChart chart = LineChart.logarithmic("updates, all stages one after another", axis);
    int updates = tables.get(0).get(0).where("network", network).size();
    if (trainings.size() <= MARKED_STAGES_AT_MOST) {
      chart.mark(
          IntStream.rangeClosed(0, trainings.size())
              .mapToDouble(h -> (double) h * updates)
              .toArray());
    }
    for (int agent = 0; agent < family.game().numAgents(); agent++) {
      List<Double> across = new ArrayList<>();
      List<Double> losses = new ArrayList<>();
      for (int h = 0; h < trainings.size(); h++) {
        double[] loss = tables.get(h).get(agent).where("network", network).numbers("loss");
        int points = Math.min(POINTS_OF_A_STAGE, loss.length);
        for (int point = 0; point < points; point++) {
          int from = (int) ((long) point * loss.length / points);
          int to = (int) ((long) (point + 1) * loss.length / points);
          across.add((double) h * updates + (from + to) / 2.0);
          losses.add(mean(loss, from, to));
        }
        across.add((double) (h + 1) * updates);
        losses.add(Double.NaN);
      }
      chart.curve(
          "agent " + agent,
          agent,
          0,
          across.stream().mapToDouble(Double::doubleValue).toArray(),
          losses.stream().mapToDouble(Double::doubleValue).toArray());
    }
    return chart.chart(null);
  }

  private static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int k = from; k < to; k++) {
      sum += values[k];
    }
    return sum / (to - from);
  }
}
