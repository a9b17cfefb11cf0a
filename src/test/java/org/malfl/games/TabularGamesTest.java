package org.malfl.games;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.malfl.core.NumericalException;

/** Games by their tables, signals, and what is known of where play starts. */
class TabularGamesTest {
  @Test
  void aMatrixGamePaysForTheJointAction() {
    MatrixGame game =
        new MatrixGame(2, List.of(new double[] {1, 2, 3, 4}, new double[] {5, 6, 7, 8}));
    assertEquals(3, game.payoff(0, 0, game.jointActions().of(1, 0)));
    assertEquals(6, game.payoff(1, 0, game.jointActions().of(0, 1)));
    assertEquals(1, game.numStates());
    assertEquals(0, game.successor(0, 3, 0));
    assertArrayEquals(new double[] {5, 6, 7, 8}, game.payoffs(1));
    MatrixGame alone = new MatrixGame(3, List.of(new double[] {1, 2, 3}));
    assertEquals(1, alone.numAgents());
    assertEquals(3, alone.payoff(0, 0, 2));
  }

  @Test
  void aMatrixGameKeepsItsOwnTables() {
    double[] table = {1, 0, 0, 1};
    MatrixGame game = new MatrixGame(2, List.of(table, table));
    table[0] = 7;
    assertEquals(1, game.payoff(0, 0, 0));
  }

  @Test
  void whatOneWinsTheOtherLoses() {
    MatrixGame game = MatrixGame.zeroSum(new double[][] {{1, 2}, {3, 4}});
    assertArrayEquals(new double[] {1, 2, 3, 4}, game.payoffs(0));
    assertArrayEquals(new double[] {-1, -2, -3, -4}, game.payoffs(1));
  }

