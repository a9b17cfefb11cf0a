package org.malfl.nn;

import java.util.Optional;
import java.util.function.Supplier;

/** Keeps every state of a training, and ends it at the one that it was told. */
public final class StoppedTraining implements Checkpoints {
  /** What ends a training. */
  public static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final double[] resumed;
  private final int stopAt;
  private int offers;
  private double[] kept;

  private StoppedTraining(double[] resumed, int stopAt) {
    this.resumed = resumed;
    this.stopAt = stopAt;
  }

  /** Ends a training after so many offers. */
  public static StoppedTraining after(int offers) {
    return new StoppedTraining(null, offers);
  }

  /** Goes on from what this one kept last, to the end. */
  public StoppedTraining resumption() {
    return new StoppedTraining(kept.clone(), Integer.MAX_VALUE);
  }

  /** Offers so far. */
  public int offers() {
    return offers;
  }

  @Override
  public Optional<double[]> resumed() {
    return Optional.ofNullable(resumed);
  }

  @Override
  public void offer(Supplier<double[]> state) {
    kept = state.get().clone();
    offers++;
    if (offers == stopAt) {
      throw new Stop();
    }
  }
}
