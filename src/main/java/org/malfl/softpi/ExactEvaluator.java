package org.malfl.softpi;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;
import org.malfl.core.SeedTree;
import org.malfl.games.Episode;
import org.malfl.games.JointPolicy;
import org.malfl.games.MarkovGame;
import org.malfl.games.OwnTransitions;

/** The noise-free learner: solves the soft Bellman equations of π_h instead of sampling them. */
public final class ExactEvaluator implements PolicyEvaluator {
  @Override
  public Evaluation begin(Task task, long totalSteps, SeedTree streams) {
    return new Evaluation() {
      @Override
      public double[] learn(Episode episode) {
        return new double[0];
      }

      @Override
      public List<double[]> expectedQ() {
        return ExactEvaluator.expectedQ(task);
      }
    };
  }

  /**
   * Expected soft Q of every agent,
   *
   * <pre>
   * V_i = (I − γM)⁻¹ (r_i + αH_i),
   * Q_i(s,a_i) = r_i(s) + γ E_{a_−i ∼ π^{−i}(·|s)} E_{s'}[V_i(s')],
   * </pre>
   *
   * with M the joint state transition matrix under π and H_i(s) the entropy of π^i(·|s). Solved by
   * dense LU, so memory grows with numStates².
   *
   * @param task game, policies, α and γ
   * @return per agent {@code [numStates][numActions]} row-major
   * @throws NumericalException if the linear system cannot be solved
   */
  public static List<double[]> expectedQ(Task task) {
    MarkovGame game = task.game();
    JointPolicy policy = task.policy();
    int numStates = game.numStates();
    int numAgents = game.numAgents();
    DMatrixRMaj rightHandSides = new DMatrixRMaj(numStates, numAgents);
    for (int agent = 0; agent < numAgents; agent++) {
      for (int state = 0; state < numStates; state++) {
        rightHandSides.set(
            state,
            agent,
            game.reward(agent, state) + task.alpha() * policy.agent(agent).entropy(state));
      }
    }
    DMatrixRMaj values = new DMatrixRMaj(numStates, numAgents);
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(numStates);
    if (!solver.setA(identityMinusDiscounted(task))) {
      throw new NumericalException(
          "the soft Bellman equations are singular at gamma " + task.gamma());
    }
    solver.solve(rightHandSides, values);

    int numActions = game.numActions();
    List<double[]> result = new ArrayList<>();
    for (int agent = 0; agent < numAgents; agent++) {
      double[] value = new double[numStates];
      for (int state = 0; state < numStates; state++) {
        value[state] = values.get(state, agent);
      }
      double[] q = OwnTransitions.of(agent, policy, task.transitions()).expectation(value);
      for (int entry = 0; entry < q.length; entry++) {
        q[entry] = game.reward(agent, entry / numActions) + task.gamma() * q[entry];
      }
      result.add(Checks.finite("exact expected Q of agent " + agent, q));
    }
    return result;
  }

  /** I − γM with M(s,s') = Σ_{a_0} π^0(a_0|s) P^{a_0}(s,s'). */
  private static DMatrixRMaj identityMinusDiscounted(Task task) {
    int numStates = task.game().numStates();
    int numActions = task.game().numActions();
    OwnTransitions own = OwnTransitions.of(0, task.policy(), task.transitions());
    DMatrixRMaj matrix = new DMatrixRMaj(numStates, numStates);
    for (int state = 0; state < numStates; state++) {
      matrix.add(state, state, 1);
      for (int action = 0; action < numActions; action++) {
        double probability = task.policy().agent(0).probability(state, action);
        int entry = state * numActions + action;
        for (int k = own.first()[entry]; k < own.first()[entry + 1]; k++) {
          matrix.add(state, own.states()[k], -task.gamma() * probability * own.probabilities()[k]);
        }
      }
    }
    return matrix;
  }
}
