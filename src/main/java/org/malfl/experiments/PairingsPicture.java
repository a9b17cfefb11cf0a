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

/** By how much the right pairing wins, seed by seed. */
record PairingsPicture(StudyRun run, Handle<CsvTable> pairings) implements Picture {
  private static final double WIDTH = 480;

  @Override
  public String name() {
    return "cross_correlation";
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.of(pairings);
  }

  private List<String> families() {
    return run.settings().environment().selectedFamilies();
  }

  private Budget budget() {
    return run.trials().get(run.trials().size() - 1).trial().budget();
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "families", families(),
            "budget", budget().text(),
            "agents", run.trials().get(0).numAgents(),
            "estimators",
                run.trials().get(0).trial().estimators().stream()
                    .map(StudiedEstimator::name)
                    .toList()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    CsvTable rows =
        reader
            .read(pairings)
            .where("stages", "" + budget().stages())
            .where("episodes", "" + budget().episodes())
            .where("steps", "" + budget().steps());
    List<Figure.Sized> panels = new ArrayList<>();
    for (String family : families()) {
      panels.add(
          new Figure.Sized(
              chart(rows.where("family", family)).chart("recovered from " + family), WIDTH));
    }
    return new Figure(
            "Right minus wrong pairing, " + budget().text(),
            "Pearson with the true reward of the family that was watched, less Pearson with that of another family,",
            "for agents whose true rewards differ between them.")
        .row(330, panels);
  }

  private LineChart chart(CsvTable rows) {
    LineChart chart = LineChart.linear("seed", "difference of Pearson");
    List<StudiedEstimator> estimators = run.trials().get(0).trial().estimators();
    for (int colour = 0; colour < estimators.size(); colour++) {
      CsvTable ofEstimator = rows.where("estimator", estimators.get(colour).name());
      for (int agent = 0; agent < run.trials().get(0).numAgents(); agent++) {
        for (String wrong : families()) {
          CsvTable curve = ofEstimator.where("agent", "" + agent).where("wrong_family", wrong);
          if (curve.size() > 0) {
            chart.curve(
                "%s, agent %d against %s".formatted(estimators.get(colour).name(), agent, wrong),
                colour,
                agent,
                curve.numbers("seed"),
                curve.numbers("difference"));
          }
        }
      }
    }
    return chart;
  }
}
