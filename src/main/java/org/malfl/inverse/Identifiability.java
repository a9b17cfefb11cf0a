package org.malfl.inverse;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;

/**
 * What a linear design, y = X·θ, says of its unknowns θ, whatever y is: the null space of X holds
 * the directions in which θ may move unseen. Of one unknown it says one of three things ({@link
 * Kind}), which do not depend on the basis that the null space is written in.
 */
public final class Identifiability {
  /** Relative size of what counts as zero in rows, where rounding leaves some 1e-15. */
  public static final double ROWS_TOLERANCE = 1e-9;

  /** The same in a Gram matrix, whose numbers are squares. */
  public static final double GRAM_TOLERANCE = 1e-12;

  /** Norms are subtracted from; once this share of the last computed one is left, computed anew. */
  private static final double WORN_NORM = 1e-6;

  /** What is known of one unknown. */
  public enum Kind {
    /** Its value: its unit vector is orthogonal to the null space. */
    PINNED,
    /** Its difference to the others of its group: they share a row of the null space's basis. */
    RELATIVE,
    /** Nothing by itself: no other unknown has its row of the null space's basis. */
    FREE
  }

  private final int unknowns;

  /**
   * R of X·P = Q·R, or of PᵀXᵀX·P = RᵀR, in the order of the unknowns, {@code [rank][unknowns]}.
   */
  private final double[] factor;

  private final double[] nullSpace;
  private final Knowledge knowledge;

  private Identifiability(int unknowns, double[] factor, int[] pivots) {
    this.unknowns = unknowns;
    this.factor = factor;
    this.nullSpace = nullSpace(unknowns, factor, pivots);
    this.knowledge = Knowledge.of(unknowns, new DenseRows(nullSpace, nullity()));
  }

  /**
   * From the rows of a design, by Householder's QR decomposition with column pivoting (Golub and
   * Van Loan, Matrix Computations, 2013, section 5.4.2). Takes about 4·rows·unknowns·rank
   * operations.
   *
   * @param unknowns columns of every block, at least 1
   * @param blocks rows, {@code [rows][unknowns]} row-major each; a weighted design has its rows
   *     multiplied by √w
   * @param tolerance the rank is reached once the longest remaining column is at most this times
   *     the longest column
   * @throws IllegalArgumentException if a block is not made of such rows
   */
  public static Identifiability ofRows(int unknowns, List<double[]> blocks, double tolerance) {
    Checks.inRange("unknowns", unknowns, 1, Integer.MAX_VALUE);
    Checks.positive("tolerance", tolerance);
    int length = 0;
    for (double[] block : blocks) {
      if (block.length % unknowns != 0) {
        throw new IllegalArgumentException(
            "a block has " + block.length + " entries; valid: a multiple of " + unknowns);
      }
      Checks.finite("design", block);
      length = StrictMath.addExact(length, block.length);
    }
    double[] rows = new double[length];
    int at = 0;
    for (double[] block : blocks) {
      System.arraycopy(block, 0, rows, at, block.length);
      at += block.length;
    }
    int[] pivots = triangularise(rows, unknowns, unknowns, tolerance);
    return new Identifiability(unknowns, Arrays.copyOf(rows, pivots.length * unknowns), pivots);
  }

  /**
   * From a Gram matrix, S = Σ w x xᵀ, for instance Fisher's information without a prior, by
   * Cholesky's decomposition with diagonal pivoting. Faster than rows where there are many, but
   * singular values of X below the root of the tolerance are lost: S holds their squares.
   *
   * @param unknowns rows and columns, at least 1
   * @param gram {@code [unknowns][unknowns]} row-major, symmetric, positive semidefinite
   * @param tolerance the rank is reached once the largest remaining diagonal entry is at most this
   *     times the largest
   * @throws IllegalArgumentException if the shape differs
   */
  public static Identifiability ofGram(int unknowns, double[] gram, double tolerance) {
    Checks.inRange("unknowns", unknowns, 1, Integer.MAX_VALUE);
    Checks.positive("tolerance", tolerance);
    Checks.length("gram", gram, (long) unknowns * unknowns);
    Checks.finite("gram", gram);
    double[] diagonal = new double[unknowns];
    double largest = 0;
    for (int k = 0; k < unknowns; k++) {
      diagonal[k] = gram[k * unknowns + k];
      largest = Math.max(largest, diagonal[k]);
    }
    double[] rows = new double[gram.length];
    int[] pivots = new int[unknowns];
    int rank = 0;
    while (rank < unknowns) {
      int pivot = largest(diagonal, unknowns);
      if (!(diagonal[pivot] > tolerance * largest)) {
        break;
      }
      int at = rank * unknowns;
      System.arraycopy(gram, pivot * unknowns, rows, at, unknowns);
      for (int j = 0; j < rank; j++) {
        UpperTriangle.addMultiple(
            rows, at, rows, j * unknowns, 0, -rows[j * unknowns + pivot], unknowns);
      }
      double root = Math.sqrt(rows[at + pivot]);
      for (int k = 0; k < unknowns; k++) {
        rows[at + k] /= root;
        diagonal[k] -= rows[at + k] * rows[at + k];
      }
      for (int j = 0; j < rank; j++) {
        rows[at + pivots[j]] = 0;
      }
      diagonal[pivot] = Double.NEGATIVE_INFINITY;
      pivots[rank++] = pivot;
    }
    return new Identifiability(
        unknowns, Arrays.copyOf(rows, rank * unknowns), Arrays.copyOf(pivots, rank));
  }

