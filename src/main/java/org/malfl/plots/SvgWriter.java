package org.malfl.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A drawing as SVG 1.1: paths in hundredths of a pixel. A library for any drawing (Batik's) takes
 * three times as long and writes files three times as large, since it cannot know how little is
 * needed here.
 */
final class SvgWriter {
  private final StringBuilder text = new StringBuilder(1 << 16);
  private final Map<Rectangle2D, String> clips = new LinkedHashMap<>();

  private SvgWriter() {}

  static byte[] write(Drawing drawing) {
    return new SvgWriter().document(drawing).getBytes(StandardCharsets.UTF_8);
  }

  private String document(Drawing drawing) {
    text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
        .append(drawing.width())
        .append("\" height=\"")
        .append(drawing.height())
        .append("\" viewBox=\"0 0 ")
        .append(drawing.width())
        .append(' ')
        .append(drawing.height())
        .append("\">\n<title>")
        .append(escaped(drawing.title()))
        .append("</title>\n");
    text.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    Optional<Rectangle2D> open = Optional.empty();
    for (Drawing.Mark mark : drawing.marks()) {
      if (!mark.clip().equals(open)) {
        open.ifPresent(clip -> text.append("</g>\n"));
        mark.clip().ifPresent(this::open);
        open = mark.clip();
      }
      add(mark);
    }
    open.ifPresent(clip -> text.append("</g>\n"));
    return text.append("</svg>\n").toString();
  }

  private static String escaped(String plain) {
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private void open(Rectangle2D clip) {
    String name = clips.get(clip);
    if (name == null) {
      name = "clip" + clips.size();
      clips.put(clip, name);
      text.append("<clipPath id=\"").append(name).append("\">");
      path(clip);
      text.append("/></clipPath>\n");
    }
    text.append("<g clip-path=\"url(#").append(name).append(")\">\n");
  }

  private void add(Drawing.Mark mark) {
    boolean evenOdd = path(mark.shape());
    String colour = colour(mark.colour());
    if (mark.stroke().isPresent()) {
      stroke(mark.stroke().get(), colour);
    } else {
      text.append(" fill=\"").append(colour).append('"');
      if (evenOdd) {
        text.append(" fill-rule=\"evenodd\"");
      }
    }
    text.append("/>\n");
  }

  private static String colour(Color colour) {
    return "#" + HexFormat.of().toHexDigits(colour.getRGB(), 6);
  }

  private void stroke(BasicStroke stroke, String colour) {
    text.append(" fill=\"none\" stroke=\"").append(colour).append("\" stroke-width=\"");
    number(stroke.getLineWidth());
    text.append('"');
    if (stroke.getEndCap() != BasicStroke.CAP_BUTT) {
      boolean round = stroke.getEndCap() == BasicStroke.CAP_ROUND;
      text.append(" stroke-linecap=\"").append(round ? "round" : "square").append('"');
    }
    if (stroke.getLineJoin() != BasicStroke.JOIN_MITER) {
      boolean round = stroke.getLineJoin() == BasicStroke.JOIN_ROUND;
      text.append(" stroke-linejoin=\"").append(round ? "round" : "bevel").append('"');
    }
    if (stroke.getDashArray() != null) {
      text.append(" stroke-dasharray=\"");
      for (float dash : stroke.getDashArray()) {
        number(dash);
        text.append(' ');
      }
      text.setCharAt(text.length() - 1, '"');
    }
  }

  /** Starts a path element and says whether its interior is by the even-odd rule. */
  private boolean path(Shape shape) {
    text.append("<path d=\"");
    PathIterator path = shape.getPathIterator(null);
    double[] points = new double[6];
    for (; !path.isDone(); path.next()) {
      switch (path.currentSegment(points)) {
        case PathIterator.SEG_MOVETO -> segment('M', points, 2);
        case PathIterator.SEG_LINETO -> segment('L', points, 2);
        case PathIterator.SEG_QUADTO -> segment('Q', points, 4);
        case PathIterator.SEG_CUBICTO -> segment('C', points, 6);
        default -> text.append('Z');
      }
    }
    text.append('"');
    return path.getWindingRule() == PathIterator.WIND_EVEN_ODD;
  }

  private void segment(char command, double[] points, int numbers) {
    text.append(command);
    for (int k = 0; k < numbers; k++) {
      if (k > 0) {
        text.append(' ');
      }
      number(points[k]);
    }
  }

  /** In hundredths, without zeros at the end. */
  private void number(double value) {
    long hundredths = Math.round(value * 100);
    if (hundredths < 0) {
      text.append('-');
      hundredths = -hundredths;
    }
    text.append(hundredths / 100);
    long rest = hundredths % 100;
    if (rest > 0) {
      text.append('.').append(rest / 10);
      if (rest % 10 > 0) {
        text.append(rest % 10);
      }
    }
  }
}
