package org.malfl.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYPolygonAnnotation;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.DefaultXYDataset;

/** Curves over a common axis. */
public final class LineChart {
  private static final int MARKED_AT_MOST = 30;
  private static final int POINTS_AT_MOST = 4000;
  private static final float THICKEST_MARKED = 3.2f;
  private static final float THICKEST = 2.2f;
  private static final float THINNER = 0.6f;
  private static final float THINNEST = 0.9f;

  private static final float EDGE = 0.5f;

  /** Drawn and left out, in turn. */
  private static final float[][] DASHES = {{5, 4}, {1.5f, 3}, {7, 3, 1.5f, 3}};

  private final XYPlot plot;
  private boolean empty = true;
  private int curves;
  private final DefaultXYDataset dataset = new DefaultXYDataset();
  private final XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();

  /** Of the place of a thing side by side with others, so much belongs to it. */
  private static final double HALF_PLACE = 0.4;

  private LineChart(ValueAxis across, ValueAxis up) {
    // A whole path has no seams, and dashes run on from point to point.
    renderer.setDrawSeriesLineAsPath(true);
    this.plot = new XYPlot(dataset, across, up, renderer);
    plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
  }

  /** Curves with linear axes; whole numbers across. */
  public static LineChart linear(String across, String up) {
    return new LineChart(Style.wholeAxis(across), Style.axis(up));
  }

  /**
   * Curves with powers of ten at equal distances, on which numbers that are not positive leave a
   * gap; whole numbers across.
   */
  public static LineChart logarithmic(String across, String up) {
    return new LineChart(Style.wholeAxis(across), Style.fonts(new DecadeAxis(up)));
  }

  /**
   * Points and levels of things side by side, at 0, 1, … across, with linear numbers up.
   *
   * @param names of the things, from left to right
   */
  public static LineChart sideBySide(String across, List<String> names, String up) {
    SymbolAxis axis = new SymbolAxis(across, names.toArray(String[]::new));
    axis.setGridBandsVisible(false);
    return new LineChart(Style.fonts(axis), Style.axis(up));
  }

  /** Curves over powers of ten at equal distances; what goes up is linear. */
  public static LineChart overDecades(String across, String up) {
    return new LineChart(Style.fonts(new DecadeAxis(across)), Style.axis(up));
  }

  /** Curves with powers of ten at equal distances across and up. */
  public static LineChart doublyLogarithmic(String across, String up) {
    return new LineChart(Style.fonts(new DecadeAxis(across)), Style.fonts(new DecadeAxis(up)));
  }

  /**
   * Adds a band below all curves, lightly filled, with thin edges that other bands do not hide.
   *
   * @param colour which of the colours, for instance an agent's number
   * @param across finite
   * @param lower as many, positive on a logarithmic axis; NaN leaves the place out
   * @param upper as many
   */
  public LineChart band(int colour, double[] across, double[] lower, double[] upper) {
    int[] there = IntStream.range(0, across.length).filter(k -> !Double.isNaN(lower[k])).toArray();
    int points = there.length;
    double[] outline = new double[4 * points];
    double[][][] edges = new double[2][2][points];
    for (int k = 0; k < points; k++) {
      int from = there[k];
      outline[2 * k] = across[from];
      outline[2 * k + 1] = lower[from];
      outline[outline.length - 2 * k - 2] = across[from];
      outline[outline.length - 2 * k - 1] = upper[from];
      edges[0][0][k] = across[from];
      edges[0][1][k] = lower[from];
      edges[1][0][k] = across[from];
      edges[1][1][k] = upper[from];
    }
    Color tint = Style.tint(colour);
    if (points > 1) {
      renderer.addAnnotation(new XYPolygonAnnotation(outline, null, null, tint), Layer.BACKGROUND);
    }
    for (double[][] edge : edges) {
      int series = dataset.getSeriesCount();
      dataset.addSeries("edge " + series, edge);
      renderer.setSeriesPaint(series, Style.series(colour));
      renderer.setSeriesStroke(series, new BasicStroke(EDGE));
      renderer.setSeriesShapesVisible(series, false);
      renderer.setSeriesVisibleInLegend(series, false);
    }
    return this;
  }

  /** Curves with linear axes; any numbers across. */
  public static LineChart ofNumbers(String across, String up) {
    return new LineChart(Style.axis(across), Style.axis(up));
  }

  /** Curves with powers of ten at equal distances going up; any numbers across. */
  public static LineChart ofNumbersLogarithmic(String across, String up) {
    return new LineChart(Style.axis(across), Style.fonts(new DecadeAxis(up)));
  }

