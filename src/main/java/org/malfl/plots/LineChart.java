package org.malfl.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
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

  private final XYPlot plot;
  private boolean empty = true;
  private final DefaultXYDataset dataset = new DefaultXYDataset();
  private final XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();

  private LineChart(NumberAxis across, ValueAxis up) {
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

  /** Curves with linear axes; any numbers across. */
  public static LineChart ofNumbers(String across, String up) {
    return new LineChart(Style.axis(across), Style.axis(up));
  }

  /** Curves with powers of ten at equal distances going up; any numbers across. */
  public static LineChart ofNumbersLogarithmic(String across, String up) {
    return new LineChart(Style.axis(across), Style.fonts(new DecadeAxis(up)));
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
   * @param agent picks the colour
   * @param dashed tells the second kind of curve of an agent from the first
   * @param across finite
   * @param up as many; NaN leaves a gap
   */
  public LineChart curve(String name, int agent, boolean dashed, double[] across, double[] up) {
    int series = dataset.getSeriesCount();
    // Curves that lie on each other stay visible: later ones are thinner and on top.
    boolean marked = across.length <= MARKED_AT_MOST;
    float width = Math.max(THINNEST, (marked ? THICKEST_MARKED : THICKEST) - THINNER * series);
    boolean logarithmic = plot.getRangeAxis() instanceof LogAxis;
    int points = Math.min(across.length, POINTS_AT_MOST);
    double[][] shown = new double[2][points];
    for (int k = 0; k < points; k++) {
      int from = points == 1 ? 0 : (int) ((long) k * (across.length - 1) / (points - 1));
      shown[0][k] = across[from];
      shown[1][k] = logarithmic && up[from] <= 0 ? Double.NaN : up[from];
      empty &= Double.isNaN(shown[1][k]);
    }
    dataset.addSeries(name, shown);
    renderer.setSeriesPaint(series, Style.series(agent));
    renderer.setSeriesStroke(
        series,
        dashed
            ? new BasicStroke(
                width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {5, 4}, 0)
            : new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_BEVEL));
    // The second kind has squares too, for those who print without colours.
    renderer.setSeriesShape(
        series, dashed ? new Rectangle2D.Double(-3, -3, 6, 6) : new Ellipse2D.Double(-3, -3, 6, 6));
    renderer.setSeriesShapesVisible(series, marked);
    renderer.setSeriesShapesFilled(series, !dashed);
    return this;
  }

  /** The chart. */
  public JFreeChart chart(String title) {
    JFreeChart chart = Style.chart(empty ? "no number to show here" : title, plot);
    Style.addLegend(chart);
    return chart;
  }
}
