package org.malfl.imitation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.malfl.core.Checks;
import org.malfl.core.SeedTree;
import org.malfl.games.Episode;
import org.malfl.games.JointActionSampler;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TrajectorySampler;
import org.malfl.games.TransitionTable;

/**
 * Imitation that asks the expert where somebody who deviates would go. In turn nobody or one of the
 * agents leaves the learners' policies for another one while the others keep to them; in every
 * state that is reached so, the expert is asked for a joint action, and the learners' policies
 * become what it was seen to do there. Episodes end after each step with probability 1 − γ.
 *
 * <p>In a zero-sum game of payoffs within ±r, if the deviation is the best response b_i to the
 * learners π, what can be won is at most (Kakade and Langford 2002, once for either player)
 *
 * <pre>
 * NashConv(π) ≤ NashConv(expert) + Σ_i 2r/(1 − γ)² E_{s ∼ d(b_i, π_−i)}[TV(π_−i(·|s), expert_−i(·|s))]
 * </pre>
 *
 * with d(b_i, π_−i) = (1 − γ) Σ_t γ^t P(s_t = s) and TV half of the sum of absolute differences.
 * What is asked where somebody deviates is asked at draws from these d, for the learners as they
 * were when deviations were last planned. Data from the expert's own play have another distribution
 * of states, which may be zero where this one is not.
 */
public final class DeviationQueries {
  /** Deviations are planned anew when there is a tenth more to know. */
  private static final int PART = 10;

  private final TransitionTable transitions;
  private final Deviation deviation;
  private final JointPolicy fallback;
  private final double gamma;
  private final BehaviourCloning seen;
  private final JointActionSampler answers;
  private final SplittableRandom plays;
  private final SplittableRandom ends;
  private final Episode step = new Episode(1);
  private final List<TrajectorySampler> deviating = new ArrayList<>();
  private long asked;
  private long nextPlan;
  private int turn;
  private int state;

  /** How an agent leaves the others. */
  public interface Deviation {
    /**
     * What an agent does while the others keep to their policies.
     *
     * @param policy of all agents
     */
    TabularPolicy of(int agent, JointPolicy policy);

    /** Every action with even chances: one needs to know nothing of the game. */
    static Deviation uniform() {
      return (agent, policy) ->
          TabularPolicy.uniform(policy.agent(agent).numStates(), policy.agent(agent).numActions());
    }
  }

  /**
   * Learners who have asked nothing.
   *
   * @param expert who answers, in any state
   * @param deviation how an agent leaves the others
   * @param fallback what learners do in states that nobody asked about
   * @param gamma 1/(1 − γ) is the mean length of an episode; in [0, 1)
   * @param streams random streams of these learners alone
   * @throws IllegalArgumentException if the discount is out of range
   */
  public DeviationQueries(
      TransitionTable transitions,
      JointPolicy expert,
      Deviation deviation,
      JointPolicy fallback,
      double gamma,
      SeedTree streams) {
    this.transitions = transitions;
    this.deviation = deviation;
    this.fallback = fallback;
    this.gamma = Checks.discount(gamma);
    this.seen = new BehaviourCloning(transitions.numStates(), transitions.jointActions(), 0);
    this.answers =
        new JointActionSampler(
            expert, transitions.jointActions(), streams.child("answers").generator());
    this.plays = streams.child("plays").generator();
    this.ends = streams.child("ends").generator();
    this.state = transitions.startState();
  }

  /**
   * Asks the expert on.
   *
   * @param total until so many questions are asked in all
   */
  public void askUpTo(long total) {
    while (asked < total) {
      ask();
    }
  }

  /** Asks the expert once. */
  public void ask() {
    if (asked >= nextPlan) {
      plan();
      nextPlan = asked + 1 + asked / PART;
    }
    seen.see(state * transitions.numJointActions() + answers.draw(state));
    asked++;
    deviating.get(turn).play(state, step);
    if (ends.nextDouble() < gamma) {
      state = step.states()[1];
    } else {
      state = transitions.startState();
      turn = (turn + 1) % deviating.size();
    }
  }

  private void plan() {
    JointPolicy policy = policy();
    deviating.clear();
    deviating.add(new TrajectorySampler(transitions, policy, plays, plays));
    for (int agent = 0; agent < transitions.jointActions().numAgents(); agent++) {
      List<TabularPolicy> policies = new ArrayList<>(policy.agents());
      policies.set(agent, deviation.of(agent, policy));
      deviating.add(new TrajectorySampler(transitions, new JointPolicy(policies), plays, plays));
    }
  }

  /** The policies now. */
  public JointPolicy policy() {
    return seen.policy(fallback);
  }
}
