package org.malfl.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.GraphicsConfiguration;
import java.awt.Image;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.awt.image.ImageObserver;
import java.awt.image.RenderedImage;
import java.awt.image.renderable.RenderableImage;
import java.text.AttributedCharacterIterator;
import java.util.List;
import java.util.Optional;
import org.apache.xmlgraphics.java2d.AbstractGraphics2D;
import org.apache.xmlgraphics.java2d.GraphicContext;

/**
 * Keeps what is drawn on it as shapes. Text becomes filled outlines, measured without hinting: what
 * Java draws as text depends on the font libraries and settings of the machine, outlines on the
 * font alone, and no viewer needs it.
 */
final class ShapeRecorder extends AbstractGraphics2D {
  private static final FontRenderContext UNHINTED = new FontRenderContext(null, true, true);

  private final List<Drawing.Mark> marks;

  /** Adds marks to the end of a list. */
  ShapeRecorder(List<Drawing.Mark> marks) {
    super(false);
    this.marks = marks;
    this.gc = new GraphicContext();
  }

  private ShapeRecorder(ShapeRecorder other) {
    super(other);
    this.marks = other.marks;
  }

  /** Width of a text, in pixels of the figure. */
  static double width(Font font, String text) {
    return font.getStringBounds(text, UNHINTED).getWidth();
  }

  @Override
  public Graphics create() {
    return new ShapeRecorder(this);
  }

  @Override
  public void dispose() {
    // The list belongs to who made it.
  }

  @Override
  public void draw(Shape shape) {
    if (!(getStroke() instanceof BasicStroke stroke)) {
      throw new UnsupportedOperationException("strokes have a width and dashes only");
    }
    add(shape, Optional.of(stroke));
  }

  @Override
  public void fill(Shape shape) {
    add(shape, Optional.empty());
  }

  private void add(Shape shape, Optional<BasicStroke> stroke) {
    if (!(getPaint() instanceof Color colour) || colour.getAlpha() != 255) {
      throw new UnsupportedOperationException("paints are opaque colours");
    }
    marks.add(new Drawing.Mark(onFigure(shape), colour, stroke, visible()));
  }

  /** A copy, since who draws may go on to change the shape. */
  private Shape onFigure(Shape shape) {
    AffineTransform transform = getTransform();
    if (transform.isIdentity() && shape instanceof Rectangle2D rectangle) {
      return rectangle.getBounds2D();
    }
    if (transform.isIdentity() && shape instanceof Line2D line) {
      return new Line2D.Double(line.getP1(), line.getP2());
    }
    return new Path2D.Double(shape, transform);
  }

  private Optional<Rectangle2D> visible() {
    if (getClip() == null) {
      return Optional.empty();
    }
    Shape clip = onFigure(getClip());
    Rectangle2D bounds = clip.getBounds2D();
    if (!followsSides(bounds, clip) && !new Area(clip).isRectangular()) {
      throw new UnsupportedOperationException("clips are rectangles");
    }
    return Optional.of(bounds);
  }

  /**
   * Whether a shape goes from corner to corner of its bounds along their sides. Most clips do, and
   * an {@link Area} takes much longer to say so.
   */
  private static boolean followsSides(Rectangle2D bounds, Shape shape) {
    double[] corner = new double[6];
    double x = Double.NaN;
    double y = Double.NaN;
    for (PathIterator path = shape.getPathIterator(null); !path.isDone(); path.next()) {
      int segment = path.currentSegment(corner);
      if (segment == PathIterator.SEG_CLOSE) {
        continue;
      }
      boolean starts = segment == PathIterator.SEG_MOVETO && Double.isNaN(x);
      boolean follows = segment == PathIterator.SEG_LINETO && (corner[0] == x || corner[1] == y);
      x = corner[0];
      y = corner[1];
      boolean isCorner =
          (x == bounds.getMinX() || x == bounds.getMaxX())
              && (y == bounds.getMinY() || y == bounds.getMaxY());
      if (!isCorner || !(starts || follows)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void drawString(String text, float x, float y) {
    if (!text.isEmpty()) {
      fill(getFont().createGlyphVector(UNHINTED, text).getOutline(x, y));
    }
  }

  @Override
  public void drawString(AttributedCharacterIterator text, float x, float y) {
    fill(new TextLayout(text, UNHINTED).getOutline(AffineTransform.getTranslateInstance(x, y)));
  }

  @Override
  public FontRenderContext getFontRenderContext() {
    return UNHINTED;
  }

  @Override
  public FontMetrics getFontMetrics(Font font) {
    return new UnhintedMetrics(font);
  }

  @Override
  public GraphicsConfiguration getDeviceConfiguration() {
    return null;
  }

  @Override
  public void setXORMode(Color color) {
    throw shapesOnly();
  }

  @Override
  public void copyArea(int x, int y, int width, int height, int dx, int dy) {
    throw shapesOnly();
  }

  @Override
  public boolean drawImage(Image image, int x, int y, ImageObserver observer) {
    throw shapesOnly();
  }

  @Override
  public boolean drawImage(
      Image image, int x, int y, int width, int height, ImageObserver observer) {
    throw shapesOnly();
  }

  @Override
  public void drawRenderedImage(RenderedImage image, AffineTransform transform) {
    throw shapesOnly();
  }

  @Override
  public void drawRenderableImage(RenderableImage image, AffineTransform transform) {
    throw shapesOnly();
  }

  private static UnsupportedOperationException shapesOnly() {
    return new UnsupportedOperationException("figures are made of shapes and text");
  }

  /** Widths and heights of the outlines. */
  private static final class UnhintedMetrics extends FontMetrics {
    private static final long serialVersionUID = 1;

    UnhintedMetrics(Font font) {
      super(font);
    }

    private LineMetrics line() {
      return font.getLineMetrics("", UNHINTED);
    }

    @Override
    public FontRenderContext getFontRenderContext() {
      return UNHINTED;
    }

    @Override
    public int getAscent() {
      return Math.round(line().getAscent());
    }

    @Override
    public int getDescent() {
      return Math.round(line().getDescent());
    }

    @Override
    public int getLeading() {
      return Math.round(line().getLeading());
    }

    @Override
    public int charWidth(char character) {
      return stringWidth(String.valueOf(character));
    }

    @Override
    public int charsWidth(char[] characters, int offset, int length) {
      return stringWidth(String.valueOf(characters, offset, length));
    }

    @Override
    public int stringWidth(String text) {
      return (int) Math.round(width(font, text));
    }
  }
}
