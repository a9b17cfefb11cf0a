package org.malfl.softpi;

import java.util.Arrays;
import org.malfl.core.Checks;
import org.malfl.games.Episode;
import org.malfl.games.JointIndex;
import org.malfl.games.TabularPolicy;
import org.malfl.learners.StepSize;

/**
 * What is known about one agent's expected soft Q from the steps alone, the next actions a' of the
 * updates ({@link TemporalDifference}) being unseen: its mean and its covariance over them.
 *
 * <p>TD is linear in Q, and a' is drawn apart from all that came before. With Y = Q − α log π, an
 * update of e = (s, a) with step size β is Q(e) ← (1 − β)·Q(e) + β·(r(s) + γ·Y(s',a')), so
 *
 * <pre>
 * E[Q(e)]        ← (1 − β)·E[Q(e)] + β·( r(s) + γ·E_π E[Y(s',·)] ),
 * Cov(Q(e), Q(f)) ← (1 − β)·Cov(Q(e), Q(f)) + βγ·Σ_a' π(a'|s')·Cov(Q(s',a'), Q(f)),   f ≠ e,
 * Var Q(e)       ← (1 − β)²·Var Q(e) + 2(1 − β)βγ·Σ_a' π(a'|s')·Cov(Q(s',a'), Q(e))
 *                  + β²γ²·( Var_π E[Y(s',·)] + Σ_a' π(a'|s')·Var Q(s',a') ).
 * </pre>
 *
 * <p>TD forgets, so covariances are kept in a window at the end of the steps only. Bounds of the
 * variances are kept throughout, with all covariances as large as can be (Cauchy and Schwarz); they
 * stand for what was before the window, and for entries that have not forgotten it by the end. What
 * the window is too short for, correlations that fade slowly, is left out. Tables are {@code
 * [numStates][numActions]} row-major.
 */
public final class TdMoments {
  /**
   * Jumps are followed at as many updates of an entry, and in the window; in between, where they
   * change slowly, at one update of some.
   */
  private static final int FIRST_UPDATES = 500;

  private static final int LATER_UPDATES = 8;

  /** Standard deviations that Y may stray from its mean when it is drawn. */
  private static final double MOST_DEVIATIONS = 6;

  /** Share of an old variance that no longer matters. */
  private static final double FORGOTTEN = 0.05;

  private final int numActions;
  private final int[] ownAction;
  private final double[] rewards;
  private final double gamma;
  private final double[] probabilities;
  private final double[] bonus;

  private final boolean constantStep;
  private final StepSize stepSize;
  private double[] stepSizes;
  private final int[] updates;

  private final double[] mean;
  private final double[] jump;

  /** Bounds of variances, always; and variances, in the window. */
  private final double[] bound;

  private final double[] variance;

  /** {@code [numStates]}: E_π Y, E_π Y², Σ_a π·Var Q and its bound, kept up to date. */
  private final double[] expected;

  private final double[] expectedSquare;
  private final double[] spread;
  private final double[] boundSpread;

  /** {@code [numStates]}: Σ_a π·jump of every state, kept up to date. */
  private final double[] jumpThere;

  private final long covarianceFrom;

  private final long averageFrom;
  private final double[] weightedSum;
  private final double[] deviationSum;
  private final double[] largestJump;
  private final long[] summedTo;
  private double[] covariance;

  /** Share of its variance that an entry still has from before the window. */
  private final double[] left;

  private final double[] row;
  private long steps;

