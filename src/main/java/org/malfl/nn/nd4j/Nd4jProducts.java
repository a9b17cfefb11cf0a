package org.malfl.nn.nd4j;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.malfl.nn.MatrixProducts;
import org.nd4j.linalg.api.blas.params.MMulTranspose;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products by ND4J, on one thread. Rows are copied one after the other into native memory, where
 * ND4J's column order reads them as a transposed matrix; so c = a·b is asked for as cᵀ = bᵀ·aᵀ, and
 * no matrix is turned around. The memory is kept, as large as the largest product needed it; so an
 * object belongs to one thread, as a network does.
 *
 * <p>A product has the same bits in every run with the same library on the same type of processor.
 */
public final class Nd4jProducts implements MatrixProducts {
  private final Operand first = new Operand();
  private final Operand second = new Operand();
  private final Operand result = new Operand();
  private final Map<Question, Mmul> operations = new HashMap<>();

  /**
   * Loads ND4J, which takes half a second, and seconds where it is unpacked for the first time.
   *
   * @throws org.malfl.core.EnvironmentException if there is no native library for this platform or
   *     it cannot be loaded
   */
  public Nd4jProducts() {
    NativeLibrary.require();
  }

  private record Question(
      int firstRows,
      int firstColumns,
      boolean firstTransposed,
      int secondRows,
      int secondColumns,
      boolean secondTransposed) {}

  @Override
  public void multiply(double[][] a, double[][] b, double[][] c) {
    product(a, false, b, false, c);
  }

  @Override
  public void multiplyTransposedFirst(double[][] a, double[][] b, double[][] c) {
    product(a, true, b, false, c);
  }

  @Override
  public void multiplyTransposedSecond(double[][] a, double[][] b, double[][] c) {
    product(a, false, b, true, c);
  }

  private void product(
      double[][] a, boolean aTransposed, double[][] b, boolean bTransposed, double[][] c) {
    if (isEmpty(a) || isEmpty(b) || isEmpty(c)) {
      for (double[] row : c) {
        Arrays.fill(row, 0);
      }
      return;
    }
    boolean moved = first.grow(a);
    moved |= second.grow(b);
    moved |= result.grow(c);
    if (moved) {
      operations.clear();
    }
    Mmul operation =
        operations.computeIfAbsent(
            new Question(a.length, a[0].length, aTransposed, b.length, b[0].length, bTransposed),
            question ->
                new Mmul(
                    second.transposed(b),
                    first.transposed(a),
                    result.transposed(c),
                    1,
                    0,
                    MMulTranspose.builder()
                        .transposeA(bTransposed)
                        .transposeB(aTransposed)
                        .build()));
    first.write(a);
    second.write(b);
    Nd4j.getExecutioner().exec(operation);
    result.read(c);
  }

  private static boolean isEmpty(double[][] matrix) {
    return matrix.length == 0 || matrix[0].length == 0;
  }

  /** Native memory of one of the three matrices of a product. */
  private static final class Operand {
    private INDArray memory;
    private DoubleBuffer numbers = DoubleBuffer.allocate(0);

    /** Whether the memory is another one now. */
    boolean grow(double[][] rows) {
      int needed = StrictMath.multiplyExact(rows.length, rows[0].length);
      if (needed <= numbers.capacity()) {
        return false;
      }
      memory = Nd4j.createUninitialized(DataType.DOUBLE, needed);
      numbers = memory.data().asNioDouble();
      return true;
    }

    /** The memory as a matrix that has these rows as columns. */
    INDArray transposed(double[][] rows) {
      long columns = rows[0].length;
      return Nd4j.create(
          memory.data(), new long[] {columns, rows.length}, new long[] {1, columns}, 0, 'f');
    }

    void write(double[][] rows) {
      numbers.clear();
      for (double[] row : rows) {
        numbers.put(row);
      }
    }

    void read(double[][] rows) {
      numbers.clear();
      for (double[] row : rows) {
        numbers.get(row);
      }
    }
  }
}
