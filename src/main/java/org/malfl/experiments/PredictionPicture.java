package org.malfl.experiments;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.Figure;
import org.malfl.plots.LineChart;

/** How well recovered rewards predict the next stage, beside guesses that need none. */
record PredictionPicture(Family family, List<PredictionStage> predictions) implements Picture {
  @Override
  public String name() {
    return "prediction";
  }

  @Override
  public List<Handle<?>> inputs() {
    return new ArrayList<>(predictions.stream().map(PredictionStage::prediction).toList());
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "family", family.name(),
            "agents", family.game().numAgents(),
            "estimators", predictions.stream().map(each -> each.recovery().name()).toList(),
            "policy_estimates",
                predictions.stream().map(PredictionStage::policyEstimate).toList()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    Figure figure =
        new Figure(
            family.name() + ": actions of the next stage, predicted",
            "A reward recovered from the datasets before the last one, and that one, predict the"
                + " stage; the guesses need no reward. Lower is better.");
    for (int agent = 0; agent < family.game().numAgents(); agent++) {
      figure.row(300, List.of(new Figure.Sized(chart(reader, agent).chart("agent " + agent), 860)));
    }
    return figure;
  }

  private LineChart chart(ArtifactReader reader, int agent) {
    LineChart chart =
        LineChart.logarithmic("predicted stage", "mean KL(frequencies ‖ prediction), nats");
    Set<String> guessed = new LinkedHashSet<>();
    boolean several =
        predictions.stream().map(PredictionStage::policyEstimate).distinct().count() > 1;
    for (int k = 0; k < predictions.size(); k++) {
      PredictionStage prediction = predictions.get(k);
      CsvTable rows = reader.read(prediction.prediction()).where("agent", Integer.toString(agent));
      double[] stages = rows.numbers("predicted_stage");
      String policies = prediction.policyEstimate();
      if (guessed.add(policies)) {
        // Colours of estimators come first, one per policy estimate after them.
        int colour = predictions.size() + guessed.size() - 1;
        String of = several ? " (policies '" + policies + "')" : "";
        chart.curve("no change" + of, colour, 1, stages, rows.numbers("kl_no_change"));
        chart.curve(
            "last change repeated" + of, colour, 2, stages, rows.numbers("kl_repeated_change"));
      }
      chart.curve(
          prediction.recovery().name(), k, 0, stages, rows.numbers(PredictionStage.RECOVERED));
    }
    return chart;
  }
}
