package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.malfl.core.Checks;
import org.malfl.core.Cholesky;
import org.malfl.games.Dynamics;

/**
 * Priors of the reward to choose from. Smooth ones say that rewards of joint states which lie close
 * together are alike,
 *
 * <pre>
 * Cov(R(x), R(x')) = σ²·( k_ℓ(x, x') + 10⁻³·1[x = x'] ) + 100,
 * </pre>
 *
 * with mean zero; the last summand leaves the level free. Where a joint state has several unknowns,
 * one per action, they have k_ℓ in common and differ by a tenth of it: k_ℓ·(1 + 0.1·1[same
 * action]).
 *
 * @param candidates at least one
 */
public record RewardPriors(List<Candidate> candidates) {
  /** Variances σ² in units of the reward squared, and lengths ℓ in cells. */
  private static final double[] VARIANCES = {1, 3, 10, 30, 100};

  private static final double[] LENGTHS = {0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 12};
  private static final double UNEVENNESS = 1e-3;
  private static final double LEVEL = 100;
  private static final double OF_ACTIONS = 0.1;

  /** The prior that a search begins with. */
  private static final SmoothPrior MIDDLING =
      new SmoothPrior(SmoothKernel.SQUARED_EXPONENTIAL, 10, 2);

  /**
   * Parameters of a smooth prior.
   *
   * @param kernel k
   * @param variance σ², above 0
   * @param length ℓ in cells, above 0
   */
  public record SmoothPrior(SmoothKernel kernel, double variance, double length) {
    /**
     * @throws IllegalArgumentException if a number is not above 0
     */
    public SmoothPrior {
      Checks.positive("variance", variance);
      Checks.positive("length", length);
    }
  }

  /**
   * A prior to choose.
   *
   * @param smooth its parameters, if it is smooth
   * @param prior as a distribution
   */
  public record Candidate(Optional<SmoothPrior> smooth, GaussianPrior prior) {}

  /**
   * @throws IllegalArgumentException if there is no candidate
   */
  public RewardPriors {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("no prior to choose");
    }
  }

  /**
   * Ridge alone, {@link GaussianPrior#ridge} with level 10⁻⁹.
   *
   * @param strength λ, above 0
   */
  public static RewardPriors ridge(int unknowns, double strength) {
    return new RewardPriors(
        List.of(new Candidate(Optional.empty(), GaussianPrior.ridge(unknowns, strength, 1e-9))));
  }

  /**
   * All smooth priors: both kernels, σ² of 1 to 100, ℓ of 0.25 to 12 cells. At the least length
   * neighbours have almost nothing in common, so rewards that are not smooth find their prior here
   * too.
   *
   * @param coordinates of every joint state, {@code [numStates][…]}
   * @param perState unknowns of one joint state, at least 1
   */
  public static RewardPriors smooth(double[][] coordinates, int perState) {
    List<Candidate> candidates = new ArrayList<>();
    for (SmoothKernel kernel : SmoothKernel.values()) {
      for (double length : LENGTHS) {
        candidates.addAll(smooth(coordinates, perState, kernel, length, VARIANCES));
      }
    }
    return new RewardPriors(candidates);
  }

  /** All smooth priors of a reward of joint states; none where the game has no coordinates. */
  public static Optional<RewardPriors> smooth(Dynamics dynamics) {
    return smooth(dynamics, 1);
  }

  /**
   * All smooth priors of a reward; none where the game has no coordinates.
   *
   * @param perState unknowns of one joint state, at least 1
   */
  public static Optional<RewardPriors> smooth(Dynamics dynamics, int perState) {
    double[][] coordinates = new double[dynamics.numStates()][];
    Arrays.setAll(coordinates, dynamics::coordinates);
    return coordinates[0].length == 0
        ? Optional.empty()
        : Optional.of(smooth(coordinates, perState));
  }

  /** One smooth prior. */
  public static RewardPriors smooth(double[][] coordinates, int perState, SmoothPrior prior) {
    return new RewardPriors(
        smooth(coordinates, perState, prior.kernel(), prior.length(), prior.variance()));
  }

  // The inverse for one variance gives those for all others by the Sherman–Morrison formula.
  private static List<Candidate> smooth(
      double[][] coordinates,
      int perState,
      SmoothKernel kernel,
      double length,
      double... variances) {
    double[] ofStates = kernel.matrix(coordinates, length);
    int numStates = coordinates.length;
    int unknowns = StrictMath.multiplyExact(numStates, perState);
    double[] shape = new double[unknowns * unknowns];
    for (int k = 0; k < shape.length; k++) {
      int one = k / unknowns;
      int other = k % unknowns;
      double alike = ofStates[one / perState * numStates + other / perState];
      boolean sameAction = perState > 1 && one % perState == other % perState;
      shape[k] = alike * (sameAction ? 1 + OF_ACTIONS : 1) + (one == other ? UNEVENNESS : 0);
    }
    Cholesky decomposed = new Cholesky(shape, unknowns);
    double[] inverse = decomposed.inverse();
    double[] sums = new double[unknowns];
    double total = 0;
    for (int k = 0; k < inverse.length; k++) {
      sums[k / unknowns] += inverse[k];
    }
    for (double sum : sums) {
      total += sum;
    }
    List<Candidate> candidates = new ArrayList<>();
    for (double variance : variances) {
      double levelled = 1 + LEVEL * total / variance;
      double[] precision = new double[inverse.length];
      for (int k = 0; k < precision.length; k++) {
        precision[k] =
            (inverse[k] - LEVEL / variance / levelled * sums[k / unknowns] * sums[k % unknowns])
                / variance;
      }
      double logDeterminant =
          -(unknowns * StrictMath.log(variance)
              + decomposed.logDeterminant()
              + StrictMath.log(levelled));
      candidates.add(
          new Candidate(
              Optional.of(new SmoothPrior(kernel, variance, length)),
              new GaussianPrior(precision, logDeterminant)));
    }
    return candidates;
  }

  /** The candidate to begin with: the one of middling smoothness, else the first. */
  public int first() {
    for (int k = 0; k < candidates.size(); k++) {
      if (candidates.get(k).smooth().equals(Optional.of(MIDDLING))) {
        return k;
      }
    }
    return 0;
  }
}
