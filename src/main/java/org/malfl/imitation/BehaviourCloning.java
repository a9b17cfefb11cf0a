package org.malfl.imitation;

import java.util.Arrays;
import java.util.List;
import org.malfl.core.Checks;
import org.malfl.games.JointIndex;
import org.malfl.games.JointPolicy;
import org.malfl.games.VisitCounts;

/**
 * Every agent does what the expert was seen to do, π^i(a|s) = (n_i(s,a) + ε) / (n(s) + |A|ε): the
 * policy that makes the data most probable if ε = 0 (Pomerleau 1991), where the expert was not seen
 * uniform.
 */
public final class BehaviourCloning {
  private final JointIndex jointActions;
  private final double smoothing;
  private final long[] counts;

  /**
   * A learner that has seen nothing.
   *
   * @param smoothing ε in counts, at least 0
   */
  public BehaviourCloning(int numStates, JointIndex jointActions, double smoothing) {
    this.jointActions = jointActions;
    this.smoothing = smoothing;
    this.counts = new long[StrictMath.multiplyExact(numStates, jointActions.size())];
  }

  /**
   * Sees the expert act.
   *
   * @param row {@code s · numJointActions + a}
   * @throws IllegalArgumentException if it is no pair of a state and a joint action
   */
  public void see(int row) {
    counts[Checks.inRange("pair", row, 0, counts.length - 1)]++;
  }

  /** Whether the expert was seen in a state. */
  public boolean hasSeen(int state) {
    int from = state * jointActions.size();
    return Arrays.stream(counts, from, from + jointActions.size()).sum() > 0;
  }

  /**
   * The policies now.
   *
   * @throws IllegalArgumentException if ε is negative or not finite
   */
  public JointPolicy policy() {
    return new VisitCounts(jointActions, counts.clone()).policies(smoothing);
  }

  /**
   * The policies now, where the expert was not seen another one.
   *
   * @param fallback what to do there
   */
  JointPolicy policy(JointPolicy fallback) {
    List<double[]> tables = policy().probabilities().stream().map(double[]::clone).toList();
    int numActions = jointActions.base();
    for (int state = 0; state < counts.length / jointActions.size(); state++) {
      if (!hasSeen(state)) {
        for (int agent = 0; agent < tables.size(); agent++) {
          System.arraycopy(
              fallback.agent(agent).probabilities(),
              state * numActions,
              tables.get(agent),
              state * numActions,
              numActions);
        }
      }
    }
    return JointPolicy.ofProbabilities(tables, numActions);
  }
}
