package org.malfl.plots;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;

/** Charts in rows under a title, before any file format. Lengths are in pixels of the figure. */
public final class Figure {
  private static final double MARGIN = 12;
  private static final double TITLE = 24;
  private static final double LINE = 15;
  private static final float TITLE_SIZE = 15;
  private static final float NOTE_SIZE = 11;

  private final String title;
  private final List<String> notes;
  private final List<Panel> panels = new ArrayList<>();
  private double width;
  private double height;

  private record Panel(JFreeChart chart, Rectangle2D area) {}

  /**
   * A figure without charts.
   *
   * @param notes lines below the title that say how to read it
   */
  public Figure(String title, String... notes) {
    this.title = title;
    this.notes = List.of(notes);
    this.height = MARGIN + TITLE + LINE * notes.length;
    this.width = ShapeRecorder.width(Typeface.of(TITLE_SIZE), title);
    for (String note : notes) {
      this.width = Math.max(width, ShapeRecorder.width(Typeface.of(NOTE_SIZE), note));
    }
    this.width += 2 * MARGIN;
  }

  /**
   * A chart and how wide it is drawn.
   *
   * @param width in pixels
   */
  public record Sized(JFreeChart chart, double width) {}

  /**
   * Adds a row of charts below what is there.
   *
   * @param rowHeight in pixels
   * @param charts from left to right
   */
  public Figure row(double rowHeight, List<Sized> charts) {
    double x = MARGIN;
    for (Sized sized : charts) {
      panels.add(
          new Panel(sized.chart(), new Rectangle2D.Double(x, height, sized.width(), rowHeight)));
      x += sized.width();
    }
    width = Math.max(width, x + MARGIN);
    height += rowHeight;
    return this;
  }

  /**
   * Adds charts of one size, row by row.
   *
   * @param columns charts in a row
   * @param beside ends the first row
   */
  public Figure grid(
      int columns, double width, double rowHeight, List<JFreeChart> charts, Sized... beside) {
    for (int first = 0; first < charts.size(); first += columns) {
      List<Sized> row = new ArrayList<>();
      charts
          .subList(first, Math.min(first + columns, charts.size()))
          .forEach(chart -> row.add(new Sized(chart, width)));
      if (first == 0) {
        row.addAll(List.of(beside));
      }
      row(rowHeight, row);
    }
    return this;
  }

  /** Width of a text as charts print the names of their rows and columns, in pixels. */
  public static double labelWidth(String text) {
    return ShapeRecorder.width(Style.labelFont(), text);
  }

  /** Draws the figure. */
  public Drawing draw() {
    List<Drawing.Mark> marks = new ArrayList<>();
    ShapeRecorder recorder = new ShapeRecorder(marks);
    recorder.setPaint(Color.BLACK);
    recorder.setFont(Typeface.of(TITLE_SIZE));
    recorder.drawString(title, (float) MARGIN, (float) (MARGIN + TITLE_SIZE));
    recorder.setFont(Typeface.of(NOTE_SIZE));
    recorder.setPaint(Style.NOTE);
    for (int line = 0; line < notes.size(); line++) {
      recorder.drawString(
          notes.get(line), (float) MARGIN, (float) (MARGIN + TITLE + LINE * line + NOTE_SIZE));
    }
    List<Rectangle2D> dataAreas = new ArrayList<>();
    for (Panel panel : panels) {
      ChartRenderingInfo info = new ChartRenderingInfo(null);
      panel.chart().draw(recorder, panel.area(), info);
      dataAreas.add(info.getPlotInfo().getDataArea());
    }
    return new Drawing(
        title, (int) Math.ceil(width), (int) Math.ceil(height + MARGIN), marks, dataAreas);
  }
}
