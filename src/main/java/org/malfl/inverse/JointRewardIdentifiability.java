package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;
import org.malfl.games.JointPolicy;
import org.malfl.games.OpponentWeights;
import org.malfl.games.OwnTransitions;
import org.malfl.games.TransitionTable;

/**
 * What the equations of {@link JointRewardRecovery} say of the reward, whatever their right-hand
 * sides: with one joint reward R(s, a) and one potential g_h(s) per pair of stages,
 *
 * <pre>
 * E_{a_−i}[R(s,a)] + g_h(s) − γ E_{a_−i}[g_h(s')] = Y_h(s,a_i),   a_−i ∼ π_h^{−i}(·|s).
 * </pre>
 *
 * R(s, a_i, ·) stands in the K equations of its own joint state and action alone, and there as W_s
 * · R(s, a_i, ·) with W_s(h, a_−i) = π_h^{−i}(a_−i|s). So it can be eliminated there: what is left
 * are equations for the potentials, (I − W_s W_s⁺) Γ(s,a_i) g = …, with Γ(s,a_i) g the K values
 * g_h(s) − γ E[g_h(s')]. With N the g that solve them for zero, the null space of the reward is the
 * sum of
 *
 * <ul>
 *   <li>the kernel of W_s in every (s, a_i): rewards that never mattered, since the others'
 *       policies were too few or too much alike, and
 *   <li>−W_s⁺ Γ(s,a_i) g for g in N. One potential that is the same in every pair is always in N.
 * </ul>
 *
 * <p>By that potential φ alone, R(s,a) − φ(s) + γ E[φ(s')] explains all that R explains, and since
 * I − γP has an inverse for every transition matrix P, the means over joint actions may take any
 * values: of these no joint state's is ever determined, nor any difference of two.
 */
public final class JointRewardIdentifiability {
  private final int unknowns;
  private final int nullity;
  private final int potentials;
  private final Knowledge rewards;
  private final Knowledge means;

  private JointRewardIdentifiability(
      int unknowns, int nullity, int potentials, Knowledge rewards, Knowledge means) {
    this.unknowns = unknowns;
    this.nullity = nullity;
    this.potentials = potentials;
    this.rewards = rewards;
    this.means = means;
  }

  /**
   * Of the equations of some pairs of stages, all of one weight. Takes about (K·numStates)³/3
   * operations and, with q numbers of potentials that remain unknown,
   * 4·numStates·numJointActions·q².
   *
   * @param agent i
   * @param transitions of the game
   * @param gamma the learners' discount, in [0, 1)
   * @param policies π_h of all agents, h = 0..K−1, at least one
   * @throws IllegalArgumentException if γ is out of range, there is no policy or shapes differ
   * @throws NumericalException if a decomposition does not converge
   */
  public static JointRewardIdentifiability of(
      int agent, TransitionTable transitions, double gamma, List<JointPolicy> policies) {
    Checks.discount(gamma);
    if (policies.isEmpty()) {
      throw new IllegalArgumentException("no policies; valid: one per pair of stages");
    }
    int numStates = transitions.numStates();
    int numOwn = transitions.numActions();
    int perOwn = transitions.numJointActions() / numOwn;
    List<Others> others = Others.ofStates(agent, transitions, policies);
    Potentials potentials = Potentials.of(agent, transitions, gamma, policies);
    double[] invisible = potentials.invisible(others);
    int fromPotentials = invisible.length / (policies.size() * numStates);
    double[] basis = potentials.asRewards(others, invisible, fromPotentials);
    orthonormalise(basis, fromPotentials);

    int nullity = fromPotentials;
    for (Others state : others) {
      nullity += numOwn * state.kernelSize;
    }
    Knowledge rewards =
        Knowledge.of(numStates * numOwn * perOwn, new RewardRows(others, basis, fromPotentials));
    int[] order = transitions.jointActions().grouped(agent);
    return new JointRewardIdentifiability(
        numStates * order.length,
        nullity,
        policies.size() * numStates,
        byJointAction(rewards, order),
        Knowledge.of(numStates, meanRows(others, numOwn, basis, fromPotentials)));
  }

  /** Number of unknown rewards, numStates · numJointActions. */
  public int unknowns() {
    return unknowns;
  }

