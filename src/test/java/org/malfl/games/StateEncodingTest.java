package org.malfl.games;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.malfl.reference.ReferenceFiles;

class StateEncodingTest {
  @Test
  void coordinatesOfThreeByThreeAreRowsAndColumnsFromMinusOneToOne() {
    double[][] rows = StateEncoding.COORDINATES.of(ReferenceFiles.game("homogeneous"));
    assertEquals(81, rows.length);
    assertArrayEquals(new double[] {-1, -1, -1, -1}, rows[0]);
    // agent 0 in cell 5 (row 1, column 2), agent 1 in cell 7 (row 2, column 1)
    assertArrayEquals(new double[] {0, 1, 1, 0}, rows[5 * 9 + 7]);
    assertArrayEquals(new double[] {1, 1, 1, 1}, rows[80]);
  }

  @Test
  void oneHotIsACellOfEachAgent() {
    double[][] rows = StateEncoding.ONE_HOT.of(ReferenceFiles.game("homogeneous"));
    assertEquals(81, rows.length);
    for (int state = 0; state < 81; state++) {
      double[] expected = new double[18];
      expected[state / 9] = 1;
      expected[9 + state % 9] = 1;
      assertArrayEquals(expected, rows[state]);
    }
  }

  /** Two agents of two coordinates each: the second never moves along its second one. */
  private record Places(double[]... of) implements Dynamics {
    @Override
    public int numAgents() {
      return 2;
    }

    @Override
    public int numStates() {
      return of.length;
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
      return 0;
    }

    @Override
    public double[] coordinates(int state) {
      return of[state];
    }
  }

  @Test
  void aCoordinateThatIsTheSameInAllStatesIsZero() {
    Places places = new Places(new double[] {5, 0, 2, 7}, new double[] {1, 4, 8, 7});
    assertArrayEquals(
        new double[][] {{1, -1, -1, 0}, {-1, 1, 1, 0}}, StateEncoding.COORDINATES.of(places));
  }

  @Test
  void coordinatesThatLieAnywhereKeepTheirDistances() {
    Places places =
        new Places(
            new double[] {-3, 0, 0, 0}, new double[] {-2, 0, 0, 0}, new double[] {5, 0, 0, 0});
    double[][] rows = StateEncoding.COORDINATES.of(places);
    assertArrayEquals(
        new double[] {-1, -0.75, 1}, Arrays.stream(rows).mapToDouble(r -> r[0]).toArray());
  }

  @Test
  void placesAreNumberedAsStatesHaveThem() {
    Places places =
        new Places(
            new double[] {5, 0, 2, 7},
            new double[] {1, 4, 2, 7},
            new double[] {5, 0, 3, 7},
            new double[] {5, 1, 2, 7});
    assertArrayEquals(
        new double[][] {{1, 0, 0, 1, 0}, {0, 1, 0, 1, 0}, {1, 0, 0, 0, 1}, {0, 0, 1, 1, 0}},
        StateEncoding.ONE_HOT.of(places));
  }

  @Test
  void aGameThatSaysOfNoStateWhereItLiesIsRejected() {
    for (StateEncoding encoding : StateEncoding.values()) {
      assertThrows(IllegalArgumentException.class, () -> encoding.of(RandomGame.of(1)));
    }
  }

  private static GridGame grid(int size, int agents) {
    return new GridGame(
        size,
        Collections.nCopies(agents, 0),
        size * size - 1,
        Collections.nCopies(agents, new GridGame.RewardWeights(-1, 0)));
  }

  @Property(tries = 30)
  void rowsOfAGridAreDistinctAndInRange(
      @ForAll StateEncoding encoding,
      @ForAll @IntRange(min = 2, max = 5) int size,
      @ForAll @IntRange(min = 1, max = 2) int agents) {
    double[][] rows = encoding.of(grid(size, agents));
    assertEquals(Math.round(Math.pow((double) size * size, agents)), rows.length);
    List<List<Double>> distinct =
        Arrays.stream(rows).map(row -> Arrays.stream(row).boxed().toList()).distinct().toList();
    assertEquals(rows.length, distinct.size());
    for (double[] row : rows) {
      double sum = Arrays.stream(row).sum();
      if (encoding == StateEncoding.ONE_HOT) {
        assertEquals(agents * size * size, row.length);
        assertEquals(agents, sum);
        assertTrue(Arrays.stream(row).allMatch(entry -> entry == 0 || entry == 1));
      } else {
        assertEquals(2 * agents, row.length);
        assertTrue(Arrays.stream(row).allMatch(entry -> -1 <= entry && entry <= 1));
      }
    }
  }

  @Property(tries = 30)
  void aStepOfAnAgentChangesItsOwnCoordinatesOnly(
      @ForAll @IntRange(min = 2, max = 5) int size,
      @ForAll @IntRange(min = 0, max = 24) int one,
      @ForAll @IntRange(min = 0, max = 24) int other) {
    int cells = size * size;
    double[][] rows = StateEncoding.COORDINATES.of(grid(size, 2));
    double[] from = rows[one % cells * cells + other % cells];
    double[] to = rows[(one + 1) % cells * cells + other % cells];
    assertArrayEquals(Arrays.copyOfRange(from, 2, 4), Arrays.copyOfRange(to, 2, 4));
    assertTrue(!Arrays.equals(from, to));
  }
}
