package org.malfl.nn;

/** How the learning rate changes over a training. */
public enum Schedule {
  /** It does not. */
  CONSTANT {
    @Override
    public double share(long update, long updates) {
      return 1;
    }
  },

  /** ½(1 + cos(π·t/T)) of it at update t of T (Loshchilov and Hutter 2017, without restarts). */
  COSINE {
    @Override
    public double share(long update, long updates) {
      return 0.5 * (1 + StrictMath.cos(Math.PI * update / updates));
    }
  };

  /**
   * Factor on the learning rate.
   *
   * @param update t, from 0
   * @param updates T of the whole training, above t
   */
  public abstract double share(long update, long updates);
}