  /** Dimension of what the equations tell of the reward. */
  public int rank() {
    return unknowns - nullity;
  }

  /** Dimension of what they do not tell of it. */
  public int nullity() {
    return nullity;
  }

  /**
   * Rank of the equations for reward and potentials together. If the reward were known, so would be
   * the potentials, so that nothing else is unknown.
   */
  public int systemRank() {
    return unknowns + potentials - nullity;
  }

  /** What is known of R(s, a), {@code [numStates][numJointActions]} row-major. */
  public Knowledge rewards() {
    return rewards;
  }

  /** What is known of the means of R(s, a) over joint actions, {@code [numStates]}. */
  public Knowledge means() {
    return means;
  }

  /** Inside, unknowns are numbered by joint state, own action, and joint action of the others. */
  private static Knowledge byJointAction(Knowledge byOwn, int[] order) {
    Identifiability.Kind[] kinds = new Identifiability.Kind[byOwn.kinds().size()];
    int[] found = new int[kinds.length];
    for (int k = 0; k < kinds.length; k++) {
      int unknown = k / order.length * order.length + order[k % order.length];
      kinds[unknown] = byOwn.kinds().get(k);
      found[unknown] = byOwn.groups()[k];
    }
    int[] numbers = new int[kinds.length];
    Arrays.fill(numbers, -1);
    int next = 0;
    for (int k = 0; k < kinds.length; k++) {
      if (found[k] >= 0) {
        if (numbers[found[k]] < 0) {
          numbers[found[k]] = next++;
        }
        found[k] = numbers[found[k]];
      }
    }
    return new Knowledge(List.of(kinds), found);
  }

  /** Makes columns orthonormal, {@code [rows][columns]} row-major, by Householder reflections. */
  private static void orthonormalise(double[] matrix, int columns) {
    int rows = matrix.length / columns;
    QRDecomposition<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.qr(rows, columns);
    if (!decomposition.decompose(DMatrixRMaj.wrap(rows, columns, matrix.clone()))) {
      throw new NumericalException("the basis of the null space could not be made orthonormal");
    }
    System.arraycopy(decomposition.getQ(null, true).data, 0, matrix, 0, matrix.length);
  }

  /** What the others' policies in one joint state make visible. */
  private static final class Others {
    private final int count;
    private final int kernelSize;

    /** I − W W⁺, {@code [pairs][pairs]} row-major; exactly 0 where W has that rank. */
    private final double[] unexplained;

    /** W⁺, {@code [count][pairs]} row-major. */
    private final double[] inverse;

    /** An orthonormal basis of the kernel of W, {@code [count][kernelSize]} row-major. */
    private final double[] kernel;

    /** Length of the kernel's part in the mean over the others' joint actions, squared. */
    private final double squaredKernelSum;

    Others(double[] weights, int pairs) {
      this.count = weights.length / pairs;
      SingularValueDecomposition_F64<DMatrixRMaj> decomposition =
          DecompositionFactory_DDRM.svd(pairs, count, true, true, false);
      if (!decomposition.decompose(DMatrixRMaj.wrap(pairs, count, weights.clone()))) {
        throw new NumericalException("the singular values of policies did not converge");
      }
      double[] values = new double[Math.max(pairs, count)];
      System.arraycopy(decomposition.getSingularValues(), 0, values, 0, Math.min(pairs, count));
      DMatrixRMaj left = decomposition.getU(null, false);
      DMatrixRMaj right = decomposition.getV(null, false);
      double largest = Arrays.stream(values).max().orElse(0);
      boolean[] seen = new boolean[values.length];
      int rank = 0;
      for (int k = 0; k < values.length; k++) {
        seen[k] = values[k] > Identifiability.ROWS_TOLERANCE * largest;
        rank += seen[k] ? 1 : 0;
      }
      this.kernelSize = count - rank;
      this.unexplained = new double[pairs * pairs];
      this.inverse = new double[count * pairs];
      this.kernel = new double[count * kernelSize];
      for (int k = 0; k < pairs; k++) {
        for (int entry = 0; entry < unexplained.length && !seen[k]; entry++) {
          unexplained[entry] += left.get(entry / pairs, k) * left.get(entry % pairs, k);
        }
      }
      int column = 0;
      double squared = 0;
      for (int k = 0; k < count; k++) {
        double sum = 0;
        for (int other = 0; other < count; other++) {
          if (!seen[k]) {
            kernel[other * kernelSize + column] = right.get(other, k);
            sum += right.get(other, k);
            continue;
          }
          for (int h = 0; h < pairs; h++) {
            inverse[other * pairs + h] += right.get(other, k) * left.get(h, k) / values[k];
          }
        }
        column += seen[k] ? 0 : 1;
        squared += sum * sum;
      }
      this.squaredKernelSum = squared;
    }

