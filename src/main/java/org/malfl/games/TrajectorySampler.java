package org.malfl.games;

import java.util.SplittableRandom;
import org.malfl.core.SeedTree;

/**
 * Plays episodes under fixed policies. Per step it draws one number for the joint action and, if
 * the game is not deterministic, one for the transition, each from a stream of its own.
 */
public final class TrajectorySampler {
  private final TransitionTable transitions;
  private final boolean deterministic;
  private final JointActionSampler policy;
  private final SplittableRandom transitionDraws;

  /**
   * A sampler at the beginning of its streams.
   *
   * @param transitions of the game
   * @param policy of all agents
   * @param streams random streams of this sampler alone
   */
  public TrajectorySampler(TransitionTable transitions, JointPolicy policy, SeedTree streams) {
    this(
        transitions,
        policy,
        streams.child("actions").generator(),
        streams.child("transitions").generator());
  }

  /**
   * A sampler that goes on where its streams are, for policies that change often.
   *
   * @param transitions of the game
   * @param policy of all agents
   * @param actionDraws advanced by one number a step
   * @param transitionDraws advanced by one number a step where the game is not deterministic
   */
  public TrajectorySampler(
      TransitionTable transitions,
      JointPolicy policy,
      SplittableRandom actionDraws,
      SplittableRandom transitionDraws) {
    this.transitions = transitions;
    this.deterministic = transitions.deterministic();
    this.policy = new JointActionSampler(policy, transitions.jointActions(), actionDraws);
    this.transitionDraws = transitionDraws;
  }

  /**
   * Plays one episode from the start state.
   *
   * @param episode filled completely, the state after its last step included
   */
  public void play(Episode episode) {
    play(transitions.startState(), episode);
  }

  /**
   * Plays one episode.
   *
   * @param startState in which it begins
   * @param episode filled completely, the state after its last step included
   */
  public void play(int startState, Episode episode) {
    int[] states = episode.states();
    int[] jointActions = episode.jointActions();
    int numJointActions = transitions.numJointActions();
    int[] successors = transitions.states();
    int state = startState;
    for (int t = 0; t < jointActions.length; t++) {
      int jointAction = policy.draw(state);
      states[t] = state;
      jointActions[t] = jointAction;
      int row = state * numJointActions + jointAction;
      state = deterministic ? successors[row] : drawSuccessor(row);
    }
    states[jointActions.length] = state;
  }

  private int drawSuccessor(int row) {
    double uniform = (transitionDraws.nextLong() >>> 11) * 0x1p-53;
    int last = transitions.first()[row + 1] - 1;
    while (transitions.probabilities()[last] == 0) {
      last--;
    }
    int k = transitions.first()[row];
    double cumulative = transitions.probabilities()[k];
    while (k < last && uniform >= cumulative) {
      k++;
      cumulative += transitions.probabilities()[k];
    }
    return transitions.states()[k];
  }
}
