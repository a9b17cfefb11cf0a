package org.malfl.games;

import java.util.SplittableRandom;
import org.malfl.core.Checks;

/**
 * A deterministic zero-sum game of two players by its tables. Episodes start in state 0.
 *
 * @param numActions of each player
 * @param successors {@code [numStates][numActions²]} row-major: where a joint action leads
 * @param payoffs {@code [numStates][numActions²]} row-major: of player 0 for a joint action; player
 *     1 gets the negative; owned by the record, like the other table
 */
public record ZeroSumGame(int numActions, int[] successors, double[] payoffs)
    implements PayoffGame {
  /**
   * @throws IllegalArgumentException if the tables are empty, differ in length, are no rows of
   *     joint actions, or lead to no state
   * @throws org.malfl.core.NumericalException if a payoff is not finite
   */
  public ZeroSumGame {
    int numJointActions = new JointIndex(numActions, 2).size();
    Checks.length("payoffs", payoffs, successors.length);
    Checks.finite("payoffs", payoffs);
    int numStates = successors.length / numJointActions;
    if (numStates < 1 || successors.length % numJointActions != 0) {
      throw new IllegalArgumentException(
          successors.length + " successors; valid: a multiple of " + numJointActions);
    }
    for (int state : successors) {
      Checks.inRange("successor", state, 0, numStates - 1);
    }
  }

  /**
   * A game without any structure: a joint action leads to every state with the same chance to be
   * it, and pays player 0 a number uniform in [−1, 1).
   *
   * @param numStates at least 1
   * @param numActions of each player, at least 1
   * @param random advanced by two numbers for each state and joint action
   * @throws IllegalArgumentException if a size is out of range
   */
  public static ZeroSumGame random(int numStates, int numActions, SplittableRandom random) {
    int numJointActions = new JointIndex(numActions, 2).size();
    Checks.inRange("states", numStates, 1, Integer.MAX_VALUE / numJointActions);
    int[] successors = new int[numStates * numJointActions];
    double[] payoffs = new double[successors.length];
    for (int row = 0; row < payoffs.length; row++) {
      successors[row] = random.nextInt(numStates);
      payoffs[row] = 2 * random.nextDouble() - 1;
    }
    return new ZeroSumGame(numActions, successors, payoffs);
  }

  @Override
  public int numAgents() {
    return 2;
  }

  @Override
  public int numStates() {
    return successors.length / (numActions * numActions);
  }

  @Override
  public int startState() {
    return 0;
  }

  @Override
  public int successor(int state, int jointAction, int k) {
    return successors[state * numActions * numActions + jointAction];
  }

  @Override
  public double payoff(int agent, int state, int jointAction) {
    double payoff = payoffs[state * numActions * numActions + jointAction];
    return agent == 0 ? payoff : -payoff;
  }
}
