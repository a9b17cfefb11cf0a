package org.malfl.experiments;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.Figure;
import org.malfl.plots.LineChart;

/** Exploitability and distance of occupancies side by side: the one says nothing of the other. */
record ZeroSumCurvesPicture(ZeroSumScoresStage scores, ZeroSumSettings settings, String tag)
    implements Picture {
  private static final double WIDTH = 520;
  private static final double HEIGHT = 380;
  private static final List<String> METHODS = List.of("magail", "bc");

  @Override
  public String name() {
    return tag + "_zero_sum_exploitability";
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.of(scores.curves());
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(ImitationPlots.parameters(tag));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    CsvTable curves = reader.read(scores.curves());
    return new Figure(
            "What can be won from those who imitate, and how much they look like the expert",
            "Lines are means over seeds, bands hold all of them. Exact numbers of the policies.")
        .row(
            HEIGHT,
            List.of(
                new Figure.Sized(
                    chart(curves, "exploitability", "exploitability").chart("exploitability"),
                    WIDTH),
                new Figure.Sized(
                    chart(curves, "occupancy_distance", "total variation, discounted occupancies")
                        .chart("distance to the expert's occupancy"),
                    WIDTH)));
  }

  private LineChart chart(CsvTable curves, String column, String up) {
    LineChart chart = LineChart.linear("pairs asked of the expert", up);
    for (String method : METHODS) {
      CsvTable rows = curves.where("method", method);
      if (rows.size() > 0) {
        double[] queries = Arrays.stream(rows.numbers("expert_queries")).distinct().toArray();
        double[] mean = new double[queries.length];
        double[] least = new double[queries.length];
        double[] most = new double[queries.length];
        spread(rows, column, mean, least, most);
        int colour = METHODS.indexOf(method);
        chart.band(colour, queries, least, most);
        chart.curve(method, colour, colour, queries, mean);
      }
    }
    return chart;
  }

  /** Learners of a method are logged at the same points, in the same order. */
  private static void spread(
      CsvTable rows, String column, double[] mean, double[] least, double[] most) {
    double[] values = rows.numbers(column);
    int seeds = values.length / mean.length;
    for (int point = 0; point < mean.length; point++) {
      double[] ofSeeds = new double[seeds];
      for (int seed = 0; seed < seeds; seed++) {
        ofSeeds[seed] = values[seed * mean.length + point];
      }
      mean[point] = Arrays.stream(ofSeeds).average().orElseThrow();
      least[point] = Arrays.stream(ofSeeds).min().orElseThrow();
      most[point] = Arrays.stream(ofSeeds).max().orElseThrow();
    }
  }
}
