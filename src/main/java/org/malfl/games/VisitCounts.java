package org.malfl.games;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.malfl.core.Checks;

/**
 * How often each joint action was taken in each joint state of a dataset D_h: n(s, a). It is a
 * function of D_h alone and all that the tabular observers use of it.
 *
 * @param jointActions index arithmetic of joint actions
 * @param joint {@code [numStates][numJointActions]} row-major; owned by the record, not to be
 *     written to
 */
public record VisitCounts(JointIndex jointActions, long[] joint) {
  /**
   * @throws IllegalArgumentException if the length is no multiple of the number of joint actions or
   *     a count is negative
   */
  public VisitCounts {
    if (joint.length == 0 || joint.length % jointActions.size() != 0) {
      throw new IllegalArgumentException(
          "counts have " + joint.length + " entries; valid: a multiple of " + jointActions.size());
    }
    for (long count : joint) {
      if (count < 0) {
        throw new IllegalArgumentException("a count is " + count + "; valid: 0 or more");
      }
    }
  }

  /**
   * Counts pairs.
   *
   * @param rows {@code s · numJointActions + a} of each
   * @param numStates number of joint states
   * @throws IllegalArgumentException if a pair is of no state
   */
  public static VisitCounts ofRows(int[] rows, int numStates, JointIndex jointActions) {
    long[] joint = new long[StrictMath.multiplyExact(numStates, jointActions.size())];
    for (int row : rows) {
      joint[Checks.inRange("pair", row, 0, joint.length - 1)]++;
    }
    return new VisitCounts(jointActions, joint);
  }

  /**
   * Counts a dataset.
   *
   * @throws IllegalArgumentException if it holds a state or action that the dynamics do not have
   */
  public static VisitCounts of(Observations observations, Dynamics dynamics) {
    JointIndex jointActions = dynamics.jointActions();
    int numJointActions = jointActions.size();
    long[] joint = new long[dynamics.numStates() * numJointActions];
    for (int episode = 0; episode < observations.episodes(); episode++) {
      for (int t = 0; t < observations.steps(); t++) {
        int state = observations.state(episode, t);
        int jointAction = observations.jointAction(episode, t);
        if (state < 0
            || state >= dynamics.numStates()
            || jointAction < 0
            || jointAction >= numJointActions) {
          throw new IllegalArgumentException(
              "episode "
                  + episode
                  + ", step "
                  + t
                  + " holds state "
                  + state
                  + ", joint action "
                  + jointAction);
        }
        joint[state * numJointActions + jointAction]++;
      }
    }
    return new VisitCounts(jointActions, joint);
  }

  /**
   * {@code [numStates]}: how many episodes must have ended in each joint state, in and out of which
   * steps led as often as the counts say; negative where that cannot be.
   *
   * @param transitions of the game, deterministic
   * @param episodes of the dataset
   */
  public long[] lastStates(TransitionTable transitions, long episodes) {
    long[] last = new long[numStates()];
    last[transitions.startState()] = episodes;
    for (int row = 0; row < joint.length; row++) {
      last[row / jointActions.size()] -= joint[row];
      last[transitions.states()[row]] += joint[row];
    }
    return last;
  }

  /**
   * The counts of a dataset from those of its parts.
   *
   * @param parts at least one, of one shape
   */
  public static VisitCounts sum(List<VisitCounts> parts) {
    long[] sum = parts.get(0).joint.clone();
    for (VisitCounts part : parts.subList(1, parts.size())) {
      Arrays.setAll(sum, row -> sum[row] + part.joint[row]);
    }
    return new VisitCounts(parts.get(0).jointActions, sum);
  }

  /** Number of joint states. */
  public int numStates() {
    return joint.length / jointActions.size();
  }

  /** {@code [numStates]}: n(s), the visits of each joint state. */
  public long[] states() {
    long[] counts = new long[numStates()];
    for (int row = 0; row < joint.length; row++) {
      counts[row / jointActions.size()] += joint[row];
    }
    return counts;
  }

  /** {@code [numStates][numActions]} row-major: n(s, a_i) of one agent. */
  public long[] ownActions(int agent) {
    Checks.inRange("agent", agent, 0, jointActions.numAgents() - 1);
    int[] ownAction = jointActions.components(agent);
    long[] counts = new long[numStates() * jointActions.base()];
    for (int row = 0; row < joint.length; row++) {
      int state = row / ownAction.length;
      counts[state * jointActions.base() + ownAction[row % ownAction.length]] += joint[row];
    }
    return counts;
  }

  /**
   * The policies that agents seem to have, π^i(a|s) = (n(s,a) + ε) / (n(s) + |A|ε).
   *
   * @param smoothing ε in counts, at least 0; with 0, uniform where a joint state was never seen
   * @throws IllegalArgumentException if ε is negative or not finite
   */
  public JointPolicy policies(double smoothing) {
    if (!(smoothing >= 0) || Double.isInfinite(smoothing)) {
      throw new IllegalArgumentException(
          "smoothing is " + smoothing + "; valid: at least 0, finite");
    }
    int numActions = jointActions.base();
    long[] visits = states();
    List<double[]> tables = new ArrayList<>();
    for (int agent = 0; agent < jointActions.numAgents(); agent++) {
      long[] taken = ownActions(agent);
      double[] probabilities = new double[taken.length];
      for (int k = 0; k < taken.length; k++) {
        double all = visits[k / numActions] + numActions * smoothing;
        probabilities[k] = all == 0 ? 1.0 / numActions : (taken[k] + smoothing) / all;
      }
      tables.add(probabilities);
    }
    return JointPolicy.ofProbabilities(tables, numActions);
  }
}
