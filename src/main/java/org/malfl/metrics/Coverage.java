package org.malfl.metrics;

import org.malfl.games.VisitCounts;

/**
 * How much of what an agent could do its dataset shows.
 *
 * @param statesSeen joint states visited at least once
 * @param states all joint states
 * @param stateActionsSeen pairs (s, a_i) taken at least once
 * @param stateActions all pairs (s, a_i)
 * @param leastStateCount visits of the least visited joint state
 * @param leastStateActionCount times that the least taken pair (s, a_i) was taken
 */
public record Coverage(
    int statesSeen,
    int states,
    int stateActionsSeen,
    int stateActions,
    long leastStateCount,
    long leastStateActionCount) {
  /** Coverage of one agent in one dataset. */
  public static Coverage of(VisitCounts counts, int agent) {
    long[] visits = counts.states();
    long[] taken = counts.ownActions(agent);
    return new Coverage(
        seen(visits), visits.length, seen(taken), taken.length, least(visits), least(taken));
  }

  /** Share of joint states seen, 0 to 1. */
  public double stateShare() {
    return (double) statesSeen / states;
  }

  /** Share of pairs (s, a_i) seen, 0 to 1. */
  public double stateActionShare() {
    return (double) stateActionsSeen / stateActions;
  }

  private static int seen(long[] counts) {
    int seen = 0;
    for (long count : counts) {
      seen += count > 0 ? 1 : 0;
    }
    return seen;
  }

  private static long least(long[] counts) {
    long least = counts[0];
    for (long count : counts) {
      least = Math.min(least, count);
    }
    return least;
  }
}
