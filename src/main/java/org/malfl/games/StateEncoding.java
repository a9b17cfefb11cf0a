package org.malfl.games;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Joint states as rows of numbers, for networks. */
public enum StateEncoding {
  /**
   * {@link Dynamics#coordinates}, each stretched so that over all states it runs from −1 to 1; 0
   * where a coordinate is the same in all.
   */
  COORDINATES {
    @Override
    double[][] encode(double[][] coordinates, int numAgents) {
      double[][] rows = new double[coordinates.length][coordinates[0].length];
      for (int k = 0; k < rows[0].length; k++) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double[] row : coordinates) {
          least = Math.min(least, row[k]);
          most = Math.max(most, row[k]);
        }
        for (int state = 0; state < rows.length; state++) {
          rows[state][k] =
              most > least ? (2 * coordinates[state][k] - least - most) / (most - least) : 0;
        }
      }
      return rows;
    }
  },

  /**
   * For each agent a 1 for the place where it is and 0 for all others: coordinates are split into
   * as many equal parts as there are agents, and the distinct values of each part are its places,
   * in the order in which states have them.
   */
  ONE_HOT {
    @Override
    double[][] encode(double[][] coordinates, int numAgents) {
      int width = coordinates[0].length / numAgents;
      List<List<List<Double>>> places = new ArrayList<>();
      int[] offsets = new int[numAgents + 1];
      for (int agent = 0; agent < numAgents; agent++) {
        int from = agent * width;
        List<List<Double>> distinct =
            Arrays.stream(coordinates).map(row -> part(row, from, width)).distinct().toList();
        places.add(distinct);
        offsets[agent + 1] = offsets[agent] + distinct.size();
      }
      double[][] rows = new double[coordinates.length][offsets[numAgents]];
      for (int state = 0; state < rows.length; state++) {
        for (int agent = 0; agent < numAgents; agent++) {
          List<Double> place = part(coordinates[state], agent * width, width);
          rows[state][offsets[agent] + places.get(agent).indexOf(place)] = 1;
        }
      }
      return rows;
    }
  };

  private static List<Double> part(double[] row, int from, int width) {
    return Arrays.stream(row, from, from + width).boxed().toList();
  }

  abstract double[][] encode(double[][] coordinates, int numAgents);

  /**
   * All joint states of a game.
   *
   * @return {@code [numStates][inputs]}
   * @throws IllegalArgumentException if the game says of no state where it lies
   */
  public double[][] of(Dynamics dynamics) {
    double[][] coordinates = new double[dynamics.numStates()][];
    for (int state = 0; state < coordinates.length; state++) {
      coordinates[state] = dynamics.coordinates(state);
    }
    if (coordinates[0].length == 0) {
      throw new IllegalArgumentException("the game has no coordinates; valid: a game on a grid");
    }
    return encode(coordinates, dynamics.numAgents());
  }
}
