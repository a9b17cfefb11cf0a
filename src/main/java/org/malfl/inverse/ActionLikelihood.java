package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.malfl.core.Checks;
import org.malfl.core.GramMatrix;
import org.malfl.games.AgentTables;

/**
 * The likelihood of the actions after each improvement,
 *
 * <pre>
 * Σ_h Σ_{s,a} w_h(s)·n_{h+1}(s,a)·log softmax_a( Q_h(s,·)/α ),   w_h(s) = 1/(1 + τ·n_{h+1}(s)),
 * </pre>
 *
 * where Q_h is normal with a mean that is affine in the reward and with variances σ² of its own, in
 * every entry apart. Q_h is left out by Laplace's approximation: the likelihood is taken at the
 * most probable Q_h given the reward, less ½Σ(Q_h − mean)²/σ². With e_a = 1/(1/d_a + σ_a²) and d_a
 * = w·n(s)·π(a)/α², a joint state then informs about its Q by diag(e) − eeᵀ/Σe, which without
 * variances is the multinomial's w·n(s)·(diag(π) − ππᵀ)/α².
 *
 * <p>τ is the fast way to allow for variances that are not known: no joint state counts for more
 * than 1/τ actions.
 */
public final class ActionLikelihood implements RewardLikelihood {
  /** Steps of Newton's that must each gain; then as many of which only large ones must. */
  private static final int MOST_STEPS = 100;

  /** Q counts as most probable when no entry would move by more standard deviations. */
  private static final double STILL = 1e-12;

  /**
   * A step of Newton's that moves Q/α by less is right whatever the likelihood seems to say, which
   * so many actions in one joint state round to more than such a step gains. (log softmax is
   * generalised self-concordant, Bach 2010: what matters is how far logits move, not how many
   * actions there are.)
   */
  private static final double SURE = 0.01;

  private final List<VisitedRows> pairs = new ArrayList<>();
  private final int unknowns;
  private final int numActions;
  private final double alpha;

  /** The rows of one pair whose joint states were seen after the improvement. */
  private record VisitedRows(
      double[] constants, double[][] coefficients, double[] variances, double[] weights) {
    int size() {
      return coefficients.length;
    }
  }

