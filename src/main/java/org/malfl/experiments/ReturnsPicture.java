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

/** What who plans on a recovered reward gains in the true game, between learner and optimum. */
record ReturnsPicture(Family family, List<ReturnsStage> returns) implements Picture {
  @Override
  public String name() {
    return "returns";
  }

  @Override
  public List<Handle<?>> inputs() {
    return new ArrayList<>(returns.stream().map(ReturnsStage::returns).toList());
  }

  private List<String> estimators() {
    return returns.stream().map(each -> each.recovery().name()).toList();
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "family", family.name(),
            "agents", family.game().numAgents(),
            "estimators", estimators()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    List<CsvTable> tables = returns.stream().map(each -> reader.read(each.returns())).toList();
    LineChart chart =
        LineChart.sideBySide("reward recovered by", estimators(), "discounted return, true reward");
    for (int agent = 0; agent < family.game().numAgents(); agent++) {
      int of = agent;
      double[] observer =
          tables.stream().mapToDouble(table -> table.numbers("observer")[of]).toArray();
      CsvTable any = tables.get(0);
      chart.level(
          "agent " + agent + ", best response",
          agent,
          2,
          observer.length,
          any.numbers("optimum")[of]);
      chart.level(
          "agent " + agent + ", learner", agent, 1, observer.length, any.numbers("learner")[of]);
      chart.points("agent " + agent + ", who plans on the reward", agent, observer);
    }
    return new Figure(
            family.name() + ": what a recovered reward is worth in play",
            "Returns from the start state against the others' last observed policies. Learners also"
                + " look for entropy, which is not counted here.")
        .row(360, List.of(new Figure.Sized(chart.chart(null), 760)));
  }
}
