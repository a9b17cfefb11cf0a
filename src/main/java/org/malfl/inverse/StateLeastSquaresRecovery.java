package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;
import org.malfl.games.JointPolicy;
import org.malfl.games.OwnTransitions;
import org.malfl.games.TransitionTable;

/**
 * Recovers a reward of joint states and one free potential per pair of stages from the targets of
 * {@link ImprovementTarget}, as the paper's estimator does, but to the minimum: R and g_h minimise
 *
 * <pre>
 * Σ_h Σ_{s,a} w_h(s,a) · ρ_σ( R(s) + g_h(s) − γ E_{a_−i ∼ π_h}[g_h(s')] − Y_h(s,a) )
 * </pre>
 *
 * with ρ_σ either ½e² or Huber's loss ({@link HuberWeights}). One constant is free: c added to R
 * and taken as c/(1−γ) from each potential. Of all minima the limit of vanishing ridge on (R, g) is
 * found, which has the least norm; then the constant is moved until R has mean 0. Potentials are
 * eliminated pair by pair (Schur complement).
 *
 * @param robust whether ρ is Huber's loss
 */
public record StateLeastSquaresRecovery(boolean robust) {
  /** The ridge whose limit to zero gives the solution of least norm, and steps towards it. */
  private static final double VANISHING_RIDGE = 1e-9;

  private static final int LIMIT_STEPS = 20;
  private static final double LIMIT_TOLERANCE = 1e-14;
  private static final int ROBUST_STEPS = 50;
  private static final double ROBUST_TOLERANCE = 1e-5;

  /**
   * What was recovered and how.
   *
   * @param reward R with its mean removed, {@code [numStates]}
   * @param potentials g_h, {@code [numPairs][numStates]} row-major
   * @param scale σ of the residuals, in units of Q
   * @param meanHuberWeight mean of Huber's weights over entries, weighted by w; 1 without Huber
   * @param robustSteps solutions that the iteration of weights took
   * @param objective what is minimised, at R and g, with the last σ
   */
  public record Outcome(
      double[] reward,
      double[] potentials,
      double scale,
      double meanHuberWeight,
      int robustSteps,
      double objective) {}

  /**
   * Recovers the reward of one agent.
   *
   * @param agent i
   * @param transitions of the game
   * @param gamma the learners' discount, in [0, 1)
   * @param policies π_h of all agents, h = 0..k−1
   * @param targets Y_h of agent i, h = 0..k−1, each {@code [numStates][numActions]} row-major
   * @param weights w_h, same shape, at least 0
   * @throws IllegalArgumentException if the lists are empty or differ in length or shapes
   * @throws NumericalException if a linear system is singular to working precision
   */
  public Outcome recover(
      int agent,
      TransitionTable transitions,
      double gamma,
      List<JointPolicy> policies,
      List<double[]> targets,
      List<double[]> weights) {
    Checks.discount(gamma);
    if (policies.isEmpty()
        || policies.size() != targets.size()
        || policies.size() != weights.size()) {
      throw new IllegalArgumentException(
          policies.size()
              + " policies, "
              + targets.size()
              + " targets and "
              + weights.size()
              + " weights; valid: one of each per pair");
    }
    List<Pair> pairs = new ArrayList<>();
    for (int h = 0; h < policies.size(); h++) {
      OwnTransitions successors = OwnTransitions.of(agent, policies.get(h), transitions);
      pairs.add(Pair.of(successors, gamma, transitions, targets.get(h), weights.get(h)));
    }
    int numStates = transitions.numStates();
    double[] allWeights = concatenated(weights);
    List<double[]> huber =
        weights.stream().map(w -> CountWeights.ofKnownPolicies(w.length)).toList();
    double scale = 0;
    Estimate estimate = null;
    List<double[]> residuals = List.of();
    int step = 0;
    for (boolean moving = true; moving; ) {
      step++;
      Estimate next = new Normal(pairs, huber, numStates).solve();
      moving = robust && step < ROBUST_STEPS && (estimate == null || !next.closeTo(estimate));
      estimate = next;
      residuals = estimate.residuals(pairs);
      if (robust) {
        double sigma = HuberWeights.scale(concatenated(residuals), allWeights);
        scale = sigma;
        huber = residuals.stream().map(e -> HuberWeights.of(e, sigma)).toList();
      }
    }
    return outcome(estimate, residuals, scale, huber, weights, step, gamma);
  }

