package org.malfl.nn.nd4j;

import org.malfl.nn.MatrixProducts;
import org.malfl.nn.RowProducts;

/** Who multiplies the matrices of networks. */
public enum LinearAlgebra {
  /** Plain Java: the same bits on any machine, no native library. */
  ROWS {
    @Override
    public MatrixProducts products() {
      return new RowProducts();
    }
  },

  /** ND4J: the same bits on the same type of processor with the same library. */
  ND4J {
    @Override
    public MatrixProducts products() {
      return new Nd4jProducts();
    }
  },

  /** Rows for the shapes where these are at least 1.5 times faster, ND4J for others. */
  BY_SHAPE {
    @Override
    public MatrixProducts products() {
      return new ProductsByShape();
    }
  };

  /**
   * Products for one network, as they belong to one thread.
   *
   * @throws org.malfl.core.EnvironmentException if ND4J is asked for and has no native library for
   *     this platform, or it cannot be loaded
   */
  public abstract MatrixProducts products();
}
