package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.malfl.games.DetourGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.MatrixGame;
import org.malfl.games.OccupancyMeasure;
import org.malfl.games.PayoffGame;
import org.malfl.games.StartStates;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.games.ZeroSumGame;

class MatchedOccupancyTest {
  private static MatchedOccupancy of(PayoffGame game, JointPolicy expert, double gamma) {
    return MatchedOccupancy.of(game, TransitionTable.of(game), expert, gamma);
  }

  private static double[] always(int numStates, int numActions, int action) {
    double[] table = new double[numStates * numActions];
    for (int state = 0; state < numStates; state++) {
      table[state * numActions + action] = 1;
    }
    return table;
  }

  /** γ²/(1 − γ) = 8.1: two steps lead to where a player wins for ever. */
  @Test
  void whoOnlyKnowsThePathMayLoseAllThatIsToBeLost() {
    double[] stay = always(7, 3, DetourGame.STAY_ON_PATH);
    JointPolicy expert = JointPolicy.ofProbabilities(List.of(stay, stay), 3);
    MatchedOccupancy found = of(new DetourGame(), expert, 0.9);
    assertArrayEquals(
        new boolean[] {true, false, true, true, false, false, false}, found.reached());
    assertEquals(8.1, found.largestGains().get(0), 1e-12);
    assertEquals(8.1, found.largestGains().get(1), 1e-12);
    assertEquals(8.1, found.largestExploitability(), 1e-12);
    assertEquals(0.5, of(new DetourGame(), expert, 0.5).largestExploitability(), 1e-12);
    assertEquals(0, of(new DetourGame(), expert, 0).largestExploitability(), 1e-14);
  }

  /** (0,0) leads to WIN by way of DETOUR, which player 1 would have left for LOSE: 2·8.1 less. */
  @Test
  void anExpertWhoWinsLeavesTheLoserSomethingToGain() {
    double[] zero = always(7, 3, 0);
    JointPolicy expert = JointPolicy.ofProbabilities(List.of(zero, zero), 3);
    MatchedOccupancy found = of(new DetourGame(), expert, 0.9);
    assertTrue(found.reached()[DetourGame.WIN] && !found.reached()[DetourGame.LOSE]);
    assertEquals(0, found.largestGains().get(0), 1e-12);
    assertEquals(16.2, found.largestGains().get(1), 1e-12);
  }

  @Test
  void anEquilibriumThatGoesEverywhereLeavesNothingOpen() {
    JointPolicy even = JointPolicy.uniform(MatrixGame.matchingPennies());
    MatchedOccupancy pennies = of(MatrixGame.matchingPennies(), even, 0.5);
    assertArrayEquals(new boolean[] {true}, pennies.reached());
    assertEquals(0, pennies.largestExploitability(), 1e-14);
  }

  /** Where the expert goes everywhere, what is open is what it can itself be exploited by. */
  @Property(tries = 30)
  void anExpertWhoGoesEverywhereLeavesItsOwnExploitability(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ZeroSumGame game = ZeroSumGame.random(4, 2, random);
    JointPolicy expert = new JointPolicy(List.of(soft(random), soft(random)));
    TransitionTable transitions = TransitionTable.of(game);
    MatchedOccupancy found = MatchedOccupancy.of(game, transitions, expert, 0.9);
    Exploitability own = Exploitability.of(game, transitions, expert, 0.9);
    boolean everywhere = true;
    for (boolean reached : found.reached()) {
      everywhere &= reached;
    }
    for (int player = 0; player < 2; player++) {
      double open = found.largestGains().get(player);
      if (everywhere) {
        assertEquals(own.gain(player), open, 1e-11);
      } else {
        assertTrue(open >= own.gain(player) - 1e-11);
      }
    }
  }

  private static TabularPolicy soft(SplittableRandom random) {
    return TabularPolicy.softmax(random.doubles(8, -2, 2).toArray(), 2);
  }

  /** All deterministic policies of the other player where the expert never is are tried. */
  @Property(tries = 60)
  void noPolicyOffThePathCostsMoreAndOneCostsAsMuch(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int states) {
    SplittableRandom random = new SplittableRandom(seed);
    ZeroSumGame game = ZeroSumGame.random(states, 2, random);
    double[][] tables = new double[2][2 * states];
    for (double[] table : tables) {
      for (int state = 0; state < states; state++) {
        table[2 * state + random.nextInt(2)] = 1;
      }
    }
    JointPolicy expert = JointPolicy.ofProbabilities(List.of(tables), 2);
    TransitionTable transitions = TransitionTable.of(game);
    MatchedOccupancy found = MatchedOccupancy.of(game, transitions, expert, 0.8);
    double[] occupancy =
        OccupancyMeasure.discounted(expert, transitions, StartStates.of(game), 0.8).probabilities();
    for (int player = 0; player < 2; player++) {
      double largest = 0;
      for (double[] other : others(tables[1 - player], found.reached())) {
        List<double[]> learners = new ArrayList<>(List.of(tables));
        learners.set(1 - player, other);
        JointPolicy matched = JointPolicy.ofProbabilities(learners, 2);
        assertArrayEquals(
            occupancy,
            OccupancyMeasure.discounted(matched, transitions, StartStates.of(game), 0.8)
                .probabilities(),
            1e-15);
        largest =
            Math.max(largest, Exploitability.of(game, transitions, matched, 0.8).gain(player));
      }
      assertEquals(largest, found.largestGains().get(player), 1e-11);
    }
  }

  private static List<double[]> others(double[] table, boolean[] reached) {
    List<double[]> all = new ArrayList<>();
    for (int choice = 0; choice < 1 << reached.length; choice++) {
      double[] other = table.clone();
      for (int state = 0; state < reached.length; state++) {
        if (!reached[state]) {
          other[2 * state] = choice >> state & 1;
          other[2 * state + 1] = 1 - other[2 * state];
        }
      }
      all.add(other);
    }
    return all;
  }

  @Test
  void discountsOutOfRangeAreRefused() {
    JointPolicy even = JointPolicy.uniform(MatrixGame.matchingPennies());
    for (double gamma : new double[] {1, -0.1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class, () -> of(MatrixGame.matchingPennies(), even, gamma));
    }
  }
}
