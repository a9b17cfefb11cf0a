package org.malfl.experiments;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.io.CsvTable;
import org.malfl.metrics.Band;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.Figure;
import org.malfl.plots.LineChart;

/** How many questions to the expert bring exploitability down, over random games. */
record RandomGamesPicture(RandomGamesScoresStage scores, String tag) implements Picture {
  private static final List<String> COLUMNS = List.of("exploitability", "occupancy_distance");

  /** Experts who do not mix are soon known, and zero has no place among decades. */
  private static final double LEAST = 1e-6;

  @Override
  public String name() {
    return tag + "_random_games_exploitability";
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
    return ExploitabilityPanels.of(
        "What can be won from those who imitate equilibria of random zero-sum games",
        "Lines are medians over games, bands hold the middle eight tenths of them."
            + (anyBelow(curves) ? " What is below 1e-6 is drawn there." : ""),
        (column, up) -> chart(curves, column, up));
  }

  private static boolean anyBelow(CsvTable curves) {
    return COLUMNS.stream()
        .flatMapToDouble(column -> Arrays.stream(curves.numbers(column)))
        .anyMatch(value -> value < LEAST);
  }

  private static LineChart chart(CsvTable curves, String column, String up) {
    LineChart chart = LineChart.doublyLogarithmic("pairs asked of the expert", up);
    for (int colour = 0; colour < RandomGameStage.METHODS.size(); colour++) {
      String method = RandomGameStage.METHODS.get(colour);
      CsvTable rows = curves.where("method", method);
      double[] queries = Arrays.stream(rows.numbers("expert_queries")).distinct().toArray();
      double[] values =
          Arrays.stream(rows.numbers(column)).map(value -> Math.max(LEAST, value)).toArray();
      PointBands bands = PointBands.of(values, queries.length);
      chart.band(colour, queries, bands.of(Band::tenth), bands.of(Band::ninetieth));
      chart.curve(method, colour, colour, queries, bands.of(Band::median));
    }
    return chart;
  }
}
