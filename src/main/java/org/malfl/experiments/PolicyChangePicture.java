package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.Figure;
import org.malfl.plots.LineChart;

/** How far policies move from stage to stage, in truth and as the observer estimates them. */
record PolicyChangePicture(Family family, ObservationStage observations) implements Picture {
  @Override
  public String name() {
    return "policy_change";
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.of(observations.policyChange());
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("family", family.name(), "agents", family.game().numAgents()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    CsvTable change = reader.read(observations.policyChange());
    double[] stages = change.numbers("stage");
    double[] learners = change.numbers("learner_mean_kl");
    double[] estimates = change.numbers("estimate_mean_kl");
    List<String> agents = change.column("agent");
    LineChart chart = LineChart.logarithmic("stage h", "mean KL(πₕ ‖ πₕ₊₁), nats");
    for (int agent = 0; agent < family.game().numAgents(); agent++) {
      List<Integer> rows = new ArrayList<>();
      for (int row = 0; row < change.size(); row++) {
        if (agents.get(row).equals("" + agent)) {
          rows.add(row);
        }
      }
      double[] across = rows.stream().mapToDouble(row -> stages[row]).toArray();
      chart.curve(
          "agent " + agent + ", learner",
          agent,
          false,
          across,
          rows.stream().mapToDouble(row -> learners[row]).toArray());
      chart.curve(
          "agent " + agent + ", estimate",
          agent,
          true,
          across,
          rows.stream().mapToDouble(row -> estimates[row]).toArray());
    }
    return new Figure(
            family.name() + ": change of policy from stage to stage",
            "Mean over all joint states. Where the estimates' curve is far above the learners', the"
                + " observer takes noise for learning.")
        .row(360, List.of(new Figure.Sized(chart.chart(null), 640)));
  }
}
