package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.malfl.core.Checks;
import org.malfl.core.GramMatrix;
import org.malfl.core.Simplex;

/**
 * The likelihood of the actions after each improvement,
 *
 * <pre>
 * Σ_h Σ_{s,a} w_h(s)·n_{h+1}(s,a)·log softmax_a( Q_h(s,·)/α ),   w_h(s) = 1/(1 + τ·n_{h+1}(s)),
 * </pre>
 *
 * where Q_h is an affine function of the reward. τ allows for what the map leaves out, the noise of
 * the learner's unseen draws: no joint state counts for more than 1/τ actions. Concave in the
 * reward.
 */
public final class ActionLikelihood implements RewardLikelihood {
  private final List<VisitedRows> pairs = new ArrayList<>();
  private final int unknowns;
  private final int numActions;
  private final double alpha;

  /** The rows of one pair whose joint states were seen after the improvement. */
  private record VisitedRows(double[] constants, double[][] coefficients, double[] weights) {}

  /**
   * A likelihood.
   *
   * @param pairs at least one
   * @param alpha temperature of the improvement, above 0
   * @param allowance τ, 0 or more
   */
  public ActionLikelihood(List<PairEvidence> pairs, double alpha, double allowance) {
    this.alpha = Checks.positive("alpha", alpha);
    if (!(allowance >= 0)) {
      throw new IllegalArgumentException("allowance " + allowance + "; valid: 0 or more");
    }
    this.unknowns = pairs.get(0).q().unknowns();
    this.numActions = pairs.get(0).numActions();
    for (PairEvidence pair : pairs) {
      this.pairs.add(visited(pair, allowance));
    }
  }

  private VisitedRows visited(PairEvidence pair, double allowance) {
    List<double[]> coefficients = new ArrayList<>();
    double[] constants = new double[pair.actions().length];
    double[] weights = new double[constants.length];
    for (int first = 0; first < constants.length; first += numActions) {
      long visits = 0;
      for (int action = 0; action < numActions; action++) {
        visits += pair.actions()[first + action];
      }
      if (visits == 0) {
        continue;
      }
      for (int action = 0; action < numActions; action++) {
        int entry = first + action;
        int row = coefficients.size();
        constants[row] = pair.q().constants()[entry];
        weights[row] = pair.actions()[entry] / (1 + allowance * visits);
        double[] ofEntry = new double[unknowns];
        System.arraycopy(pair.q().coefficients(), entry * unknowns, ofEntry, 0, unknowns);
        coefficients.add(ofEntry);
      }
    }
    return new VisitedRows(constants, coefficients.toArray(double[][]::new), weights);
  }

  @Override
  public int unknowns() {
    return unknowns;
  }

  @Override
  public double log(double[] reward) {
    double sum = 0;
    double[] logits = new double[numActions];
    for (VisitedRows rows : pairs) {
      for (int first = 0; first < rows.coefficients.length; first += numActions) {
        logPolicy(rows, first, reward, logits);
        for (int action = 0; action < numActions; action++) {
          sum += rows.weights[first + action] * logits[action];
        }
      }
    }
    return sum;
  }

  private void logPolicy(VisitedRows rows, int first, double[] reward, double[] result) {
    for (int action = 0; action < numActions; action++) {
      double q = rows.constants[first + action];
      double[] row = rows.coefficients[first + action];
      double sum = 0;
      for (int k = 0; k < row.length; k++) {
        sum += row[k] * reward[k];
      }
      result[action] = (q + sum) / alpha;
    }
    double[] logs = Simplex.logSoftmaxRows(result, numActions);
    System.arraycopy(logs, 0, result, 0, numActions);
  }

  @Override
  public Expansion expand(double[] reward) {
    Checks.length("reward", reward, unknowns);
    double value = 0;
    double[] gradient = new double[unknowns];
    GramMatrix information = new GramMatrix(unknowns);
    double[] logs = new double[numActions];
    double[] mean = new double[unknowns];
    for (VisitedRows rows : pairs) {
      for (int first = 0; first < rows.coefficients.length; first += numActions) {
        logPolicy(rows, first, reward, logs);
        double visits = 0;
        Arrays.fill(mean, 0);
        for (int action = 0; action < numActions; action++) {
          visits += rows.weights[first + action];
          value += rows.weights[first + action] * logs[action];
          add(mean, StrictMath.exp(logs[action]), rows.coefficients[first + action]);
        }
        for (int action = 0; action < numActions; action++) {
          double[] row = rows.coefficients[first + action];
          double probability = StrictMath.exp(logs[action]);
          add(gradient, (rows.weights[first + action] - visits * probability) / alpha, row);
          subtract(row, mean, Math.sqrt(visits * probability) / alpha, information.next());
        }
      }
    }
    return new Expansion(reward.clone(), value, gradient, information.toArray());
  }

  private static void add(double[] sum, double factor, double[] row) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] += factor * row[k];
    }
  }

  private static void subtract(double[] row, double[] mean, double factor, double[] result) {
    for (int k = 0; k < result.length; k++) {
      result[k] = factor * (row[k] - mean[k]);
    }
  }
}
