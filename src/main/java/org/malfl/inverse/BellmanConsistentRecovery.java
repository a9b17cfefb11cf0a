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
 * predicts best what it has not seen, by squares: each pair of stages in turn is left out and
 * predicted from the pairs that have no stage in common with it, since a stage's policy estimate
 * enters both pairs that it is in, with one error. (Where no such pair is left, from all others;
 * and where there is one pair alone, each tenth of its joint states is left out in turn.) But if
 * there are more rows than unknowns and they contradict each other by no more than rounding, there
 * is no noise that a ridge could guard against, and λ is 0: then policies are known exactly and so
 * is the reward.
 *
 * @param ridges λ that are offered, positive, ascending; one alone is taken as it is
 * @param robust whether ρ is Huber's loss
 */
public record BellmanConsistentRecovery(List<Double> ridges, boolean robust) {
  /** Relative residual up to which rows agree. Policies that were counted have some 1e-2. */
  private static final double ROUNDING = 1e-9;

  /**
   * Ridges on the way to the solution of least norm. A step with ridge λ leaves a gradient of size
   * λ, and the next one turns rounding of that into an error of its size over the next λ where rows
   * say nothing; so each is only a hundredth of the last.
   */
  private static final double[] VANISHING_RIDGES = {1e-2, 1e-4, 1e-6, 1e-8, 1e-10};

  private static final int LIMIT_STEPS = 200;

  /** Relative residual after the first ridges from which on it is worth going on. */
  private static final double NEARLY = 1e-3;

  /** Strength with which the mean is held at zero, in which no row has a say. */
  private static final double MEAN_RIDGE = 1e-12;

  private static final int ROBUST_STEPS = 50;

  /** Change of R, relative to its largest entry, at which Huber's weights stand still. */
  private static final double ROBUST_TOLERANCE = 1e-5;

  private static final int STATE_FOLDS = 10;

