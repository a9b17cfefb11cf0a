package org.malfl.metrics;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.numbers.gamma.LogGamma;
import org.malfl.core.Checks;
import org.malfl.core.Simplex;
import org.malfl.games.JointIndex;
import org.malfl.games.JointPolicy;
import org.malfl.games.VisitCounts;

/**
 * Evidence that actions were not drawn from the policies that are said to have drawn them, as an
 * e-value: however long one plays and wherever that leads, it exceeds 1/δ with a probability of at
 * most δ if they were (Ville's inequality).
 *
 * <p>It is the mean of many likelihood ratios. In each, the actions of a joint state come from an
 * unknown distribution that Dirichlet(c·π(·|s)) describes, against π(·|s) itself,
 *
 * <pre>
 * M_s(c) = Γ(c)/Γ(c + n(s)) · Π_a Γ(c·π(a|s) + n(s,a)) / ( Γ(c·π(a|s)) · π(a|s)^n(s,a) ),
 * </pre>
 *
 * with c from loose to so tight that small differences in all joint states add up: once Π_s M_s(c),
 * once the mean over s; for joint actions and for each agent's own; for the whole dataset and for
 * parts of it.
 *
 * @param log natural logarithm of the e-value
 * @param part that says most: 0 for the whole dataset, else its part, from 1
 * @param agent whose actions say most; −1 for joint actions
 * @param state joint state where they say most
 */
public record ActionEvidence(double log, int part, int agent, int state) {
  /** c is a power of 16 up to this one, which is some millions of visits. */
  private static final int LARGEST_POWER = 6;

  /** Evidence of one way to look at the actions. */
  private record View(List<Double> logs, double largest, int state) {}

  /**
   * Weighs counts against policies.
   *
   * @param whole n(s, a) of the dataset
   * @param parts n(s, a) of parts of it; may be empty
   * @param policy of all agents
   * @throws IllegalArgumentException if shapes differ
   */
  public static ActionEvidence of(VisitCounts whole, List<VisitCounts> parts, JointPolicy policy) {
    List<VisitCounts> counts = new ArrayList<>(List.of(whole));
    counts.addAll(parts);
    List<Double> logs = new ArrayList<>();
    ActionEvidence most = new ActionEvidence(Double.NEGATIVE_INFINITY, 0, -1, 0);
    for (int part = 0; part < counts.size(); part++) {
      for (int agent = -1; agent < policy.numAgents(); agent++) {
        View view = view(counts.get(part), agent, policy);
        logs.addAll(view.logs);
        if (view.largest > most.log) {
          most = new ActionEvidence(view.largest, part, agent, view.state);
        }
      }
    }
    return new ActionEvidence(logMean(logs), most.part, most.agent, most.state);
  }

  private static View view(VisitCounts counts, int agent, JointPolicy policy) {
    JointIndex jointActions = counts.jointActions();
    int numStates = Checks.inRange("states", counts.numStates(), 1, policy.agent(0).numStates());
    int columns = agent < 0 ? jointActions.size() : jointActions.base();
    long[] taken = agent < 0 ? counts.joint() : counts.ownActions(agent);
    double[] logProbabilities =
        agent < 0 ? jointLogs(policy, jointActions) : policy.agent(agent).logProbabilities();
    List<Double> logs = new ArrayList<>();
    double largest = Double.NEGATIVE_INFINITY;
    int largestState = 0;
    for (int power = 0; power <= LARGEST_POWER; power++) {
      double concentration = StrictMath.pow(16, power);
      List<Double> states = new ArrayList<>();
      double product = 0;
      for (int state = 0; state < numStates; state++) {
        double log = logRatio(taken, logProbabilities, state * columns, columns, concentration);
        states.add(log);
        product += log;
        if (log > largest) {
          largest = log;
          largestState = state;
        }
      }
      logs.add(product);
      logs.add(logMean(states));
    }
    double most = logs.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return new View(logs, most, largestState);
  }

  private static double[] jointLogs(JointPolicy policy, JointIndex jointActions) {
    int numStates = policy.agent(0).numStates();
    double[] logs = new double[numStates * jointActions.size()];
    for (int agent = 0; agent < policy.numAgents(); agent++) {
      int[] own = jointActions.components(agent);
      for (int row = 0; row < logs.length; row++) {
        logs[row] += policy.agent(agent).logProbability(row / own.length, own[row % own.length]);
      }
    }
    return logs;
  }

  /** log M_s(c) of the row that begins at an offset. */
  private static double logRatio(
      long[] taken, double[] logProbabilities, int offset, int columns, double concentration) {
    long visits = 0;
    double log = 0;
    for (int k = offset; k < offset + columns; k++) {
      if (taken[k] > 0) {
        visits += taken[k];
        // Where even the probability is too small for a number, the smallest stands for it.
        double prior =
            Math.max(Double.MIN_NORMAL, concentration * StrictMath.exp(logProbabilities[k]));
        log += rising(prior, taken[k]) - taken[k] * logProbabilities[k];
      }
    }
    return visits == 0 ? 0 : log - rising(concentration, visits);
  }

  /** log Γ(x + n) − log Γ(x). */
  private static double rising(double x, long n) {
    return LogGamma.value(x + n) - LogGamma.value(x);
  }

  private static double logMean(List<Double> logs) {
    double[] table = logs.stream().mapToDouble(Double::doubleValue).toArray();
    // An action that cannot have been drawn is as much evidence as there can be.
    if (logs.contains(Double.POSITIVE_INFINITY)) {
      return Double.POSITIVE_INFINITY;
    }
    return Simplex.logSumExp(table, 0, table.length) - StrictMath.log(table.length);
  }
}