    static List<Others> ofStates(
        int agent, TransitionTable transitions, List<JointPolicy> policies) {
      int numJointActions = transitions.numJointActions();
      int perOwn = numJointActions / transitions.numActions();
      List<OpponentWeights> weights =
          policies.stream()
              .map(policy -> new OpponentWeights(agent, policy, transitions.jointActions()))
              .toList();
      List<Others> states = new ArrayList<>();
      for (int state = 0; state < transitions.numStates(); state++) {
        double[] ofState = new double[policies.size() * perOwn];
        for (int k = 0; k < ofState.length; k++) {
          OpponentWeights pair = weights.get(k / perOwn);
          // What the others do does not depend on the own action, so the first stands for all.
          ofState[k] = pair.weight(state * numJointActions + pair.jointActionsByOwn()[k % perOwn]);
        }
        states.add(new Others(ofState, policies.size()));
      }
      return states;
    }
  }

  /** The potentials' part of the equations. */
  private static final class Potentials {
    private final int numStates;
    private final int numOwn;
    private final int pairs;

    /**
     * {@code [pairs]}, then {@code [entries]}: the states whose potentials enter an equation, and
     * their factors.
     */
    private final int[][][] states;

    private final double[][][] factors;

    private Potentials(int numStates, int numOwn, int pairs) {
      this.numStates = numStates;
      this.numOwn = numOwn;
      this.pairs = pairs;
      this.states = new int[pairs][numStates * numOwn][];
      this.factors = new double[pairs][numStates * numOwn][];
    }

    static Potentials of(
        int agent, TransitionTable transitions, double gamma, List<JointPolicy> policies) {
      Potentials result =
          new Potentials(transitions.numStates(), transitions.numActions(), policies.size());
      for (int h = 0; h < policies.size(); h++) {
        OwnTransitions successors = OwnTransitions.of(agent, policies.get(h), transitions);
        for (int entry = 0; entry < result.states[h].length; entry++) {
          int from = successors.first()[entry];
          int count = successors.first()[entry + 1] - from;
          int[] reached = new int[count + 1];
          double[] factor = new double[count + 1];
          System.arraycopy(successors.states(), from, reached, 0, count);
          for (int k = 0; k < count; k++) {
            factor[k] = -gamma * successors.probabilities()[from + k];
          }
          reached[count] = entry / result.numOwn;
          factor[count] = 1;
          result.states[h][entry] = reached;
          result.factors[h][entry] = factor;
        }
      }
      return result;
    }

    /**
     * A basis of the potentials that some reward makes up for in all equations: those that are the
     * same in every pair, then those that are zero in the last pair.
     *
     * @return {@code [pairs][numStates][basis]} row-major
     */
    double[] invisible(List<Others> others) {
      int free = (pairs - 1) * numStates;
      double[] differing = new double[0];
      int found = 0;
      if (free > 0) {
        Identifiability known =
            Identifiability.ofGram(free, gram(others, free), Identifiability.GRAM_TOLERANCE);
        differing = known.nullSpace();
        found = known.nullity();
      }
      int size = numStates + found;
      double[] basis = new double[StrictMath.multiplyExact(pairs * numStates, size)];
      for (int k = 0; k < pairs * numStates; k++) {
        basis[k * size + k % numStates] = 1;
        if (k < free) {
          System.arraycopy(differing, k * found, basis, k * size + numStates, found);
        }
      }
      return basis;
    }