  /**
   * Moments at the beginning of a stage.
   *
   * @param agent whose component of the joint actions is its own action
   * @param jointActions index arithmetic of joint actions
   * @param rewards r, {@code [numStates]}, finite
   * @param policy π of this agent, which drew the steps
   * @param alpha temperature, above 0
   * @param gamma discount in [0, 1)
   * @param stepSize β, by earlier updates of an entry
   * @param averageFrom as in {@link TemporalDifference}; the mean of an average is exact, its
   *     variances are bounds, and there are no covariances
   * @param covarianceFrom first step (0-based) of the window; {@link Long#MAX_VALUE} for bounds of
   *     variances only, which need no memory of the square of the table's size
   * @throws IllegalArgumentException if a shape or number is out of range
   */
  public TdMoments(
      int agent,
      JointIndex jointActions,
      double[] rewards,
      TabularPolicy policy,
      double alpha,
      double gamma,
      StepSize stepSize,
      long averageFrom,
      long covarianceFrom) {
    Checks.length("rewards", rewards, policy.numStates());
    Checks.positive("alpha", alpha);
    this.numActions = policy.numActions();
    this.ownAction = jointActions.components(agent);
    this.rewards = rewards.clone();
    this.gamma = Checks.discount(gamma);
    this.probabilities = policy.probabilities();
    this.bonus = policy.logProbabilities();
    for (int k = 0; k < bonus.length; k++) {
      bonus[k] *= -alpha;
    }
    int entries = bonus.length;
    this.stepSize = stepSize;
    this.constantStep = stepSize instanceof StepSize.Constant;
    this.stepSizes = stepSize.table(1);
    this.updates = new int[entries];
    this.mean = new double[entries];
    this.bound = new double[entries];
    this.variance = new double[entries];
    this.jump = new double[entries];
    this.expected = new double[policy.numStates()];
    this.expectedSquare = new double[policy.numStates()];
    this.spread = new double[policy.numStates()];
    this.boundSpread = new double[policy.numStates()];
    this.jumpThere = new double[policy.numStates()];
    for (int k = 0; k < entries; k++) {
      expected[k / numActions] += probabilities[k] * bonus[k];
      expectedSquare[k / numActions] += probabilities[k] * bonus[k] * bonus[k];
    }
    this.row = new double[entries];
    this.covarianceFrom = covarianceFrom;
    this.left = new double[entries];
    this.averageFrom = averageFrom;
    this.weightedSum = new double[averageFrom == Long.MAX_VALUE ? 0 : entries];
    this.deviationSum = new double[weightedSum.length];
    this.largestJump = new double[weightedSum.length];
    this.summedTo = new long[weightedSum.length];
    Arrays.fill(summedTo, averageFrom);
  }

  /** One update per step of an episode, in order. */
  public void update(Episode episode) {
    int[] states = episode.states();
    int[] jointActions = episode.jointActions();
    for (int t = 0; t < jointActions.length; t++) {
      if (steps == covarianceFrom) {
        openWindow();
      }
      int entry = states[t] * numActions + ownAction[jointActions[t]];
      if (steps > averageFrom) {
        addToSum(entry);
      }
      update(states[t], entry, states[t + 1]);
      steps++;
    }
  }

  private void openWindow() {
    int entries = mean.length;
    covariance = new double[StrictMath.multiplyExact(entries, entries)];
    System.arraycopy(bound, 0, variance, 0, entries);
    System.arraycopy(boundSpread, 0, spread, 0, spread.length);
    for (int k = 0; k < entries; k++) {
      covariance[index(k, k)] = variance[k];
      // At the very beginning there is no variance that would have to be forgotten.
      left[k] = steps == 0 ? 0 : 1;
    }
  }

  private void update(int state, int entry, int next) {
    int earlier = updates[entry]++;
    double beta = constantStep ? stepSizes[0] : stepSize(earlier);
    if (isFollowed(earlier)) {
      updateJump(state, entry, next, beta);
    }
    // Sums that are kept up to date may fall below zero by rounding.
    double drawn = Math.max(0, expectedSquare[next] - expected[next] * expected[next]);
    double boundThere = Math.max(0, boundSpread[next]);
    double boundBefore = bound[entry];
    double mostShared = Math.sqrt(boundBefore * boundThere);
    bound[entry] = variance(boundBefore, mostShared, drawn + boundThere, beta);
    boundSpread[state] += probabilities[entry] * (bound[entry] - boundBefore);
    if (covariance != null) {
      double shared = propagate(entry, next, beta);
      double varianceBefore = variance[entry];
      variance[entry] = variance(varianceBefore, shared, drawn + Math.max(0, spread[next]), beta);
      spread[state] += probabilities[entry] * (variance[entry] - varianceBefore);
      covariance[index(entry, entry)] = variance[entry];
      left[entry] *= (1 - beta) * (1 - beta);
    }
    double before = mean[entry] + bonus[entry];
    mean[entry] += beta * (rewards[state] + gamma * expected[next] - mean[entry]);
    double after = mean[entry] + bonus[entry];
    double probability = probabilities[entry];
    expected[state] += probability * (after - before);
    expectedSquare[state] += probability * (after * after - before * before);
  }

  /** Var Q(e) after an update from its value before, Cov(Q(e), Y(s',a')) and Var Y(s',a'). */
  private double variance(double before, double shared, double drawn, double beta) {
    return Math.max(
        0,
        (1 - beta) * (1 - beta) * before
            + 2 * (1 - beta) * beta * gamma * shared
            + beta * beta * gamma * gamma * drawn);
  }

  private boolean isFollowed(int earlier) {
    return covariance != null
        || covarianceFrom == Long.MAX_VALUE
        || earlier < FIRST_UPDATES
        || earlier % LATER_UPDATES == 0;
  }

