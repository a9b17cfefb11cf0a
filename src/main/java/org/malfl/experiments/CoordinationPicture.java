package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.io.CsvTable;
import org.malfl.io.DecimalText;
import org.malfl.metrics.Band;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.Figure;
import org.malfl.plots.LineChart;

/** A picture of all who learnt from one expert. */
abstract class CoordinationPicture implements Picture {
  private static final double WIDTH = 560;
  private static final double HEIGHT = 380;

  private final String shows;
  private final CoordinationScoresStage scores;
  private final CoordinationSettings settings;
  private final String tag;

  /**
   * A picture.
   *
   * @param shows end of its name
   * @param tag beginning of its name
   */
  CoordinationPicture(
      String shows, CoordinationScoresStage scores, CoordinationSettings settings, String tag) {
    this.shows = shows;
    this.scores = scores;
    this.settings = settings;
    this.tag = tag;
  }

  @Override
  public final String name() {
    return tag + "_" + label() + "_" + shows;
  }

  @Override
  public final SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = new TreeMap<>(ImitationPlots.parameters(tag));
    parameters.put("expert", label());
    parameters.put("betas", settings.betas());
    parameters.put("seeds", settings.seeds());
    parameters.put("signal", settings.signal());
    return parameters;
  }

  /** The expert's name. */
  final String label() {
    return scores.expert().expert().label();
  }

  /** What became of the learners. */
  final CoordinationScoresStage scores() {
    return scores;
  }

  /** Entropy bonuses; their order is that of colours. */
  final List<Double> betas() {
    return settings.betas();
  }

  /** How a bonus is called. */
  static String named(double beta) {
    String text = DecimalText.of(beta);
    return "beta " + (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
  }

  /** Names of all bonuses. */
  final List<String> betaNames() {
    return betas().stream().map(CoordinationPicture::named).toList();
  }

  /** Histories of the learners with a bonus, by seed. */
  final List<CsvTable> histories(ArtifactReader reader, double beta) {
    return scores.learners().stream()
        .filter(stage -> stage.beta() == beta)
        .map(stage -> reader.read(stage.history()))
        .toList();
  }

  /** Histories of all learners. */
  final List<Handle<?>> allHistories() {
    return new ArrayList<>(
        scores.learners().stream().map(CoordinationTrainingStage::history).toList());
  }

  /** A column of the learners with a bonus, by seed. */
  static double[] of(CsvTable runs, double beta, String column) {
    return runs.where("beta", DecimalText.of(beta)).numbers(column);
  }

  /** A figure of one chart. */
  final Figure figure(String title, String note, LineChart chart) {
    String signal =
        hasSignal() ? " Means over " + settings.signal() + " values of a public signal." : "";
    return new Figure(title, note + signal)
        .row(HEIGHT, List.of(new Figure.Sized(chart.chart(null), WIDTH)));
  }

  /** Whether learners see a public signal. */
  final boolean hasSignal() {
    return settings.signal() > 1;
  }

  /** How many seeds, for titles. */
  final String seeds() {
    int count = settings.seeds().size();
    return String.format(Locale.ROOT, "%d %s", count, count == 1 ? "seed" : "seeds");
  }

  /** Adds a number over epochs for every bonus: its mean over seeds, and all seeds as a band. */
  final LineChart overEpochs(ArtifactReader reader, String column, String up) {
    LineChart chart = LineChart.linear("epoch", up);
    double[] epochs = epochs(reader);
    List<PointBands> bands =
        betas().stream().map(beta -> bands(histories(reader, beta), column)).toList();
    for (int index = 0; index < bands.size(); index++) {
      PointBands ofBonus = bands.get(index);
      chart.band(index, epochs, ofBonus.of(Band::least), ofBonus.of(Band::most));
    }
    for (int index = 0; index < bands.size(); index++) {
      chart.curve(
          named(betas().get(index)), index, index % 4, epochs, bands.get(index).of(Band::mean));
    }
    return chart;
  }

  /** Logged epochs, the same for all learners. */
  final double[] epochs(ArtifactReader reader) {
    return reader.read(scores.learners().get(0).history()).numbers("epoch");
  }

  private static PointBands bands(List<CsvTable> histories, String column) {
    return PointBands.of(
        histories.stream().flatMapToDouble(table -> Arrays.stream(table.numbers(column))).toArray(),
        histories.get(0).size());
  }
}
