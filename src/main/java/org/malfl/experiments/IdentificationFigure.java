package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.malfl.inverse.LearnerIdentification;
import org.malfl.inverse.RuleFamily;
import org.malfl.io.CsvTable;
import org.malfl.plots.Figure;
import org.malfl.plots.LineChart;

/** The evidence of every family of rules along its parameter, and the peak of the best. */
final class IdentificationFigure {
  private static final double WIDTH = 420;
  private static final double HEIGHT = 330;

  /** What falls short by less is drawn as this, on axes that know no zero. */
  private static final double NEXT_TO_NOTHING = 0.1;

  /** Where the picture of a peak ends, in nats. */
  private static final double LOWEST = -12;

  private IdentificationFigure() {}

  /**
   * Draws.
   *
   * @param profile columns {@code rule}, {@code parameter}, {@code stages}, {@code value} and
   *     {@code log_evidence}
   * @param intervals of the best rule's parameter and of {@code gamma}, each if the other is known,
   *     by their names
   * @param reported the same as they are told, wider where the other need not be known
   */
  static Figure of(
      String family,
      CsvTable profile,
      Map<String, LearnerIdentification.Interval> intervals,
      Map<String, LearnerIdentification.Interval> reported) {
    CsvTable early = profile.where("stages", "first");
    double most = Arrays.stream(early.numbers("log_evidence")).max().orElse(0);
    List<Figure.Sized> wide = new ArrayList<>();
    for (RuleFamily.Parameter parameter : RuleFamily.Parameter.values()) {
      LineChart chart =
          LineChart.ofNumbersLogarithmic(parameter.text(), "nats below the best of all");
      int colour = 0;
      for (RuleFamily rules : RuleFamily.REGISTERED) {
        CsvTable points = early.where("rule", rules.name()).where("parameter", parameter.text());
        if (points.size() > 0) {
          chart.curve(
              rules.name(), colour++, 0, points.numbers("value"), below(points, most, true));
        }
      }
      wide.add(new Figure.Sized(chart.chart("first stages: all rules"), WIDTH));
    }
    List<Figure.Sized> near = new ArrayList<>();
    CsvTable all = profile.where("stages", "all");
    CsvTable gamma = all.where("parameter", "gamma");
    String best = gamma.column("rule").get(0);
    for (String parameter : new LinkedHashSet<>(all.where("rule", best).column("parameter"))) {
      CsvTable points = all.where("rule", best).where("parameter", parameter);
      if (points.size() > 1) {
        near.add(
            new Figure.Sized(
                peak(points, parameter, intervals.get(parameter), reported.get(parameter))
                    .chart(best),
                WIDTH));
      }
    }
    return new Figure(
            family + ": which learner it was",
            "Log evidence of update rules: the higher, the more probable. Above: rough search on"
                + " the first stages.",
            "Below: all stages, near the best rule; upright lines are the ends of an interval if all else is known.")
        .row(HEIGHT, wide)
        .row(HEIGHT, near);
  }

  private static double[] below(CsvTable points, double most, boolean logarithmic) {
    return Arrays.stream(points.numbers("log_evidence"))
        .map(evidence -> logarithmic ? Math.max(NEXT_TO_NOTHING, most - evidence) : evidence - most)
        .toArray();
  }

  /** Points that are not far below the peak. */
  private static LineChart peak(
      CsvTable points,
      String parameter,
      LearnerIdentification.Interval interval,
      LearnerIdentification.Interval reported) {
    double[] values = points.numbers("value");
    double most = Arrays.stream(points.numbers("log_evidence")).max().orElse(0);
    double[] below = below(points, most, false);
    List<Double> across = new ArrayList<>();
    List<Double> up = new ArrayList<>();
    for (int k = 0; k < values.length; k++) {
      if (below[k] >= LOWEST) {
        across.add(values[k]);
        up.add(below[k]);
      }
    }
    LineChart chart =
        LineChart.ofNumbers(parameter + endOfRange(reported), "log evidence less the best, nats");
    chart.mark(new double[] {interval.lower(), interval.upper()});
    return chart.curve("all stages", 0, 0, numbers(across), numbers(up));
  }

  /** Which ends no evidence sets. */
  private static String endOfRange(LearnerIdentification.Interval interval) {
    if (interval.startsWithRange() && interval.endsWithRange()) {
      return " (the interval reported is all of its range)";
    }
    if (interval.startsWithRange() || interval.endsWithRange()) {
      double end = interval.startsWithRange() ? interval.lower() : interval.upper();
      return " (the interval reported goes to " + end + ", the end of its range)";
    }
    return "";
  }

  private static double[] numbers(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
