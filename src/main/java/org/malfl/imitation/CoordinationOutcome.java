package org.malfl.imitation;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.malfl.core.Checks;
import org.malfl.games.JointIndex;
import org.malfl.games.JointPolicy;
import org.malfl.metrics.Distances;

/**
 * What two agents with actions A = 0 and B = 1 do together, on average over signals that are
 * equally likely (one state per signal).
 *
 * @param first P(A) of agent 0
 * @param second P(A) of agent 1
 * @param firstEntropy of agent 0, in nats, the mean over signals
 * @param secondEntropy of agent 1
 * @param joint {@code [4]}: how likely AA, AB, BA and BB are; owned by the record
 * @param convention what they have settled on
 */
public record CoordinationOutcome(
    double first,
    double second,
    double firstEntropy,
    double secondEntropy,
    double[] joint,
    Convention convention) {
  private static final JointIndex ACTIONS = new JointIndex(2, 2);

  /** What agents have settled on. */
  public enum Convention {
    /** AA in more than half of all plays. */
    AA,
    /** BB in more than half of all plays. */
    BB,
    /** By the value of a public signal, AA at some and BB at others. */
    BOTH,
    /** None of these. */
    NONE;

    private static Convention of(double[] joint) {
      if (joint[0] > 0.5) {
        return AA;
      }
      return joint[3] > 0.5 ? BB : NONE;
    }
  }

  /**
   * The outcome of policies.
   *
   * @param policy of two agents with two actions
   * @throws IllegalArgumentException if it is another
   */
  public static CoordinationOutcome of(JointPolicy policy) {
    Checks.inRange("agents", policy.numAgents(), 2, 2);
    Checks.inRange("actions", policy.agent(0).numActions(), 2, 2);
    int signals = policy.agent(0).numStates();
    double[] table = policy.jointProbabilities(ACTIONS);
    double[] joint = new double[4];
    double[] entropies = new double[2];
    Set<Convention> bySignal = EnumSet.noneOf(Convention.class);
    for (int signal = 0; signal < signals; signal++) {
      for (int k = 0; k < 4; k++) {
        joint[k] += table[4 * signal + k] / signals;
      }
      bySignal.add(Convention.of(Arrays.copyOfRange(table, 4 * signal, 4 * signal + 4)));
      for (int agent = 0; agent < 2; agent++) {
        entropies[agent] += policy.agent(agent).entropy(signal) / signals;
      }
    }
    return new CoordinationOutcome(
        joint[0] + joint[1],
        joint[0] + joint[2],
        entropies[0],
        entropies[1],
        joint,
        bySignal.containsAll(EnumSet.of(Convention.AA, Convention.BB))
            ? Convention.BOTH
            : Convention.of(joint));
  }

  /** How likely both do the same. */
  public double coordination() {
    return joint[0] + joint[3];
  }

  /**
   * Jensen–Shannon distance to an expert.
   *
   * @param expert {@code [4]}, on the simplex
   */
  public double distance(double[] expert) {
    return Distances.jensenShannon(expert, joint);
  }

  /**
   * How often each joint action is in some plays.
   *
   * @param plays at least 1
   * @return {@code [4]}: shares
   */
  public double[] sampled(int plays, SplittableRandom random) {
    Checks.inRange("plays", plays, 1, Integer.MAX_VALUE);
    int[] counts = new int[4];
    for (int play = 0; play < plays; play++) {
      double uniform = random.nextDouble();
      int k = 0;
      for (double below = joint[0]; k < 3 && uniform >= below; below += joint[++k]) {}
      counts[k]++;
    }
    double[] shares = new double[4];
    for (int k = 0; k < 4; k++) {
      shares[k] = (double) counts[k] / plays;
    }
    return shares;
  }
}
