package org.malfl.games;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;

/**
 * What one agent faces while the others keep to their policies: a Markov decision process with the
 * transitions P^{a_i}(s,s') = E_{a_−i ∼ π^{−i}(·|s)}[P(s'|s,a)]. Values are discounted returns, Σ_t
 * γ^t r_t, without the entropy that soft learners add to theirs.
 *
 * <p>Linear systems are solved by dense LU, so memory grows with numStates².
 */
public final class FixedOthers {
  /** Of the range that values can have; closer ones are as good as equal. */
  private static final double TIE = 1e-10;

  private final TransitionTable transitions;
  private final OpponentWeights weights;
  private final int[] ownAction;
  private final OwnTransitions successors;
  private final double gamma;

  /**
   * The process of one agent.
   *
   * @param agent i
   * @param policy the policies of all agents; that of agent i is not used
   * @param transitions of the game
   * @param gamma discount in [0, 1)
   * @throws IllegalArgumentException if the policies do not fit the game or the discount is out of
   *     range
   */
  public FixedOthers(int agent, JointPolicy policy, TransitionTable transitions, double gamma) {
    this.transitions = transitions;
    this.weights = new OpponentWeights(agent, policy, transitions.jointActions());
    this.ownAction = transitions.jointActions().components(agent);
    this.successors = OwnTransitions.of(agent, policy, transitions);
    this.gamma = Checks.discount(gamma);
  }

  private int numStates() {
    return transitions.numStates();
  }

  private int numActions() {
    return transitions.numActions();
  }

  /**
   * The expected reward of the own actions, E_{a_−i ∼ π^{−i}(·|s)}[R(s,a)].
   *
   * @param rewards R(s), {@code [numStates]}, or R(s,a_i), {@code [numStates][numActions]}, or
   *     R(s,a), {@code [numStates][numJointActions]}, row-major; told apart by their length
   * @return {@code [numStates][numActions]} row-major
   * @throws IllegalArgumentException if the length is none of these
   */
  public double[] ownRewards(double[] rewards) {
    int numJointActions = transitions.numJointActions();
    double[] own = new double[numStates() * numActions()];
    if (rewards.length == own.length) {
      return rewards.clone();
    }
    if (rewards.length == numStates()) {
      for (int entry = 0; entry < own.length; entry++) {
        own[entry] = rewards[entry / numActions()];
      }
      return own;
    }
    if (rewards.length != numStates() * numJointActions) {
      throw new IllegalArgumentException(
          "rewards have %d entries; valid: %d, %d or %d"
              .formatted(rewards.length, numStates(), own.length, numStates() * numJointActions));
    }
    for (int row = 0; row < rewards.length; row++) {
      int state = row / numJointActions;
      own[state * numActions() + ownAction[row % numJointActions]] +=
          weights.weight(row) * rewards[row];
    }
    return own;
  }

  /**
   * The values of a policy, V = (I − γM)⁻¹ Σ_a π(a|·)·r(·,a).
   *
   * @param ownRewards r(s,a_i), {@code [numStates][numActions]} row-major, finite
   * @param policy of the agent
   * @return {@code [numStates]}
   * @throws IllegalArgumentException if a length is another
   * @throws NumericalException if the equations are singular to working precision or a value is not
   *     finite
   */
  public double[] values(double[] ownRewards, TabularPolicy policy) {
    Checks.length("rewards", ownRewards, (long) numStates() * numActions());
    Checks.inRange("states of the policy", policy.numStates(), numStates(), numStates());
    Checks.inRange("actions of the policy", policy.numActions(), numActions(), numActions());
    DMatrixRMaj system = new DMatrixRMaj(numStates(), numStates());
    DMatrixRMaj rewards = new DMatrixRMaj(numStates(), 1);
    for (int state = 0; state < numStates(); state++) {
      system.add(state, state, 1);
      for (int action = 0; action < numActions(); action++) {
        double probability = policy.probability(state, action);
        int entry = state * numActions() + action;
        rewards.add(state, 0, probability * ownRewards[entry]);
        for (int k = successors.first()[entry]; k < successors.first()[entry + 1]; k++) {
          system.add(
              state, successors.states()[k], -gamma * probability * successors.probabilities()[k]);
        }
      }
    }
    DMatrixRMaj values = new DMatrixRMaj(numStates(), 1);
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(numStates());
    if (!solver.setA(system)) {
      throw new NumericalException("the Bellman equations are singular at gamma " + gamma);
    }
    solver.solve(rewards, values);
    return Checks.finite("values of a policy", values.data);
  }

