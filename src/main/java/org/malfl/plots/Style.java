package org.malfl.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.NumberTickUnitSource;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** The look that all charts share. */
final class Style {
  static final Color NOTE = new Color(0x424242);
  private static final Color GRID = new Color(0xE0E0E0);
  private static final Color FRAME = new Color(0x757575);
  private static final float PANEL_TITLE_SIZE = 12;
  private static final float LABEL_SIZE = 11;
  private static final int LABELS_AT_MOST = 9;
  private static final float TICK_SIZE = 10;

  // Okabe and Ito (2008): told apart with any colour vision; without its yellow and black.
  private static final int[] SERIES = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9};

  private Style() {}

  /** The colour of an agent; they repeat after six. */
  static Color series(int index) {
    return new Color(SERIES[index % SERIES.length]);
  }

  /** That colour, so light that what is drawn over it stays visible. */
  static Color tint(int index) {
    Color full = series(index);
    return new Color(light(full.getRed()), light(full.getGreen()), light(full.getBlue()));
  }

  private static int light(int channel) {
    return 255 - (255 - channel) / 6;
  }

  static Font labelFont() {
    return Typeface.of(LABEL_SIZE);
  }

  /** Digits and signs of the same form everywhere. */
  static NumberFormat format(String pattern) {
    return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
  }

  /** An axis with round ticks, on which no number is cut off. */
  static NumberAxis axis(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setStandardTickUnits(new NumberTickUnitSource(false, format("0.########")));
    axis.setAutoRangeIncludesZero(false);
    axis.setAutoRangeStickyZero(false);
    return fonts(axis);
  }

  /** An axis of whole numbers. */
  static NumberAxis wholeAxis(String label) {
    NumberAxis axis = axis(label);
    axis.setStandardTickUnits(new NumberTickUnitSource(true, format("0")));
    return axis;
  }

  /** An axis of the indices of {@code count} things side by side, each one wide. */
  static NumberAxis indexAxis(String label, int count) {
    NumberAxis axis = wholeAxis(label);
    axis.setRange(-0.5, count - 0.5);
    int labelled = (count + LABELS_AT_MOST - 1) / LABELS_AT_MOST;
    axis.setTickUnit(new NumberTickUnit(labelled, format("0")));
    return axis;
  }

  static <A extends ValueAxis> A fonts(A axis) {
    axis.setLabelFont(labelFont());
    axis.setTickLabelFont(Typeface.of(TICK_SIZE));
    axis.setLabelPaint(Color.BLACK);
    axis.setTickLabelPaint(Color.BLACK);
    axis.setAxisLinePaint(FRAME);
    axis.setTickMarkPaint(FRAME);
    return axis;
  }

  /** A chart of a plot; a null title leaves it out. */
  static JFreeChart chart(String title, XYPlot plot) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setOutlinePaint(FRAME);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    JFreeChart chart = new JFreeChart(null, Typeface.of(PANEL_TITLE_SIZE), plot, false);
    chart.setBackgroundPaint(null);
    chart.setPadding(new RectangleInsets(4, 4, 4, 4));
    if (title != null) {
      chart.setTitle(new TextTitle(title, Typeface.of(PANEL_TITLE_SIZE)));
      chart.getTitle().setPaint(Color.BLACK);
      chart.getTitle().setPadding(new RectangleInsets(2, 2, 4, 2));
    }
    return chart;
  }

  /** Names the series of a chart below it. */
  static void addLegend(JFreeChart chart) {
    LegendTitle legend = new LegendTitle(chart.getPlot());
    legend.setItemFont(labelFont());
    legend.setItemPaint(Color.BLACK);
    legend.setPosition(RectangleEdge.BOTTOM);
    legend.setBackgroundPaint(null);
    chart.addSubtitle(legend);
  }
}
