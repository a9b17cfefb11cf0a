package org.malfl.core;

/**
 * Functions of probability rows, in log space where a result can underflow. A row is a slice of a
 * row-major table: {@code length} entries from {@code offset}. All sums run in index order with
 * {@link StrictMath}, so results have the same bits on every machine.
 */
public final class Simplex {
  private Simplex() {}

  /**
   * log Σ_k exp(x_k), computed as m + log Σ_k exp(x_k − m) with m the largest entry.
   *
   * @param length at least 1
   * @return −∞ if all entries are −∞
   */
  public static double logSumExp(double[] table, int offset, int length) {
    double max = table[offset];
    for (int k = 1; k < length; k++) {
      max = StrictMath.max(max, table[offset + k]);
    }
    if (max == Double.NEGATIVE_INFINITY) {
      return max;
    }
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += StrictMath.exp(table[offset + k] - max);
    }
    return max + StrictMath.log(sum);
  }

  /**
   * log softmax of every row: x_k − log Σ_j exp(x_j).
   *
   * @param logits row-major, finite
   * @param columns length of a row
   * @return a new table of the same shape
   */
  public static double[] logSoftmaxRows(double[] logits, int columns) {
    double[] result = new double[logits.length];
    for (int offset = 0; offset < logits.length; offset += columns) {
      double normaliser = logSumExp(logits, offset, columns);
      for (int k = offset; k < offset + columns; k++) {
        result[k] = logits[k] - normaliser;
      }
    }
    return result;
  }

  /**
   * Shannon entropy −Σ_k p_k log p_k of a row, in nats, with 0 log 0 = 0.
   *
   * @param probabilities the row p, in a table
   * @param logProbabilities log p, same layout
   */
  public static double entropy(
      double[] probabilities, double[] logProbabilities, int offset, int length) {
    double sum = 0;
    for (int k = offset; k < offset + length; k++) {
      if (probabilities[k] > 0) {
        sum -= probabilities[k] * logProbabilities[k];
      }
    }
    return sum;
  }

  /**
   * Kullback–Leibler divergence Σ_k p_k (log p_k − log q_k) of two rows, in nats, with 0 log 0 = 0.
   *
   * @param p the row p, in a table
   * @param logP log p, same layout
   * @param logQ log q, same layout
   * @return at least 0 up to rounding; +∞ if q is 0 where p is not
   */
  public static double klDivergence(
      double[] p, double[] logP, double[] logQ, int offset, int length) {
    double sum = 0;
    for (int k = offset; k < offset + length; k++) {
      if (p[k] > 0) {
        sum += p[k] * (logP[k] - logQ[k]);
      }
    }
    return sum;
  }
}
