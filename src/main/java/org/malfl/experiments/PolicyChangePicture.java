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
    return new TreeMap<>(
        Map.of(
            "family", family.name(),
            "agents", family.game().numAgents(),
            "policy_estimates", observations.methods()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    CsvTable change = reader.read(observations.policyChange());
    LineChart chart = LineChart.logarithmic("stage h", "mean KL(πₕ ‖ πₕ₊₁), nats");
    for (int agent = 0; agent < family.game().numAgents(); agent++) {
      CsvTable rows = change.where("agent", Integer.toString(agent));
      addCurve(chart, rows, agent, 0, ObservationStage.LEARNER, "learner");
      for (int k = 0; k < observations.methods().size(); k++) {
        String method = observations.methods().get(k);
        addCurve(chart, rows, agent, k + 1, method, "estimate '" + method + "'");
      }
    }
    return new Figure(
            family.name() + ": change of policy from stage to stage",
            "Mean over all joint states. Nobody observes the last policy, so estimates end a stage"
                + " earlier. What they add to the learners' change is their own noise.")
        .row(360, List.of(new Figure.Sized(chart.chart(null), 640)));
  }

  private static void addCurve(
      LineChart chart, CsvTable ofAgent, int agent, int kind, String policies, String name) {
    CsvTable rows = ofAgent.where("policies", policies);
    chart.curve(
        "agent " + agent + ", " + name,
        agent,
        kind,
        rows.numbers("stage"),
        rows.numbers("mean_kl"));
  }
}
