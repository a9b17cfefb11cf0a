package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.malfl.core.NumericalException;

/**
 * Recovers a reward alone: since Q_h is fixed by the reward and the policies ({@link BellmanMap}),
 * no potential is free, and soft improvement is a linear regression on R ({@link ImprovementRows}),
 * in the reward's own units.
 *
 * <p>R minimises
 *
 * <pre>
 * Σ_h Σ_{s,a} w_h(s,a) · ρ_σ( y_h(s,a) − x_h(s,a)·R ) + ½λ·tr(S)/d·‖R − mean R‖²,   S = Σ w·v·x xᵀ
 * </pre>
 *
 * with d unknowns and ρ_σ either ½e² or Huber's loss, whose weights v and scale σ are iterated
 * ({@link HuberWeights}). The mean of R is never identified and returned as 0; of what else is not
 * identified (see {@link Identifiability}) the least is returned.
 *
 * <p><b>The ridge λ</b> comes from data alone. Of several that are offered the one is taken that
 * predicts best what it has not seen: each pair of stages in turn is left out and its rows are
 * predicted from the others (with one pair, each tenth of the joint states in its place). Huber's
 * weights and σ are for this purpose those of the middle one of the λ. But if there are more rows
 * than unknowns and they contradict each other by no more than rounding, there is no noise that a
 * ridge could guard against, and λ is 0: then policies are known exactly and so is the reward.
 *
 * @param ridges λ that are offered, positive, ascending; one alone is taken as it is
 * @param robust whether ρ is Huber's loss
 */
public record BellmanConsistentRecovery(List<Double> ridges, boolean robust) {
  /** Relative residual up to which rows agree. Policies that were counted have some 1e-2. */
  private static final double ROUNDING = 1e-9;

  /** The ridge whose limit to zero gives the solution of least norm, and steps towards it. */
  private static final double VANISHING_RIDGE = 1e-10;

  private static final int LIMIT_STEPS = 200;

  /** Steps and relative residual after which rows that may agree do so, near enough to go on. */
  private static final int TRIAL_STEPS = 3;

  private static final double NEARLY = 1e-4;

  /** Strength with which the mean is held at zero, in which no row has a say. */
  private static final double MEAN_RIDGE = 1e-12;

  private static final int ROBUST_STEPS = 50;
  private static final double ROBUST_TOLERANCE = 1e-6;
  private static final int STATE_FOLDS = 10;

  /**
   * @throws IllegalArgumentException if the ridges are empty, not ascending or not positive and
   *     finite
   */
  public BellmanConsistentRecovery {
    ridges = List.copyOf(ridges);
    double last = 0;
    for (double ridge : ridges) {
      if (!(ridge > last) || Double.isInfinite(ridge)) {
        throw new IllegalArgumentException("ridges " + ridges + "; valid: positive, ascending");
      }
      last = ridge;
    }
    if (ridges.isEmpty()) {
      throw new IllegalArgumentException("no ridge; valid: at least one");
    }
  }

  /**
   * Robust, with λ from 13 values between 1e-3 and 1, equally spaced in their logarithm. Below 1e-3
   * cross-validation fails now and then: consecutive pairs share a policy estimate, so that what is
   * left out is not quite unseen.
   */
  public static BellmanConsistentRecovery crossValidated() {
    return new BellmanConsistentRecovery(
        IntStream.rangeClosed(0, 12).mapToObj(k -> StrictMath.pow(10, -3 + k / 4.0)).toList(),
        true);
  }

