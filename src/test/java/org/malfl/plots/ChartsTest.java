package org.malfl.plots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jfree.chart.JFreeChart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where charts put what they are given. */
class ChartsTest {
  private static final Color BLUE = new Color(0x0072B2);
  private static final Color ORANGE = new Color(0xD55E00);

  private static Drawing drawing(JFreeChart chart) {
    return new Figure("t").row(300, List.of(new Figure.Sized(chart, 400))).draw();
  }

  /** Corners of the longest line of straight pieces in a colour. */
  private static List<double[]> curve(Drawing drawing, Color colour) {
    List<double[]> longest = new ArrayList<>();
    for (Drawing.Mark mark : drawing.marks()) {
      List<double[]> corners = corners(mark.shape());
      if (mark.colour().equals(colour)
          && mark.stroke().isPresent()
          && corners.size() > longest.size()) {
        longest = corners;
      }
    }
    return longest;
  }

  private static List<double[]> corners(Shape shape) {
    List<double[]> corners = new ArrayList<>();
    double[] point = new double[6];
    for (PathIterator path = shape.getPathIterator(null); !path.isDone(); path.next()) {
      int kind = path.currentSegment(point);
      if (kind != PathIterator.SEG_MOVETO && kind != PathIterator.SEG_LINETO) {
        return List.of(); // a mark at a point
      }
      corners.add(new double[] {point[0], point[1]});
    }
    return corners;
  }

  @Test
  void aCurveGoesThroughItsPoints() {
    double[] across = {1, 2, 5};
    double[] up = {0, 7, 10};
    Drawing drawing =
        drawing(LineChart.linear("x", "y").range(-10, 10).curve("c", 0, 0, across, up).chart(null));
    Rectangle2D area = drawing.dataAreas().get(0);
    List<double[]> curve = curve(drawing, BLUE);
    assertEquals(3, curve.size());
    // Equal steps of the numbers are equal steps of the place.
    double perUnit = (curve.get(2)[0] - curve.get(0)[0]) / 4;
    assertTrue(perUnit > area.getWidth() / 5, "most of the width is used");
    for (int k = 0; k < 3; k++) {
      assertEquals(curve.get(0)[0] + (across[k] - 1) * perUnit, curve.get(k)[0], 0.01);
      assertEquals(area.getMaxY() - (up[k] + 10) / 20 * area.getHeight(), curve.get(k)[1], 0.01);
    }
  }

  @Test
  void onALogarithmicAxisAFactorIsADistanceAndZeroIsAGap() {
    double[] across = {0, 1, 2, 3, 4};
    double[] up = {1, 10, 0, 100, 1000};
    Drawing drawing =
        drawing(LineChart.logarithmic("x", "y").curve("c", 0, 0, across, up).chart(null));
    List<double[]> curve = curve(drawing, BLUE);
    assertEquals(4, curve.size());
    double decade = curve.get(0)[1] - curve.get(1)[1];
    assertTrue(decade > 20, "a zero would press everything together: " + decade);
    assertEquals(decade, curve.get(1)[1] - curve.get(2)[1], 0.01);
    assertEquals(decade, curve.get(2)[1] - curve.get(3)[1], 0.01);
  }

  @Test
  void longCurvesKeepTheirEndsAndLoseOnlyPoints() {
    double[] numbers = new double[100_001];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = k;
    }
    Drawing drawing =
        drawing(LineChart.linear("x", "y").curve("c", 0, 0, numbers, numbers).chart(null));
    List<double[]> curve = curve(drawing, BLUE);
    assertEquals(4000, curve.size());
    Rectangle2D area = drawing.dataAreas().get(0);
    assertTrue(curve.get(3999)[0] - curve.get(0)[0] > 0.89 * area.getWidth());
  }

  @ParameterizedTest
  // Actions in the order of the artifacts: down, up, left, right.
  @CsvSource({"0, 0, 1", "1, 0, -1", "2, -1, 0", "3, 1, 0"})
  void theMostProbableMoveIsAnArrowInItsDirection(int action, int right, int down) {
    List<Double> probabilities = new ArrayList<>(List.of(0.05, 0.05, 0.05, 0.05, 0.05));
    probabilities.set(action, 0.8);
    PolicyChart chart = new PolicyChart(3, 8, OptionalInt.of(4), 0.8);
    chart.policy(0, 1, probabilities);
    Drawing drawing = drawing(chart.chart(null));
    Rectangle2D area = drawing.dataAreas().get(0);
    double cellWidth = area.getWidth() / 3;
    double cellHeight = area.getHeight() / 3;
    List<Drawing.Mark> likeliest =
        drawing.marks().stream().filter(mark -> mark.colour().equals(ORANGE)).toList();
    assertEquals(1, likeliest.size());
    Rectangle2D arrow = likeliest.get(0).shape().getBounds2D();
    double middleX = area.getX() + 1.5 * cellWidth;
    double middleY = area.getY() + 0.5 * cellHeight;
    // Its tip is 0.48 of a cell away from the middle of row 0, column 1.
    double tipX = right > 0 ? arrow.getMaxX() : right < 0 ? arrow.getMinX() : arrow.getCenterX();
    double tipY = down > 0 ? arrow.getMaxY() : down < 0 ? arrow.getMinY() : arrow.getCenterY();
    assertEquals(middleX + 0.48 * right * cellWidth, tipX, 0.5);
    assertEquals(middleY + 0.48 * down * cellHeight, tipY, 0.5);
  }

  @Test
  void stayingIsARingAsLargeAsItIsProbable() {
    PolicyChart chart = new PolicyChart(2, 3, OptionalInt.empty(), 1);
    chart.policy(1, 0, List.of(0.1, 0.1, 0.1, 0.1, 0.6));
    Drawing drawing = drawing(chart.chart(null));
    Rectangle2D area = drawing.dataAreas().get(0);
    Drawing.Mark ring =
        drawing.marks().stream().filter(mark -> mark.colour().equals(ORANGE)).findFirst().get();
    assertTrue(ring.stroke().isPresent());
    Rectangle2D bounds = ring.shape().getBounds2D();
    assertEquals(area.getX() + 0.25 * area.getWidth(), bounds.getCenterX(), 0.5);
    assertEquals(area.getY() + 0.75 * area.getHeight(), bounds.getCenterY(), 0.5);
    assertEquals(2 * 0.48 * 0.6 * area.getWidth() / 2, bounds.getWidth(), 0.5);
  }

  @Test
  void anEmptyChartSaysSo() {
    assertEquals("title", chart(1).getTitle().getText());
    assertEquals("no number to show here", chart(0).getTitle().getText());
    assertTrue(drawing(chart(0)).marks().size() > 10, "its frame and title are drawn");
  }

  private static JFreeChart chart(double value) {
    return LineChart.logarithmic("x", "y")
        .curve("c", 0, 0, new double[] {0}, new double[] {value})
        .chart("title");
  }
}
