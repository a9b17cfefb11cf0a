package org.malfl.games;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.malfl.reference.ReferenceFiles;

class GridGameTest {
  private static final GridGame GAME = ReferenceFiles.game("heterogeneous");
  private static final int DOWN = 0;
  private static final int UP = 1;
  private static final int LEFT = 2;
  private static final int RIGHT = 3;
  private static final int STAY = 4;

  private static int state(int cell0, int cell1) {
    return 9 * cell0 + cell1;
  }

  private static int next(int state, int action0, int action1) {
    return GAME.successor(state, 5 * action0 + action1, 0);
  }

  @Test
  void cellsAreNumberedRowByRowAndWallsClip() {
    int[][] expected = {
      // down, up, left, right, stay from each cell but the goal
      {3, 0, 0, 1, 0}, {4, 1, 0, 2, 1}, {5, 2, 1, 2, 2},
      {6, 0, 3, 4, 3}, {7, 1, 3, 5, 4}, {8, 2, 4, 5, 5},
      {6, 3, 6, 7, 6}, {7, 4, 6, 8, 7},
    };
    for (int cell = 0; cell < 8; cell++) {
      for (int action = 0; action < 5; action++) {
        assertEquals(state(expected[cell][action], 4), next(state(cell, 4), action, STAY));
        assertEquals(state(4, expected[cell][action]), next(state(4, cell), STAY, action));
      }
    }
  }

  @Test
  void anAgentOnTheGoalReturnsToItsStartWhateverItDoes() {
    for (int action = 0; action < 5; action++) {
      assertEquals(state(0, 5), next(state(8, 4), action, RIGHT));
      assertEquals(state(5, 0), next(state(4, 8), RIGHT, action));
      assertEquals(state(0, 0), next(state(8, 8), action, action));
    }
  }

  @Test
  void goldenPlaythrough() {
    int[][] moves = {
      {RIGHT, DOWN}, {RIGHT, DOWN}, {UP, RIGHT}, {DOWN, RIGHT}, {DOWN, LEFT}, {STAY, STAY}
    };
    List<Integer> states = new ArrayList<>();
    int state = GAME.startState();
    for (int[] move : moves) {
      state = next(state, move[0], move[1]);
      states.add(state);
    }
    assertEquals(
        List.of(state(1, 3), state(2, 6), state(2, 7), state(5, 8), state(8, 0), state(0, 0)),
        states);
  }

  @Test
  void everyJointStateCanOccur() {
    boolean[] reached = new boolean[81];
    List<Integer> open = new ArrayList<>(List.of(GAME.startState()));
    reached[GAME.startState()] = true;
    for (int k = 0; k < open.size(); k++) {
      for (int jointAction = 0; jointAction < 25; jointAction++) {
        int next = GAME.successor(open.get(k), jointAction, 0);
        if (!reached[next]) {
          reached[next] = true;
          open.add(next);
        }
      }
    }
    assertEquals(81, open.size());
  }

  @Test
  void rewardsFollowFromManhattanDistances() {
    // Agent 0 in cell 1 (0,1), agent 1 in cell 6 (2,0): 3 to the goal, 2 to the goal, 3 apart.
    assertEquals(-3 - 3, GAME.reward(0, state(1, 6)));
    assertEquals(-2 + 3, GAME.reward(1, state(1, 6)));
    assertEquals(0, GAME.reward(0, state(8, 8)));
    assertEquals(-4, GAME.reward(1, state(0, 0)));
  }

  @Test
  void theTrueRewardHasNineValues() {
    assertEquals(9, Arrays.stream(GAME.rewards(1)).distinct().count());
  }

  @Test
  void withThreeAgentsDistancesToTheOthersAddUp() {
    GridGame.RewardWeights weights = new GridGame.RewardWeights(0, 1);
    GridGame game = new GridGame(3, List.of(0, 1, 2), 8, List.of(weights, weights, weights));
    int state = new JointIndex(9, 3).of(0, 1, 8);
    assertArrayEquals(
        new double[] {1 + 4, 1 + 3, 4 + 3},
        new double[] {game.reward(0, state), game.reward(1, state), game.reward(2, state)});
    assertEquals(new JointIndex(9, 3).of(0, 1, 2), game.startState());
  }

  @Test
  void impossibleGridsAreRejected() {
    GridGame.RewardWeights weights = new GridGame.RewardWeights(-1, 1);
    assertThrows(
        IllegalArgumentException.class, () -> new GridGame(3, List.of(8), 8, List.of(weights)));
    assertThrows(
        IllegalArgumentException.class, () -> new GridGame(3, List.of(9), 8, List.of(weights)));
    assertThrows(
        IllegalArgumentException.class, () -> new GridGame(3, List.of(0), 9, List.of(weights)));
    assertThrows(
        IllegalArgumentException.class, () -> new GridGame(3, List.of(0, 0), 8, List.of(weights)));
  }
}
