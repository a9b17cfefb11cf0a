package org.malfl.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;

/**
 * Optimal strategies of a zero-sum matrix game. By Shapley and Snow (1950) there are some that are
 * solutions of x'K = v, Ky = v, Σx = Σy = 1 for a square part K of the matrix; all parts are tried,
 * from the smallest, which is quick for few actions and leaves nothing to a tolerance of an
 * iteration.
 *
 * @param value v, what the row player can be sure of
 * @param rows {@code [actions of the row player]} probabilities
 * @param columns {@code [actions of the column player]} probabilities
 */
public record MatrixEquilibrium(double value, double[] rows, double[] columns) {
  /** Of the largest payoff: what a player may gain by another action. */
  private static final double TOLERANCE = 1e-12;

  private static final double LOOSEST = 1e-9;
  private static final int MOST_ACTIONS = 16;

  /**
   * Solves a game.
   *
   * @param payoffs {@code [rows][columns]} row-major, of the row player, finite
   * @param numColumns actions of the column player
   * @throws IllegalArgumentException if there are no actions, or more than 16 of a player
   * @throws NumericalException if rounding hides every solution
   */
  public static MatrixEquilibrium of(double[] payoffs, int numColumns) {
    Checks.finite("payoffs", payoffs);
    Checks.inRange("columns", numColumns, 1, MOST_ACTIONS);
    int numRows = payoffs.length / numColumns;
    Checks.inRange("rows", numRows, 1, MOST_ACTIONS);
    Checks.length("payoffs", payoffs, (long) numRows * numColumns);
    double scale = Double.MIN_NORMAL;
    for (double payoff : payoffs) {
      scale = Math.max(scale, Math.abs(payoff));
    }
    Candidate best = null;
    for (int size = 1; size <= Math.min(numRows, numColumns); size++) {
      for (int chosenRows = 1; chosenRows < 1 << numRows; chosenRows++) {
        if (Integer.bitCount(chosenRows) != size) {
          continue;
        }
        for (int chosenColumns = 1; chosenColumns < 1 << numColumns; chosenColumns++) {
          if (Integer.bitCount(chosenColumns) == size) {
            Candidate candidate =
                Candidate.of(payoffs, numColumns, members(chosenRows), members(chosenColumns));
            if (candidate != null && (best == null || candidate.gain < best.gain)) {
              best = candidate;
            }
            if (best != null && best.gain <= TOLERANCE * scale) {
              return best.equilibrium;
            }
          }
        }
      }
    }
    if (best == null || best.gain > LOOSEST * scale) {
      throw new NumericalException("rounding hides the equilibrium of a matrix game");
    }
    return best.equilibrium;
  }

  private static int[] members(int set) {
    int[] members = new int[Integer.bitCount(set)];
    int next = 0;
    for (int k = 0; set >> k != 0; k++) {
      if ((set >> k & 1) == 1) {
        members[next++] = k;
      }
    }
    return members;
  }

  /** Strategies of a part of the matrix, and what a player could gain by leaving them. */
  private record Candidate(MatrixEquilibrium equilibrium, double gain) {
    static Candidate of(double[] payoffs, int numColumns, int[] rows, int[] columns) {
      int numRows = payoffs.length / numColumns;
      double[] ofRows = strategy(payoffs, numColumns, rows, columns, true);
      double[] ofColumns = strategy(payoffs, numColumns, rows, columns, false);
      if (ofRows == null || ofColumns == null) {
        return null;
      }
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      double[] x = spread(ofRows, rows, numRows);
      double[] y = spread(ofColumns, columns, numColumns);
      for (int column = 0; column < numColumns; column++) {
        double sum = 0;
        for (int row = 0; row < numRows; row++) {
          sum += x[row] * payoffs[row * numColumns + column];
        }
        least = Math.min(least, sum);
      }
      for (int row = 0; row < numRows; row++) {
        double sum = 0;
        for (int column = 0; column < numColumns; column++) {
          sum += payoffs[row * numColumns + column] * y[column];
        }
        most = Math.max(most, sum);
      }
      return new Candidate(new MatrixEquilibrium((least + most) / 2, x, y), most - least);
    }

    private static double[] spread(double[] strategy, int[] actions, int numActions) {
      double[] all = new double[numActions];
      for (int k = 0; k < actions.length; k++) {
        all[actions[k]] = strategy[k];
      }
      return all;
    }

    /** The one that makes the other player's actions of the part equally good; null if none. */
    private static double[] strategy(
        double[] payoffs, int numColumns, int[] rows, int[] columns, boolean ofRows) {
      int size = rows.length;
      DMatrixRMaj system = new DMatrixRMaj(size + 1, size + 1);
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          double payoff = payoffs[rows[i] * numColumns + columns[j]];
          system.set(ofRows ? j : i, ofRows ? i : j, payoff);
        }
        system.set(i, size, -1);
        system.set(size, i, 1);
      }
      DMatrixRMaj right = new DMatrixRMaj(size + 1, 1);
      right.set(size, 0, 1);
      DMatrixRMaj solution = new DMatrixRMaj(size + 1, 1);
      LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(size + 1);
      if (!solver.setA(system)) {
        return null;
      }
      solver.solve(right, solution);
      double[] strategy = new double[size];
      double sum = 0;
      for (int k = 0; k < size; k++) {
        double probability = solution.get(k, 0);
        if (!(probability >= -TOLERANCE)) {
          return null;
        }
        strategy[k] = Math.max(0, probability);
        sum += strategy[k];
      }
      for (int k = 0; k < size; k++) {
        strategy[k] /= sum;
      }
      return strategy;
    }
  }
}
