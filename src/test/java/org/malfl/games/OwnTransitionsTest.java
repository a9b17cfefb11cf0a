package org.malfl.games;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.malfl.reference.ReferenceFiles;

class OwnTransitionsTest {
  private static final GridGame GAME = ReferenceFiles.game("homogeneous");

  private static TabularPolicy random(SplittableRandom random) {
    double[] logits = new double[81 * 5];
    for (int k = 0; k < logits.length; k++) {
      logits[k] = 3 * random.nextDouble();
    }
    return TabularPolicy.softmax(logits, 5);
  }

  @Property(tries = 20)
  void expectationIsThatOfNestedLoopsForBothAgents(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    JointPolicy policy = new JointPolicy(List.of(random(random), random(random)));
    double[] f = new double[81];
    for (int state = 0; state < 81; state++) {
      f[state] = random.nextDouble() - 0.5;
    }
    double[] expected0 = new double[405];
    double[] expected1 = new double[405];
    for (int s = 0; s < 81; s++) {
      for (int a0 = 0; a0 < 5; a0++) {
        for (int a1 = 0; a1 < 5; a1++) {
          double next = f[GAME.successor(s, 5 * a0 + a1, 0)];
          expected0[5 * s + a0] += policy.agent(1).probability(s, a1) * next;
          expected1[5 * s + a1] += policy.agent(0).probability(s, a0) * next;
        }
      }
    }
    TransitionTable transitions = TransitionTable.of(GAME);
    assertArrayEquals(expected0, OwnTransitions.of(0, policy, transitions).expectation(f), 1e-14);
    assertArrayEquals(expected1, OwnTransitions.of(1, policy, transitions).expectation(f), 1e-14);
  }

  @Property(tries = 20)
  void weightsOfTheOthersSumToOneForEveryOwnAction(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    JointPolicy policy = new JointPolicy(List.of(random(random), random(random)));
    for (int agent = 0; agent < 2; agent++) {
      OpponentWeights weights = new OpponentWeights(agent, policy, GAME.jointActions());
      double[] sums = new double[405];
      for (int row = 0; row < 81 * 25; row++) {
        int own = GAME.jointActions().component(row % 25, agent);
        sums[row / 25 * 5 + own] += weights.weight(row);
      }
      for (double sum : sums) {
        assertEquals(1, sum, 1e-14);
      }
    }
  }

  @Test
  void transitionsThatAreNoneAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> TransitionTable.of(broken(1, 0.5)));
    assertThrows(IllegalArgumentException.class, () -> TransitionTable.of(broken(2, 1)));
    assertThrows(IllegalArgumentException.class, () -> TransitionTable.of(broken(0, Double.NaN)));
  }

  private static Dynamics broken(int successor, double probability) {
    return new Dynamics() {
      @Override
      public int numAgents() {
        return 1;
      }

      @Override
      public int numStates() {
        return 2;
      }

      @Override
      public int numActions() {
        return 1;
      }

      @Override
      public int startState() {
        return 0;
      }

      @Override
      public int successor(int state, int jointAction, int k) {
        return successor;
      }

      @Override
      public double probability(int state, int jointAction, int k) {
        return probability;
      }
    };
  }
}
