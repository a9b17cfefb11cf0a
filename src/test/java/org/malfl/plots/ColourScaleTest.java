package org.malfl.plots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ColourScaleTest {
  @Test
  void endsAndMiddleHaveThePublishedColours() {
    ColourScale scale = ColourScale.sequential(-2, 6);
    assertEquals(new Color(0x440154), scale.colour(-2));
    assertEquals(new Color(0x21918C), scale.colour(2));
    assertEquals(new Color(0xFDE725), scale.colour(6));
    assertEquals(new Color(0xF7F7F7), ColourScale.diverging(3).colour(0));
    assertEquals(new Color(0xB2182B), ColourScale.diverging(3).colour(3));
  }

  @Test
  void betweenAnchorsColoursAreInterpolated() {
    // A quarter of the way from 0x440154 to 0x472D7B, channel by channel.
    assertEquals(new Color(0x45, 0x0C, 0x5E), ColourScale.sequential(0, 8).colour(0.25));
  }

  @Test
  void whatIsOutsideHasTheColourOfTheEndAndWhatIsNoNumberIsGrey() {
    ColourScale scale = ColourScale.diverging(1);
    assertEquals(scale.colour(1), scale.colour(7));
    assertEquals(scale.colour(-1), scale.colour(Double.NEGATIVE_INFINITY));
    assertEquals(ColourScale.ABSENT, scale.colour(Double.NaN));
  }

  @Property
  void theSequentialScaleGetsBrighterAllTheWay(
      @ForAll @DoubleRange(min = 0, max = 0.98) double value) {
    ColourScale scale = ColourScale.sequential(0, 1);
    assertTrue(luminance(scale.colour(value)) < luminance(scale.colour(value + 0.02)));
  }

  /** Relative luminance of WCAG 2, which shades of grey and most colour blindness keep. */
  private static double luminance(Color colour) {
    return 0.2126 * linear(colour.getRed())
        + 0.7152 * linear(colour.getGreen())
        + 0.0722 * linear(colour.getBlue());
  }

  private static double linear(int channel) {
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }

  @Property
  void inkOnAnyColourHasContrast(@ForAll @DoubleRange(min = -1, max = 1) double value) {
    ColourScale scale = ColourScale.diverging(1);
    double paper = luminance(scale.colour(value));
    double ink = luminance(scale.inkOn(value));
    double contrast = (Math.max(paper, ink) + 0.05) / (Math.min(paper, ink) + 0.05);
    assertTrue(contrast >= 4.5, value + ": " + contrast);
  }

  @Test
  void anEmptyScaleIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ColourScale.sequential(1, 1));
    assertThrows(IllegalArgumentException.class, () -> ColourScale.diverging(Double.NaN));
  }
}
