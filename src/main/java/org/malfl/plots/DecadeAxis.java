package org.malfl.plots;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** A logarithmic axis with ticks at 1, 2 and 5 times powers of ten, or at the powers alone. */
final class DecadeAxis extends LogAxis {
  private static final long serialVersionUID = 1;
  private static final int DECADES_WITH_STEPS_AT_MOST = 4;
  private static final int DECADES_AT_MOST = 12;

  DecadeAxis(String label) {
    super(label);
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D graphics, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
    double lower = getRange().getLowerBound();
    double upper = getRange().getUpperBound();
    int first = (int) StrictMath.floor(StrictMath.log10(lower));
    int last = (int) StrictMath.ceil(StrictMath.log10(upper));
    int every = Math.max(1, (last - first) / DECADES_AT_MOST);
    int[] steps = last - first <= DECADES_WITH_STEPS_AT_MOST ? new int[] {1, 2, 5} : new int[] {1};
    List<NumberTick> ticks = new ArrayList<>();
    for (int decade = first; decade <= last; decade += every) {
      for (int step : steps) {
        // From its digits, since 10 to a negative power is not the double that is written so.
        double value = Double.parseDouble(step + "e" + decade);
        if (value >= lower && value <= upper) {
          ticks.add(new NumberTick(value, text(step, decade), anchor(edge), TextAnchor.CENTER, 0));
        }
      }
    }
    return ticks;
  }

  private static TextAnchor anchor(RectangleEdge edge) {
    return RectangleEdge.isLeftOrRight(edge) ? TextAnchor.CENTER_RIGHT : TextAnchor.TOP_CENTER;
  }

  private static String text(int step, int decade) {
    NumberFormat plain = Style.format("0.####");
    return decade >= -4 && decade <= 5
        ? plain.format(Double.parseDouble(step + "e" + decade))
        : step + "e" + decade;
  }
}