  /**
   * What was recovered and how.
   *
   * @param reward R with its mean removed, {@code [unknowns]} of the {@link RewardClass}
   * @param standardErrors of R with its mean removed, {@code [unknowns]}: the delete-one jackknife
   *     over what cross-validation leaves out, √((K−1)/K · Σ_k (R_{−k} − mean R_{−k})²) at the λ
   *     taken. It allows for noise that the rows of a stage share, not for the bias of the ridge
   * @param ridge λ that was taken; 0 where the rows agree to rounding
   * @param heldOut how each λ predicts rows that it has not seen
   * @param scale σ of the residuals, in units of Q
   * @param meanHuberWeight mean of v over rows, weighted by w; 1 without Huber
   * @param downWeighted the share of rows with v below 1
   * @param robustSteps solutions that the last iteration of weights took
   * @param objective what R minimises, at R, with the last σ
   */
  public record Outcome(
      double[] reward,
      double[] standardErrors,
      double ridge,
      HeldOut heldOut,
      double scale,
      double meanHuberWeight,
      double downWeighted,
      int robustSteps,
      double objective) {}

  /**
   * Cross-validation, one number for every λ tried.
   *
   * @param ridges λ; the ones offered, or 0 alone where the rows agree to rounding
   * @param losses Σ w·ρ_σ(e) / Σ w over all left-out rows; the least decides
   * @param errors √(Σ w·e² / Σ w), in units of Q
   */
  public record HeldOut(double[] ridges, double[] losses, double[] errors) {
    /** Position of the least loss, the first of several. */
    int best() {
      int best = 0;
      for (int k = 1; k < losses.length; k++) {
        best = losses[k] < losses[best] ? k : best;
      }
      return best;
    }
  }

