package org.malfl.nn;

import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.malfl.core.NumericalException;
import org.malfl.core.RandomNumbers;

/** Weights before training; biases are 0. */
public enum Initialisation {
  /** Uniform within ±gain·√(6 / (inputs + outputs)) (Glorot and Bengio 2010). */
  GLOROT {
    @Override
    double[][] weights(int inputs, int outputs, double gain, SplittableRandom random) {
      double bound = gain * Math.sqrt(6.0 / ((double) inputs + outputs));
      double[][] weights = new double[inputs][outputs];
      for (double[] row : weights) {
        for (int k = 0; k < outputs; k++) {
          row[k] = bound * (2 * random.nextDouble() - 1);
        }
      }
      return weights;
    }
  },

  /**
   * gain times a matrix with orthonormal rows or columns, whichever are fewer, all such matrices
   * equally likely (Saxe et al. 2014; Mezzadri 2007): Q of the QR decomposition of normal numbers,
   * columns with the sign of R's diagonal.
   */
  ORTHOGONAL {
    @Override
    double[][] weights(int inputs, int outputs, double gain, SplittableRandom random) {
      int more = Math.max(inputs, outputs);
      int fewer = Math.min(inputs, outputs);
      DMatrixRMaj normal = new DMatrixRMaj(more, fewer);
      for (int k = 0; k < normal.data.length; k++) {
        normal.data[k] = RandomNumbers.normal(random);
      }
      QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(more, fewer);
      if (!qr.decompose(normal)) {
        throw new NumericalException("random numbers have no QR decomposition");
      }
      DMatrixRMaj q = qr.getQ(null, true);
      DMatrixRMaj r = qr.getR(null, true);
      double[][] weights = new double[inputs][outputs];
      for (int row = 0; row < inputs; row++) {
        for (int column = 0; column < outputs; column++) {
          int of = inputs >= outputs ? column : row;
          double entry = q.get(inputs >= outputs ? row : column, of);
          weights[row][column] = r.get(of, of) < 0 ? -gain * entry : gain * entry;
        }
      }
      return weights;
    }
  };

  /**
   * Weights of a layer.
   *
   * @return {@code [inputs][outputs]}
   */
  abstract double[][] weights(int inputs, int outputs, double gain, SplittableRandom random);
}
