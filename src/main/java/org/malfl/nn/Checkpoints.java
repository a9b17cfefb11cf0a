package org.malfl.nn;

import java.util.Optional;
import java.util.function.Supplier;

/** Where a long training goes on from, and who keeps what it needs for that. */
public interface Checkpoints {
  /** The state that an earlier run of the same training gave; empty if it begins. */
  Optional<double[]> resumed();

  /**
   * Offers the state of the training.
   *
   * @param state asked for if it is kept
   */
  void offer(Supplier<double[]> state);

  /** Of a training that nobody resumes. */
  static Checkpoints none() {
    return new Checkpoints() {
      @Override
      public Optional<double[]> resumed() {
        return Optional.empty();
      }

      @Override
      public void offer(Supplier<double[]> state) {
        // Nobody keeps it.
      }
    };
  }
}
