package org.malfl.inverse;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.malfl.core.NumericalException;
import org.malfl.games.JointPolicy;
import org.malfl.games.OpponentWeights;
import org.malfl.games.OwnTransitions;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;

/** The solution of the soft Bellman equations as a function of the reward. */
public final class BellmanMap {
  private BellmanMap() {}

  /**
   * Expected soft Q of one agent under π_h,
   *
   * <pre>
   * V = (I − γM)⁻¹ ( Σ_a π(a|·)·Φ(·,a)·R + αH ),   Q(s,a_i) = Φ(s,a_i)·R + γ Σ_s' P^{a_i}(s,s') V(s'),
   * </pre>
   *
   * with M the joint state transitions under π_h, P^{a_i} those when agent i plays a_i and the
   * others play π_h, H(s) the entropy of π_h^i(·|s), and Φ(s,a_i)·R the expected reward: R(s), R(s,
   * a_i), or E_{a_−i ∼ π_h}[R(s,a)].
   *
   * @param agent i
   * @param transitions of the game
   * @param learner α and γ
   * @param policy π_h of all agents
   * @param rewardClass what the reward depends on
   * @throws NumericalException if the equations are singular to working precision
   */
  public static AffineQ of(
      int agent,
      TransitionTable transitions,
      LearnerModel learner,
      JointPolicy policy,
      RewardClass rewardClass) {
    int numStates = transitions.numStates();
    int numActions = transitions.numActions();
    TabularPolicy own = policy.agent(agent);
    OwnTransitions successors = OwnTransitions.of(agent, policy, transitions);
    double[] expectedReward = expectedReward(agent, transitions, policy, rewardClass);
    int unknowns = expectedReward.length / (numStates * numActions);

    // Right-hand sides: one column per unknown, and the constant's.
    DMatrixRMaj system = new DMatrixRMaj(numStates, numStates);
    DMatrixRMaj values = new DMatrixRMaj(numStates, unknowns + 1);
    for (int state = 0; state < numStates; state++) {
      system.add(state, state, 1);
      values.set(state, unknowns, learner.alpha() * own.entropy(state));
      for (int action = 0; action < numActions; action++) {
        int entry = state * numActions + action;
        double probability = own.probability(state, action);
        for (int k = successors.first()[entry]; k < successors.first()[entry + 1]; k++) {
          system.add(
              state,
              successors.states()[k],
              -learner.gamma() * probability * successors.probabilities()[k]);
        }
        for (int k = 0; k < unknowns; k++) {
          values.data[state * (unknowns + 1) + k] +=
              probability * expectedReward[entry * unknowns + k];
        }
      }
    }
    DMatrixRMaj solution = new DMatrixRMaj(numStates, unknowns + 1);
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(numStates);
    if (!solver.setA(system)) {
      throw new NumericalException(
          "the soft Bellman equations are singular at gamma " + learner.gamma());
    }
    solver.solve(values, solution);

    double[] constants = new double[numStates * numActions];
    double[] coefficients = expectedReward.clone();
    for (int entry = 0; entry < constants.length; entry++) {
      for (int k = successors.first()[entry]; k < successors.first()[entry + 1]; k++) {
        double weight = learner.gamma() * successors.probabilities()[k];
        int from = successors.states()[k] * (unknowns + 1);
        for (int j = 0; j < unknowns; j++) {
          coefficients[entry * unknowns + j] += weight * solution.data[from + j];
        }
        constants[entry] += weight * solution.data[from + unknowns];
      }
    }
    return new AffineQ(constants, coefficients);
  }

  /** Φ, {@code [numStates][numActions][unknowns]} row-major. */
  static double[] expectedReward(
      int agent, TransitionTable transitions, JointPolicy policy, RewardClass rewardClass) {
    int numStates = transitions.numStates();
    int numActions = transitions.numActions();
    int numJointActions = transitions.numJointActions();
    int perState = rewardClass.perState(transitions.jointActions());
    int[] byJointAction = rewardClass.byJointAction(agent, transitions.jointActions());
    int[] ownAction = transitions.jointActions().components(agent);
    OpponentWeights weights = new OpponentWeights(agent, policy, transitions.jointActions());
    int unknowns = StrictMath.multiplyExact(numStates, perState);
    double[] expected = new double[numStates * numActions * unknowns];
    for (int row = 0; row < numStates * numJointActions; row++) {
      int state = row / numJointActions;
      int jointAction = row % numJointActions;
      int entry = state * numActions + ownAction[jointAction];
      expected[entry * unknowns + state * perState + byJointAction[jointAction]] +=
          weights.weight(row);
    }
    return expected;
  }
}
