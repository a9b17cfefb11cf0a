package org.malfl.games;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;

/**
 * How often a joint policy is in a state and takes a joint action there.
 *
 * <p>Discounted and normalised, ρ(s,a) = (1 − γ) Σ_t γ^t P(s_t = s)·π(a|s) (Puterman 1994, section
 * 6.9; Ho and Ermon 2016 without the factor), or the mean over the steps of an episode.
 *
 * @param numJointActions length of a row
 * @param probabilities {@code [numStates][numJointActions]} row-major, with sum 1; owned by the
 *     record
 */
public record OccupancyMeasure(int numJointActions, double[] probabilities) {
  /**
   * @throws IllegalArgumentException if there are no rows of this length, an entry is negative, or
   *     the sum is not 1 within 1e-9
   */
  public OccupancyMeasure {
    Checks.rowsOnSimplex("occupancy measure", probabilities, probabilities.length);
    if (numJointActions < 1 || probabilities.length % numJointActions != 0) {
      throw new IllegalArgumentException(
          probabilities.length + " entries; valid: a multiple of " + numJointActions);
    }
  }

  /**
   * The discounted measure, from d = (1 − γ)·(I − γ P_πᵀ)⁻¹·start by dense LU.
   *
   * @param policy π
   * @param gamma discount in [0, 1)
   * @throws IllegalArgumentException if the policy does not fit the game or the discount is out of
   *     range
   * @throws NumericalException if the equations are singular to working precision
   */
  public static OccupancyMeasure discounted(
      JointPolicy policy, TransitionTable transitions, StartStates start, double gamma) {
    Checks.discount(gamma);
    double[] joint = policy.jointProbabilities(transitions.jointActions());
    int numStates = transitions.numStates();
    DMatrixRMaj system = new DMatrixRMaj(numStates, numStates);
    DMatrixRMaj right = new DMatrixRMaj(numStates, 1);
    double[] begin = start.distribution(numStates);
    for (int state = 0; state < numStates; state++) {
      system.add(state, state, 1);
      right.set(state, 0, (1 - gamma) * begin[state]);
    }
    for (int row = 0; row < joint.length; row++) {
      for (int k = transitions.first()[row]; k < transitions.first()[row + 1]; k++) {
        system.add(
            transitions.states()[k],
            row / transitions.numJointActions(),
            -gamma * joint[row] * transitions.probabilities()[k]);
      }
    }
    DMatrixRMaj states = new DMatrixRMaj(numStates, 1);
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(numStates);
    if (!solver.setA(system)) {
      throw new NumericalException("the flow equations are singular at gamma " + gamma);
    }
    solver.solve(right, states);
    return ofStates(states.data, joint, transitions.numJointActions());
  }

  /**
   * The mean over the steps of episodes of one length, (1/T) Σ_{t=0}^{T−1} P(s_t = s)·π(a|s).
   *
   * @param policy π
   * @param steps T, at least 1
   * @throws IllegalArgumentException if the policy does not fit the game or T is out of range
   */
  public static OccupancyMeasure ofEpisodes(
      JointPolicy policy, TransitionTable transitions, StartStates start, int steps) {
    Checks.inRange("steps", steps, 1, Integer.MAX_VALUE);
    double[] joint = policy.jointProbabilities(transitions.jointActions());
    double[] now = start.distribution(transitions.numStates());
    double[] mean = new double[now.length];
    for (int step = 0; step < steps; step++) {
      double[] next = new double[now.length];
      for (int row = 0; row < joint.length; row++) {
        double mass = now[row / transitions.numJointActions()] * joint[row];
        for (int k = transitions.first()[row]; k < transitions.first()[row + 1]; k++) {
          next[transitions.states()[k]] += mass * transitions.probabilities()[k];
        }
      }
      for (int state = 0; state < mean.length; state++) {
        mean[state] += now[state] / steps;
      }
      now = next;
    }
    return ofStates(mean, joint, transitions.numJointActions());
  }

  private static OccupancyMeasure ofStates(double[] states, double[] joint, int numJointActions) {
    double[] probabilities = new double[joint.length];
    for (int row = 0; row < joint.length; row++) {
      // A state that cannot be reached may come out of the solver as −1e-17.
      probabilities[row] = StrictMath.max(0, states[row / numJointActions]) * joint[row];
    }
    return new OccupancyMeasure(numJointActions, probabilities);
  }

  /**
   * The frequencies of samples.
   *
   * @param rows {@code s · numJointActions + a} of each sample, at least one
   */
  public static OccupancyMeasure ofSamples(int[] rows, int numStates, int numJointActions) {
    Checks.inRange("samples", rows.length, 1, Integer.MAX_VALUE);
    double[] probabilities = new double[numStates * numJointActions];
    for (int row : rows) {
      probabilities[row]++;
    }
    for (int row = 0; row < probabilities.length; row++) {
      probabilities[row] /= rows.length;
    }
    return new OccupancyMeasure(numJointActions, probabilities);
  }

  /**
   * The same measure where states cannot be told apart.
   *
   * @param seen {@code [numStates]}: what each state looks like
   * @param numSeen how many there are
   */
  public OccupancyMeasure seenAs(int[] seen, int numSeen) {
    double[] merged = new double[numSeen * numJointActions];
    for (int row = 0; row < probabilities.length; row++) {
      merged[seen[row / numJointActions] * numJointActions + row % numJointActions] +=
          probabilities[row];
    }
    return new OccupancyMeasure(numJointActions, merged);
  }
}
