package org.malfl.plots;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/**
 * A logarithmic axis with ticks at 1, 2 and 5 times powers of ten; over many decades at the powers
 * alone, over a part of one closer together.
 */
final class DecadeAxis extends LogAxis {
  private static final long serialVersionUID = 1;
  private static final int DECADES_WITH_STEPS_AT_MOST = 4;
  private static final int DECADES_AT_MOST = 12;
  private static final int TICKS_AT_LEAST = 3;

  DecadeAxis(String label) {
    super(label);
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D graphics, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
    double lower = getRange().getLowerBound();
    double upper = getRange().getUpperBound();
    List<NumberTick> ticks = new ArrayList<>();
    for (BigDecimal value : values(lower, upper)) {
      ticks.add(new NumberTick(value, text(value), anchor(edge), TextAnchor.CENTER, 0));
    }
    return ticks;
  }

  /**
   * The numbers at the ticks of a range.
   *
   * @param lower above 0
   * @param upper above {@code lower}
   */
  static List<BigDecimal> values(double lower, double upper) {
    int first = (int) StrictMath.floor(StrictMath.log10(lower));
    int last = (int) StrictMath.ceil(StrictMath.log10(upper));
    if (last - first > DECADES_WITH_STEPS_AT_MOST) {
      int every = Math.max(1, (last - first) / DECADES_AT_MOST);
      return decades(first, last, every, List.of(1), lower, upper);
    }
    for (List<Integer> steps : List.of(List.of(1, 2, 5), List.of(1, 2, 3, 4, 5, 6, 7, 8, 9))) {
      List<BigDecimal> values = decades(first, last, 1, steps, lower, upper);
      if (values.size() >= TICKS_AT_LEAST) {
        return values;
      }
    }
    // So narrow that it is hardly logarithmic.
    int decade = (int) StrictMath.floor(StrictMath.log10(upper - lower));
    List<BigDecimal> values = List.of();
    for (int tenths : new int[] {10, 5, 2, 1}) {
      values = multiples(BigDecimal.valueOf(tenths).scaleByPowerOfTen(decade - 1), lower, upper);
      if (values.size() >= TICKS_AT_LEAST) {
        break;
      }
    }
    return values;
  }

  private static List<BigDecimal> multiples(BigDecimal unit, double lower, double upper) {
    List<BigDecimal> values = new ArrayList<>();
    BigDecimal next =
        BigDecimal.valueOf(lower).divide(unit, 0, RoundingMode.CEILING).multiply(unit);
    for (; next.doubleValue() <= upper; next = next.add(unit)) {
      values.add(next);
    }
    return values;
  }

  private static List<BigDecimal> decades(
      int first, int last, int every, List<Integer> steps, double lower, double upper) {
    List<BigDecimal> values = new ArrayList<>();
    for (int decade = first; decade <= last; decade += every) {
      for (int step : steps) {
        BigDecimal value = BigDecimal.valueOf(step).scaleByPowerOfTen(decade);
        if (value.doubleValue() >= lower && value.doubleValue() <= upper) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private static TextAnchor anchor(RectangleEdge edge) {
    return RectangleEdge.isLeftOrRight(edge) ? TextAnchor.CENTER_RIGHT : TextAnchor.TOP_CENTER;
  }

  private static String text(BigDecimal value) {
    BigDecimal shortest = value.stripTrailingZeros();
    int decade = shortest.precision() - shortest.scale() - 1;
    if (decade >= -4 && decade <= 5) {
      return shortest.toPlainString();
    }
    return shortest.movePointLeft(decade).toPlainString() + "e" + decade;
  }
}
