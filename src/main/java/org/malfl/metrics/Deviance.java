package org.malfl.metrics;

import java.util.ArrayList;
import java.util.List;
import org.malfl.core.Checks;
import org.malfl.games.TabularPolicy;

/**
 * How badly a policy predicts actions that were counted,
 *
 * <pre>
 * D = 2·Σ_{s,a} n(s,a)·log( f(a|s) / π(a|s) ),   f(a|s) = n(s,a)/n(s),
 * </pre>
 *
 * twice the log-likelihood that the policy falls short of the frequencies. For actions that were
 * not used to find the policy it is a proper score: on average the true policy has the least. The
 * frequencies are raw: smoothing would favour predictions that are smoothed alike, and what they
 * add is the same for every prediction, so differences between predictions are free of it.
 *
 * @param total D, in nats, at least 0 up to rounding
 * @param actions Σ n(s,a), at least 1
 */
public record Deviance(double total, long actions) {
  /**
   * @throws IllegalArgumentException if there are no actions or the deviance is not finite
   */
  public Deviance {
    if (actions < 1 || !Double.isFinite(total)) {
      throw new IllegalArgumentException(
          "deviance "
              + total
              + " of "
              + actions
              + " actions; valid: a finite number, of at least 1 action");
    }
  }

  /**
   * The deviance of one stage.
   *
   * @param prediction π
   * @param counts n(s,a_i), {@code [numStates][numActions]} row-major, at least one above 0
   * @throws IllegalArgumentException if the shapes differ, nothing was counted, or π is 0 where
   *     something was
   */
  public static Deviance of(TabularPolicy prediction, long[] counts) {
    int numActions = prediction.numActions();
    int entries = prediction.numStates() * numActions;
    Checks.inRange("counts", counts.length, entries, entries);
    double sum = 0;
    long actions = 0;
    for (int state = 0; state < prediction.numStates(); state++) {
      long visits = 0;
      for (int action = 0; action < numActions; action++) {
        visits += counts[state * numActions + action];
      }
      for (int action = 0; action < numActions; action++) {
        long count = counts[state * numActions + action];
        if (count > 0) {
          sum +=
              count
                  * (StrictMath.log((double) count / visits)
                      - prediction.logProbability(state, action));
        }
      }
      actions += visits;
    }
    return new Deviance(2 * sum, actions);
  }

  /**
   * The deviance of several stages, each of which was left out when its policy was predicted.
   *
   * @param predictions a policy per stage
   * @param counts n(s,a_i) of each, as in {@link #of(TabularPolicy, long[])}
   * @throws IllegalArgumentException if the lists differ in length or are empty
   */
  public static Deviance of(List<TabularPolicy> predictions, List<long[]> counts) {
    Checks.inRange("stages", counts.size(), predictions.size(), predictions.size());
    List<Deviance> stages = new ArrayList<>();
    for (int stage = 0; stage < predictions.size(); stage++) {
      stages.add(of(predictions.get(stage), counts.get(stage)));
    }
    return sum(stages);
  }

  /**
   * The deviance of several stages from that of each.
   *
   * @param stages at least one
   * @throws IllegalArgumentException if there is none
   */
  public static Deviance sum(List<Deviance> stages) {
    double total = 0;
    long actions = 0;
    for (Deviance stage : stages) {
      total += stage.total;
      actions += stage.actions;
    }
    return new Deviance(total, actions);
  }

  /** D/N, in nats, with N the number of actions. */
  public double perAction() {
    return total / actions;
  }

  /** The mean of KL(f(·|s) ‖ π(·|s)) over visits, in nats: half of {@link #perAction}. */
  public double divergence() {
    return perAction() / 2;
  }
}
