package org.malfl.games;

import java.util.stream.IntStream;
import org.malfl.core.Checks;

/**
 * A game whose agents see, beside its state s, a signal k of 0..K−1 that is drawn uniformly and
 * anew in every step and that nothing else depends on: a correlation device (Aumann 1974). State
 * (s,k) is {@code s · K + k}. Policies that are independent given the signal can have any mixture
 * of K products of policies as their joint actions.
 */
public final class PublicSignal implements Dynamics {
  private final Dynamics game;
  private final int values;

  /**
   * A game with a signal.
   *
   * @param values K, at least 1
   * @throws IllegalArgumentException if K is out of range or there would be too many states
   */
  public PublicSignal(Dynamics game, int values) {
    this.game = game;
    this.values =
        Checks.inRange("values of the signal", values, 1, Integer.MAX_VALUE / game.numStates());
  }

  /** Where episodes start: the start state of the game, with any signal. */
  public StartStates startStates() {
    int first = game.startState() * values;
    return new StartStates(IntStream.range(first, first + values).toArray());
  }

  /** {@code [numStates]}: the state of the game in each state. */
  public int[] gameStates() {
    return IntStream.range(0, numStates()).map(state -> state / values).toArray();
  }

  @Override
  public int numAgents() {
    return game.numAgents();
  }

  @Override
  public int numStates() {
    return game.numStates() * values;
  }

  @Override
  public int numActions() {
    return game.numActions();
  }

  /** The start state of the game, with signal 0; see {@link #startStates}. */
  @Override
  public int startState() {
    return game.startState() * values;
  }

  @Override
  public int numSuccessors(int state, int jointAction) {
    return game.numSuccessors(state / values, jointAction) * values;
  }

  @Override
  public int successor(int state, int jointAction, int k) {
    return game.successor(state / values, jointAction, k / values) * values + k % values;
  }

  @Override
  public double probability(int state, int jointAction, int k) {
    return game.probability(state / values, jointAction, k / values) / values;
  }
}
