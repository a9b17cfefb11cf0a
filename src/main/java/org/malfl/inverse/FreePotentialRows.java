package org.malfl.inverse;

import org.malfl.core.Checks;
import org.malfl.games.JointPolicy;
import org.malfl.games.OwnTransitions;
import org.malfl.games.TransitionTable;

/**
 * What one soft improvement says of the reward where the potential of its pair of stages is free:
 * the rows of E[R(s,a)] + g_h(s) − γ E[g_h(s')] in the reward's unknowns, with g_h eliminated. They
 * tell what the estimators with free potentials can know ({@link Identifiability}).
 */
public final class FreePotentialRows {
  private FreePotentialRows() {}

  /**
   * The rows of one pair.
   *
   * @param agent i
   * @param transitions of the game
   * @param gamma the learners' discount, in [0, 1)
   * @param policy π_h of all agents
   * @param weights of the entries, {@code [numStates][numActions]} row-major, at least 0
   * @param rewardClass what the reward depends on
   * @return {@code [rows][unknowns]} row-major, one row less for every number of g_h that the pair
   *     determines
   * @throws IllegalArgumentException if γ is out of range or shapes differ
   */
  public static double[] of(
      int agent,
      TransitionTable transitions,
      double gamma,
      JointPolicy policy,
      double[] weights,
      RewardClass rewardClass) {
    Checks.discount(gamma);
    int numStates = transitions.numStates();
    int numEntries = numStates * transitions.numActions();
    Checks.length("weights", weights, numEntries);
    OwnTransitions successors = OwnTransitions.of(agent, policy, transitions);
    double[] reward = BellmanMap.expectedReward(agent, transitions, policy, rewardClass);
    int unknowns = reward.length / numEntries;
    double[] potential = new double[StrictMath.multiplyExact(numEntries, numStates)];
    for (int entry = 0; entry < numEntries; entry++) {
      double root = Math.sqrt(weights[entry]);
      potential[entry * numStates + entry / transitions.numActions()] += root;
      for (int k = successors.first()[entry]; k < successors.first()[entry + 1]; k++) {
        potential[entry * numStates + successors.states()[k]] -=
            root * gamma * successors.probabilities()[k];
      }
      for (int k = 0; k < unknowns; k++) {
        reward[entry * unknowns + k] *= root;
      }
    }
    return Identifiability.withoutNuisance(
        reward, unknowns, potential, numStates, Identifiability.ROWS_TOLERANCE);
  }
}