  /**
   * The rows of a design after unknowns that are not of interest, its nuisance, have been
   * eliminated: QᵀX with Q an orthonormal basis of what is orthogonal to all columns of the
   * nuisance. The rank of the two together is that of the nuisance and that of the rows returned.
   *
   * @param rows X, {@code [rows][unknowns]} row-major
   * @param unknowns columns of X
   * @param nuisance {@code [rows][nuisanceUnknowns]} row-major
   * @param nuisanceUnknowns columns of the nuisance
   * @param tolerance as in {@link #ofRows}
   * @return {@code [rows − rank of the nuisance][unknowns]} row-major
   * @throws IllegalArgumentException if shapes differ
   */
  public static double[] withoutNuisance(
      double[] rows, int unknowns, double[] nuisance, int nuisanceUnknowns, double tolerance) {
    int count = rows.length / unknowns;
    Checks.length("rows", rows, (long) count * unknowns);
    Checks.length("nuisance", nuisance, (long) count * nuisanceUnknowns);
    int columns = nuisanceUnknowns + unknowns;
    double[] both = new double[StrictMath.multiplyExact(count, columns)];
    for (int row = 0; row < count; row++) {
      System.arraycopy(nuisance, row * nuisanceUnknowns, both, row * columns, nuisanceUnknowns);
      System.arraycopy(rows, row * unknowns, both, row * columns + nuisanceUnknowns, unknowns);
    }
    int rank = triangularise(both, columns, nuisanceUnknowns, tolerance).length;
    double[] rest = new double[(count - rank) * unknowns];
    for (int row = rank; row < count; row++) {
      System.arraycopy(
          both, row * columns + nuisanceUnknowns, rest, (row - rank) * unknowns, unknowns);
    }
    return rest;
  }

  /**
   * Householder reflections from the left until the first {@code eligible} columns are upper
   * triangular in the order of pivots returned, and zero below.
   */
  private static int[] triangularise(double[] rows, int columns, int eligible, double tolerance) {
    int count = rows.length / columns;
    double[] squares = squaredNorms(rows, columns, 0);
    double[] computed = squares.clone();
    double longest = squares[largest(squares, eligible)];
    int[] pivots = new int[Math.min(count, eligible)];
    double[] image = new double[columns];
    double[] direction = new double[count];
    for (int rank = 0; rank < pivots.length; rank++) {
      int pivot = largest(squares, eligible);
      if (squares[pivot] <= WORN_NORM * computed[pivot]) {
        computed = squaredNorms(rows, columns, rank);
        for (int k = 0; k < rank; k++) {
          computed[pivots[k]] = Double.NEGATIVE_INFINITY;
        }
        squares = computed.clone();
        pivot = largest(squares, eligible);
      }
      if (!(squares[pivot] > tolerance * tolerance * longest)) {
        return Arrays.copyOf(pivots, rank);
      }
      double norm = 0;
      for (int row = rank; row < count; row++) {
        direction[row] = rows[row * columns + pivot];
        norm += direction[row] * direction[row];
      }
      double length = direction[rank] > 0 ? -Math.sqrt(norm) : Math.sqrt(norm);
      // H = I − vvᵀ/(vᵀx) with v = x − length·e, which maps x to length·e.
      double product = norm - length * direction[rank];
      direction[rank] -= length;
      Arrays.fill(image, 0);
      for (int row = rank; row < count; row++) {
        UpperTriangle.addMultiple(
            image, 0, rows, row * columns, 0, direction[row] / product, columns);
      }
      for (int row = rank; row < count; row++) {
        UpperTriangle.addMultiple(rows, row * columns, image, 0, 0, -direction[row], columns);
      }
      int at = rank * columns;
      for (int row = rank; row < count; row++) {
        rows[row * columns + pivot] = row == rank ? length : 0;
      }
      for (int k = 0; k < rank; k++) {
        rows[at + pivots[k]] = 0;
      }
      for (int k = 0; k < columns; k++) {
        squares[k] -= rows[at + k] * rows[at + k];
      }
      squares[pivot] = Double.NEGATIVE_INFINITY;
      pivots[rank] = pivot;
    }
    return pivots;
  }

