package org.malfl.games;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * In which states episodes start, all equally likely.
 *
 * @param states at least one, each once; owned by the record
 */
public record StartStates(int[] states) {
  /**
   * @throws IllegalArgumentException if there is none, or one twice
   */
  public StartStates {
    if (states.length == 0) {
      throw new IllegalArgumentException("no start state; valid: at least one");
    }
    if (Arrays.stream(states).distinct().count() < states.length) {
      throw new IllegalArgumentException(
          "start states are " + Arrays.toString(states) + "; valid: each once");
    }
  }

  /** The start state of a game. */
  public static StartStates of(Dynamics dynamics) {
    return new StartStates(new int[] {dynamics.startState()});
  }

  /** A start state; advances the stream only if there are several. */
  public int draw(SplittableRandom random) {
    return states.length == 1 ? states[0] : states[random.nextInt(states.length)];
  }

  /** {@code [numStates]}: the probability of each state. */
  public double[] distribution(int numStates) {
    double[] distribution = new double[numStates];
    Arrays.stream(states).forEach(state -> distribution[state] = 1.0 / states.length);
    return distribution;
  }
}
