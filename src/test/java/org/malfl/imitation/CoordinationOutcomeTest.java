package org.malfl.imitation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.malfl.games.DetourGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.MatrixGame;
import org.malfl.imitation.CoordinationOutcome.Convention;

class CoordinationOutcomeTest {
  private static final double LOG_TWO = StrictMath.log(2);

  private static CoordinationOutcome of(double[] first, double[] second) {
    return CoordinationOutcome.of(JointPolicy.ofProbabilities(List.of(first, second), 2));
  }

  @Test
  void independentAgentsMeetByChance() {
    CoordinationOutcome found = of(new double[] {.9, .1}, new double[] {.8, .2});
    assertArrayEquals(new double[] {.72, .18, .08, .02}, found.joint(), 1e-15);
    assertEquals(.9, found.first(), 1e-15);
    assertEquals(.8, found.second(), 1e-15);
    assertEquals(.74, found.coordination(), 1e-15);
    assertEquals(-.9 * StrictMath.log(.9) - .1 * StrictMath.log(.1), found.firstEntropy(), 1e-15);
    assertEquals(0, found.distance(found.joint()), 1e-7);
    assertEquals(Convention.AA, found.convention());
  }

  /** Each agent is sure of what to do with either signal; nobody is who does not see it. */
  @Test
  void aSignalLetsThemPlayBothConventions() {
    CoordinationOutcome found = of(new double[] {1, 0, 0, 1}, new double[] {1, 0, 0, 1});
    assertArrayEquals(new double[] {.5, 0, 0, .5}, found.joint());
    assertEquals(1, found.coordination());
    assertEquals(0, found.firstEntropy());
    assertEquals(.5, found.first());
    assertEquals(0, found.distance(new double[] {.5, 0, 0, .5}));
    assertEquals(Convention.BOTH, found.convention());
  }

  @Test
  void entropiesAreMeansOverSignals() {
    CoordinationOutcome found = of(new double[] {1, 0, .5, .5}, new double[] {.5, .5, .5, .5});
    assertEquals(LOG_TWO / 2, found.firstEntropy(), 1e-15);
    assertEquals(LOG_TWO, found.secondEntropy(), 1e-15);
  }

  @Test
  void aConventionIsPlayedMoreThanHalfOfTheTime() {
    assertEquals(Convention.BB, of(new double[] {.1, .9}, new double[] {0, 1}).convention());
    assertEquals(Convention.NONE, of(new double[] {.5, .5}, new double[] {1, 0}).convention());
    assertEquals(Convention.NONE, of(new double[] {.7, .3}, new double[] {.7, .3}).convention());
  }

  @Test
  void sampledPlaysAreAsOftenAsTheyShouldBe() {
    CoordinationOutcome outcome = of(new double[] {.9, .1}, new double[] {.8, .2});
    double[] found = outcome.sampled(100_000, new SplittableRandom(4));
    for (int k = 0; k < 4; k++) {
      double p = outcome.joint()[k];
      assertEquals(p, found[k], 5 * Math.sqrt(p * (1 - p) / 100_000));
    }
    assertArrayEquals(
        new double[] {0, 0, 0, 1},
        of(new double[] {0, 1}, new double[] {0, 1}).sampled(10, new SplittableRandom(1)));
    assertThrows(IllegalArgumentException.class, () -> outcome.sampled(0, new SplittableRandom(1)));
  }

  @Test
  void othersThanTwoAgentsWithTwoActionsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> CoordinationOutcome.of(JointPolicy.uniform(new DetourGame())));
    double[] nothing = new double[8];
    assertThrows(
        IllegalArgumentException.class,
        () ->
            CoordinationOutcome.of(
                JointPolicy.uniform(new MatrixGame(2, List.of(nothing, nothing, nothing)))));
  }
}
