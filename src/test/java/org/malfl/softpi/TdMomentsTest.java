package org.malfl.softpi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.malfl.games.Episode;
import org.malfl.games.JointIndex;
import org.malfl.games.TabularPolicy;
import org.malfl.learners.StepSize;

class TdMomentsTest {
  private static final int STEPS = 10;
  private static final TabularPolicy POLICY =
      TabularPolicy.ofProbabilities(new double[] {0.25, 0.75, 0.4, 0.6}, 2);
  private static final double[] REWARDS = {1, -2};
  private static final Episode EPISODE =
      episode(
          new int[] {0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 1}, new int[] {1, 0, 1, 1, 0, 1, 0, 1, 0, 0});

  private static Episode episode(int[] states, int[] actions) {
    Episode episode = new Episode(actions.length);
    System.arraycopy(states, 0, episode.states(), 0, states.length);
    System.arraycopy(actions, 0, episode.jointActions(), 0, actions.length);
    return episode;
  }

  private static TdMoments moments(StepSize step, long averageFrom, long covarianceFrom) {
    return new TdMoments(
        0, new JointIndex(2, 1), REWARDS, POLICY, 2, 0.5, step, averageFrom, covarianceFrom);
  }

  /** Mean and covariance over all 2^10 draws of next actions. */
  private static final class Enumeration {
    private final double[] mean = new double[4];
    private final double[] covariance = new double[16];

    Enumeration(StepSize step, long averageFrom) {
      double[][] tables = new double[1 << STEPS][];
      double[] weights = new double[1 << STEPS];
      for (int draws = 0; draws < tables.length; draws++) {
        int[] next = new int[STEPS];
        weights[draws] = 1;
        for (int t = 0; t < STEPS; t++) {
          next[t] = draws >> t & 1;
          weights[draws] *= POLICY.probability(EPISODE.states()[t + 1], next[t]);
        }
        TemporalDifference td =
            new TemporalDifference(
                0, new JointIndex(2, 1), REWARDS, POLICY, 2, 0.5, step, averageFrom);
        td.update(EPISODE, next);
        tables[draws] = td.expectedQ();
        for (int k = 0; k < 4; k++) {
          mean[k] += weights[draws] * tables[draws][k];
        }
      }
      for (int draws = 0; draws < tables.length; draws++) {
        for (int k = 0; k < 16; k++) {
          covariance[k] +=
              weights[draws]
                  * (tables[draws][k / 4] - mean[k / 4])
                  * (tables[draws][k % 4] - mean[k % 4]);
        }
      }
    }
  }

  private static void assertMomentsAreThoseOfAllDraws(StepSize step) {
    Enumeration all = new Enumeration(step, Long.MAX_VALUE);
    TdMoments moments = moments(step, Long.MAX_VALUE, 0);
    moments.update(EPISODE);
    assertArrayEquals(all.mean, moments.mean(), 1e-12);
    double[] covariance = new double[16];
    for (int k = 0; k < 16; k++) {
      covariance[k] = moments.covariance(k / 4, k % 4);
    }
    assertArrayEquals(all.covariance, covariance, 1e-12);
    for (int k = 0; k < 4; k++) {
      assertEquals(all.covariance[5 * k], moments.variances()[k], 1e-12);
    }
  }

  @Test
  void constantStepsHaveTheMomentsOfAllDraws() {
    assertMomentsAreThoseOfAllDraws(new StepSize.Constant(0.3));
  }

  @Test
  void decayingStepsHaveTheMomentsOfAllDraws() {
    assertMomentsAreThoseOfAllDraws(new StepSize.Power(0.7));
  }

  @Test
  void theMeanOfAnAverageIsThatOfAllDrawsAndItsVarianceIsABound() {
    StepSize step = new StepSize.Constant(0.3);
    TdMoments moments = moments(step, 5, Long.MAX_VALUE);
    moments.update(EPISODE);
    Enumeration all = new Enumeration(step, 5);
    assertArrayEquals(all.mean, moments.mean(), 1e-12);
    for (int k = 0; k < 4; k++) {
      assertTrue(moments.variances()[k] >= all.covariance[5 * k], "entry " + k);
    }
    assertTrue(moments.variances()[0] <= 4 * all.covariance[0], "a bound that says nothing");
  }

