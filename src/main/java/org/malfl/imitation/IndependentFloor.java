package org.malfl.imitation;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;
import org.malfl.metrics.Distances;

/**
 * How near two agents with two actions each can come to a joint distribution if they act
 * independently: the least Jensen–Shannon distance of e and x⊗y, q = (xy, x(1−y), (1−x)y,
 * (1−x)(1−y)), over all x, y in [0, 1], found by branch and bound with a proof.
 *
 * <p>The divergence f(q) is convex in q, so for any c it is at least f(c) + ∇f(c)·(q − c), with
 * ∂f/∂q_k = ½ log₂(2q_k / (e_k + q_k)). On a rectangle of (x, y) this bound is bilinear, so its
 * least value is at one of the four corners. A rectangle whose bound is above a value that was
 * reached cannot hold the minimum; others are cut in four. The bound is exact to second order in
 * the sides, so few rectangles are ever needed.
 *
 * @param distance the least distance, reached by x and y
 * @param atLeast no pair of policies comes nearer than this
 * @param first x, the probability that agent 0 does A
 * @param second y, the probability that agent 1 does A
 */
public record IndependentFloor(double distance, double atLeast, double first, double second) {
  /** How far the divergence reached may lie above its bound. */
  private static final double GAP = 1e-13;

  /** Far more than any distribution was seen to need. */
  private static final int MOST_RECTANGLES = 10_000_000;

  private record Rectangle(double x, double y, double side, double bound) {}

  /**
   * The floor of an expert.
   *
   * @param expert e, {@code [4]}: AA, AB, BA, BB, on the simplex
   * @throws IllegalArgumentException if it is not
   * @throws org.malfl.core.NumericalException if the proof takes too many rectangles
   */
  public static IndependentFloor of(double[] expert) {
    Checks.length("expert", expert, 4);
    Checks.rowsOnSimplex("expert", expert, 4);
    return new Search(expert).run();
  }

  /** The joint distribution of independent actions. */
  static double[] product(double x, double y) {
    return new double[] {x * y, x * (1 - y), (1 - x) * y, (1 - x) * (1 - y)};
  }

  private static final class Search {
    private final double[] expert;
    private final PriorityQueue<Rectangle> open =
        new PriorityQueue<>(
            Comparator.comparingDouble(Rectangle::bound)
                .thenComparingDouble(Rectangle::x)
                .thenComparingDouble(Rectangle::y)
                .thenComparingDouble(Rectangle::side));
    private double least = Double.POSITIVE_INFINITY;
    private double bestX;
    private double bestY;

    Search(double[] expert) {
      this.expert = expert;
    }

    IndependentFloor run() {
      add(0, 0, 1);
      for (int cut = 0; cut < MOST_RECTANGLES; cut++) {
        Rectangle next = open.peek();
        if (next == null || next.bound() >= least - GAP) {
          return new IndependentFloor(
              Math.sqrt(least), Math.sqrt(Math.max(0, least - GAP)), bestX, bestY);
        }
        open.remove();
        double half = next.side() / 2;
        add(next.x(), next.y(), half);
        add(next.x() + half, next.y(), half);
        add(next.x(), next.y() + half, half);
        add(next.x() + half, next.y() + half, half);
      }
      throw new NumericalException(
          "the least distance of independent policies is not proven after "
              + MOST_RECTANGLES
              + " rectangles");
    }

    /** Halves of halves of 1 are exact, so rectangles cover the square without gaps. */
    private void add(double x, double y, double side) {
      double[] centre = product(x + side / 2, y + side / 2);
      double value = reach(x + side / 2, y + side / 2);
      double[] slope = new double[4];
      for (int k = 0; k < 4; k++) {
        slope[k] =
            0.5 * StrictMath.log(2 * centre[k] / (expert[k] + centre[k])) / StrictMath.log(2);
      }
      double lowest = Double.POSITIVE_INFINITY;
      for (int corner = 0; corner < 4; corner++) {
        double cornerX = x + (corner & 1) * side;
        double cornerY = y + (corner >> 1) * side;
        reach(cornerX, cornerY);
        double[] q = product(cornerX, cornerY);
        double bound = value;
        for (int k = 0; k < 4; k++) {
          bound += slope[k] * (q[k] - centre[k]);
        }
        lowest = Math.min(lowest, bound);
      }
      if (lowest < least - GAP) {
        open.add(new Rectangle(x, y, side, lowest));
      }
    }

    private double reach(double x, double y) {
      double distance = Distances.jensenShannon(expert, product(x, y));
      double value = distance * distance;
      if (value < least) {
        least = value;
        bestX = x;
        bestY = y;
      }
      return value;
    }
  }
}
