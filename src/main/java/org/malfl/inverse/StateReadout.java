package org.malfl.inverse;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;

/**
 * A reward of joint states read off one of own actions, R(s, a_i), that is known up to a null
 * space. Of all rewards that differ by the null space, and so explain the data equally, the one is
 * taken that depends least on the own action,
 *
 * <pre>
 * R + N z with the least Σ_s Σ_a ( R(s,a) + (N z)(s,a) − mean_a )²,
 * </pre>
 *
 * and of this one the means over own actions. If the truth is a reward of joint states and R
 * explains the data as well as it does, these means are the truth up to what {@link #knowledge}
 * says.
 */
public final class StateReadout {
  /** Sines of angles up to this count as zero; the null space is known to some 1e-10. */
  private static final double PARALLEL = 1e-6;

  private final int numActions;

  /** N (A N)⁺ with A the deviation from the mean over own actions, {@code [d][d]}. */
  private final DMatrixRMaj correction;

  private final Knowledge knowledge;

  private StateReadout(int numActions, DMatrixRMaj correction, Knowledge knowledge) {
    this.numActions = numActions;
    this.correction = correction;
    this.knowledge = knowledge;
  }

  /**
   * The readout of rewards that a design leaves open.
   *
   * @param numActions of the agent
   * @param known what the design says of R(s, a_i), {@code [numStates][numActions]} row-major
   * @throws IllegalArgumentException if there is not an unknown for every action
   * @throws NumericalException if a decomposition does not converge
   */
  public static StateReadout of(int numActions, Identifiability known) {
    int unknowns = known.unknowns();
    Checks.inRange("unknowns of the last state", unknowns % numActions, 0, 0);
    int numStates = unknowns / numActions;
    int nullity = known.nullity();
    DMatrixRMaj correction = new DMatrixRMaj(unknowns, unknowns);
    if (nullity == 0) {
      return new StateReadout(
          numActions,
          correction,
          Knowledge.of(numStates, new Identifiability.DenseRows(new double[0], 0)));
    }
    DMatrixRMaj nullSpace = DMatrixRMaj.wrap(unknowns, nullity, known.nullSpace());
    DMatrixRMaj means = new DMatrixRMaj(numStates, nullity);
    for (int row = 0; row < unknowns; row++) {
      for (int k = 0; k < nullity; k++) {
        means.add(row / numActions, k, nullSpace.get(row, k) / numActions);
      }
    }
    DMatrixRMaj dependence = nullSpace.copy();
    for (int row = 0; row < unknowns; row++) {
      for (int k = 0; k < nullity; k++) {
        dependence.add(row, k, -means.get(row / numActions, k));
      }
    }
    SingularValueDecomposition_F64<DMatrixRMaj> decomposition =
        DecompositionFactory_DDRM.svd(unknowns, nullity, true, true, true);
    if (!decomposition.decompose(dependence)) {
      throw new NumericalException("the singular values of a null space did not converge");
    }
    DMatrixRMaj left = decomposition.getU(null, false);
    DMatrixRMaj right = decomposition.getV(null, false);
    double[] values = decomposition.getSingularValues();
    int independent = 0;
    for (int k = 0; k < nullity; k++) {
      independent += values[k] > PARALLEL ? 0 : 1;
    }
    // What remains of the null space are rewards of joint states.
    double[] remaining = new double[numStates * independent];
    DMatrixRMaj turned = CommonOps_DDRM.mult(nullSpace, right, null);
    DMatrixRMaj turnedMeans = CommonOps_DDRM.mult(means, right, null);
    int column = 0;
    for (int k = 0; k < nullity; k++) {
      if (values[k] > PARALLEL) {
        for (int row = 0; row < unknowns; row++) {
          turned.set(row, k, turned.get(row, k) / values[k]);
        }
        continue;
      }
      for (int state = 0; state < numStates; state++) {
        remaining[state * independent + column] = Math.sqrt(numActions) * turnedMeans.get(state, k);
      }
      for (int row = 0; row < unknowns; row++) {
        turned.set(row, k, 0);
      }
      column++;
    }
    CommonOps_DDRM.multTransB(turned, left, correction);
    return new StateReadout(
        numActions,
        correction,
        Knowledge.of(numStates, new Identifiability.DenseRows(remaining, independent)));
  }

  /**
   * Of all rewards that explain the data as well, the one that depends least on the own action.
   *
   * @param reward R, {@code [numStates][numActions]} row-major
   */
  public double[] representative(double[] reward) {
    int unknowns = correction.getNumRows();
    Checks.length("reward", reward, unknowns);
    double[] result = reward.clone();
    for (int row = 0; row < unknowns; row++) {
      for (int k = 0; k < unknowns; k++) {
        result[row] -= correction.get(row, k) * reward[k];
      }
    }
    return result;
  }

  /** The means of {@link #representative} over own actions, {@code [numStates]}. */
  public double[] states(double[] reward) {
    return means(representative(reward), numActions);
  }

  /**
   * Means over own actions.
   *
   * @param reward {@code [numStates][numActions]} row-major
   * @return {@code [numStates]}
   */
  public static double[] means(double[] reward, int numActions) {
    double[] means = new double[reward.length / numActions];
    for (int entry = 0; entry < reward.length; entry++) {
      means[entry / numActions] += reward[entry];
    }
    for (int state = 0; state < means.length; state++) {
      means[state] /= numActions;
    }
    return means;
  }

  /**
   * Standard deviations of {@link #states} about their mean, {@code [numStates]}.
   *
   * @param covariance of R, {@code [d][d]} row-major
   */
  public double[] deviations(double[] covariance) {
    int unknowns = correction.getNumRows();
    int numStates = unknowns / numActions;
    Checks.length("covariance", covariance, (long) unknowns * unknowns);
    DMatrixRMaj readout = new DMatrixRMaj(numStates, unknowns);
    for (int row = 0; row < unknowns; row++) {
      readout.add(row / numActions, row, 1.0 / numActions);
      for (int k = 0; k < unknowns; k++) {
        readout.add(row / numActions, k, -correction.get(row, k) / numActions);
      }
    }
    DMatrixRMaj half =
        CommonOps_DDRM.mult(readout, DMatrixRMaj.wrap(unknowns, unknowns, covariance), null);
    DMatrixRMaj ofStates = new DMatrixRMaj(numStates, numStates);
    CommonOps_DDRM.multTransB(half, readout, ofStates);
    return RewardPosterior.deviations(ofStates.data, numStates);
  }

  /** What is known of the means. */
  public Knowledge knowledge() {
    return knowledge;
  }
}
