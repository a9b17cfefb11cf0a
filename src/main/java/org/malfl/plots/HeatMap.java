package org.malfl.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Path2D;
import java.text.NumberFormat;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYShapeAnnotation;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.data.xy.DefaultXYZDataset;

/** A matrix as coloured squares, row 0 at the top, as the array prints. */
public final class HeatMap {
  private static final int BAR_STEPS = 64;
  private static final Color HATCHING = new Color(0x424242);

  /** Of a square's width, so that hatched squares stay apart. */
  private static final double HATCHED = 0.84;

  private HeatMap() {}

  /**
   * A matrix and the names of its axes.
   *
   * @param values {@code [rows, columns]} flattened row by row; NaN where there is no number
   * @param columns at least 1, divides the number of values
   * @param rowAxis what rows are
   * @param columnAxis what columns are
   */
  public record Matrix(double[] values, int columns, String rowAxis, String columnAxis) {
    /**
     * @throws IllegalArgumentException if the values do not fill rows
     */
    public Matrix {
      if (columns < 1 || values.length == 0 || values.length % columns != 0) {
        throw new IllegalArgumentException(values.length + " values in " + columns + " columns");
      }
    }

    int rows() {
      return values.length / columns;
    }
  }

  /** A heat map; rows and columns are numbered from 0. */
  public static JFreeChart of(String title, Matrix matrix, ColourScale scale) {
    return Style.chart(
        title,
        plot(
            matrix,
            scale,
            Style.indexAxis(matrix.columnAxis(), matrix.columns()),
            Style.indexAxis(matrix.rowAxis(), matrix.rows())));
  }

  /**
   * A heat map in which some squares are struck through, for instance because their numbers mean
   * nothing.
   *
   * @param hatched as many as there are values
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static JFreeChart hatched(
      String title, Matrix matrix, ColourScale scale, boolean[] hatched) {
    if (hatched.length != matrix.values().length) {
      throw new IllegalArgumentException(
          hatched.length + " marks for " + matrix.values().length + " values");
    }
    JFreeChart chart = of(title, matrix, scale);
    Path2D strokes = new Path2D.Double();
    boolean any = false;
    for (int k = 0; k < hatched.length; k++) {
      if (hatched[k]) {
        any = true;
        addHatching(strokes, column(matrix, k), row(matrix, k));
      }
    }
    if (any) {
      chart
          .getXYPlot()
          .addAnnotation(new XYShapeAnnotation(strokes, new BasicStroke(0.9f), HATCHING));
    }
    return chart;
  }

  /** Three diagonals of the square around a place. */
  private static void addHatching(Path2D strokes, double column, double row) {
    double half = HATCHED / 2;
    strokes.moveTo(column - half, row - half);
    strokes.lineTo(column + half, row + half);
    strokes.moveTo(column, row - half);
    strokes.lineTo(column + half, row);
    strokes.moveTo(column - half, row);
    strokes.lineTo(column, row + half);
  }

  /**
   * What the colours of kinds mean, as a column of its own.
   *
   * @param kinds of 0, 1, … and, last, of what has no number
   */
  public static JFreeChart legend(ColourScale scale, List<String> kinds, String label) {
    double[] values = new double[kinds.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = k + 1 < values.length ? k : Double.NaN;
    }
    XYPlot plot =
        plot(
            new Matrix(values, 1, null, null),
            scale,
            names(null, List.of(" ")),
            names(label, kinds));
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
    return Style.chart(" ", plot);
  }

  /** A heat map whose rows and columns have names and whose numbers are printed. */
  public static JFreeChart named(
      String title,
      Matrix matrix,
      ColourScale scale,
      List<String> rowNames,
      List<String> columnNames) {
    XYPlot plot =
        plot(
            matrix,
            scale,
            names(matrix.columnAxis(), columnNames),
            names(matrix.rowAxis(), rowNames));
    Font font = Style.labelFont();
    NumberFormat format = Style.format("0.000");
    for (int k = 0; k < matrix.values().length; k++) {
      double value = matrix.values()[k];
      XYTextAnnotation text =
          new XYTextAnnotation(
              Double.isNaN(value) ? "undefined" : format.format(value),
              column(matrix, k),
              row(matrix, k));
      text.setFont(font);
      text.setPaint(scale.inkOn(value));
      plot.addAnnotation(text);
    }
    return Style.chart(title, plot);
  }

  /** What the colours of a scale mean, as a column of its own. */
  public static JFreeChart bar(ColourScale scale, String label) {
    double step = (scale.getUpperBound() - scale.getLowerBound()) / BAR_STEPS;
    double[][] blocks = new double[3][BAR_STEPS];
    for (int k = 0; k < BAR_STEPS; k++) {
      blocks[1][k] = scale.getLowerBound() + (k + 0.5) * step;
      blocks[2][k] = blocks[1][k];
    }
    DefaultXYZDataset dataset = new DefaultXYZDataset();
    dataset.addSeries("scale", blocks);
    NumberAxis across = Style.axis(null);
    across.setVisible(false);
    across.setRange(-0.5, 0.5);
    NumberAxis along = Style.axis(label);
    along.setRange(scale.getLowerBound(), scale.getUpperBound());
    XYBlockRenderer renderer = new XYBlockRenderer();
    renderer.setBlockHeight(step);
    renderer.setPaintScale(scale);
    XYPlot plot = new XYPlot(dataset, across, along, renderer);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    return Style.chart(" ", plot);
  }

  private static XYPlot plot(
      Matrix matrix, ColourScale scale, NumberAxis columnAxis, NumberAxis rowAxis) {
    double[][] blocks = new double[3][matrix.values().length];
    for (int k = 0; k < matrix.values().length; k++) {
      blocks[0][k] = column(matrix, k);
      blocks[1][k] = row(matrix, k);
      blocks[2][k] = matrix.values()[k];
    }
    DefaultXYZDataset dataset = new DefaultXYZDataset();
    dataset.addSeries("values", blocks);
    rowAxis.setInverted(true);
    XYBlockRenderer renderer = new XYBlockRenderer();
    renderer.setPaintScale(scale);
    XYPlot plot = new XYPlot(dataset, columnAxis, rowAxis, renderer);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    return plot;
  }

  private static int column(Matrix matrix, int index) {
    return index % matrix.columns();
  }

  private static int row(Matrix matrix, int index) {
    return index / matrix.columns();
  }

  private static NumberAxis names(String label, List<String> names) {
    SymbolAxis axis = new SymbolAxis(label, names.toArray(String[]::new));
    axis.setGridBandsVisible(false);
    return Style.fonts(axis);
  }
}
