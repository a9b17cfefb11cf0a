package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.malfl.core.NumericalException;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;
import org.malfl.reference.ReferenceFiles;

class ImprovementTargetTest {
  private static final GridGame GAME = ReferenceFiles.game("heterogeneous");
  private static final LearnerModel LEARNER = new LearnerModel(3, 0.9);

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void targetIsThatOfNestedLoopsWithTheOthersCurrentPolicy(int agent) {
    List<JointPolicy> policies = ReferenceFiles.exactPolicies("heterogeneous");
    JointPolicy now = policies.get(1);
    JointPolicy then = policies.get(2);
    double[] target = ImprovementTarget.of(agent, TransitionTable.of(GAME), LEARNER, now, then);
    for (int s = 0; s < 81; s++) {
      for (int own = 0; own < 5; own++) {
        double divergence = 0;
        for (int other = 0; other < 5; other++) {
          int jointAction = agent == 0 ? 5 * own + other : 5 * other + own;
          int next = GAME.successor(s, jointAction, 0);
          double kl = 0;
          for (int a = 0; a < 5; a++) {
            double p = now.agent(agent).probability(next, a);
            kl += p * StrictMath.log(p / then.agent(agent).probability(next, a));
          }
          divergence += now.agent(1 - agent).probability(s, other) * kl;
        }
        double expected =
            3 * StrictMath.log(then.agent(agent).probability(s, own)) + 3 * 0.9 * divergence;
        assertEquals(expected, target[5 * s + own], 1e-12);
      }
    }
  }

  @Test
  void anImpossibleImprovedActionIsANumericalFailure() {
    double[] certain = new double[405];
    for (int state = 0; state < 81; state++) {
      certain[5 * state] = 1;
    }
    TabularPolicy down = TabularPolicy.ofProbabilities(certain, 5);
    assertThrows(
        NumericalException.class,
        () ->
            ImprovementTarget.of(
                0,
                TransitionTable.of(GAME),
                LEARNER,
                JointPolicy.uniform(GAME),
                new JointPolicy(List.of(down, down))));
  }
}