  private static Outcome outcome(
      Estimate estimate,
      List<double[]> residuals,
      double lossScale,
      List<double[]> huber,
      List<double[]> weights,
      int steps,
      double gamma) {
    double objective = 0;
    double huberSum = 0;
    double weightSum = 0;
    for (int h = 0; h < weights.size(); h++) {
      for (int k = 0; k < weights.get(h).length; k++) {
        double weight = weights.get(h)[k];
        objective += weight * HuberWeights.loss(residuals.get(h)[k], lossScale);
        huberSum += weight * huber.get(h)[k];
        weightSum += weight;
      }
    }
    double[] reward = estimate.reward;
    double mean = Arrays.stream(reward).sum() / reward.length;
    double[] potentials = concatenated(estimate.potentials);
    for (int k = 0; k < reward.length; k++) {
      reward[k] -= mean;
    }
    for (int k = 0; k < potentials.length; k++) {
      potentials[k] += mean / (1 - gamma);
    }
    return new Outcome(
        reward,
        potentials,
        HuberWeights.scale(concatenated(residuals), concatenated(weights)),
        weightSum > 0 ? huberSum / weightSum : 1,
        steps,
        objective);
  }

  private static double[] concatenated(List<double[]> parts) {
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /**
   * The entries of a pair: the row of g in entry e has {@code values[k]} in column {@code
   * columns[k]}, k from {@code first[e]} up to, not including, {@code first[e + 1]}.
   */
  private record Pair(
      int numActions,
      int[] first,
      int[] columns,
      double[] values,
      double[] target,
      double[] weights) {
    static Pair of(
        OwnTransitions successors,
        double gamma,
        TransitionTable transitions,
        double[] target,
        double[] weights) {
      int numEntries = successors.first().length - 1;
      Checks.length("target", target, numEntries);
      Checks.length("weights", weights, numEntries);
      int[] first = new int[numEntries + 1];
      int[] columns = new int[successors.states().length + numEntries];
      double[] values = new double[columns.length];
      int at = 0;
      for (int entry = 0; entry < numEntries; entry++) {
        columns[at] = entry / transitions.numActions();
        values[at++] = 1;
        for (int k = successors.first()[entry]; k < successors.first()[entry + 1]; k++) {
          columns[at] = successors.states()[k];
          values[at++] = -gamma * successors.probabilities()[k];
        }
        first[entry + 1] = at;
      }
      return new Pair(transitions.numActions(), first, columns, values, target, weights);
    }

    /** Y − R − g + γE[g']. */
    double[] residuals(double[] reward, double[] potential) {
      double[] residuals = target.clone();
      for (int entry = 0; entry < residuals.length; entry++) {
        double sum = reward[entry / numActions];
        for (int k = first[entry]; k < first[entry + 1]; k++) {
          sum += values[k] * potential[columns[k]];
        }
        residuals[entry] -= sum;
      }
      return residuals;
    }
  }

  /** Potentials of one pair each. */
  private record Estimate(double[] reward, List<double[]> potentials) {
    List<double[]> residuals(List<Pair> pairs) {
      List<double[]> residuals = new ArrayList<>();
      for (int h = 0; h < pairs.size(); h++) {
        residuals.add(pairs.get(h).residuals(reward, potentials.get(h)));
      }
      return residuals;
    }

    boolean closeTo(Estimate other) {
      double change = 0;
      double size = 0;
      for (int k = 0; k < reward.length; k++) {
        change = Math.max(change, Math.abs(reward[k] - other.reward[k]));
        size = Math.max(size, Math.abs(reward[k]));
      }
      return change <= ROBUST_TOLERANCE * size;
    }
  }

  /** Normal equations with potentials eliminated. */
  private static final class Normal {
    private final int numStates;
    private final List<Pair> pairs;
    private final List<double[]> weights = new ArrayList<>();

    /** U_h with U_hᵀU_h = GᵀWG + εI, and Z_h = U_h⁻ᵀGᵀWX. */
    private final List<UpperTriangle> factors = new ArrayList<>();

    private final List<double[]> couplings = new ArrayList<>();
    private final UpperTriangle schur;

    Normal(List<Pair> pairs, List<double[]> huber, int numStates) {
      this.numStates = numStates;
      this.pairs = pairs;
      this.schur = new UpperTriangle(numStates);
      double trace = 0;
      for (int h = 0; h < pairs.size(); h++) {
        Pair pair = pairs.get(h);
        double[] product = new double[pair.weights.length];
        UpperTriangle gram = new UpperTriangle(numStates);
        double[] coupling = new double[numStates * numStates];
        for (int entry = 0; entry < product.length; entry++) {
          double weight = pair.weights[entry] * huber.get(h)[entry];
          int state = entry / pair.numActions;
          product[entry] = weight;
          trace += weight;
          schur.add(state, state, weight);
          for (int j = pair.first[entry]; j < pair.first[entry + 1]; j++) {
            coupling[pair.columns[j] * numStates + state] += weight * pair.values[j];
            for (int k = pair.first[entry]; k < pair.first[entry + 1]; k++) {
              if (pair.columns[j] <= pair.columns[k]) {
                gram.add(
                    pair.columns[j], pair.columns[k], weight * pair.values[j] * pair.values[k]);
              }
            }
          }
        }
        trace += gram.trace();
        weights.add(product);
        factors.add(gram);
        couplings.add(coupling);
      }
      double ridge = VANISHING_RIDGE * trace / (numStates * (pairs.size() + 1.0));
      if (!(ridge > 0)) {
        return;
      }
      schur.shift(0, ridge);
      double[] minus = new double[numStates];
      Arrays.fill(minus, -1);
      for (int h = 0; h < pairs.size(); h++) {
        factors.get(h).shift(0, ridge);
        factorise(factors.get(h));
        factors.get(h).solveTransposedRows(couplings.get(h), numStates);
        schur.addProducts(couplings.get(h), minus);
      }
      factorise(schur);
    }

    private static void factorise(UpperTriangle matrix) {
      if (!matrix.factorise()) {
        throw new NumericalException(
            "the regression on reward and potentials is singular to working precision");
      }
    }

    /** By iterated Tikhonov regularisation, as {@link BellmanConsistentRecovery} does. */
    Estimate solve() {
      double[] reward = new double[numStates];
      List<double[]> potentials = new ArrayList<>();
      for (int h = 0; h < pairs.size(); h++) {
        potentials.add(new double[numStates]);
      }
      Estimate estimate = new Estimate(reward, potentials);
      if (weights.stream().flatMapToDouble(Arrays::stream).noneMatch(w -> w > 0)) {
        return estimate;
      }
      double lastChange = Double.POSITIVE_INFINITY;
      for (int step = 0; step < LIMIT_STEPS; step++) {
        double largest = improve(estimate);
        double size = Arrays.stream(reward).map(Math::abs).max().orElse(0);
        if (largest >= lastChange || largest <= LIMIT_TOLERANCE * size) {
          break;
        }
        lastChange = largest;
      }
      return estimate;
    }

    /** One step; returns the largest change of the reward. */
    private double improve(Estimate estimate) {
      List<double[]> residuals = estimate.residuals(pairs);
      double[] change = new double[numStates];
      List<double[]> reduced = new ArrayList<>();
      for (int h = 0; h < pairs.size(); h++) {
        Pair pair = pairs.get(h);
        double[] moments = new double[numStates];
        for (int entry = 0; entry < pair.target.length; entry++) {
          double weighted = weights.get(h)[entry] * residuals.get(h)[entry];
          change[entry / pair.numActions] += weighted;
          for (int k = pair.first[entry]; k < pair.first[entry + 1]; k++) {
            moments[pair.columns[k]] += weighted * pair.values[k];
          }
        }
        factors.get(h).solveTransposed(moments, 0);
        reduced.add(moments);
        for (int k = 0; k < numStates; k++) {
          UpperTriangle.addMultiple(
              change, 0, couplings.get(h), k * numStates, 0, -moments[k], numStates);
        }
      }
      schur.solve(change);
      for (int h = 0; h < pairs.size(); h++) {
        double[] moments = reduced.get(h);
        double[] coupling = couplings.get(h);
        for (int k = 0; k < numStates; k++) {
          double sum = moments[k];
          for (int j = 0; j < numStates; j++) {
            sum -= coupling[k * numStates + j] * change[j];
          }
          moments[k] = sum;
        }
        factors.get(h).solveUpper(moments);
        UpperTriangle.addMultiple(estimate.potentials.get(h), 0, moments, 0, 0, 1, numStates);
      }
      double largest = 0;
      for (int k = 0; k < numStates; k++) {
        largest = Math.max(largest, Math.abs(change[k]));
        estimate.reward[k] += change[k];
      }
      return largest;
    }
  }
}