  private static double[] squaredNorms(double[] rows, int columns, int firstRow) {
    double[] squares = new double[columns];
    for (int at = firstRow * columns; at < rows.length; at += columns) {
      for (int k = 0; k < columns; k++) {
        squares[k] += rows[at + k] * rows[at + k];
      }
    }
    return squares;
  }

  /** The first position of the largest of the first {@code count} values. */
  private static int largest(double[] values, int count) {
    int largest = 0;
    for (int k = 1; k < count; k++) {
      largest = values[k] > values[largest] ? k : largest;
    }
    return largest;
  }

  /**
   * With pivots first, the factor is (R_1 R_2) and the null space is spanned by (−R_1⁻¹R_2; I),
   * which two rounds of Cholesky's QR make orthonormal to working precision.
   */
  private static double[] nullSpace(int unknowns, double[] factor, int[] pivots) {
    int rank = pivots.length;
    int nullity = unknowns - rank;
    boolean[] pinned = new boolean[unknowns];
    for (int pivot : pivots) {
      pinned[pivot] = true;
    }
    int[] others = new int[nullity];
    double[] basis = new double[unknowns * nullity];
    int count = 0;
    for (int k = 0; k < unknowns; k++) {
      if (!pinned[k]) {
        basis[k * nullity + count] = 1;
        others[count++] = k;
      }
    }
    for (int k = rank - 1; k >= 0; k--) {
      int at = pivots[k] * nullity;
      int from = k * unknowns;
      for (int j = 0; j < nullity; j++) {
        basis[at + j] = -factor[from + others[j]];
      }
      for (int later = k + 1; later < rank; later++) {
        UpperTriangle.addMultiple(
            basis, at, basis, pivots[later] * nullity, 0, -factor[from + pivots[later]], nullity);
      }
      for (int j = 0; j < nullity; j++) {
        basis[at + j] /= factor[from + pivots[k]];
      }
    }
    double[] ones = CountWeights.ofKnownPolicies(unknowns);
    for (int round = 0; nullity > 0 && round < 2; round++) {
      UpperTriangle products = new UpperTriangle(nullity);
      products.addProducts(basis, ones);
      if (!products.factorise()) {
        throw new NumericalException("the basis of the null space has lost its rank");
      }
      for (int k = 0; k < unknowns; k++) {
        products.solveTransposed(basis, k * nullity);
      }
    }
    return basis;
  }

  /** The rows of a dense basis, {@code [count][length]} row-major. */
  record DenseRows(double[] basis, int length) implements Knowledge.Rows {
    @Override
    public double squared(int row, double enough) {
      double squared = 0;
      for (int k = 0; k < length && squared <= enough; k++) {
        double value = basis[row * length + k];
        squared += value * value;
      }
      return squared;
    }

    @Override
    public double squaredDifference(int row, int other, double enough) {
      double squared = 0;
      for (int k = 0; k < length && squared <= enough; k++) {
        double difference = basis[row * length + k] - basis[other * length + k];
        squared += difference * difference;
      }
      return squared;
    }
  }

  /** Number of unknowns. */
  public int unknowns() {
    return unknowns;
  }

  /** Dimension of what the design tells. */
  public int rank() {
    return factor.length / unknowns;
  }

  /** Dimension of what it does not tell. */
  public int nullity() {
    return unknowns - rank();
  }

  /** An orthonormal basis of the null space, {@code [unknowns][nullity]} row-major. */
  public double[] nullSpace() {
    return nullSpace.clone();
  }

  /** What is known of each unknown. */
  public Knowledge knowledge() {
    return knowledge;
  }

  /**
   * The nonzero singular values of the design, descending, {@code [rank]}; their squares are the
   * eigenvalues of its Gram matrix. Computed on demand; takes some 3·unknowns·rank² operations.
   *
   * @throws NumericalException if the iteration does not converge
   */
  public double[] singularValues() {
    int rank = rank();
    if (rank == 0) {
      return new double[0];
    }
    SingularValueDecomposition_F64<DMatrixRMaj> decomposition =
        DecompositionFactory_DDRM.svd(rank, unknowns, false, false, false);
    if (!decomposition.decompose(DMatrixRMaj.wrap(rank, unknowns, factor.clone()))) {
      throw new NumericalException("the singular values of a design did not converge");
    }
    double[] values = Arrays.copyOf(decomposition.getSingularValues(), rank);
    Arrays.sort(values);
    for (int k = 0; k < rank / 2; k++) {
      double swapped = values[k];
      values[k] = values[rank - 1 - k];
      values[rank - 1 - k] = swapped;
    }
    return values;
  }
}