  /**
   * The value of a policy where every episode starts.
   *
   * @param ownRewards as of {@link #values}
   * @param policy of the agent
   */
  public double startValue(double[] ownRewards, TabularPolicy policy) {
    return values(ownRewards, policy)[transitions.startState()];
  }

  /**
   * A policy of the largest values, by policy iteration with exact values (Howard 1960). In every
   * state it takes a single action: of those whose value, under the values found, is within
   * 1e-10·(max r − min r)/(1 − γ) of the largest, the first. So what ties up to rounding is decided
   * in the same way on any machine, by the order of the actions.
   *
   * @param ownRewards r(s,a_i), {@code [numStates][numActions]} row-major, finite
   * @return probabilities 0 and 1; its values lie below the largest possible ones by at most
   *     2e-10·(max r − min r)/(1 − γ)²
   * @throws IllegalArgumentException if the length is another
   * @throws NumericalException if the equations cannot be solved, or γ is so near 1 that rounding
   *     hides which action is better
   */
  public TabularPolicy bestResponse(double[] ownRewards) {
    Checks.length("rewards", ownRewards, (long) numStates() * numActions());
    Checks.finite("rewards", ownRewards);
    double least = ownRewards[0];
    double largest = ownRewards[0];
    for (double reward : ownRewards) {
      least = Math.min(least, reward);
      largest = Math.max(largest, reward);
    }
    // A level says nothing about which policy is best, and would take digits from the values.
    double[] rewards = ownRewards.clone();
    for (int entry = 0; entry < rewards.length; entry++) {
      rewards[entry] -= least;
    }
    double tolerance = TIE * (largest - least) / (1 - gamma);
    int[] chosen = new int[numStates()];
    // Howard's method has never been seen to need nearly as many.
    for (int rest = 100 + rewards.length; rest > 0; rest--) {
      double[] q = actionValues(rewards, values(rewards, deterministic(chosen)));
      boolean better = false;
      for (int state = 0; state < chosen.length; state++) {
        int best = firstWithin(q, state, 0);
        if (value(q, state, best) > value(q, state, chosen[state]) + tolerance) {
          chosen[state] = best;
          better = true;
        }
      }
      if (!better) {
        for (int state = 0; state < chosen.length; state++) {
          chosen[state] = firstWithin(q, state, tolerance);
        }
        return deterministic(chosen);
      }
    }
    throw new NumericalException("policy iteration does not come to an end at gamma " + gamma);
  }

  /**
   * The values of actions, Q(s,a_i) = r(s,a_i) + γ Σ_{s'} P^{a_i}(s,s') V(s').
   *
   * @param ownRewards r(s,a_i), {@code [numStates][numActions]} row-major
   * @param values V, {@code [numStates]}
   * @return {@code [numStates][numActions]} row-major
   * @throws IllegalArgumentException if a length is another
   */
  public double[] actionValues(double[] ownRewards, double[] values) {
    Checks.length("rewards", ownRewards, (long) numStates() * numActions());
    Checks.length("values", values, numStates());
    double[] q = successors.expectation(values);
    for (int entry = 0; entry < q.length; entry++) {
      q[entry] = ownRewards[entry] + gamma * q[entry];
    }
    return q;
  }

  private double value(double[] q, int state, int action) {
    return q[state * numActions() + action];
  }

  private int firstWithin(double[] q, int state, double tolerance) {
    double largest = value(q, state, 0);
    for (int action = 1; action < numActions(); action++) {
      largest = Math.max(largest, value(q, state, action));
    }
    int first = 0;
    while (value(q, state, first) < largest - tolerance) {
      first++;
    }
    return first;
  }

  private TabularPolicy deterministic(int[] chosen) {
    double[] probabilities = new double[numStates() * numActions()];
    for (int state = 0; state < chosen.length; state++) {
      probabilities[state * numActions() + chosen[state]] = 1;
    }
    return TabularPolicy.ofProbabilities(probabilities, numActions());
  }
}
