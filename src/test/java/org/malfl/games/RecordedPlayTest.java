package org.malfl.games;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordedPlayTest {
  /** One agent on a ring: action 0 stays, action 1 steps on; the last leads to the first. */
  private record Ring(int numStates) implements Dynamics {
    @Override
    public int numAgents() {
      return 1;
    }

    @Override
    public int numActions() {
      return 2;
    }

    @Override
    public int startState() {
      return 0;
    }

    @Override
    public int successor(int state, int jointAction, int k) {
      return (state + jointAction) % numStates;
    }
  }

  private static final Dynamics RING = new Ring(3);

  private static final TransitionTable TRANSITIONS = TransitionTable.of(RING);

  private static RecordedPlay play(int steps, int... entries) {
    byte[] data = new byte[entries.length];
    for (int k = 0; k < data.length; k++) {
      data[k] = (byte) entries[k];
    }
    return new RecordedPlay(
        new Observations(RING, entries.length / 2 / steps, steps, ByteBuffer.wrap(data)),
        TRANSITIONS);
  }

  @Test
  void playOfTheGameIsLegal() {
    RecordedPlay play = play(2, 0, 1, 1, 1, 0, 0, 0, 1);
    assertEquals(Optional.empty(), play.firstIllegalStep());
    Episode episode = new Episode(2);
    play.read(0, episode);
    assertArrayEquals(new int[] {0, 1, 2}, episode.states());
    assertArrayEquals(new int[] {1, 1}, episode.jointActions());
  }

  @Test
  void firstIllegalStepIsNamed() {
    assertEquals(
        Optional.of(
            "episode 1, step 0: joint state 1, joint action 0; valid: joint state 0, joint action"
                + " 0 to 1"),
        play(2, 0, 1, 1, 1, 1, 0, 1, 1).firstIllegalStep());
    assertEquals(
        Optional.of(
            "episode 0, step 1: joint state 2, joint action 1; valid: joint state 1, joint action"
                + " 0 to 1"),
        play(2, 0, 1, 2, 1).firstIllegalStep());
    assertEquals(
        Optional.of(
            "episode 0, step 0: joint state 0, joint action 7; valid: joint state 0, joint action"
                + " 0 to 1"),
        play(2, 0, 7, 1, 1).firstIllegalStep());
  }

  @Test
  void wideNumbersAreNotTakenForNegativeOnes() {
    Ring ring = new Ring(70_000);
    ByteBuffer data = ByteBuffer.wrap(new byte[] {0, 0, 0, 0, -1, -1, -1, -1});
    Observations observations = new Observations(ring, 1, 1, data);
    assertEquals(
        Optional.of(
            "episode 0, step 0: joint state 0, joint action -1; valid: joint state 0, joint action"
                + " 0 to 1"),
        new RecordedPlay(observations, TransitionTable.of(ring)).firstIllegalStep());
    assertThrows(IllegalArgumentException.class, () -> VisitCounts.of(observations, ring));
  }

  @Test
  void partsAddUpToTheWhole() {
    RecordedPlay play = play(1, 0, 1, 0, 0, 0, 1);
    assertArrayEquals(new long[] {1, 2, 0, 0, 0, 0}, play.counts(1).get(0).joint());
    assertArrayEquals(new long[] {0, 1, 0, 0, 0, 0}, play.counts(2).get(0).joint());
    assertArrayEquals(new long[] {1, 1, 0, 0, 0, 0}, play.counts(2).get(1).joint());
    assertArrayEquals(play.counts(1).get(0).joint(), VisitCounts.sum(play.counts(2)).joint());
  }

  @Test
  void repeatedEpisodesAreFound() {
    assertEquals(Optional.empty(), play(2, 0, 1, 1, 1, 0, 0, 0, 1).firstRepeatedEpisode());
    assertEquals(
        Optional.of(List.of(0, 2)),
        play(2, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1).firstRepeatedEpisode());
  }

  @Test
  void expectedRepetitionsAreThoseOfAllEpisodes() {
    JointPolicy policy =
        JointPolicy.ofProbabilities(List.of(new double[] {0.2, 0.8, 0.5, 0.5, 0.3, 0.7}), 2);
    // Two steps: 0 0 with 0.2², 0 1 with 0.2·0.8, 1 0 and 1 1 with 0.8·0.5; three episodes.
    double same = 0.04 * 0.04 + 0.16 * 0.16 + 2 * 0.4 * 0.4;
    assertEquals(
        3 * same, play(2, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1).expectedRepetitions(policy), 1e-15);
  }

  @Test
  void lastStatesFollowFromCounts() {
    // Episodes 0 → 1 → 2 and 0 → 0 → 1: they end in 2 and 1.
    VisitCounts counts = play(2, 0, 1, 1, 1, 0, 0, 0, 1).counts(1).get(0);
    assertArrayEquals(new long[] {0, 1, 1}, counts.lastStates(TRANSITIONS, 2));
    // Joint state 1 is left twice and was entered once.
    VisitCounts impossible = new VisitCounts(new JointIndex(2, 1), new long[] {1, 1, 0, 2, 0, 0});
    assertArrayEquals(new long[] {1, -1, 2}, impossible.lastStates(TRANSITIONS, 2));
  }

  @Test
  void otherLengthsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Observations(RING, 2, 2, ByteBuffer.wrap(new byte[7])));
  }
}
