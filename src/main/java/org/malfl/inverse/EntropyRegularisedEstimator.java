package org.malfl.inverse;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.malfl.core.Adam;
import org.malfl.core.Checks;
import org.malfl.core.SeedTree;
import org.malfl.core.Simplex;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.games.VisitCounts;

/**
 * The paper's policy estimate: per agent and joint state with action frequencies q, minimise over
 * logits, by Adam from logits drawn from U(0, 1),
 *
 * <pre>
 * −Σ_a q_a log p_a − w·H(p),  p = softmax(logits).
 * </pre>
 *
 * Joint states without visits get the uniform policy. With w > 0 the estimate leans towards uniform
 * however much data there is, and with few epochs it keeps a trace of where it started; both belong
 * to the method.
 *
 * @param learningRate Adam's step, above 0
 * @param epochs Adam updates, at least 0
 * @param entropyWeight w, at least 0
 */
public record EntropyRegularisedEstimator(double learningRate, int epochs, double entropyWeight)
    implements PolicyEstimator {
  /**
   * @throws IllegalArgumentException if a setting is out of range
   */
  public EntropyRegularisedEstimator {
    Checks.positive("learningRate", learningRate);
    Checks.inRange("epochs", epochs, 0, Integer.MAX_VALUE);
    if (!(entropyWeight >= 0)) {
      throw new IllegalArgumentException(
          "entropyWeight is " + entropyWeight + "; valid: 0 or more");
    }
  }

  @Override
  public JointPolicy estimate(VisitCounts counts, SeedTree streams) {
    int numActions = counts.jointActions().base();
    long[] visits = counts.states();
    List<TabularPolicy> agents = new ArrayList<>();
    for (int agent = 0; agent < counts.jointActions().numAgents(); agent++) {
      long[] taken = counts.ownActions(agent);
      double[] logits = minimise(taken, visits, numActions, streams.child(agent).generator());
      agents.add(TabularPolicy.softmax(logits, numActions));
    }
    return new JointPolicy(agents);
  }

  private double[] minimise(long[] taken, long[] visits, int numActions, SplittableRandom random) {
    double[] logits = new double[taken.length];
    for (int k = 0; k < logits.length; k++) {
      // Drawn for unvisited states too, so that a state's start does not depend on the others'.
      logits[k] = (random.nextLong() >>> 11) * 0x1p-53;
    }
    Adam adam = new Adam(logits.length, learningRate);
    for (int epoch = 0; epoch < epochs; epoch++) {
      adam.step(logits, gradient(logits, taken, visits, numActions));
    }
    for (int k = 0; k < logits.length; k++) {
      if (visits[k / numActions] == 0) {
        logits[k] = 0;
      }
    }
    return logits;
  }

  /** ∂loss/∂logit_a = p_a − q_a + w·p_a·(log p_a + H(p)); zero where a state was not visited. */
  private double[] gradient(double[] logits, long[] taken, long[] visits, int numActions) {
    double[] logP = Simplex.logSoftmaxRows(logits, numActions);
    double[] p = new double[logP.length];
    for (int k = 0; k < p.length; k++) {
      p[k] = StrictMath.exp(logP[k]);
    }
    double[] gradient = new double[logits.length];
    for (int state = 0; state < visits.length; state++) {
      if (visits[state] > 0) {
        int offset = state * numActions;
        double entropy = Simplex.entropy(p, logP, offset, numActions);
        for (int k = offset; k < offset + numActions; k++) {
          double frequency = (double) taken[k] / visits[state];
          gradient[k] = p[k] - frequency + entropyWeight * p[k] * (logP[k] + entropy);
        }
      }
    }
    return gradient;
  }
}
