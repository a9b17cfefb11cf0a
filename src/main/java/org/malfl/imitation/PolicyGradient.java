package org.malfl.imitation;

import org.malfl.games.JointIndex;
import org.malfl.games.TabularPolicy;

/**
 * The gradient of what one agent minimises, with respect to its logits z(s,b), π^i = softmax z:
 *
 * <pre>
 * L_i(z) = −E_{(s,a) ∼ ρ}[log π^i(a_i|s) · r(s,a)] − β · (1/S) Σ_s H(π^i(·|s)),
 * ∂L_i/∂z(s,b) = −Σ_{a: a_i = b} ρ(s,a) r(s,a) + π^i(b|s) Σ_a ρ(s,a) r(s,a)
 *                + (β/S) · π^i(b|s) · (log π^i(b|s) + H(π^i(·|s))).
 * </pre>
 *
 * ρ and r are held fixed, as REINFORCE has it (Williams 1992), without a baseline: where r has a
 * level, a sampled gradient is the noisier for it and its mean the same. ρ is the learners' own
 * measure, or that of a sample of it.
 */
final class PolicyGradient {
  private final JointIndex jointActions;
  private final double entropyBonus;

  /**
   * The gradients of all agents.
   *
   * @param entropyBonus β, at least 0
   */
  PolicyGradient(JointIndex jointActions, double entropyBonus) {
    this.jointActions = jointActions;
    this.entropyBonus = entropyBonus;
  }

  /**
   * ∂L_i/∂z.
   *
   * @param agent i
   * @param policy π^i
   * @param paid ρ(s,a)·r(s,a), {@code [numStates][numJointActions]} row-major
   * @return {@code [numStates][numActions]} row-major
   */
  double[] of(int agent, TabularPolicy policy, double[] paid) {
    int numActions = policy.numActions();
    int numStates = policy.numStates();
    double[] gradient = new double[numStates * numActions];
    for (int state = 0; state < numStates; state++) {
      double all = 0;
      for (int jointAction = 0; jointAction < jointActions.size(); jointAction++) {
        double payment = paid[state * jointActions.size() + jointAction];
        gradient[state * numActions + jointActions.component(jointAction, agent)] -= payment;
        all += payment;
      }
      double entropy = policy.entropy(state);
      for (int action = 0; action < numActions; action++) {
        double probability = policy.probability(state, action);
        if (probability > 0) {
          gradient[state * numActions + action] +=
              probability * all
                  + entropyBonus
                      / numStates
                      * probability
                      * (policy.logProbability(state, action) + entropy);
        }
      }
    }
    return gradient;
  }
}
