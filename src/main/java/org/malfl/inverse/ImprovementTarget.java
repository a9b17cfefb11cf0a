package org.malfl.inverse;

import org.malfl.core.Checks;
import org.malfl.games.JointPolicy;
import org.malfl.games.OwnTransitions;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;

/** What the reward and its potential have to explain of one step of soft improvement. */
public final class ImprovementTarget {
  private ImprovementTarget() {}

  /**
   * Soft-improvement target of one agent at one stage,
   *
   * <pre>
   * Y_h(s,a) = α log π_{h+1}(a|s) + αγ E_{b ∼ π_h^{−i}(·|s)}[ KL(π_h(·|s') ‖ π_{h+1}(·|s')) ]
   * </pre>
   *
   * (Multi-Agent Learning from Learners, Algorithm 2; single-agent form: Jacq et al. 2019, eq. 13).
   *
   * @param agent i, whose target it is
   * @param transitions of the game
   * @param learner α and γ
   * @param current π_h of all agents
   * @param improved π_{h+1} of all agents, strictly positive where {@code current} is; only agent
   *     i's is used
   * @return nats times α, {@code [numStates][numActions]} row-major
   * @throws org.malfl.core.NumericalException if a target is not finite
   */
  public static double[] of(
      int agent,
      TransitionTable transitions,
      LearnerModel learner,
      JointPolicy current,
      JointPolicy improved) {
    TabularPolicy own = current.agent(agent);
    TabularPolicy next = improved.agent(agent);
    double[] divergence = new double[transitions.numStates()];
    for (int state = 0; state < divergence.length; state++) {
      divergence[state] = own.klDivergence(next, state);
    }
    double[] target = OwnTransitions.of(agent, current, transitions).expectation(divergence);
    double[] logImproved = next.logProbabilities();
    for (int k = 0; k < target.length; k++) {
      target[k] = learner.alpha() * (logImproved[k] + learner.gamma() * target[k]);
    }
    return Checks.finite("improvement target of agent " + agent, target);
  }
}