    /** Σ Γᵀ(I − W W⁺)Γ over joint states and own actions, without the last pair's potential. */
    private double[] gram(List<Others> others, int free) {
      double[] gram = new double[StrictMath.multiplyExact(free, free)];
      for (int entry = 0; entry < numStates * numOwn; entry++) {
        double[] unexplained = others.get(entry / numOwn).unexplained;
        for (int h = 0; h < pairs - 1; h++) {
          for (int j = 0; j < pairs - 1; j++) {
            double share = unexplained[h * pairs + j];
            for (int k = 0; k < states[h][entry].length && share != 0; k++) {
              int row = (h * numStates + states[h][entry][k]) * free + j * numStates;
              double factor = share * factors[h][entry][k];
              for (int l = 0; l < states[j][entry].length; l++) {
                gram[row + states[j][entry][l]] += factor * factors[j][entry][l];
              }
            }
          }
        }
      }
      return gram;
    }

    /**
     * −W⁺Γg: the rewards that make up for potentials.
     *
     * @param basis g, {@code [pairs][numStates][size]} row-major
     * @return {@code [numStates][numOwn][others' joint actions][size]} row-major
     */
    double[] asRewards(List<Others> others, double[] basis, int size) {
      int perOwn = others.get(0).count;
      double[] rewards =
          new double
              [StrictMath.multiplyExact(
                  StrictMath.multiplyExact(numStates, numOwn * perOwn), size)];
      double[] image = new double[size];
      for (int entry = 0; entry < numStates * numOwn; entry++) {
        double[] inverse = others.get(entry / numOwn).inverse;
        for (int h = 0; h < pairs; h++) {
          Arrays.fill(image, 0);
          for (int k = 0; k < states[h][entry].length; k++) {
            int from = (h * numStates + states[h][entry][k]) * size;
            UpperTriangle.addMultiple(image, 0, basis, from, 0, factors[h][entry][k], size);
          }
          for (int other = 0; other < perOwn; other++) {
            UpperTriangle.addMultiple(
                rewards,
                (entry * perOwn + other) * size,
                image,
                0,
                0,
                -inverse[other * pairs + h],
                size);
          }
        }
      }
      return rewards;
    }
  }

  /**
   * Rows of the null space's basis: those of the part that potentials make, which all unknowns
   * share, and those of the kernel of W, which is another one for every joint state and own action.
   */
  private static final class RewardRows implements Knowledge.Rows {
    private final List<Knowledge.Rows> kernels;
    private final Knowledge.Rows shared;
    private final int perState;
    private final int perOwn;

    RewardRows(List<Others> others, double[] basis, int size) {
      this.kernels =
          others.stream()
              .<Knowledge.Rows>map(
                  state -> new Identifiability.DenseRows(state.kernel, state.kernelSize))
              .toList();
      this.shared = new Identifiability.DenseRows(basis, size);
      this.perState = basis.length / size / others.size();
      this.perOwn = others.get(0).count;
    }

    @Override
    public double squared(int row, double enough) {
      double own = squaredKernel(row, enough);
      return own + shared.squared(row, enough - own);
    }

    @Override
    public double squaredDifference(int row, int other, double enough) {
      double own =
          row / perOwn == other / perOwn
              ? kernels.get(row / perState).squaredDifference(row % perOwn, other % perOwn, enough)
              : squaredKernel(row, enough) + squaredKernel(other, enough);
      return own + shared.squaredDifference(row, other, enough - own);
    }

    private double squaredKernel(int row, double enough) {
      return kernels.get(row / perState).squared(row % perOwn, enough);
    }
  }

  /** Rows of the means over joint actions, times the root of their number: of unit vectors too. */
  private static Knowledge.Rows meanRows(
      List<Others> others, int numOwn, double[] basis, int size) {
    int perState = basis.length / size / others.size();
    double[] sums = new double[others.size() * size];
    for (int row = 0; row < basis.length / size; row++) {
      UpperTriangle.addMultiple(
          sums, row / perState * size, basis, row * size, 0, 1 / Math.sqrt(perState), size);
    }
    Knowledge.Rows shared = new Identifiability.DenseRows(sums, size);
    double[] kernel =
        others.stream().mapToDouble(state -> numOwn * state.squaredKernelSum / perState).toArray();
    return new Knowledge.Rows() {
      @Override
      public double squared(int row, double enough) {
        return kernel[row] + shared.squared(row, enough);
      }

      @Override
      public double squaredDifference(int row, int other, double enough) {
        return kernel[row] + kernel[other] + shared.squaredDifference(row, other, enough);
      }
    };
  }
}
