package org.malfl.inverse;

/**
 * A symmetric matrix, or its Cholesky factor U with UᵀU = A, of which the upper triangle is kept.
 * Plain loops over whole rows, which the compiler turns into vector code; every sum runs in one
 * fixed order.
 */
final class UpperTriangle {
  /** Rows that enter a sum of products together, and that a factorisation eliminates at once. */
  private static final int TOGETHER = 4;

  /** Rows of the matrix that stay in the processor's cache while rows of a product pass by. */
  private static final int TILE = 16;

  /** Rows of a product that stay in the cache while tiles of the matrix pass by. */
  private static final int CHUNK = 64;

  private final int size;

  /** {@code [size][size]} row-major; below the diagonal meaningless. */
  private final double[] values;

  UpperTriangle(int size) {
    this.size = size;
    this.values = new double[StrictMath.multiplyExact(size, size)];
  }

  private UpperTriangle(int size, double[] values) {
    this.size = size;
    this.values = values;
  }

  int size() {
    return size;
  }

  UpperTriangle copy() {
    return new UpperTriangle(size, values.clone());
  }

  /** Entry (row, column), in either triangle of a symmetric matrix. */
  double get(int row, int column) {
    return values[Math.min(row, column) * size + Math.max(row, column)];
  }

  /** Adds to entry (row, column) of the upper triangle. */
  void add(int row, int column, double value) {
    values[row * size + column] += value;
  }

  /** Adds another matrix. */
  void add(UpperTriangle other) {
    for (int k = 0; k < values.length; k++) {
      values[k] += other.values[k];
    }
  }

  /** Adds a constant to every entry and another to the diagonal. */
  void shift(double everywhere, double diagonal) {
    for (int k = 0; k < values.length; k++) {
      values[k] += everywhere;
    }
    for (int k = 0; k < size; k++) {
      values[k * size + k] += diagonal;
    }
  }

  double trace() {
    double trace = 0;
    for (int k = 0; k < size; k++) {
      trace += values[k * size + k];
    }
    return trace;
  }

  /**
   * Adds Σ_r w_r x_r x_rᵀ.
   *
   * @param rows x, {@code [w.length][size]} row-major
   * @param weights w, of any sign; rows of weight 0 cost nothing
   */
  void addProducts(double[] rows, double[] weights) {
    int[] used = new int[weights.length];
    int count = 0;
    for (int row = 0; row < weights.length; row++) {
      if (weights[row] != 0) {
        used[count++] = row;
      }
    }
    for (int chunk = 0; chunk < count; chunk += CHUNK) {
      int chunkEnd = Math.min(count, chunk + CHUNK);
      for (int tile = 0; tile < size; tile += TILE) {
        int tileEnd = Math.min(size, tile + TILE);
        int k = chunk;
        for (; k + TOGETHER <= chunkEnd; k += TOGETHER) {
          addFour(rows, weights, used, k, tile, tileEnd);
        }
        for (; k < chunkEnd; k++) {
          int from = used[k] * size;
          for (int i = tile; i < tileEnd; i++) {
            addMultiple(values, i * size, rows, from, i, weights[used[k]] * rows[from + i], size);
          }
        }
      }
    }
  }

  private void addFour(
      double[] rows, double[] weights, int[] used, int k, int firstRow, int endRow) {
    int a = used[k] * size;
    int b = used[k + 1] * size;
    int c = used[k + 2] * size;
    int d = used[k + 3] * size;
    for (int i = firstRow; i < endRow; i++) {
      addFourMultiples(
          values,
          i * size,
          rows,
          a,
          b,
          c,
          d,
          weights[used[k]] * rows[a + i],
          weights[used[k + 1]] * rows[b + i],
          weights[used[k + 2]] * rows[c + i],
          weights[used[k + 3]] * rows[d + i],
          i,
          size);
    }
  }

  /** sum[at + j] += Σ f · x[from + j] over four rows of x, j = first..end−1. */
  private static void addFourMultiples(
      double[] sum,
      int at,
      double[] x,
      int a,
      int b,
      int c,
      int d,
      double fa,
      double fb,
      double fc,
      double fd,
      int first,
      int end) {
    for (int j = first; j < end; j++) {
      sum[at + j] += fa * x[a + j] + fb * x[b + j] + fc * x[c + j] + fd * x[d + j];
    }
  }

  /** sum[at + j] += factor · x[from + j], j = first..end−1. */
  static void addMultiple(
      double[] sum, int at, double[] x, int from, int first, double factor, int end) {
    for (int j = first; j < end; j++) {
      sum[at + j] += factor * x[from + j];
    }
  }

  /**
   * Replaces A by its Cholesky factor U, UᵀU = A.
   *
   * @return whether A is positive definite to working precision; if not, the matrix is spoilt
   */
  boolean factorise() {
    for (int panel = 0; panel < size; panel += TOGETHER) {
      int panelEnd = Math.min(size, panel + TOGETHER);
      for (int k = panel; k < panelEnd; k++) {
        for (int j = panel; j < k; j++) {
          addMultiple(values, k * size, values, j * size, k, -values[j * size + k], size);
        }
        double pivot = values[k * size + k];
        if (!(pivot > 0)) {
          return false;
        }
        double scale = 1 / Math.sqrt(pivot);
        for (int j = k; j < size; j++) {
          values[k * size + j] *= scale;
        }
      }
      // Every panel before the last is full.
      for (int i = panelEnd; i < size; i++) {
        int a = panel * size;
        addFourMultiples(
            values,
            i * size,
            values,
            a,
            a + size,
            a + 2 * size,
            a + 3 * size,
            -values[a + i],
            -values[a + size + i],
            -values[a + 2 * size + i],
            -values[a + 3 * size + i],
            i,
            size);
      }
    }
    return true;
  }

  /** Solves UᵀU x = b in place; this is a factor. */
  void solve(double[] b) {
    solveTransposed(b, 0);
    solveUpper(b);
  }

  /** Solves Ux = b in place; this is a factor. */
  void solveUpper(double[] b) {
    for (int k = size - 1; k >= 0; k--) {
      double sum = b[k];
      for (int j = k + 1; j < size; j++) {
        sum -= values[k * size + j] * b[j];
      }
      b[k] = sum / values[k * size + k];
    }
  }

  /** Solves Uᵀx = b in place for the vector that starts at {@code from}; this is a factor. */
  void solveTransposed(double[] b, int from) {
    for (int k = 0; k < size; k++) {
      b[from + k] /= values[k * size + k];
      addMultiple(b, from, values, k * size, k + 1, -b[from + k], size);
    }
  }

  /**
   * Solves UᵀX = B in place for several right-hand sides; this is a factor.
   *
   * @param rows B, {@code [size][columns]} row-major
   */
  void solveTransposedRows(double[] rows, int columns) {
    for (int k = 0; k < size; k++) {
      int at = k * columns;
      int j = 0;
      for (; j + TOGETHER <= k; j += TOGETHER) {
        int a = j * columns;
        addFourMultiples(
            rows,
            at,
            rows,
            a,
            a + columns,
            a + 2 * columns,
            a + 3 * columns,
            -values[j * size + k],
            -values[(j + 1) * size + k],
            -values[(j + 2) * size + k],
            -values[(j + 3) * size + k],
            0,
            columns);
      }
      for (; j < k; j++) {
        addMultiple(rows, at, rows, j * columns, 0, -values[j * size + k], columns);
      }
      for (int column = 0; column < columns; column++) {
        rows[at + column] /= values[k * size + k];
      }
    }
  }
}