  /**
   * A likelihood.
   *
   * @param pairs at least one, all of one shape
   * @param alpha temperature of the improvement, above 0
   * @param allowance τ, 0 or more
   * @throws IllegalArgumentException if a number is out of range
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
    int entries = pair.actions().length;
    List<double[]> coefficients = new ArrayList<>();
    double[] constants = new double[entries];
    double[] variances = new double[entries];
    double[] weights = new double[entries];
    for (int first = 0; first < entries; first += numActions) {
      long visits = 0;
      for (int entry = first; entry < first + numActions; entry++) {
        visits += pair.actions()[entry];
      }
      for (int entry = first; visits > 0 && entry < first + numActions; entry++) {
        int row = coefficients.size();
        constants[row] = pair.q().constants()[entry];
        variances[row] = pair.variances()[entry];
        weights[row] = pair.actions()[entry] / (1 + allowance * visits);
        coefficients.add(
            Arrays.copyOfRange(pair.q().coefficients(), entry * unknowns, (entry + 1) * unknowns));
      }
    }
    return new VisitedRows(constants, coefficients.toArray(double[][]::new), variances, weights);
  }

  @Override
  public int unknowns() {
    return unknowns;
  }

  @Override
  public double log(double[] reward) {
    JointState state = new JointState();
    double sum = 0;
    for (VisitedRows rows : pairs) {
      for (int first = 0; first < rows.size(); first += numActions) {
        sum += state.fit(rows, first, reward);
      }
    }
    return sum;
  }

  @Override
  public Expansion expand(double[] reward) {
    Checks.length("reward", reward, unknowns);
    double[] gradient = new double[unknowns];
    GramMatrix information = new GramMatrix(unknowns);
    double[] valueAndVolume = expand(reward, gradient, information::next);
    return new Expansion(
        reward.clone(), valueAndVolume[0], gradient, information.toArray(), valueAndVolume[1]);
  }

  @Override
  public double[] informationRows(double[] reward) {
    Checks.length("reward", reward, unknowns);
    List<double[]> rows = new ArrayList<>();
    var unused =
        expand(
            reward,
            new double[unknowns],
            () -> {
              rows.add(new double[unknowns]);
              return rows.get(rows.size() - 1);
            });
    return AgentTables.join(rows);
  }

  /**
   * Adds the gradient, fills a row for every entry of Q, and returns the log likelihood and the log
   * volume.
   */
  private double[] expand(double[] reward, double[] gradient, Supplier<double[]> next) {
    JointState state = new JointState();
    double value = 0;
    double logVolume = 0;
    double[] mean = new double[unknowns];
    for (VisitedRows rows : pairs) {
      for (int first = 0; first < rows.size(); first += numActions) {
        value += state.fit(rows, first, reward);
        logVolume += state.logVolume();
        double total = 0;
        for (double precision : state.precisions) {
          total += precision;
        }
        Arrays.fill(mean, 0);
        for (int action = 0; action < numActions; action++) {
          double[] row = rows.coefficients[first + action];
          add(mean, state.precisions[action] / total, row);
          add(gradient, state.pulls[action], row);
        }
        for (int action = 0; action < numActions; action++) {
          subtract(
              rows.coefficients[first + action],
              mean,
              Math.sqrt(state.precisions[action]),
              next.get());
        }
      }
    }
    return new double[] {value, logVolume};
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

  /**
   * Policies that the observed actions and a reward make most probable.
   *
   * @param reward R, {@code [unknowns]}
   * @return the log-probabilities of each pair's improved policy in the joint states that were seen
   *     after it, in order, row-major
   */
  List<double[]> improvedLogPolicies(double[] reward) {
    JointState state = new JointState();
    List<double[]> policies = new ArrayList<>();
    for (VisitedRows rows : pairs) {
      double[] logs = new double[rows.size()];
      for (int first = 0; first < rows.size(); first += numActions) {
        state.fit(rows, first, reward);
        System.arraycopy(state.logPolicy, 0, logs, first, numActions);
      }
      policies.add(logs);
    }
    return policies;
  }

  /**
   * The most probable Q of one joint state, by Newton's method on a_k = (Q_k − mean_k)/σ_k², which
   * at the optimum is the pull of the actions, (w·n_k − w·n·π_k)/α.
   */
  private final class JointState {
    private final double[] means = new double[numActions];
    private final double[] variances = new double[numActions];
    private final double[] weights = new double[numActions];
    private final double[] strays = new double[numActions];
    private final double[] tried = new double[numActions];
    private final double[] steps = new double[numActions];
    private final double[] q = new double[numActions];
    private final double[] logPolicy = new double[numActions];
    private final double[] policy = new double[numActions];

    /** ∂ log likelihood / ∂ mean, and e. */
    private final double[] pulls = new double[numActions];

    private final double[] precisions = new double[numActions];
    private double visits;

    /** Finds Q and returns the log likelihood there. */
    double fit(VisitedRows rows, int first, double[] reward) {
      visits = 0;
      boolean certain = true;
      for (int action = 0; action < numActions; action++) {
        double[] row = rows.coefficients[first + action];
        double sum = 0;
        for (int k = 0; k < row.length; k++) {
          sum += row[k] * reward[k];
        }
        means[action] = rows.constants[first + action] + sum;
        variances[action] = rows.variances[first + action];
        certain &= variances[action] == 0;
        weights[action] = rows.weights[first + action];
        visits += weights[action];
        strays[action] = 0;
      }
      double value = evaluate(strays);
      for (int step = 0; step < 2 * MOST_STEPS; step++) {
        expand();
        if (certain || largestMove() < STILL) {
          break;
        }
        boolean sure = step >= MOST_STEPS && movesLogitsBy() < SURE;
        double scale = 1;
        double there;
        do {
          for (int action = 0; action < numActions; action++) {
            tried[action] = strays[action] + scale * steps[action];
          }
          there = evaluate(tried);
          scale /= 2;
        } while (there < value - 1e-12 * Math.abs(value) && scale > 1e-9 && !sure);
        System.arraycopy(tried, 0, strays, 0, numActions);
        value = there;
      }
      return value;
    }

    /** Sets Q and the policy, and returns the log likelihood. */
    private double evaluate(double[] at) {
      double penalty = 0;
      double largest = Double.NEGATIVE_INFINITY;
      for (int action = 0; action < numActions; action++) {
        double stray = variances[action] * at[action];
        penalty += stray * at[action] / 2;
        q[action] = means[action] + stray;
        largest = Math.max(largest, q[action] / alpha);
      }
      double total = 0;
      for (int action = 0; action < numActions; action++) {
        policy[action] = StrictMath.exp(q[action] / alpha - largest);
        total += policy[action];
      }
      double logTotal = largest + StrictMath.log(total);
      double value = -penalty;
      for (int action = 0; action < numActions; action++) {
        policy[action] /= total;
        logPolicy[action] = q[action] / alpha - logTotal;
        value += weights[action] * logPolicy[action];
      }
      return value;
    }

    /** Pulls, precisions and the Newton step of the strays where Q stands. */
    private void expand() {
      double total = 0;
      double projected = 0;
      for (int action = 0; action < numActions; action++) {
        double d = visits * policy[action] / (alpha * alpha);
        pulls[action] = (weights[action] - visits * policy[action]) / alpha;
        precisions[action] = d / (1 + variances[action] * d);
        total += precisions[action];
        projected += precisions[action] * variances[action] * (strays[action] - pulls[action]);
      }
      double level = -projected / total;
      for (int action = 0; action < numActions; action++) {
        double d = visits * policy[action] / (alpha * alpha);
        steps[action] = (pulls[action] - strays[action] + d * level) / (1 + variances[action] * d);
      }
    }

    private double largestMove() {
      double largest = 0;
      for (int action = 0; action < numActions; action++) {
        largest = Math.max(largest, Math.abs(steps[action]) * Math.sqrt(variances[action]));
      }
      return largest;
    }

    private double movesLogitsBy() {
      double largest = 0;
      for (int action = 0; action < numActions; action++) {
        largest = Math.max(largest, Math.abs(steps[action]) * variances[action] / alpha);
      }
      return largest;
    }

    /** −½ log det(I + W·diag(σ²)), W the multinomial's information about Q. */
    double logVolume() {
      double log = 0;
      double with = 0;
      double without = 0;
      for (int action = 0; action < numActions; action++) {
        double d = visits * policy[action] / (alpha * alpha);
        log += StrictMath.log1p(variances[action] * d);
        with += precisions[action];
        without += d;
      }
      return -(log + StrictMath.log(with / without)) / 2;
    }
  }
}
