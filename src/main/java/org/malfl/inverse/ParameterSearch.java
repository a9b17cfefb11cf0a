package org.malfl.inverse;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * The maximum of a function with one peak, and how far from it the function has fallen by a given
 * amount, in few evaluations: parabolas near the peak, where log likelihoods are like one.
 */
final class ParameterSearch {
  private static final int MOST_EVALUATIONS = 40;

  /**
   * When a peak counts as found.
   *
   * @param close neighbours lie close enough for a parabola when they are no lower, in nats
   * @param promise a parabola through them promises no more, in nats
   */
  record Accuracy(double close, double promise) {}

  /** How far a new point keeps from old ones, as a share of the gap between these. */
  private static final double APART = 0.1;

  /** How near to the wanted fall an end of an interval must be, in √(2·nats). */
  private static final double EXACT = 0.02;

  private static final int MOST_TRIES = 15;
  private static final double LARGEST_STRIDE = 4;

  private final DoubleUnaryOperator function;
  private final double least;
  private final double most;
  private final NavigableMap<Double, Double> points = new TreeMap<>();

  /** A search in [least, most]. */
  ParameterSearch(DoubleUnaryOperator function, double least, double most) {
    this.function = function;
    this.least = least;
    this.most = most;
  }

  /** The value at a place, which is evaluated once. */
  double at(double place) {
    Double known = points.get(place);
    if (known == null) {
      known = function.applyAsDouble(place);
      points.put(place, known);
    }
    return known;
  }

  /** The best place so far; the first of several. */
  double best() {
    double best = points.firstKey();
    for (Map.Entry<Double, Double> point : points.entrySet()) {
      best = point.getValue() > points.get(best) ? point.getKey() : best;
    }
    return best;
  }

  /** Closes in on the peak around the best place so far, from at least one evaluated place. */
  void climb(double stride, Accuracy accuracy) {
    double outward = stride;
    for (int k = 0; k < MOST_EVALUATIONS; k++) {
      double peak = best();
      Double below = points.lowerKey(peak);
      Double above = points.higherKey(peak);
      if (below == null && peak > least) {
        at(Math.max(least, peak - outward));
        outward *= 2;
      } else if (above == null && peak < most) {
        at(Math.min(most, peak + outward));
        outward *= 2;
      } else {
        double next =
            next(peak, below == null ? peak : below, above == null ? peak : above, accuracy);
        if (Double.isNaN(next)) {
          return;
        }
        at(next);
      }
    }
  }

  /** Where to look next between two neighbours of the best place; NaN if that is good enough. */
  private double next(double peak, double below, double above, Accuracy accuracy) {
    double left = at(peak) - at(below);
    double right = at(peak) - at(above);
    if (below == peak || above == peak) {
      // The best is an end: it stays if its one neighbour is close and lower.
      double other = below == peak ? above : below;
      double fall = below == peak ? right : left;
      return fall <= accuracy.close() ? Double.NaN : peak + (other - peak) / 2;
    }
    double toLeft = peak - below;
    double toRight = above - peak;
    double vertex = peak;
    double promise = 0;
    double curvature = (left / toLeft + right / toRight) / (toLeft + toRight);
    if (Double.isFinite(curvature) && curvature > 0) {
      double slope = (left * toRight / toLeft - right * toLeft / toRight) / (toLeft + toRight);
      vertex = peak + slope / (2 * curvature);
      promise = slope * slope / (4 * curvature);
    }
    if (left <= accuracy.close() && right <= accuracy.close() && promise <= accuracy.promise()) {
      return Double.NaN;
    }
    double lowest = peak - toLeft * (1 - APART);
    double highest = peak + toRight * (1 - APART);
    vertex = Math.max(lowest, Math.min(highest, vertex));
    boolean toTheLeft = vertex < peak;
    double gap = toTheLeft ? toLeft : toRight;
    if (Math.abs(vertex - peak) >= APART * gap) {
      return vertex;
    }
    if (left <= accuracy.close() && right <= accuracy.close()) {
      return vertex == peak ? Double.NaN : vertex;
    }
    // The peak is here; what is far too low to say how steep it is comes nearer.
    return left > right ? peak - toLeft * nearer(left) : peak + toRight * nearer(right);
  }

  private static double nearer(double fall) {
    return Double.isFinite(fall) ? Math.max(APART, Math.min(0.5, Math.sqrt(2 / fall))) : 0.5;
  }

  /**
   * Where the function has fallen below its best by an amount.
   *
   * @param direction −1 for the lower end, 1 for the upper
   * @param fall above 0
   * @return the end of the range where it does not fall that far
   */
  double end(int direction, double fall) {
    double peak = best();
    double bound = direction < 0 ? least : most;
    double wanted = Math.sqrt(2 * fall);
    double near = peak;
    double nearFall = 0;
    double far = Double.NaN;
    double farFall = Double.NaN;
    Double known = direction < 0 ? points.lowerKey(peak) : points.higherKey(peak);
    while (known != null && Double.isNaN(far)) {
      double there = signedRoot(peak, known);
      if (there < wanted) {
        near = known;
        nearFall = there;
        known = direction < 0 ? points.lowerKey(known) : points.higherKey(known);
      } else {
        far = known;
        farFall = there;
      }
    }
    double stride = Math.abs(near - peak) > 0 ? near - peak : (bound - peak) / LARGEST_STRIDE;
    for (int k = 0; k < MOST_TRIES; k++) {
      double next;
      if (Double.isNaN(far)) {
        if (near == bound) {
          return bound;
        }
        double ratio =
            nearFall > 0 ? Math.min(LARGEST_STRIDE, 1.05 * wanted / nearFall) : LARGEST_STRIDE;
        next = near == peak ? peak + stride : peak + (near - peak) * ratio;
        next = direction < 0 ? Math.max(bound, next) : Math.min(bound, next);
      } else if (Double.isInfinite(farFall) || farFall > 3 * wanted) {
        next = (near + far) / 2;
        double fromPeak = peak + (far - peak) * wanted / farFall;
        next = Math.abs(fromPeak - peak) > Math.abs(near - peak) ? fromPeak : next;
      } else {
        next = near + (far - near) * (wanted - nearFall) / (farFall - nearFall);
      }
      double there = signedRoot(peak, next);
      if (Math.abs(there - wanted) < EXACT) {
        return next;
      }
      if (there < wanted) {
        near = next;
        nearFall = there;
      } else {
        far = next;
        farFall = there;
      }
    }
    // Too wide rather than too narrow.
    return Double.isNaN(far) ? bound : far;
  }

  private double signedRoot(double peak, double place) {
    return Math.sqrt(Math.max(0, 2 * (at(peak) - at(place))));
  }
}
