package org.malfl.games;

import java.util.List;
import java.util.SplittableRandom;

/** Two agents with two actions each, in three states; transitions and rewards are random. */
public record RandomGame(double[] successors, double[] rewardOfState) implements MarkovGame {
  private static final int STATES = 3;
  private static final int JOINT_ACTIONS = 4;

  /** The game of a seed. */
  public static RandomGame of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] rewards = random.doubles(2 * STATES, -3, 3).toArray();
    return new RandomGame(rows(STATES * JOINT_ACTIONS, STATES, random), rewards);
  }

  /** Random policies of both agents. */
  public static JointPolicy policy(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return JointPolicy.ofProbabilities(
        List.of(rows(STATES, 2, random), rows(STATES, 2, random)), 2);
  }

  private static double[] rows(int rows, int columns, SplittableRandom random) {
    double[] table = random.doubles((long) rows * columns, 0.01, 1).toArray();
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int k = row * columns; k < (row + 1) * columns; k++) {
        sum += table[k];
      }
      for (int k = row * columns; k < (row + 1) * columns; k++) {
        table[k] /= sum;
      }
    }
    return table;
  }

  @Override
  public int numAgents() {
    return 2;
  }

  @Override
  public int numStates() {
    return STATES;
  }

  @Override
  public int numActions() {
    return 2;
  }

  @Override
  public int startState() {
    return 1;
  }

  @Override
  public int numSuccessors(int state, int jointAction) {
    return STATES;
  }

  @Override
  public int successor(int state, int jointAction, int k) {
    return k;
  }

  @Override
  public double probability(int state, int jointAction, int k) {
    return successors[(state * JOINT_ACTIONS + jointAction) * STATES + k];
  }

  @Override
  public double reward(int agent, int state) {
    return rewardOfState[agent * STATES + state];
  }
}
