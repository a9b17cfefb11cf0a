package org.malfl.games;

import java.util.List;
import org.malfl.core.Checks;

/**
 * Agents on a square grid. Cells are numbered row by row, cell = row · size + column; the joint
 * state is the tuple of the agents' cells ({@link JointIndex}). Each agent goes down, up, left or
 * right or stays (actions 0 to 4); a move into a wall stays. An agent standing on the goal is moved
 * to its start by whatever it does next, so goal cells are occupied for one step.
 *
 * <p>With d the Manhattan distance, r_i(s) = w_i · d(own, goal) + v_i · Σ_{j≠i} d(own, cell of j).
 */
public final class GridGame implements MarkovGame {
  /** Action indices, in the order of the artifacts. */
  public enum Move {
    DOWN(1, 0),
    UP(-1, 0),
    LEFT(0, -1),
    RIGHT(0, 1),
    STAY(0, 0);

    private final int rows;
    private final int columns;

    Move(int rows, int columns) {
      this.rows = rows;
      this.columns = columns;
    }

    /** Rows down: −1, 0 or 1. */
    public int rows() {
      return rows;
    }

    /** Columns to the right: −1, 0 or 1. */
    public int columns() {
      return columns;
    }
  }

  private static final List<Move> MOVES = List.of(Move.values());

  /**
   * What one agent's reward weighs.
   *
   * @param goal w, per unit of distance to the goal
   * @param others v, per unit of the sum of distances to the other agents
   */
  public record RewardWeights(double goal, double others) {}

  private final int size;
  private final List<Integer> starts;
  private final int goal;
  private final List<RewardWeights> weights;
  private final JointIndex jointStates;

  /**
   * A grid.
   *
   * @param size rows and columns, at least 1
   * @param starts start cell of each agent
   * @param goal the goal cell, nobody's start
   * @param weights reward weights of each agent, finite
   * @throws IllegalArgumentException if a cell is not on the grid, an agent starts on the goal, the
   *     lists differ in length, or there are more than 2³¹ − 1 joint states
   */
  public GridGame(int size, List<Integer> starts, int goal, List<RewardWeights> weights) {
    Checks.inRange("size", size, 1, 46_340);
    Checks.inRange("goal", goal, 0, size * size - 1);
    if (starts.size() != weights.size()) {
      throw new IllegalArgumentException(
          starts.size() + " starts and " + weights.size() + " rewards; valid: one per agent");
    }
    for (int start : starts) {
      Checks.inRange("start", start, 0, size * size - 1);
      if (start == goal) {
        throw new IllegalArgumentException("an agent starts on the goal, cell " + goal);
      }
    }
    this.size = size;
    this.starts = List.copyOf(starts);
    this.goal = goal;
    this.weights = List.copyOf(weights);
    this.jointStates = new JointIndex(size * size, starts.size());
  }

  @Override
  public int numAgents() {
    return starts.size();
  }

  @Override
  public int numStates() {
    return jointStates.size();
  }

  @Override
  public int numActions() {
    return MOVES.size();
  }

  @Override
  public int startState() {
    return jointStates.of(starts.stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public int successor(int state, int jointAction, int k) {
    JointIndex jointActions = jointActions();
    int[] cells = new int[numAgents()];
    for (int agent = 0; agent < cells.length; agent++) {
      cells[agent] = next(agent, cell(state, agent), jointActions.component(jointAction, agent));
    }
    return jointStates.of(cells);
  }

  @Override
  public double reward(int agent, int state) {
    int own = cell(state, agent);
    int toOthers = 0;
    for (int other = 0; other < numAgents(); other++) {
      if (other != agent) {
        toOthers += distance(own, cell(state, other));
      }
    }
    RewardWeights weight = weights.get(agent);
    // The last summand turns −0.0, which would show in artifacts, into 0.0.
    return weight.goal() * distance(own, goal) + weight.others() * toOthers + 0.0;
  }

  /** Row and column of agent 0, row and column of agent 1, and so on. */
  @Override
  public double[] coordinates(int state) {
    double[] coordinates = new double[2 * numAgents()];
    for (int agent = 0; agent < numAgents(); agent++) {
      int cell = cell(state, agent);
      coordinates[2 * agent] = Math.floorDiv(cell, size);
      coordinates[2 * agent + 1] = Math.floorMod(cell, size);
    }
    return coordinates;
  }

  /** The cell of one agent in a joint state. */
  public int cell(int state, int agent) {
    return jointStates.component(state, agent);
  }

  private int next(int agent, int cell, int action) {
    if (cell == goal) {
      return starts.get(agent);
    }
    Move move = MOVES.get(action);
    return clip(cell / size + move.rows) * size + clip(cell % size + move.columns);
  }

  private int clip(int coordinate) {
    return Math.max(0, Math.min(size - 1, coordinate));
  }

  private int distance(int cell, int other) {
    return Math.abs(cell / size - other / size) + Math.abs(cell % size - other % size);
  }
}