  /**
   * Recovers the reward of one agent.
   *
   * @param pairs the rows of pair h = 0..k−1 of consecutive stages
   * @throws IllegalArgumentException if there are no pairs or they differ in their unknowns
   * @throws NumericalException if a linear system is singular to working precision
   */
  public Outcome recover(List<ImprovementRows> pairs) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("no pairs of stages; valid: at least one");
    }
    for (ImprovementRows rows : pairs) {
      if (rows.unknowns() != pairs.get(0).unknowns()) {
        throw new IllegalArgumentException("pairs differ in the number of unknowns");
      }
    }
    List<ImprovementRows> folds = pairs.size() > 1 ? pairs : pairs.get(0).byState(STATE_FOLDS);
    List<NormalEquations> equations = folds.stream().map(NormalEquations::of).toList();
    NormalEquations all = NormalEquations.sum(equations);
    if (!(all.gram.trace() > 0)) {
      return nothingSeen(all.moments.length);
    }

    int unknowns = all.moments.length;
    int degreesOfFreedom = folds.stream().mapToInt(ImprovementRows::degreesOfFreedom).sum();
    if (ridges.size() > 1 && degreesOfFreedom > unknowns) {
      double[] exact = limit(all.gram, folds);
      if (disagreement(folds, exact) <= ROUNDING) {
        return withoutNoise(exact, folds, equations, all);
      }
    }

    double middle = ridges.get(ridges.size() / 2);
    RobustFit pilot = robustFit(middle, folds, all, null);
    List<NormalEquations> weighted = new ArrayList<>();
    for (int k = 0; k < folds.size(); k++) {
      weighted.add(equations.get(k).reweighted(folds.get(k), pilot.huber.get(k)));
    }
    NormalEquations weightedSum = NormalEquations.sum(weighted);
    double[] offered = ridges.stream().mapToDouble(Double::doubleValue).toArray();
    HeldOutSums sums = new HeldOutSums(offered, folds, pilot.scale);
    for (int k = 0; k < folds.size(); k++) {
      NormalEquations others = weightedSum.without(weighted.get(k));
      for (int j = 0; j < offered.length; j++) {
        sums.add(j, k, others.gram.trace() > 0 ? others.solve(offered[j]) : new double[unknowns]);
      }
    }
    HeldOut heldOut = sums.heldOut();
    int best = heldOut.best();
    RobustFit fit = offered.length == 1 ? pilot : robustFit(offered[best], folds, all, pilot.huber);
    return outcome(fit, folds, offered[best], heldOut, sums.jackknife(best));
  }

  private Outcome nothingSeen(int unknowns) {
    return new Outcome(
        new double[unknowns],
        new double[unknowns],
        ridges.get(ridges.size() - 1),
        new HeldOut(new double[0], new double[0], new double[0]),
        0,
        1,
        0,
        0,
        0);
  }

  private static Outcome withoutNoise(
      double[] exact,
      List<ImprovementRows> folds,
      List<NormalEquations> equations,
      NormalEquations all) {
    double[] zero = {0};
    HeldOutSums sums = new HeldOutSums(zero, folds, 0);
    for (int k = 0; k < folds.size(); k++) {
      NormalEquations others = all.without(equations.get(k));
      List<ImprovementRows> otherRows = new ArrayList<>(folds);
      otherRows.remove(k);
      sums.add(0, k, limit(others.gram, otherRows));
    }
    RobustFit fit =
        new RobustFit(exact, residuals(folds, exact), 0, allOnes(folds), 1, all.gram.trace());
    return outcome(fit, folds, 0, sums.heldOut(), sums.jackknife(0));
  }

  private static Outcome outcome(
      RobustFit fit,
      List<ImprovementRows> folds,
      double ridge,
      HeldOut heldOut,
      double[] standardErrors) {
    double[] reward = withoutMean(fit.reward);
    double norm = 0;
    for (double value : reward) {
      norm += value * value;
    }
    double objective = ridge * fit.trace / reward.length * norm / 2;
    double huberSum = 0;
    double weightSum = 0;
    int down = 0;
    int rows = 0;
    for (int k = 0; k < folds.size(); k++) {
      double[] weights = folds.get(k).weights();
      for (int row = 0; row < weights.length; row++) {
        objective += weights[row] * HuberWeights.loss(fit.residuals.get(k)[row], fit.scale);
        huberSum += weights[row] * fit.huber.get(k)[row];
        weightSum += weights[row];
        down += fit.huber.get(k)[row] < 1 ? 1 : 0;
      }
      rows += weights.length;
    }
    return new Outcome(
        reward,
        standardErrors,
        ridge,
        heldOut,
        scale(fit.residuals, folds),
        huberSum / weightSum,
        (double) down / rows,
        fit.steps,
        objective);
  }

  /**
   * A solution with the weights that it was found with.
   *
   * @param scale σ of Huber's loss; 0 stands for ½e²
   */
  private record RobustFit(
      double[] reward,
      List<double[]> residuals,
      double scale,
      List<double[]> huber,
      int steps,
      double trace) {}

  /** Solves with given λ until Huber's weights stand still; null stands for weights of 1. */
  private RobustFit robustFit(
      double ridge, List<ImprovementRows> folds, NormalEquations all, List<double[]> start) {
    List<double[]> huber = start == null ? allOnes(folds) : start;
    double[] reward = null;
    for (int step = 1; ; step++) {
      NormalEquations weighted = all;
      if (reward != null || start != null) {
        weighted = all.copy();
        for (int k = 0; k < folds.size(); k++) {
          weighted.reweight(folds.get(k), huber.get(k));
        }
      }
      double[] next = weighted.solve(ridge);
      List<double[]> residuals = residuals(folds, next);
      if (!robust) {
        return new RobustFit(next, residuals, 0, huber, step, weighted.gram.trace());
      }
      double scale = scale(residuals, folds);
      List<double[]> updated = residuals.stream().map(e -> HuberWeights.of(e, scale)).toList();
      if (step == ROBUST_STEPS || (reward != null && close(reward, next))) {
        return new RobustFit(next, residuals, scale, updated, step, weighted.gram.trace());
      }
      reward = next;
      huber = updated;
    }
  }

  private static boolean close(double[] before, double[] now) {
    double change = 0;
    double size = 0;
    for (int k = 0; k < now.length; k++) {
      change = Math.max(change, Math.abs(now[k] - before[k]));
      size = Math.max(size, Math.abs(now[k]));
    }
    return change <= ROBUST_TOLERANCE * size;
  }

  private static List<double[]> residuals(List<ImprovementRows> folds, double[] reward) {
    return folds.stream().map(rows -> rows.residuals(reward)).toList();
  }

  private static double scale(List<double[]> residuals, List<ImprovementRows> folds) {
    double[] weights = concatenated(folds.stream().map(ImprovementRows::weights).toList());
    return HuberWeights.scale(concatenated(residuals), weights);
  }

  private static double[] concatenated(List<double[]> parts) {
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private static List<double[]> allOnes(List<ImprovementRows> folds) {
    return folds.stream().map(rows -> CountWeights.ofKnownPolicies(rows.rows())).toList();
  }

  /**
   * The least-squares solution of least ‖R − mean R‖ by iterated Tikhonov regularisation: each step
   * adds the solution for the residual, and leaves σ²/(σ² + λ) of what singular value σ lacks, so
   * that the ridge's bias goes and what rows say nothing of stays at zero. Ends early for rows that
   * plainly contradict each other.
   */
  private static double[] limit(UpperTriangle gram, List<ImprovementRows> folds) {
    int unknowns = gram.size();
    double[] reward = new double[unknowns];
    if (!(gram.trace() > 0)) {
      return reward;
    }
    UpperTriangle factor = factor(gram, VANISHING_RIDGE);
    double lastChange = Double.POSITIVE_INFINITY;
    for (int step = 0; step < LIMIT_STEPS; step++) {
      double[] change = new double[unknowns];
      for (ImprovementRows rows : folds) {
        rows.addMoments(change, rows.weights(), rows.residuals(reward));
      }
      factor.solve(change);
      double largest = 0;
      double size = 0;
      for (int k = 0; k < unknowns; k++) {
        largest = Math.max(largest, Math.abs(change[k]));
        size = Math.max(size, Math.abs(reward[k]));
      }
      // Once rounding is all that is left, steps no longer shrink.
      if (largest >= lastChange
          || largest <= Math.ulp(size)
          || (step == TRIAL_STEPS && disagreement(folds, reward) > NEARLY)) {
        break;
      }
      lastChange = largest;
      UpperTriangle.addMultiple(reward, 0, change, 0, 0, 1, unknowns);
    }
    return withoutMean(reward);
  }

  /** √(Σ w·e² / Σ w·y²). */
  private static double disagreement(List<ImprovementRows> folds, double[] reward) {
    double squared = 0;
    double response = 0;
    for (ImprovementRows rows : folds) {
      double[] residuals = rows.residuals(reward);
      for (int row = 0; row < residuals.length; row++) {
        squared += rows.weights()[row] * residuals[row] * residuals[row];
        response += rows.weights()[row] * rows.response()[row] * rows.response()[row];
      }
    }
    return squared > 0 ? Math.sqrt(squared / response) : 0;
  }

  private static double[] withoutMean(double[] reward) {
    double sum = 0;
    for (double value : reward) {
      sum += value;
    }
    double[] centred = new double[reward.length];
    for (int k = 0; k < reward.length; k++) {
      centred[k] = reward[k] - sum / reward.length;
    }
    return centred;
  }

  /** The Cholesky factor of S + λ·tr(S)/d·(I − 11ᵀ/d) + 1e-12·tr(S)/d·11ᵀ. */
  private static UpperTriangle factor(UpperTriangle gram, double ridge) {
    int unknowns = gram.size();
    double unit = gram.trace() / unknowns;
    UpperTriangle factor = gram.copy();
    factor.shift(unit * (MEAN_RIDGE - ridge / unknowns), unit * ridge);
    if (!factor.factorise()) {
      throw new NumericalException(
          "the regression on the reward is singular to working precision with ridge " + ridge);
    }
    return factor;
  }

  /** S = Σ w x xᵀ and b = Σ w x y. */
  private record NormalEquations(UpperTriangle gram, double[] moments) {
    static NormalEquations of(ImprovementRows rows) {
      NormalEquations equations =
          new NormalEquations(new UpperTriangle(rows.unknowns()), new double[rows.unknowns()]);
      equations.add(rows, rows.weights());
      return equations;
    }

    static NormalEquations sum(List<NormalEquations> parts) {
      NormalEquations sum = parts.get(0).copy();
      for (NormalEquations part : parts.subList(1, parts.size())) {
        sum.add(part, 1);
      }
      return sum;
    }

    NormalEquations copy() {
      return new NormalEquations(gram.copy(), moments.clone());
    }

    NormalEquations without(NormalEquations part) {
      NormalEquations difference = copy();
      difference.add(part, -1);
      return difference;
    }

    /** A copy with weights w·v in place of w. */
    NormalEquations reweighted(ImprovementRows rows, double[] huber) {
      NormalEquations copy = copy();
      copy.reweight(rows, huber);
      return copy;
    }

    /** Takes (1 − v)·w off the weights; most v are 1, so this costs less than a new sum. */
    void reweight(ImprovementRows rows, double[] huber) {
      double[] change = new double[huber.length];
      for (int row = 0; row < change.length; row++) {
        change[row] = rows.weights()[row] * (huber[row] - 1);
      }
      add(rows, change);
    }

    double[] solve(double ridge) {
      double[] solution = moments.clone();
      factor(gram, ridge).solve(solution);
      return withoutMean(solution);
    }

    private void add(ImprovementRows rows, double[] weights) {
      gram.addProducts(rows.design(), weights);
      rows.addMoments(moments, weights, rows.response());
    }

    private void add(NormalEquations other, double factor) {
      gram.add(other.gram, factor);
      UpperTriangle.addMultiple(moments, 0, other.moments, 0, 0, factor, moments.length);
    }
  }

  /** Sums up what the rewards that were found without each fold predict of it. */
  private static final class HeldOutSums {
    private final double[] ridges;
    private final List<ImprovementRows> folds;
    private final double scale;
    private final double[] losses;
    private final double[] squares;

    /** [ridge][fold][unknowns] */
    private final double[][][] rewards;

    HeldOutSums(double[] ridges, List<ImprovementRows> folds, double scale) {
      this.ridges = ridges;
      this.folds = folds;
      this.scale = scale;
      this.losses = new double[ridges.length];
      this.squares = new double[ridges.length];
      this.rewards = new double[ridges.length][folds.size()][];
    }

    void add(int ridge, int fold, double[] reward) {
      rewards[ridge][fold] = reward;
      double[] residuals = folds.get(fold).residuals(reward);
      double[] weights = folds.get(fold).weights();
      for (int row = 0; row < residuals.length; row++) {
        losses[ridge] += weights[row] * HuberWeights.loss(residuals[row], scale);
        squares[ridge] += weights[row] * residuals[row] * residuals[row];
      }
    }

    HeldOut heldOut() {
      double total = 0;
      for (ImprovementRows rows : folds) {
        for (double weight : rows.weights()) {
          total += weight;
        }
      }
      double[] meanLosses = new double[ridges.length];
      double[] errors = new double[ridges.length];
      for (int k = 0; k < ridges.length; k++) {
        meanLosses[k] = losses[k] / total;
        errors[k] = Math.sqrt(squares[k] / total);
      }
      return new HeldOut(ridges, meanLosses, errors);
    }

    double[] jackknife(int ridge) {
      double[][] left = rewards[ridge];
      double[] errors = new double[left[0].length];
      for (int unknown = 0; unknown < errors.length; unknown++) {
        double mean = 0;
        for (double[] reward : left) {
          mean += reward[unknown] / left.length;
        }
        double squared = 0;
        for (double[] reward : left) {
          squared += (reward[unknown] - mean) * (reward[unknown] - mean);
        }
        errors[unknown] = Math.sqrt(squared * (left.length - 1) / left.length);
      }
      return errors;
    }
  }
}