  /** Huber's weight up to which next to nothing is left of a row. */
  private static final double LITTLE_LEFT = 1e-3;

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
   * cross-validation fails now and then.
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
   *     over stages, √((K−1)/K · Σ_k (R_{−k} − mean R_{−k})²) where R_{−k} is found without the
   *     pairs that stage k is in, with λ and Huber's weights as they are. It allows for noise that
   *     rows of a stage share, not for the bias of the ridge. With one pair, over tenths of the
   *     joint states
   * @param replicates R_{−k} with its mean removed, {@code [unknowns]} each; none where nothing was
   *     seen
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
      List<double[]> replicates,
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
   * @param errors √(Σ w·e² / Σ w) over all left-out rows, in units of Q; the least decides
   */
  public record HeldOut(double[] ridges, double[] errors) {
    /** Position of the least error, the first of several. */
    private int best() {
      int best = 0;
      for (int k = 1; k < errors.length; k++) {
        best = errors[k] < errors[best] ? k : best;
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
    Folds folds = Folds.of(pairs);
    List<NormalEquations> equations = folds.rows.stream().map(NormalEquations::of).toList();
    NormalEquations all = NormalEquations.sum(equations, List.of());
    if (!(all.gram.trace() > 0)) {
      return nothingSeen(all.moments.length);
    }
    int degreesOfFreedom = pairs.stream().mapToInt(ImprovementRows::degreesOfFreedom).sum();
    if (ridges.size() > 1 && degreesOfFreedom > all.moments.length) {
      double[] exact = limit(all.gram, folds.rows);
      if (disagreement(folds.rows, exact) <= ROUNDING) {
        return withoutNoise(exact, folds, equations, all);
      }
    }

    double[] offered = ridges.stream().mapToDouble(Double::doubleValue).toArray();
    double[] squares = new double[offered.length];
    for (int k = 0; k < folds.rows.size(); k++) {
      NormalEquations others = NormalEquations.sum(equations, folds.alike(k));
      for (int j = 0; j < offered.length; j++) {
        squares[j] += folds.rows.get(k).squaredError(others.solve(offered[j]));
      }
    }
    HeldOut heldOut = folds.heldOut(offered, squares);
    double ridge = offered[heldOut.best()];
    RobustFit fit = robustFit(ridge, folds.rows, all);
    List<NormalEquations> weighted = new ArrayList<>();
    for (int k = 0; k < folds.rows.size(); k++) {
      weighted.add(
          NormalEquations.weighted(
              equations.get(k), List.of(folds.rows.get(k)), List.of(fit.huber.get(k))));
    }
    List<double[]> replicates = new ArrayList<>();
    for (List<Integer> unit : folds.units) {
      replicates.add(NormalEquations.sum(weighted, unit).solve(ridge));
    }
    return outcome(fit, folds.rows, ridge, heldOut, replicates);
  }

  /**
   * The rewards without some of the pairs, for one choice of them after the other, with λ and
   * Huber's weights as they are for all pairs: what the jackknife of {@link Outcome#standardErrors}
   * compares.
   *
   * @param pairs the rows of all pairs
   * @param all what was recovered from them, {@code [unknowns]}
   * @param ridge λ that it was recovered with; 0 where the rows agree to rounding
   * @param leftOut positions of the pairs that are left out, not all, for every reward wanted
   * @return rewards with their means removed, {@code [unknowns]} each; zero where nothing was seen
   * @throws IllegalArgumentException if λ is negative
   * @throws NumericalException if a linear system is singular to working precision
   */
  public List<double[]> withoutPairs(
      List<ImprovementRows> pairs, double[] all, double ridge, List<List<Integer>> leftOut) {
    if (!(ridge >= 0)) {
      throw new IllegalArgumentException("ridge " + ridge + "; valid: 0 or more");
    }
    List<double[]> residuals = residuals(pairs, all);
    double scale = scale(residuals, pairs);
    List<NormalEquations> weighted = new ArrayList<>();
    for (int k = 0; k < pairs.size(); k++) {
      NormalEquations equations = NormalEquations.of(pairs.get(k));
      weighted.add(
          robust && ridge > 0
              ? NormalEquations.weighted(
                  equations,
                  List.of(pairs.get(k)),
                  List.of(HuberWeights.of(residuals.get(k), scale)))
              : equations);
    }
    List<List<Integer>> units = List.copyOf(leftOut);
    Folds folds = new Folds(pairs, units);
    return units.stream()
        .map(
            unit ->
                ridge > 0
                    ? NormalEquations.sum(weighted, unit).solve(ridge)
                    : folds.limitWithout(unit, weighted))
        .toList();
  }

  private Outcome nothingSeen(int unknowns) {
    return new Outcome(
        new double[unknowns],
        new double[unknowns],
        List.of(),
        ridges.get(ridges.size() - 1),
        new HeldOut(new double[0], new double[0]),
        0,
        1,
        0,
        0,
        0);
  }

  private static Outcome withoutNoise(
      double[] exact, Folds folds, List<NormalEquations> equations, NormalEquations all) {
    double squares = 0;
    for (int k = 0; k < folds.rows.size(); k++) {
      squares += folds.rows.get(k).squaredError(folds.limitWithout(folds.alike(k), equations));
    }
    List<double[]> replicates = new ArrayList<>();
    for (List<Integer> unit : folds.units) {
      replicates.add(folds.limitWithout(unit, equations));
    }
    List<double[]> residuals = residuals(folds.rows, exact);
    RobustFit fit = new RobustFit(exact, residuals, 0, allOnes(folds.rows), 1, all.gram.trace());
    HeldOut heldOut = folds.heldOut(new double[1], new double[] {squares});
    return outcome(fit, folds.rows, 0, heldOut, replicates);
  }

  /**
   * The delete-one jackknife's standard errors of numbers that were found without one unit after
   * the other, as in {@link Outcome}.
   *
   * @param replicates one for each unit, at least one, of one length
   */
  public static double[] jackknife(List<double[]> replicates) {
    int count = replicates.size();
    double[] errors = new double[replicates.get(0).length];
    for (int unknown = 0; unknown < errors.length; unknown++) {
      double mean = 0;
      for (double[] replicate : replicates) {
        mean += replicate[unknown] / count;
      }
      double squared = 0;
      for (double[] replicate : replicates) {
        squared += (replicate[unknown] - mean) * (replicate[unknown] - mean);
      }
      errors[unknown] = Math.sqrt(squared * (count - 1) / count);
    }
    return errors;
  }

  private static Outcome outcome(
      RobustFit fit,
      List<ImprovementRows> folds,
      double ridge,
      HeldOut heldOut,
      List<double[]> replicates) {
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
        jackknife(replicates),
        replicates,
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

  /** Solves with given λ until Huber's weights stand still. */
  private RobustFit robustFit(double ridge, List<ImprovementRows> rows, NormalEquations all) {
    List<double[]> huber = allOnes(rows);
    NormalEquations weighted = all;
    double[] reward = null;
    for (int step = 1; ; step++) {
      double[] next = weighted.solve(ridge);
      List<double[]> residuals = residuals(rows, next);
      double trace = weighted.gram.trace();
      if (!robust) {
        return new RobustFit(next, residuals, 0, huber, step, trace);
      }
      double scale = scale(residuals, rows);
      huber = residuals.stream().map(e -> HuberWeights.of(e, scale)).toList();
      if (step == ROBUST_STEPS || (reward != null && close(reward, next))) {
        return new RobustFit(next, residuals, scale, huber, step, trace);
      }
      reward = next;
      weighted = NormalEquations.weighted(all, rows, huber);
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
    int last = VANISHING_RIDGES.length - 1;
    for (int k = 0; k < last; k++) {
      improve(reward, factor(gram, VANISHING_RIDGES[k]), folds);
    }
    if (disagreement(folds, reward) > NEARLY) {
      return withoutMean(reward);
    }
    UpperTriangle factor = factor(gram, VANISHING_RIDGES[last]);
    double lastChange = Double.POSITIVE_INFINITY;
    for (int step = 0; step < LIMIT_STEPS; step++) {
      double change = improve(reward, factor, folds);
      double size = Arrays.stream(reward).map(Math::abs).max().orElseThrow();
      // Once rounding is all that is left, steps no longer shrink.
      if (change >= lastChange || change <= Math.ulp(size)) {
        break;
      }
      lastChange = change;
    }
    return withoutMean(reward);
  }

  /** Adds the solution for the residual, and returns its largest entry. */
  private static double improve(
      double[] reward, UpperTriangle factor, List<ImprovementRows> folds) {
    double[] change = new double[reward.length];
    for (ImprovementRows rows : folds) {
      rows.addMoments(change, rows.weights(), rows.residuals(reward));
    }
    factor.solve(change);
    UpperTriangle.addMultiple(reward, 0, change, 0, 0, 1, reward.length);
    return Arrays.stream(change).map(Math::abs).max().orElseThrow();
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

    /**
     * The sum of all parts but some, added up anew: differences would leave rounding where none is.
     */
    static NormalEquations sum(List<NormalEquations> parts, List<Integer> without) {
      int unknowns = parts.get(0).moments.length;
      NormalEquations sum = new NormalEquations(new UpperTriangle(unknowns), new double[unknowns]);
      for (int k = 0; k < parts.size(); k++) {
        if (!without.contains(k)) {
          sum.gram.add(parts.get(k).gram);
          UpperTriangle.addMultiple(sum.moments, 0, parts.get(k).moments, 0, 0, 1, unknowns);
        }
      }
      return sum;
    }

    /**
     * The same with weights w·v in place of w.
     *
     * @param unweighted of all rows with weights w
     */
    static NormalEquations weighted(
        NormalEquations unweighted, List<ImprovementRows> rows, List<double[]> huber) {
      // Most v are 1, so that taking (1 − v)·w off costs less than a new sum; but where next to
      // nothing is left of some rows, rounding of what was taken off could outweigh it.
      boolean anew = huber.stream().flatMapToDouble(Arrays::stream).anyMatch(v -> v < LITTLE_LEFT);
      int unknowns = unweighted.moments.length;
      NormalEquations sum =
          anew
              ? new NormalEquations(new UpperTriangle(unknowns), new double[unknowns])
              : new NormalEquations(unweighted.gram.copy(), unweighted.moments.clone());
      for (int k = 0; k < rows.size(); k++) {
        double[] weights = rows.get(k).weights().clone();
        for (int row = 0; row < weights.length; row++) {
          weights[row] *= anew ? huber.get(k)[row] : huber.get(k)[row] - 1;
        }
        sum.add(rows.get(k), weights);
      }
      return sum;
    }

    /** The solution with a ridge; zero where there are no rows. */
    double[] solve(double ridge) {
      if (!(gram.trace() > 0)) {
        return new double[moments.length];
      }
      double[] solution = moments.clone();
      factor(gram, ridge).solve(solution);
      return withoutMean(solution);
    }

    private void add(ImprovementRows rows, double[] weights) {
      gram.addProducts(rows.design(), weights);
      rows.addMoments(moments, weights, rows.response());
    }
  }

  /**
   * The rows in parts that cross-validation leaves out.
   *
   * @param rows of each part
   * @param units the parts that hang on one stage, for every stage without which there are others;
   *     what the jackknife leaves out
   */
  private record Folds(List<ImprovementRows> rows, List<List<Integer>> units) {
    static Folds of(List<ImprovementRows> pairs) {
      List<List<Integer>> units = new ArrayList<>();
      int count = pairs.size();
      if (count == 1) {
        for (int k = 0; k < STATE_FOLDS; k++) {
          units.add(List.of(k));
        }
        return new Folds(pairs.get(0).byState(STATE_FOLDS), units);
      }
      for (int stage = 0; stage <= count; stage++) {
        List<Integer> unit =
            IntStream.of(stage - 1, stage).filter(h -> h >= 0 && h < count).boxed().toList();
        if (unit.size() < count) {
          units.add(unit);
        }
      }
      return new Folds(pairs, units);
    }

    /** The parts that have a unit in common with part k, if there are others; else k alone. */
    List<Integer> alike(int k) {
      List<Integer> alike =
          IntStream.range(0, rows.size())
              .filter(
                  j ->
                      j == k
                          || units.stream().anyMatch(unit -> unit.contains(j) && unit.contains(k)))
              .boxed()
              .toList();
      return rest(alike).anyMatch(j -> rows.get(j).rows() > 0) ? alike : List.of(k);
    }

    private IntStream rest(List<Integer> without) {
      return IntStream.range(0, rows.size()).filter(j -> !without.contains(j));
    }

    double[] limitWithout(List<Integer> without, List<NormalEquations> parts) {
      return limit(
          NormalEquations.sum(parts, without).gram, rest(without).mapToObj(rows::get).toList());
    }

    HeldOut heldOut(double[] ridges, double[] squares) {
      double total = 0;
      for (ImprovementRows part : rows) {
        total += Arrays.stream(part.weights()).sum();
      }
      double[] errors = new double[squares.length];
      for (int k = 0; k < errors.length; k++) {
        errors[k] = Math.sqrt(squares[k] / total);
      }
      return new HeldOut(ridges, errors);
    }
  }
}
