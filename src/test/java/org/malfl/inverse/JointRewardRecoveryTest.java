package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.malfl.core.NumericalException;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.reference.ReferenceFiles;

class JointRewardRecoveryTest {
  private static final GridGame GAME = ReferenceFiles.game("heterogeneous");
  private static final TransitionTable TRANSITIONS = TransitionTable.of(GAME);
  private static final List<JointPolicy> POLICIES =
      ReferenceFiles.exactPolicies("heterogeneous").subList(1, 4);

  /** Targets that a reward and potentials of our choice explain exactly, by nested loops. */
  private static List<double[]> explainableTargets(double[] reward, double[][] potentials) {
    List<double[]> targets = new ArrayList<>();
    for (int h = 0; h < POLICIES.size(); h++) {
      double[] target = new double[405];
      for (int s = 0; s < 81; s++) {
        for (int a0 = 0; a0 < 5; a0++) {
          for (int a1 = 0; a1 < 5; a1++) {
            int next = GAME.successor(s, 5 * a0 + a1, 0);
            target[5 * s + a1] +=
                POLICIES.get(h).agent(0).probability(s, a0)
                    * (reward[25 * s + 5 * a0 + a1] + potentials[h][s] - 0.9 * potentials[h][next]);
          }
        }
      }
      targets.add(target);
    }
    return targets;
  }

  @Test
  void targetsThatAModelExplainsAreFittedCloselyByAgentOne() {
    SplittableRandom random = new SplittableRandom(4);
    double[] reward = random.doubles(81 * 25).toArray();
    double[][] potentials = new double[3][];
    for (int h = 0; h < 3; h++) {
      potentials[h] = random.doubles(81).toArray();
    }
    JointRewardRecovery.Outcome outcome =
        new JointRewardRecovery(0.01, 3000)
            .recover(1, TRANSITIONS, 0.9, POLICIES, explainableTargets(reward, potentials));
    assertTrue(
        outcome.losses()[3000] < 1e-5 * outcome.losses()[0],
        outcome.losses()[0] + " to " + outcome.losses()[3000]);
  }

  @Test
  void shapingAddsTheLastPotentialAndTakesItsDiscountedNextValue() {
    double[] reward = new double[81 * 25];
    double[] potentials = new double[2 * 81];
    for (int state = 0; state < 81; state++) {
      potentials[state] = 1000; // of the first pair: must not count
      potentials[81 + state] = state;
    }
    RecoveredReward recovered = new RecoveredReward(reward, potentials);
    double[] shaped = recovered.shaped(TRANSITIONS, 0.9);
    double next = 0;
    for (int jointAction = 0; jointAction < 25; jointAction++) {
      next += GAME.successor(40, jointAction, 0) / 25.0;
    }
    assertEquals(40 - 0.9 * next, shaped[40], 1e-12);
    assertEquals(0, recovered.bare(25)[40]);
  }

  @Test
  void divergenceIsANumericalFailureWithAdvice() {
    List<double[]> targets = new ArrayList<>();
    for (int h = 0; h < 3; h++) {
      double[] target = new double[405];
      target[7] = 1e200;
      targets.add(target);
    }
    NumericalException failure =
        assertThrows(
            NumericalException.class,
            () -> new JointRewardRecovery(0.01, 2).recover(0, TRANSITIONS, 0.9, POLICIES, targets));
    assertTrue(failure.getMessage().contains("smaller learning rate"));
  }

  @Test
  void everyPairNeedsPolicyAndTarget() {
    JointRewardRecovery recovery = new JointRewardRecovery(0.01, 2);
    assertThrows(
        IllegalArgumentException.class,
        () -> recovery.recover(0, TRANSITIONS, 0.9, List.of(), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> recovery.recover(0, TRANSITIONS, 0.9, POLICIES, List.of(new double[405])));
    assertThrows(IllegalArgumentException.class, () -> new JointRewardRecovery(0, 2));
    assertThrows(IllegalArgumentException.class, () -> new JointRewardRecovery(0.1, 0));
  }
}
