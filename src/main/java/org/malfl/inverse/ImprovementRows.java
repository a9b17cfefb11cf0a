package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.malfl.core.Checks;
import org.malfl.core.GramMatrix;
import org.malfl.core.NumericalException;
import org.malfl.games.TabularPolicy;

/**
 * What one soft improvement says of the reward, as rows of a linear regression. Soft improvement
 * means α log π_{h+1}(a|s) = Q_h(s,a) − c_h(s) with Q_h = C + L·R, so that
 *
 * <pre>
 * centre_a[ α log π_{h+1}(a|s) − C(s,a) ] = centre_a[ L(s,a) ] · R,   centre_a[x] = x − Σ_a w x / Σ_a w.
 * </pre>
 *
 * Entries of weight 0 have no row.
 *
 * @param unknowns d, the numbers of the reward
 * @param numActions of the agent
 * @param entries {@code [rows]}: the entry s · numActions + a of each row, ascending
 * @param design centred L, {@code [rows][d]} row-major; owned by the record, not to be written to
 * @param response centred α log π_{h+1} − C, {@code [rows]}, in units of Q
 * @param weights w, {@code [rows]}, in (0, 1]
 * @param degreesOfFreedom rows less the number of states that they are centred in
 */
public record ImprovementRows(
    int unknowns,
    int numActions,
    int[] entries,
    double[] design,
    double[] response,
    double[] weights,
    int degreesOfFreedom) {
  /**
   * The rows of one pair of stages.
   *
   * @param q Q_h of the agent as a function of its reward
   * @param improved π_{h+1} of the agent
   * @param alpha temperature, above 0
   * @param weights w_h, {@code [numStates][numActions]} row-major, at least 0
   * @throws IllegalArgumentException if shapes differ or a weight is negative or not finite
   * @throws NumericalException if an action that has weight is impossible in {@code improved}
   */
  public static ImprovementRows of(
      AffineQ q, TabularPolicy improved, double alpha, double[] weights) {
    Checks.positive("alpha", alpha);
    int numActions = improved.numActions();
    int numEntries = q.constants().length;
    Checks.length("improved policy", improved.logProbabilities(), numEntries);
    Checks.length("weights", weights, numEntries);
    int rows = 0;
    for (double weight : weights) {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException("a weight is " + weight + "; valid: 0 or more, finite");
      }
      rows += weight > 0 ? 1 : 0;
    }
    int unknowns = q.unknowns();
    int[] entries = new int[rows];
    double[] design = new double[StrictMath.multiplyExact(rows, unknowns)];
    double[] response = new double[rows];
    double[] kept = new double[rows];
    double[] mean = new double[unknowns];
    int row = 0;
    int states = 0;
    for (int state = 0; state < numEntries / numActions; state++) {
      int first = row;
      Arrays.fill(mean, 0);
      double meanResponse = 0;
      double total = 0;
      for (int entry = state * numActions; entry < (state + 1) * numActions; entry++) {
        double weight = weights[entry];
        if (weight > 0) {
          entries[row] = entry;
          kept[row] = weight;
          response[row] =
              alpha * improved.logProbability(state, entry % numActions) - q.constants()[entry];
          System.arraycopy(q.coefficients(), entry * unknowns, design, row * unknowns, unknowns);
          total += weight;
          meanResponse += weight * response[row];
          UpperTriangle.addMultiple(mean, 0, design, row * unknowns, 0, weight, unknowns);
          row++;
        }
      }
      states += row > first ? 1 : 0;
      for (int k = first; k < row; k++) {
        response[k] -= meanResponse / total;
        UpperTriangle.addMultiple(design, k * unknowns, mean, 0, 0, -1 / total, unknowns);
      }
    }
    Checks.finite("centred logarithm of the improved policy", response);
    return new ImprovementRows(
        unknowns, numActions, entries, design, response, kept, rows - states);
  }

  /**
   * Σ w x xᵀ over all rows x of a design, {@code [d][d]} row-major, which tells what it determines.
   *
   * @param pairs at least one, of one number of unknowns
   */
  public static double[] gram(List<ImprovementRows> pairs) {
    int size = pairs.get(0).unknowns;
    GramMatrix gram = new GramMatrix(size);
    for (ImprovementRows pair : pairs) {
      for (int row = 0; row < pair.rows(); row++) {
        double root = Math.sqrt(pair.weights[row]);
        double[] next = gram.next();
        for (int k = 0; k < size; k++) {
          next[k] = root * pair.design[row * size + k];
        }
      }
    }
    return gram.toArray();
  }

  /** Number of rows. */
  public int rows() {
    return response.length;
  }

  /**
   * The rows in parts, joint state s in part s mod {@code parts}.
   *
   * @param parts at least 1
   */
  List<ImprovementRows> byState(int parts) {
    List<ImprovementRows> result = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int remainder = part;
      int[] chosen =
          IntStream.range(0, rows())
              .filter(row -> entries[row] / numActions % parts == remainder)
              .toArray();
      double[] someDesign = new double[chosen.length * unknowns];
      for (int k = 0; k < chosen.length; k++) {
        System.arraycopy(design, chosen[k] * unknowns, someDesign, k * unknowns, unknowns);
      }
      int[] someEntries = IntStream.of(chosen).map(row -> entries[row]).toArray();
      int states =
          (int) IntStream.of(someEntries).map(entry -> entry / numActions).distinct().count();
      result.add(
          new ImprovementRows(
              unknowns,
              numActions,
              someEntries,
              someDesign,
              IntStream.of(chosen).mapToDouble(row -> response[row]).toArray(),
              IntStream.of(chosen).mapToDouble(row -> weights[row]).toArray(),
              chosen.length - states));
    }
    return result;
  }

  /** response − design·R, {@code [rows]}. */
  double[] residuals(double[] reward) {
    double[] residuals = response.clone();
    for (int row = 0; row < residuals.length; row++) {
      // Four sums in place of one, since additions to one sum wait for each other.
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      int from = row * unknowns;
      int k = 0;
      for (; k + 3 < unknowns; k += 4) {
        a += design[from + k] * reward[k];
        b += design[from + k + 1] * reward[k + 1];
        c += design[from + k + 2] * reward[k + 2];
        d += design[from + k + 3] * reward[k + 3];
      }
      for (; k < unknowns; k++) {
        a += design[from + k] * reward[k];
      }
      residuals[row] -= (a + b) + (c + d);
    }
    return residuals;
  }

  /** Σ w·e². */
  double squaredError(double[] reward) {
    double[] residuals = residuals(reward);
    double squared = 0;
    for (int row = 0; row < residuals.length; row++) {
      squared += weights[row] * residuals[row] * residuals[row];
    }
    return squared;
  }

  /** Adds Σ_r w_r x_r y_r to a vector. */
  void addMoments(double[] sum, double[] weights, double[] y) {
    for (int row = 0; row < y.length; row++) {
      if (weights[row] != 0) {
        UpperTriangle.addMultiple(
            sum, 0, design, row * unknowns, 0, weights[row] * y[row], unknowns);
      }
    }
  }
}
