package org.malfl.experiments;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jfree.chart.JFreeChart;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.ColourScale;
import org.malfl.plots.Figure;
import org.malfl.plots.HeatMap;

/** What learners do in every state at the end: on the path all the same, off it by chance. */
record ZeroSumPoliciesPicture(ZeroSumScoresStage scores, ZeroSumSettings settings, String tag)
    implements Picture {
  private static final int COLUMNS = 4;
  private static final double WIDTH = 260;
  private static final double HEIGHT = 270;

  @Override
  public String name() {
    return tag + "_zero_sum_policies";
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.of(scores.policies());
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(ImitationPlots.parameters(tag));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    CsvTable policies = reader.read(scores.policies());
    List<JFreeChart> charts = new ArrayList<>();
    for (String method : new LinkedHashSet<>(policies.column("method"))) {
      CsvTable ofMethod = policies.where("method", method);
      for (String seed : new LinkedHashSet<>(ofMethod.column("seed"))) {
        for (String player : List.of("0", "1")) {
          charts.add(
              map(
                  "%s, seed %s, player %s".formatted(method, seed, player),
                  ofMethod.where("seed", seed).where("player", player)));
        }
      }
    }
    return new Figure(
            "What learners do in every state",
            "The expert does action "
                + settings.expertAction()
                + " everywhere, and so never sees 'detour', 'win', 'lose' and 'copy'.")
        .grid(COLUMNS, WIDTH, HEIGHT, charts);
  }

  private static JFreeChart map(String title, CsvTable rows) {
    double[] values = new double[3 * rows.size()];
    for (int action = 0; action < 3; action++) {
      double[] column = rows.numbers("action_" + action);
      for (int row = 0; row < column.length; row++) {
        values[3 * row + action] = column[row];
      }
    }
    return HeatMap.named(
        title,
        new HeatMap.Matrix(values, 3, "state", "action"),
        ColourScale.sequential(0, 1),
        rows.column("state"),
        List.of("0", "1", "2"));
  }
}
