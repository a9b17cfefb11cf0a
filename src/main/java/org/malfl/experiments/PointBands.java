package org.malfl.experiments;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.malfl.metrics.Band;

/**
 * How numbers that were logged at the same points of several runs spread over the runs.
 *
 * @param points a band for each
 */
public record PointBands(List<Band> points) {
  /**
   * The bands.
   *
   * @param values {@code [runs][points]} row-major, finite
   * @param points of each run
   */
  public static PointBands of(double[] values, int points) {
    return new PointBands(
        IntStream.range(0, points)
            .mapToObj(
                point ->
                    Band.of(
                        IntStream.range(0, values.length / points)
                            .mapToDouble(run -> values[run * points + point])
                            .toArray()))
            .toList());
  }

  /** A number of each band. */
  public double[] of(ToDoubleFunction<Band> number) {
    return points.stream().mapToDouble(number).toArray();
  }
}
