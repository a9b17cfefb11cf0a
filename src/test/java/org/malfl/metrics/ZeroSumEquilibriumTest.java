package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.malfl.games.DetourGame;
import org.malfl.games.MatrixGame;
import org.malfl.games.PayoffGame;
import org.malfl.games.TransitionTable;
import org.malfl.games.ZeroSumGame;

class ZeroSumEquilibriumTest {
  private static ZeroSumEquilibrium of(PayoffGame game, double gamma) {
    return ZeroSumEquilibrium.of(game, TransitionTable.of(game), gamma);
  }

  /**
   * State 0: pennies, and who shows the same goes to state 1, which pays 1 and leads back. With γ =
   * ½ V1 = 1 + V0/2, and both mix evenly in state 0, so V0 = ½(V0 + V1)/2: V0 = .4, V1 = 1.2.
   */
  @Test
  void penniesThatLeadToAPrize() {
    ZeroSumGame game =
        new ZeroSumGame(
            2, new int[] {1, 0, 0, 1, 0, 0, 0, 0}, new double[] {1, -1, -1, 1, 1, 1, 1, 1});
    ZeroSumEquilibrium found = of(game, 0.5);
    assertArrayEquals(new double[] {.4, 1.2}, found.values(), 1e-11);
    for (int player = 0; player < 2; player++) {
      assertEquals(.5, found.policy().agent(player).probability(0, 0), 1e-11);
    }
  }

  /**
   * State 0 pays 2 for (0,0), 1 for (1,1) and −1 else, for ever: V = ⅕/(1 − γ), with action 0 in
   * two fifths. State 1 pays 3 where both do 0 and 1 where player 1 does not, and leads to state 0:
   * player 1 always does 1.
   */
  @Test
  void unevenPenniesForEver() {
    ZeroSumGame game = new ZeroSumGame(2, new int[8], new double[] {2, -1, -1, 1, /**/ 3, 1, 2, 1});
    ZeroSumEquilibrium found = of(game, 0.75);
    // γ/(1 − γ) times the last change, 1e-12·3/(1 − γ).
    assertArrayEquals(new double[] {.8, 1.6}, found.values(), 3.6e-11);
    assertEquals(.4, found.policy().agent(0).probability(0, 0), 1e-11);
    assertEquals(.4, found.policy().agent(1).probability(0, 0), 1e-11);
    assertEquals(1, found.policy().agent(1).probability(1, 1), 1e-11);
  }

  @Test
  void inTheDetourGameNobodyWins() {
    ZeroSumEquilibrium found = of(new DetourGame(), 0.9);
    assertEquals(0, found.values()[DetourGame.START], 1e-9);
    assertEquals(0, found.values()[DetourGame.DETOUR], 1e-9);
    assertEquals(10, found.values()[DetourGame.WIN], 1e-9);
    assertEquals(-10, found.values()[DetourGame.LOSE], 1e-9);
  }

  /** A step leads where it would in a game without chance, or to the start, with even chances. */
  private record Stumbling(ZeroSumGame game) implements PayoffGame {
    @Override
    public int numAgents() {
      return 2;
    }

    @Override
    public int numStates() {
      return game.numStates();
    }

    @Override
    public int numActions() {
      return game.numActions();
    }

    @Override
    public int startState() {
      return 0;
    }

    @Override
    public int numSuccessors(int state, int jointAction) {
      return 2;
    }

    @Override
    public int successor(int state, int jointAction, int k) {
      return k == 0 ? game.successor(state, jointAction, 0) : 0;
    }

    @Override
    public double probability(int state, int jointAction, int k) {
      return 0.5;
    }

    @Override
    public double payoff(int agent, int state, int jointAction) {
      return game.payoff(agent, state, jointAction);
    }
  }

  @Property(tries = 40)
  void nobodyCanExploitTheEquilibriumOfARandomGame(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 10) int states,
      @ForAll @IntRange(min = 1, max = 4) int actions,
      @ForAll @IntRange(max = 9) int tenths,
      @ForAll boolean stumbling) {
    ZeroSumGame drawn = ZeroSumGame.random(states, actions, new SplittableRandom(seed));
    PayoffGame game = stumbling ? new Stumbling(drawn) : drawn;
    TransitionTable transitions = TransitionTable.of(game);
    double gamma = tenths / 10.0;
    ZeroSumEquilibrium found = ZeroSumEquilibrium.of(game, transitions, gamma);
    Exploitability gains = Exploitability.of(game, transitions, found.policy(), gamma);
    assertEquals(0, gains.exploitability(), 1e-10);
    assertEquals(found.values()[0], gains.values().get(0), 1e-10);
    assertEquals(-found.values()[0], gains.values().get(1), 1e-10);
  }

  @Test
  void gamesThatAreNotZeroSumOrOfAnotherNumberOfPlayersAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> of(MatrixGame.coordination(), 0));
    double[] table = new double[8];
    assertThrows(
        IllegalArgumentException.class,
        () -> of(new MatrixGame(2, List.of(table, table, table)), 0));
    assertThrows(
        IllegalArgumentException.class, () -> of(new MatrixGame(2, List.of(new double[2])), 0));
    for (double gamma : new double[] {1, -0.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> of(MatrixGame.matchingPennies(), gamma));
    }
  }
}
