package org.malfl.plots;

import java.awt.Color;
import java.awt.Paint;
import org.jfree.chart.renderer.PaintScale;

/**
 * Colours of numbers, interpolated in sRGB between anchors that people with any colour vision tell
 * apart. Numbers outside of the scale have the colour of its nearer end; NaN is grey.
 */
public final class ColourScale implements PaintScale {
  /** The colour of what has no number. */
  public static final Color ABSENT = new Color(0xBDBDBD);

  // Nine samples of viridis (matplotlib, CC0), dark to light.
  private static final int[] SEQUENTIAL = {
    0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725
  };

  // ColorBrewer's RdBu with nine classes, from blue to red.
  private static final int[] DIVERGING = {
    0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B
  };

  private final double lower;
  private final double upper;
  private final int[] anchors;

  private ColourScale(double lower, double upper, int[] anchors) {
    if (!(lower < upper) || Double.isInfinite(lower) || Double.isInfinite(upper)) {
      throw new IllegalArgumentException("no scale from " + lower + " to " + upper);
    }
    this.lower = lower;
    this.upper = upper;
    this.anchors = anchors;
  }

  /**
   * From dark blue to yellow.
   *
   * @param lower finite
   * @param upper finite, above {@code lower}
   * @throws IllegalArgumentException if they are not
   */
  public static ColourScale sequential(double lower, double upper) {
    return new ColourScale(lower, upper, SEQUENTIAL);
  }

  /**
   * From blue over white at 0 to red.
   *
   * @param limit upper end, finite, above 0; the lower end is −{@code limit}
   * @throws IllegalArgumentException if it is not
   */
  public static ColourScale diverging(double limit) {
    return new ColourScale(-limit, limit, DIVERGING);
  }

  @Override
  public double getLowerBound() {
    return lower;
  }

  @Override
  public double getUpperBound() {
    return upper;
  }

  @Override
  public Paint getPaint(double value) {
    return colour(value);
  }

  /** The colour of a number. */
  public Color colour(double value) {
    if (Double.isNaN(value)) {
      return ABSENT;
    }
    double share = Math.min(1, Math.max(0, (value - lower) / (upper - lower)));
    double place = share * (anchors.length - 1);
    int before = Math.min((int) place, anchors.length - 2);
    Color from = new Color(anchors[before]);
    Color to = new Color(anchors[before + 1]);
    double part = place - before;
    return new Color(
        between(from.getRed(), to.getRed(), part),
        between(from.getGreen(), to.getGreen(), part),
        between(from.getBlue(), to.getBlue(), part));
  }

  private static int between(int from, int to, double part) {
    return (int) Math.round(from + part * (to - from));
  }

  /** Black or white, whichever has more contrast with the colour of a number. */
  Color inkOn(double value) {
    Color colour = colour(value);
    double luminance =
        0.2126 * linear(colour.getRed())
            + 0.7152 * linear(colour.getGreen())
            + 0.0722 * linear(colour.getBlue());
    // WCAG 2: contrast is (L1 + 0.05) / (L2 + 0.05); at this luminance both are the same.
    return luminance > Math.sqrt(1.05 * 0.05) - 0.05 ? Color.BLACK : Color.WHITE;
  }

  private static double linear(int channel) {
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : StrictMath.pow((share + 0.055) / 1.055, 2.4);
  }
}