  /** A draw moves an entry at its own update, or has moved what it is updated with. */
  private void updateJump(int state, int entry, int next, double beta) {
    double before = jump[entry];
    jump[entry] =
        Math.max(
            beta * gamma * farthest(next),
            (1 - beta) * before + beta * gamma * Math.max(0, jumpThere[next]));
    jumpThere[state] += probabilities[entry] * (jump[entry] - before);
  }

  /**
   * How far Y(s,a) may lie from its mean over π, for the actions that can be drawn: as the means
   * do, and as far as Y itself strays from its mean.
   */
  private double farthest(int state) {
    double distance = 0;
    double[] variances = covariance == null ? bound : variance;
    for (int k = state * numActions; k < (state + 1) * numActions; k++) {
      if (probabilities[k] > 0) {
        double strays = MOST_DEVIATIONS * Math.sqrt(variances[k]);
        distance = Math.max(distance, Math.abs(mean[k] + bonus[k] - expected[state]) + strays);
      }
    }
    return distance;
  }

  /** The entry's new covariances with all others; returns Cov(Q(e), Σ_a' π(a'|s')·Q(s',a')). */
  private double propagate(int entry, int next, double beta) {
    int old = index(entry, 0);
    int first = next * numActions;
    int others = index(first, 0);
    double shared = 0;
    for (int j = 0; j < row.length; j++) {
      double sum = 0;
      for (int action = 0; action < numActions; action++) {
        sum += probabilities[first + action] * covariance[others + j * numActions + action];
      }
      row[j] = (1 - beta) * covariance[old + j * numActions] + beta * gamma * sum;
      if (j == entry) {
        shared = sum;
      }
    }
    for (int j = 0; j < row.length; j++) {
      covariance[old + j * numActions] = row[j];
    }
    for (int k = 0; k < row.length; k += numActions) {
      System.arraycopy(row, k, covariance, index(k, entry), numActions);
    }
    return shared;
  }

  /**
   * Where Cov(Q(one), Q(other)) stands: [state of one][other][action of one]. So what an update
   * reads, all actions of one state, stands together, and so does most of what it writes.
   */
  private int index(int one, int other) {
    return (one / numActions * mean.length + other) * numActions + one % numActions;
  }

  private double stepSize(int earlier) {
    if (earlier >= stepSizes.length) {
      stepSizes = stepSize.table(2 * stepSizes.length + 1024);
    }
    return stepSizes[earlier];
  }

  // An entry keeps its mean until its next update, so its sum is brought up to date only then.
  private void addToSum(int entry) {
    long kept = steps - summedTo[entry];
    weightedSum[entry] += mean[entry] * kept;
    deviationSum[entry] += Math.sqrt(bound[entry]) * kept;
    largestJump[entry] = Math.max(largestJump[entry], jump[entry]);
    summedTo[entry] = steps;
  }

  /** Brings the sums of all entries up to date; whether the table is an average. */
  private boolean averaged() {
    if (steps <= averageFrom) {
      return false;
    }
    for (int entry = 0; entry < mean.length; entry++) {
      addToSum(entry);
    }
    return true;
  }

  /** E[Q] of the table that improvement uses, {@code [numStates][numActions]}. */
  public double[] mean() {
    return averaged() ? perStep(weightedSum) : mean.clone();
  }

  /**
   * Var Q, same shape; of entries that are not known bounds of it. For an average, whose standard
   * deviation is at most the mean of those of its tables, the square of that mean.
   */
  public double[] variances() {
    if (!averaged()) {
      double[] variances = bound.clone();
      Arrays.setAll(variances, entry -> isKnown(entry) ? variance[entry] : bound[entry]);
      return variances;
    }
    double[] bounds = perStep(deviationSum);
    Arrays.setAll(bounds, entry -> bounds[entry] * bounds[entry]);
    return bounds;
  }

  private double[] perStep(double[] sums) {
    double[] means = sums.clone();
    Arrays.setAll(means, entry -> means[entry] / (steps - averageFrom));
    return means;
  }

  /** For every entry how much one draw of a next action may have moved it, same shape. */
  public double[] jumps() {
    return (averaged() ? largestJump : jump).clone();
  }

  /**
   * Whether the covariances of an entry are known: it was updated in the window often enough to
   * have forgotten what was before.
   */
  public boolean isKnown(int entry) {
    return covariance != null && left[entry] <= FORGOTTEN;
  }

  /**
   * Cov(Q(one), Q(other)) of entries that are known.
   *
   * @param one an entry, {@code s · numActions + a}
   * @param other an entry
   */
  public double covariance(int one, int other) {
    return covariance[index(one, other)];
  }
}