  @Test
  void tablesThatAreNoMatrixGameAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new MatrixGame(2, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new MatrixGame(0, List.of(new double[0])));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MatrixGame(2, List.of(new double[4], new double[3])));
    assertThrows(
        NumericalException.class,
        () -> new MatrixGame(1, List.of(new double[] {Double.POSITIVE_INFINITY})));
    assertThrows(
        IllegalArgumentException.class, () -> MatrixGame.zeroSum(new double[][] {{1, 2}, {3}}));
    assertThrows(IllegalArgumentException.class, () -> MatrixGame.zeroSum(new double[][] {{1, 2}}));
    assertThrows(IllegalArgumentException.class, () -> MatrixGame.zeroSum(new double[0][]));
  }

  @Test
  void aZeroSumGameIsItsTables() {
    ZeroSumGame game =
        new ZeroSumGame(
            2, new int[] {0, 1, 1, 0, 1, 1, 1, 1}, new double[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertEquals(2, game.numStates());
    assertEquals(0, game.startState());
    assertEquals(1, game.successor(0, 2, 0));
    assertEquals(7, game.payoff(0, 1, 2));
    assertEquals(-7, game.payoff(1, 1, 2));
  }

  @Test
  void tablesThatAreNoZeroSumGameAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new ZeroSumGame(2, new int[4], new double[3]));
    assertThrows(
        IllegalArgumentException.class, () -> new ZeroSumGame(2, new int[6], new double[6]));
    assertThrows(
        IllegalArgumentException.class, () -> new ZeroSumGame(2, new int[0], new double[0]));
    assertThrows(
        IllegalArgumentException.class, () -> new ZeroSumGame(0, new int[1], new double[1]));
    assertThrows(
        IllegalArgumentException.class, () -> new ZeroSumGame(1, new int[] {1}, new double[1]));
    assertThrows(
        IllegalArgumentException.class, () -> new ZeroSumGame(1, new int[] {-1}, new double[1]));
    assertThrows(
        NumericalException.class, () -> new ZeroSumGame(1, new int[1], new double[] {Double.NaN}));
  }

  @Test
  void randomGamesLeadEverywhereAndPayWithinOne() {
    ZeroSumGame game = ZeroSumGame.random(10, 3, new SplittableRandom(1));
    assertEquals(90, game.payoffs().length);
    assertEquals(10, Arrays.stream(game.successors()).distinct().count());
    assertTrue(Arrays.stream(game.payoffs()).allMatch(payoff -> payoff >= -1 && payoff < 1));
    assertTrue(Arrays.stream(game.payoffs()).anyMatch(payoff -> payoff < -0.8));
    assertTrue(Arrays.stream(game.payoffs()).anyMatch(payoff -> payoff > 0.8));
    assertArrayEquals(game.payoffs(), ZeroSumGame.random(10, 3, new SplittableRandom(1)).payoffs());
    SplittableRandom random = new SplittableRandom(1);
    assertThrows(IllegalArgumentException.class, () -> ZeroSumGame.random(0, 3, random));
    assertThrows(IllegalArgumentException.class, () -> ZeroSumGame.random(3, 0, random));
    assertThrows(IllegalArgumentException.class, () -> ZeroSumGame.random(1 << 30, 3, random));
    assertThrows(IllegalArgumentException.class, () -> ZeroSumGame.random(1, 1 << 20, random));
  }

  @Test
  void aSignalIsDrawnAnewInEveryStepWhateverHappens() {
    RandomGame game = RandomGame.of(5);
    PublicSignal signalled = new PublicSignal(game, 3);
    assertEquals(9, signalled.numStates());
    assertEquals(game.startState() * 3, signalled.startState());
    assertArrayEquals(new int[] {3, 4, 5}, signalled.startStates().states());
    assertArrayEquals(new int[] {0, 0, 0, 1, 1, 1, 2, 2, 2}, signalled.gameStates());
    for (int state = 0; state < 9; state++) {
      for (int jointAction = 0; jointAction < 4; jointAction++) {
        double[] to = new double[9];
        for (int k = 0; k < signalled.numSuccessors(state, jointAction); k++) {
          to[signalled.successor(state, jointAction, k)] +=
              signalled.probability(state, jointAction, k);
        }
        for (int next = 0; next < 9; next++) {
          assertEquals(game.probability(state / 3, jointAction, next / 3) / 3, to[next], 1e-16);
        }
      }
    }
  }

  @Test
  void aSignalOfOneValueIsNone() {
    RandomGame game = RandomGame.of(6);
    assertArrayEquals(
        TransitionTable.of(game).probabilities(),
        TransitionTable.of(new PublicSignal(game, 1)).probabilities());
    assertThrows(IllegalArgumentException.class, () -> new PublicSignal(game, 0));
    assertThrows(IllegalArgumentException.class, () -> new PublicSignal(game, Integer.MAX_VALUE));
  }

  @Test
  void startStatesAreEquallyLikely() {
    StartStates several = new StartStates(new int[] {4, 1, 3});
    assertArrayEquals(new double[] {0, 1 / 3.0, 0, 1 / 3.0, 1 / 3.0}, several.distribution(5));
    SplittableRandom random = new SplittableRandom(2);
    int[] drawn = new int[5];
    for (int k = 0; k < 30_000; k++) {
      drawn[several.draw(random)]++;
    }
    assertArrayEquals(new int[] {0, 0}, new int[] {drawn[0], drawn[2]});
    assertEquals(10_000, drawn[1], 5 * 82);
    assertEquals(10_000, drawn[4], 5 * 82);
  }

  @Test
  void oneStartStateTakesNothingFromTheStream() {
    SplittableRandom random = new SplittableRandom(3);
    assertEquals(2, new StartStates(new int[] {2}).draw(random));
    assertEquals(new SplittableRandom(3).nextLong(), random.nextLong());
    assertThrows(IllegalArgumentException.class, () -> new StartStates(new int[0]));
    assertThrows(IllegalArgumentException.class, () -> new StartStates(new int[] {2, 1, 2}));
  }

  @Test
  void countsMakePoliciesOfSharesAndUniformOnesOfNothing() {
    JointIndex actions = new JointIndex(2, 2);
    VisitCounts counts = VisitCounts.ofRows(new int[] {0, 0, 1, 0}, 2, actions);
    assertArrayEquals(new double[] {1, 0, .5, .5}, counts.policies(0).agent(0).probabilities());
    assertArrayEquals(new double[] {.75, .25, .5, .5}, counts.policies(0).agent(1).probabilities());
    assertArrayEquals(
        new double[] {5 / 6.0, 1 / 6.0, .5, .5}, counts.policies(1).agent(0).probabilities());
    // So much that counts do not matter, and so little that it does.
    assertEquals(.5, counts.policies(1e300).agent(0).probability(0, 1));
    assertEquals(.5, counts.policies(Double.MIN_VALUE).agent(0).probability(1, 1));
    for (double smoothing : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> counts.policies(smoothing));
    }
    assertThrows(
        IllegalArgumentException.class, () -> VisitCounts.ofRows(new int[] {8}, 2, actions));
    assertThrows(
        IllegalArgumentException.class, () -> VisitCounts.ofRows(new int[] {-1}, 2, actions));
  }
}
