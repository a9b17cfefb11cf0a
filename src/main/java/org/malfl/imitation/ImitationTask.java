package org.malfl.imitation;

import java.util.stream.IntStream;
import org.malfl.core.Checks;
import org.malfl.games.Dynamics;
import org.malfl.games.JointPolicy;
import org.malfl.games.OccupancyMeasure;
import org.malfl.games.PublicSignal;
import org.malfl.games.StartStates;
import org.malfl.games.TransitionTable;

/**
 * Where learners imitate: what they see, and what a discriminator and the expert's data see of it.
 *
 * @param transitions between the states that learners see
 * @param start in which of them episodes begin
 * @param steps of an episode, at least 1
 * @param seen {@code [numStates]}: what each state is to the discriminator, 0..numSeen−1
 * @param numSeen how many states the expert's data have
 */
public record ImitationTask(
    TransitionTable transitions, StartStates start, int steps, int[] seen, int numSeen) {
  /**
   * @throws IllegalArgumentException if a number is out of range or a shape does not fit
   */
  public ImitationTask {
    Checks.inRange("steps", steps, 1, Integer.MAX_VALUE - 1);
    Checks.inRange("states seen", seen.length, transitions.numStates(), transitions.numStates());
    for (int state : seen) {
      Checks.inRange("state seen", state, 0, numSeen - 1);
    }
  }

  /** A game in which everybody sees everything. */
  public static ImitationTask of(Dynamics game, int steps) {
    return new ImitationTask(
        TransitionTable.of(game),
        StartStates.of(game),
        steps,
        IntStream.range(0, game.numStates()).toArray(),
        game.numStates());
  }

  /**
   * A game whose learners see a public signal that no expert had.
   *
   * @param values of the signal, at least 1
   */
  public static ImitationTask withSignal(Dynamics game, int values, int steps) {
    PublicSignal signalled = new PublicSignal(game, values);
    return new ImitationTask(
        TransitionTable.of(signalled),
        signalled.startStates(),
        steps,
        signalled.gameStates(),
        game.numStates());
  }

  /** Number of entries of a table over what is seen: numSeen · numJointActions. */
  int seenEntries() {
    return numSeen * transitions.numJointActions();
  }

  /** How often learners are where and do what, over the steps of an episode. */
  public OccupancyMeasure ofEpisodes(JointPolicy policy) {
    return OccupancyMeasure.ofEpisodes(policy, transitions, start, steps);
  }

  /** A measure as the discriminator sees it. */
  public OccupancyMeasure seenOf(OccupancyMeasure measure) {
    return measure.seenAs(seen, numSeen);
  }
}