  @Test
  void withoutAWindowThereAreBoundsOfVariances() {
    StepSize step = new StepSize.Constant(0.3);
    TdMoments bounds = moments(step, Long.MAX_VALUE, Long.MAX_VALUE);
    bounds.update(EPISODE);
    assertFalse(bounds.isKnown(0));
    double[] exact = new Enumeration(step, Long.MAX_VALUE).covariance;
    for (int k = 0; k < 4; k++) {
      assertTrue(bounds.variances()[k] >= exact[5 * k], "entry " + k);
      assertTrue(bounds.variances()[k] <= 3 * exact[5 * k], "a bound that says nothing");
    }
  }

  @Test
  void jumpsBoundWhatADrawMoves() {
    // One update: β·γ times the distance of Y(1, a') = −α log π(a'|1) from its mean.
    TdMoments moments = moments(new StepSize.Constant(0.3), Long.MAX_VALUE, Long.MAX_VALUE);
    moments.update(episode(new int[] {0, 1}, new int[] {0}));
    double likely = -2 * StrictMath.log(0.6);
    double unlikely = -2 * StrictMath.log(0.4);
    double mean = 0.6 * likely + 0.4 * unlikely;
    assertArrayEquals(
        new double[] {0.3 * 0.5 * (unlikely - mean), 0, 0, 0}, moments.jumps(), 1e-15);
  }

  /** A long dataset of the two states, and tables that TD leaves on it. */
  private static final class Play {
    private final SplittableRandom random = new SplittableRandom(12);
    private final Episode episode = new Episode(4000);

    Play() {
      for (int t = 0; t < episode.steps(); t++) {
        int state = episode.states()[t];
        episode.jointActions()[t] = draw(state);
        episode.states()[t + 1] = (state + episode.jointActions()[t]) % 2;
      }
    }

    private int draw(int state) {
      return random.nextDouble() < POLICY.probability(state, 0) ? 0 : 1;
    }

    TdMoments moments() {
      TdMoments moments = TdMomentsTest.moments(new StepSize.Constant(0.1), Long.MAX_VALUE, 3000);
      moments.update(episode);
      return moments;
    }

    double[] table() {
      TemporalDifference td =
          new TemporalDifference(
              0,
              new JointIndex(2, 1),
              REWARDS,
              POLICY,
              2,
              0.5,
              new StepSize.Constant(0.1),
              Long.MAX_VALUE);
      int[] next = new int[episode.steps()];
      for (int t = 0; t < next.length; t++) {
        next[t] = draw(episode.states()[t + 1]);
      }
      td.update(episode, next);
      return td.expectedQ();
    }
  }

  @Test
  void honestTablesAreImplausibleNoMoreOftenThanTheRate() {
    Play play = new Play();
    TdMoments moments = play.moments();
    int alarms = 0;
    double meanSquares = 0;
    for (int k = 0; k < 2000; k++) {
      TdEvidence evidence = TdEvidence.of(play.table(), moments, 0.05);
      alarms += evidence.plausible() ? 0 : 1;
      meanSquares += evidence.meanSquare() / 2000;
    }
    // Both tests together may raise two alarms in twenty; the inequalities leave room.
    assertTrue(alarms <= 200, "alarms: " + alarms);
    // The mean of 2000 mean squares of at most 4 correlated normal variables: 1 ± 5·√(2/2000).
    assertEquals(1, meanSquares, 0.16);
  }

  @Test
  void aMovedEntryIsImplausible() {
    Play play = new Play();
    TdMoments moments = play.moments();
    double[] table = play.table();
    table[2] += 15 * Math.sqrt(moments.variances()[2]);
    TdEvidence evidence = TdEvidence.of(table, moments, 1e-6);
    assertFalse(evidence.plausible());
    assertEquals(2, evidence.entry());
  }

  @Test
  void noNumbersAndHugeOnesAreImplausible() {
    Play play = new Play();
    TdMoments moments = play.moments();
    for (double huge :
        new double[] {
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.MAX_VALUE,
          -Double.MAX_VALUE,
          1e300
        }) {
      double[] table = play.table();
      table[1] = huge;
      assertFalse(TdEvidence.of(table, moments, 1e-6).hasPlausibleEntries(), "" + huge);
    }
  }

  @Test
  void anEntryThatWasNeverUpdatedIsZero() {
    TdMoments moments = moments(new StepSize.Constant(0.3), Long.MAX_VALUE, 0);
    moments.update(episode(new int[] {0, 1}, new int[] {0}));
    double[] table = moments.mean();
    assertTrue(TdEvidence.of(table, moments, 1e-6).plausible());
    table[3] = 1e-6;
    assertFalse(TdEvidence.of(table, moments, 1e-6).plausible());
  }
}