  /** Fixes the ends of both axes. */
  public LineChart square(double lower, double upper) {
    plot.getDomainAxis().setRange(lower, upper);
    return range(lower, upper);
  }

  /** Fixes the ends of the axis that goes up. */
  public LineChart range(double lower, double upper) {
    plot.getRangeAxis().setRange(lower, upper);
    return this;
  }

  /** Thin vertical lines in place of those at the ticks. */
  public void mark(double[] across) {
    plot.setDomainGridlinesVisible(false);
    for (double place : across) {
      plot.addDomainMarker(
          new ValueMarker(place, Color.GRAY, new BasicStroke(0.7f)), Layer.BACKGROUND);
    }
  }

  /**
   * Adds a curve. Of more than 4000 points, 4000 are drawn, evenly spread.
   *
   * @param name in the legend, unique
   * @param colour which of the colours, for instance an agent's number
   * @param kind tells curves of a colour from each other: 0 is solid, 1 dashed, 2 dotted, 3 both
   * @param across finite
   * @param up as many; NaN leaves a gap
   */
  public LineChart curve(String name, int colour, int kind, double[] across, double[] up) {
    int series = dataset.getSeriesCount();
    // Curves that lie on each other stay visible: later ones are thinner and on top.
    boolean marked = across.length <= MARKED_AT_MOST;
    float width = Math.max(THINNEST, (marked ? THICKEST_MARKED : THICKEST) - THINNER * curves);
    boolean logarithmic = plot.getRangeAxis() instanceof LogAxis;
    int points = Math.min(across.length, POINTS_AT_MOST);
    double[][] shown = new double[2][points];
    for (int k = 0; k < points; k++) {
      int from = points == 1 ? 0 : (int) ((long) k * (across.length - 1) / (points - 1));
      shown[0][k] = across[from];
      shown[1][k] = logarithmic && up[from] <= 0 ? Double.NaN : up[from];
      empty &= Double.isNaN(shown[1][k]);
    }
    curves++;
    dataset.addSeries(name, shown);
    renderer.setSeriesPaint(series, Style.series(colour));
    renderer.setSeriesStroke(
        series,
        kind == 0
            ? new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_BEVEL)
            : new BasicStroke(
                width,
                BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_BEVEL,
                1,
                DASHES[(kind - 1) % DASHES.length],
                0));
    // Other kinds have squares too, for those who print without colours.
    renderer.setSeriesShape(
        series,
        kind == 0 ? new Ellipse2D.Double(-3, -3, 6, 6) : new Rectangle2D.Double(-3, -3, 6, 6));
    renderer.setSeriesShapesVisible(series, marked);
    renderer.setSeriesShapesFilled(series, kind == 0);
    return this;
  }

  /**
   * Adds a point for each thing, without a line between them.
   *
   * @param name in the legend, unique
   * @param agent picks the colour
   * @param up of every thing, NaN for none
   */
  public LineChart points(String name, int agent, double[] up) {
    double[] across = new double[up.length];
    Arrays.setAll(across, k -> k);
    return scatter(name, agent, across, up);
  }

  /**
   * Adds points without a line between them.
   *
   * @param name in the legend, unique
   * @param colour which of the colours
   * @param across finite
   * @param up as many, NaN for none
   */
  public LineChart scatter(String name, int colour, double[] across, double[] up) {
    curve(name, colour, 0, across, up);
    int series = dataset.getSeriesCount() - 1;
    renderer.setSeriesLinesVisible(series, false);
    renderer.setSeriesShapesVisible(series, true);
    renderer.setSeriesShape(series, new Ellipse2D.Double(-4, -4, 8, 8));
    return this;
  }

  /**
   * Adds a level that holds for all things alike.
   *
   * @param name in the legend, unique
   * @param agent picks the colour
   * @param kind as of {@link #curve}
   * @param things how many there are
   */
  public LineChart level(String name, int agent, int kind, int things, double up) {
    curve(
        name,
        agent,
        kind,
        new double[] {-HALF_PLACE, things - 1 + HALF_PLACE},
        new double[] {up, up});
    renderer.setSeriesShapesVisible(dataset.getSeriesCount() - 1, false);
    return this;
  }

  /** The chart, with a legend. */
  public JFreeChart chart(String title) {
    JFreeChart chart = bare(title);
    Style.addLegend(chart);
    return chart;
  }

  /** The chart without a legend, for many curves that a note explains. */
  public JFreeChart bare(String title) {
    return Style.chart(empty ? "no number to show here" : title, plot);
  }
}
