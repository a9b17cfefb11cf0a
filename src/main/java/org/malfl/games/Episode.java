package org.malfl.games;

/**
 * Reusable buffers of one episode: in {@code states[t]} the agents play {@code jointActions[t]} and
 * reach {@code states[t + 1]}, the last one included.
 */
public final class Episode {
  private final int[] states;
  private final int[] jointActions;

  /**
   * Buffers of a fixed length.
   *
   * @param steps number of steps, at least 1
   */
  public Episode(int steps) {
    this.states = new int[steps + 1];
    this.jointActions = new int[steps];
  }

  /** Number of steps. */
  public int steps() {
    return jointActions.length;
  }

  /** {@code [steps + 1]}, to be read and written in place. */
  public int[] states() {
    return states;
  }

  /** {@code [steps]}, to be read and written in place. */
  public int[] jointActions() {
    return jointActions;
  }
}
