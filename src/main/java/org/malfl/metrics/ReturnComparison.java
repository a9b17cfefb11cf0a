package org.malfl.metrics;

import org.malfl.games.FixedOthers;
import org.malfl.games.JointPolicy;
import org.malfl.games.MarkovGame;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;

/**
 * What a recovered reward is worth in play: who acts on it, against who was observed, and the best
 * that can be done. All three are discounted returns Σ_t γ^t r_i(s_t) of one agent from the start
 * state, in true rewards, with the other agents' policies fixed. Learners also look for entropy,
 * which these returns do not count.
 *
 * @param learner of the policy that was observed last
 * @param observer of the policy that is best for the recovered reward
 * @param optimum of the best response
 */
public record ReturnComparison(double learner, double observer, double optimum) {
  /** Below this, relative to the returns, a gap is rounding. */
  private static final double ROUNDING = 1e-9;

  /**
   * Compares the returns of one agent.
   *
   * @param agent i
   * @param game with the true rewards
   * @param transitions of the game
   * @param gamma discount in [0, 1)
   * @param observed true policies of the last observed stage, π_{H−1}: those of the others are
   *     played against, that of agent i is the learner's
   * @param believed what the observer takes the others' policies for when it plans; that of agent i
   *     is not used
   * @param recovered reward of agent i: R(s), R(s,a_i) or R(s,a), as of {@link
   *     FixedOthers#ownRewards}
   * @throws IllegalArgumentException if a shape or number is out of range
   * @throws org.malfl.core.NumericalException if values cannot be computed
   */
  public static ReturnComparison of(
      int agent,
      MarkovGame game,
      TransitionTable transitions,
      double gamma,
      JointPolicy observed,
      JointPolicy believed,
      double[] recovered) {
    FixedOthers planned = new FixedOthers(agent, believed, transitions, gamma);
    TabularPolicy observer = planned.bestResponse(planned.ownRewards(recovered));
    FixedOthers played = new FixedOthers(agent, observed, transitions, gamma);
    double[] rewards = played.ownRewards(game.rewards(agent));
    return new ReturnComparison(
        played.startValue(rewards, observed.agent(agent)),
        played.startValue(rewards, observer),
        played.startValue(rewards, played.bestResponse(rewards)));
  }

  /**
   * (observer − learner) / (optimum − learner): 1 if the observer plays as well as one can, 0 if as
   * well as the learner, below 0 if worse. Undefined where the learner leaves nothing to gain.
   */
  public Score shareOfGapClosed() {
    double gap = optimum - learner;
    if (!(gap > ROUNDING * Math.max(Math.abs(optimum), Math.abs(learner)))) {
      return Score.undefined("the learner's policy is a best response");
    }
    return Score.of((observer - learner) / gap);
  }
}
