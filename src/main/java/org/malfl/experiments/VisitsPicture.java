package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jfree.chart.JFreeChart;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.ColourScale;
import org.malfl.plots.Figure;
import org.malfl.plots.HeatMap;

/** How often each joint state was visited, stage by stage. */
record VisitsPicture(Family family, GridLayout grid, List<SoftPolicyIterationStage> learners)
    implements Picture {
  private static final int COLUMNS = 5;
  private static final double PANEL = 190;

  @Override
  public String name() {
    return "visits";
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.copyOf(
        Pictures.spread(learners.size()).stream().map(h -> learners.get(h).counts()).toList());
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "family", family.name(),
            "grid_size", grid.size(),
            "goal", grid.goal(),
            "agents", family.game().numAgents(),
            "stages", Pictures.spread(learners.size())));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    List<Integer> stages = Pictures.spread(learners.size());
    List<double[]> logarithms = new ArrayList<>();
    for (int h : stages) {
      logarithms.add(logarithms(learners.get(h).readCounts(reader).states()));
    }
    DoubleSummaryStatistics seen =
        logarithms.stream()
            .flatMapToDouble(Arrays::stream)
            .filter(value -> !Double.isNaN(value))
            .summaryStatistics();
    ColourScale scale =
        ColourScale.sequential(seen.getMin(), Math.max(seen.getMin() + 1, seen.getMax()));
    List<JFreeChart> charts = new ArrayList<>();
    for (int k = 0; k < stages.size(); k++) {
      charts.add(
          HeatMap.of(
              "stage " + stages.get(k),
              grid.matrix(logarithms.get(k), family.game().numAgents()),
              scale));
    }
    return new Figure(
            family.name() + ": visits of each joint state",
            "log10 of the number of visits in each stage's dataset; grey: never visited, so that"
                + " nothing can be learned there.",
            grid.numbering(family.game().numAgents()))
        .grid(
            COLUMNS,
            PANEL,
            PANEL + 10,
            charts,
            new Figure.Sized(HeatMap.bar(scale, "log10 of visits"), 95));
  }

  private static double[] logarithms(long[] visits) {
    double[] logarithms = new double[visits.length];
    for (int state = 0; state < visits.length; state++) {
      logarithms[state] =
          visits[state] == 0 ? Double.NaN : StrictMath.log10((double) visits[state]);
    }
    return logarithms;
  }
}
