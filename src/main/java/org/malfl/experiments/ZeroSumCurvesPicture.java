package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.io.CsvTable;
import org.malfl.metrics.Band;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.Figure;
import org.malfl.plots.LineChart;

/** What can be won from learners in the zero-sum game by what they had asked of the expert. */
record ZeroSumCurvesPicture(ZeroSumScoresStage scores, String tag) implements Picture {
  @Override
  public String name() {
    return tag + "_zero_sum_exploitability";
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.of(scores.curves(), scores.bounds());
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(ImitationPlots.parameters(tag));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    CsvTable curves = reader.read(scores.curves());
    double largest = reader.read(scores.bounds()).numbers("largest_exploitability")[0];
    return ExploitabilityPanels.of(
        "What can be won from those who imitate, and how much they look like the expert",
        "Lines are means over seeds, bands hold all of them. Exact numbers of the policies. "
            + String.format(
                Locale.ROOT,
                "With exactly the expert's occupancy exploitability may be anything up to %.4g.",
                largest),
        (column, up) -> chart(curves, column, up));
  }

  private static LineChart chart(CsvTable curves, String column, String up) {
    LineChart chart = LineChart.overDecades("pairs asked of the expert", up);
    List<String> methods = new ArrayList<>(new LinkedHashSet<>(curves.column("method")));
    for (int colour = 0; colour < methods.size(); colour++) {
      CsvTable rows = curves.where("method", methods.get(colour));
      double[] queries = Arrays.stream(rows.numbers("expert_queries")).distinct().toArray();
      PointBands bands = PointBands.of(rows.numbers(column), queries.length);
      chart.band(
          colour,
          fromSecond(queries),
          fromSecond(bands.of(Band::least)),
          fromSecond(bands.of(Band::most)));
      chart.curve(
          methods.get(colour),
          colour,
          colour,
          fromSecond(queries),
          fromSecond(bands.of(Band::mean)));
    }
    return chart;
  }

  /** Nothing was asked at the first point, which has no place among decades. */
  private static double[] fromSecond(double[] numbers) {
    return Arrays.copyOfRange(numbers, 1, numbers.length);
  }
}
