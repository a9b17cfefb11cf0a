package org.malfl.plots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Rectangle;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.ui.RectangleEdge;
import org.junit.jupiter.api.Test;

class DecadeAxisTest {
  private static List<String> labels(double lower, double upper) {
    DecadeAxis axis = new DecadeAxis("x");
    axis.setRange(lower, upper);
    Rectangle2D area = new Rectangle(0, 0, 100, 100);
    return axis
        .refreshTicks(
            new ShapeRecorder(new ArrayList<>()), new AxisState(), area, RectangleEdge.LEFT)
        .stream()
        .map(tick -> tick.getText() + "=" + tick.getValue())
        .toList();
  }

  @Test
  void aFewDecadesHaveOneTwoFive() {
    assertEquals(
        List.of("0.005=0.005", "0.01=0.01", "0.02=0.02", "0.05=0.05", "0.1=0.1", "0.2=0.2"),
        labels(0.0045, 0.22));
  }

  @Test
  void manyDecadesHaveTheirPowersOnly() {
    assertEquals(
        List.of("1e-6=1.0E-6", "1e-5=1.0E-5", "0.0001=1.0E-4", "0.001=0.001", "0.01=0.01"),
        labels(5e-7, 0.04));
    assertEquals("1e6=1000000.0", labels(500_000, 5e11).get(0));
  }

  @Test
  void aPartOfADecadeHasMore() {
    assertEquals(List.of("2=2.0", "3=3.0", "4=4.0"), labels(1.7, 4.4));
    assertEquals(
        List.of("92000=92000.0", "94000=94000.0", "96000=96000.0"),
        labels(91_000, 97_000).stream().filter(label -> label.matches("9[246]0.*")).toList());
  }

  @Property
  void everyRangeHasTicksInsideAndInOrder(
      @ForAll @IntRange(min = 100, max = 999) int digits,
      @ForAll @IntRange(min = -12, max = 6) int decade,
      @ForAll @IntRange(min = 1, max = 12_000) int thousandths) {
    double lower = digits * Math.pow(10, decade);
    double factor = Math.pow(10, thousandths / 1000.0);
    List<BigDecimal> values = DecadeAxis.values(lower, lower * factor);
    assertTrue(values.size() >= 3 && values.size() <= 30, values.toString());
    double before = lower;
    for (BigDecimal value : values) {
      assertTrue(value.doubleValue() >= before && value.doubleValue() <= lower * factor);
      before = value.doubleValue();
    }
  }
}
