package org.malfl.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYShapeAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.xy.DefaultXYDataset;
import org.malfl.games.GridGame;

/**
 * An agent's policy on a square grid: from the middle of each of its cells, an arrow per move as
 * long as the move is probable, and a ring for staying, with a radius in the same scale. What is
 * most probable has a colour of its own.
 */
public final class PolicyChart {
  private static final Color GOAL = new Color(0xFFE9B8);
  private static final Color OTHERS = new Color(0xCFE6F5);
  private static final Color OTHER_MOVES = new Color(0x455A64);
  private static final Color LIKELIEST = Style.series(1);
  private static final double REACH = 0.48;
  private static final double HEAD = 0.1;
  private static final double SHAFT = 0.035;

  private final XYPlot plot;
  private final double scale;

  /**
   * An empty grid.
   *
   * @param size rows and columns
   * @param goal cell, row by row
   * @param others the cell where the other agents stand; absent if there are none
   * @param scale probability of the longest arrow, which reaches the edge of its cell; above 0
   */
  public PolicyChart(int size, int goal, OptionalInt others, double scale) {
    this.scale = scale;
    NumberAxis across = Style.indexAxis("column", size);
    NumberAxis down = Style.indexAxis("row", size);
    down.setInverted(true);
    this.plot = new XYPlot(new DefaultXYDataset(), across, down, null);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    others.ifPresent(cell -> square(cell % size, cell / size, OTHERS));
    square(goal % size, goal / size, GOAL);
    for (int line = 1; line < size; line++) {
      add(new Rectangle2D.Double(-0.5, line - 0.5, size, 0), null, new Color(0xE0E0E0));
      add(new Rectangle2D.Double(line - 0.5, -0.5, 0, size), null, new Color(0xE0E0E0));
    }
  }

  private void square(int column, int row, Color colour) {
    add(new Rectangle2D.Double(column - 0.5, row - 0.5, 1, 1), colour, null);
  }

  private void add(Shape shape, Color fill, Color line) {
    plot.addAnnotation(new XYShapeAnnotation(shape, new BasicStroke(1.1f), line, fill));
  }

  /**
   * Adds what the agent does in a cell.
   *
   * @param probabilities of the moves, in their order
   */
  public void policy(int row, int column, List<Double> probabilities) {
    List<GridGame.Move> moves = List.of(GridGame.Move.values());
    double largest = Collections.max(probabilities);
    for (int k = 0; k < moves.size(); k++) {
      Color colour = probabilities.get(k) == largest ? LIKELIEST : OTHER_MOVES;
      double length = REACH * probabilities.get(k) / scale;
      if (moves.get(k) == GridGame.Move.STAY) {
        add(
            new Ellipse2D.Double(column - length, row - length, 2 * length, 2 * length),
            null,
            colour);
      } else {
        add(arrow(row, column, moves.get(k), length), colour, null);
      }
    }
  }

  private static Shape arrow(int row, int column, GridGame.Move move, double length) {
    double head = Math.min(HEAD, length);
    double side = 0.8 * head;
    // Along the move, then to its side.
    double[][] corners = {
      {0, SHAFT},
      {length - head, SHAFT},
      {length - head, side},
      {length, 0},
      {length - head, -side},
      {length - head, -SHAFT},
      {0, -SHAFT}
    };
    Path2D arrow = new Path2D.Double();
    for (int k = 0; k < corners.length; k++) {
      double x = column + corners[k][0] * move.columns() - corners[k][1] * move.rows();
      double y = row + corners[k][0] * move.rows() + corners[k][1] * move.columns();
      if (k == 0) {
        arrow.moveTo(x, y);
      } else {
        arrow.lineTo(x, y);
      }
    }
    arrow.closePath();
    return arrow;
  }

  /** The chart. */
  public JFreeChart chart(String title) {
    return Style.chart(title, plot);
  }
}
