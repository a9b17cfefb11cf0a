package org.malfl.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Optional;

/**
 * A drawn figure: shapes one over the other, on white. Lengths are in pixels of the figure, from
 * its upper left corner.
 *
 * @param title of the figure
 * @param width in whole pixels
 * @param height in whole pixels
 * @param marks from the lowest to the highest
 * @param dataAreas where the data of each chart are, inside its axes, in the order of the charts
 */
public record Drawing(
    String title, int width, int height, List<Mark> marks, List<Rectangle2D> dataAreas) {
  /**
   * A shape.
   *
   * @param shape to be filled or drawn
   * @param colour opaque
   * @param stroke of the line that is drawn along the shape; absent if it is filled
   * @param clip what of it is seen; absent if all
   */
  public record Mark(
      Shape shape, Color colour, Optional<BasicStroke> stroke, Optional<Rectangle2D> clip) {
    /** Whether all edges run along rows or columns of pixels, so that smoothing would blur them. */
    boolean alongPixels() {
      return shape instanceof Rectangle2D
          || (shape instanceof Line2D line
              && (line.getX1() == line.getX2() || line.getY1() == line.getY2()));
    }
  }
}
