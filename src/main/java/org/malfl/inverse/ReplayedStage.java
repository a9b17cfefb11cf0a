package org.malfl.inverse;

import org.malfl.core.Checks;
import org.malfl.games.Episode;
import org.malfl.games.Observations;
import org.malfl.games.TransitionTable;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;

/**
 * Goes through the observed steps of a stage as the learner's TD did: in order, with the step size
 * of every update, the last step of an episode included.
 */
abstract class ReplayedStage {
  private final TransitionTable transitions;
  private final int numActions;
  private final int[] ownAction;
  private final UpdateRule.TemporalDifferences rule;
  private final boolean constantStep;
  private double[] stepSizes;
  private final int[] updates;

  ReplayedStage(int agent, TransitionTable transitions, UpdateRule.TemporalDifferences rule) {
    this.transitions = transitions;
    this.numActions = transitions.numActions();
    this.ownAction = transitions.jointActions().components(agent);
    this.rule = rule;
    this.constantStep = rule.stepSize() instanceof StepSize.Constant;
    this.stepSizes = rule.stepSize().table(1);
    this.updates = new int[StrictMath.multiplyExact(transitions.numStates(), numActions)];
  }

  /**
   * An update of Q(s,a).
   *
   * @param state s
   * @param entry {@code s · numActions + a}
   * @param jointAction that was taken
   * @param beta step size
   * @param next the state that followed
   */
  abstract void update(int state, int entry, int jointAction, double beta, int next);

  /**
   * An update of Q(s,a) after which the recording ends, so that a random next state is unknown.
   *
   * @param row {@code s · numJointActions + jointAction}, of whose successors it is one
   */
  abstract void updateTowardsAny(int state, int entry, int jointAction, double beta, int row);

  /**
   * Goes through a dataset.
   *
   * @param dataset D_h, at least one episode
   */
  final void replay(Observations dataset) {
    Checks.inRange("episodes", dataset.episodes(), 1, Integer.MAX_VALUE);
    Episode episode = new Episode(dataset.steps());
    for (int k = 0; k < dataset.episodes(); k++) {
      dataset.read(k, episode);
      replay(episode.states(), episode.jointActions());
    }
  }

  private void replay(int[] states, int[] jointActions) {
    int last = jointActions.length - 1;
    for (int t = 0; t < last; t++) {
      int entry = states[t] * numActions + ownAction[jointActions[t]];
      update(states[t], entry, jointActions[t], stepSize(entry), states[t + 1]);
    }
    int entry = states[last] * numActions + ownAction[jointActions[last]];
    int row = states[last] * transitions.numJointActions() + jointActions[last];
    int first = transitions.first()[row];
    double beta = stepSize(entry);
    if (transitions.first()[row + 1] == first + 1) {
      update(states[last], entry, jointActions[last], beta, transitions.states()[first]);
    } else {
      updateTowardsAny(states[last], entry, jointActions[last], beta, row);
    }
  }

  private double stepSize(int entry) {
    if (constantStep) {
      return stepSizes[0];
    }
    int earlier = updates[entry]++;
    if (earlier >= stepSizes.length) {
      stepSizes = rule.stepSize().table(2 * stepSizes.length + 1024);
    }
    return stepSizes[earlier];
  }
}
