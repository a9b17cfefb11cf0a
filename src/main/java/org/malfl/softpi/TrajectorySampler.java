package org.malfl.softpi;

import java.util.SplittableRandom;
import org.malfl.core.SeedTree;
import org.malfl.games.Episode;
import org.malfl.games.JointPolicy;
import org.malfl.games.TransitionTable;

/**
 * Plays episodes under fixed policies. Per step it draws one number for the joint action and, if
 * the game is not deterministic, one for the transition, each from a stream of its own.
 */
public final class TrajectorySampler {
  private final int startState;
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
    this.startState = transitions.startState();
    this.transitions = transitions;
    this.deterministic = transitions.deterministic();
    this.policy =
        new JointActionSampler(
            policy, transitions.jointActions(), streams.child("actions").generator());
    this.transitionDraws = streams.child("transitions").generator();
  }

  /**
   * Plays one episode from the start state.
   *
   * @param episode filled completely, the state after its last step included
   */
  public void play(Episode episode) {
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
