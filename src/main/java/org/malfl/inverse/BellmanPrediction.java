package org.malfl.inverse;

import org.malfl.core.Checks;
import org.malfl.games.FixedOthers;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;

/**
 * The policy that a reward leads to if learners solve the soft Bellman equations. It is that of
 * {@link BellmanMap} and {@link AffineQ#improved}, for one reward, which costs a linear system with
 * one right-hand side in place of one per unknown.
 */
public final class BellmanPrediction {
  private BellmanPrediction() {}

  /**
   * The improved policy of one agent,
   *
   * <pre>
   * V = (I − γM)⁻¹ Σ_a π_h(a|·)·( r(·,a) + αH(·) ),   Q_h(s,a) = r(s,a) + γ Σ_s' P^a(s,s') V(s'),
   * π_{h+1}(·|s) = softmax(Q_h(s,·)/α),
   * </pre>
   *
   * with r(s,a_i) the expected reward of the own action and M, P^{a_i} as in {@link BellmanMap#of}.
   *
   * @param agent i
   * @param transitions of the game
   * @param learner α and γ
   * @param policy π_h of all agents
   * @param reward R(s), R(s,a_i) or R(s,a), as of {@link FixedOthers#ownRewards}
   * @throws IllegalArgumentException if a shape is another
   * @throws org.malfl.core.NumericalException if the equations cannot be solved or Q leaves the
   *     finite numbers
   */
  public static TabularPolicy of(
      int agent,
      TransitionTable transitions,
      LearnerModel learner,
      JointPolicy policy,
      double[] reward) {
    TabularPolicy own = policy.agent(agent);
    FixedOthers others = new FixedOthers(agent, policy, transitions, learner.gamma());
    double[] rewards = others.ownRewards(reward);
    double[] withEntropy = rewards.clone();
    for (int entry = 0; entry < withEntropy.length; entry++) {
      withEntropy[entry] += learner.alpha() * own.entropy(entry / transitions.numActions());
    }
    double[] q = others.actionValues(rewards, others.values(withEntropy, own));
    for (int entry = 0; entry < q.length; entry++) {
      q[entry] /= learner.alpha();
    }
    return TabularPolicy.softmax(Checks.finite("Q/alpha", q), transitions.numActions());
  }
}
