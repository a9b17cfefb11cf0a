package org.malfl.imitation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.malfl.games.JointIndex;
import org.malfl.games.JointPolicy;

class BehaviourCloningTest {
  private static final JointIndex ACTIONS = new JointIndex(2, 2);

  /** In state 0 (0,1) three times and (1,1) once; state 1 is never seen. */
  private static BehaviourCloning seen(double smoothing) {
    BehaviourCloning learner = new BehaviourCloning(2, ACTIONS, smoothing);
    for (int k = 0; k < 3; k++) {
      learner.see(1);
    }
    learner.see(3);
    return learner;
  }

  @Test
  void withoutSmoothingPoliciesAreSharesAndUniformWhereNothingWasSeen() {
    JointPolicy found = seen(0).policy();
    assertArrayEquals(new double[] {.75, .25, .5, .5}, found.agent(0).probabilities());
    assertArrayEquals(new double[] {0, 1, .5, .5}, found.agent(1).probabilities());
  }

  @Test
  void smoothingAddsCountsEverywhere() {
    JointPolicy found = seen(1).policy();
    assertArrayEquals(new double[] {4 / 6.0, 2 / 6.0, .5, .5}, found.agent(0).probabilities());
    assertArrayEquals(new double[] {1 / 6.0, 5 / 6.0, .5, .5}, found.agent(1).probabilities());
  }

  @Test
  void whereNothingWasSeenTheFallbackIsPlayed() {
    BehaviourCloning learner = seen(1);
    assertTrue(learner.hasSeen(0));
    assertFalse(learner.hasSeen(1));
    double[] fallback = {.1, .9, .2, .8};
    JointPolicy found = learner.policy(JointPolicy.ofProbabilities(List.of(fallback, fallback), 2));
    assertArrayEquals(new double[] {4 / 6.0, 2 / 6.0, .2, .8}, found.agent(0).probabilities());
    assertArrayEquals(new double[] {1 / 6.0, 5 / 6.0, .2, .8}, found.agent(1).probabilities());
    learner.see(6);
    assertEquals(2 / 3.0, learner.policy().agent(0).probability(1, 1));
  }

  @Test
  void policiesThatWereGivenOutDoNotChangeWithWhatIsSeenLater() {
    BehaviourCloning learner = seen(0);
    JointPolicy before = learner.policy();
    learner.see(3);
    assertEquals(.75, before.agent(0).probability(0, 0));
  }

  @Test
  void whatIsNoPairOrNoSmoothingIsRefused() {
    BehaviourCloning learner = seen(0);
    assertThrows(IllegalArgumentException.class, () -> learner.see(8));
    assertThrows(IllegalArgumentException.class, () -> learner.see(-1));
    for (double smoothing : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> seen(smoothing).policy());
    }
  }
}
