package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.malfl.core.Adam;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;
import org.malfl.games.Dynamics;
import org.malfl.games.JointPolicy;
import org.malfl.games.OpponentWeights;
import org.malfl.games.OwnTransitions;
import org.malfl.games.TransitionTable;

/**
 * The paper's recovery: one joint reward R(s, a) and one potential g_h(s) per pair of stages,
 * minimising by full-batch Adam from zeros
 *
 * <pre>
 * Σ_h Σ_{s,a_i} ( E_{a_−i}[R(s,a)] + g_h(s) − γ E_{a_−i}[g_h(s')] − Y_h(s,a_i) )²,  a_−i ∼ π_h^{−i}(·|s)
 * </pre>
 *
 * (Multi-Agent Learning from Learners, Algorithm 2). The optimum is not unique; where Adam stands
 * after its epochs is part of the definition.
 *
 * @param learningRate Adam's step, above 0
 * @param epochs Adam updates, at least 1
 */
public record JointRewardRecovery(double learningRate, int epochs) {
  /**
   * @throws IllegalArgumentException if a setting is out of range
   */
  public JointRewardRecovery {
    Checks.positive("learningRate", learningRate);
    Checks.inRange("epochs", epochs, 1, Integer.MAX_VALUE - 1);
  }

  /**
   * What was recovered and how.
   *
   * @param recovered R and g_0 … g_{k−1} after the last update
   * @param losses {@code [epochs + 1]}: the loss at zeros, then after every update
   */
  public record Outcome(RecoveredReward recovered, double[] losses) {}

  /**
   * Recovers the reward of one agent.
   *
   * @param agent i
   * @param dynamics of the game
   * @param transitions the transitions of {@code dynamics}
   * @param gamma the learners' discount, in [0, 1)
   * @param policies π_h of all agents, h = 0..k−1
   * @param targets Y_h of agent i, h = 0..k−1, each {@code [numStates][numActions]} row-major
   * @throws IllegalArgumentException if the lists are empty or differ in length
   * @throws NumericalException if the loss leaves the finite numbers
   */
  public Outcome recover(
      int agent,
      Dynamics dynamics,
      TransitionTable transitions,
      double gamma,
      List<JointPolicy> policies,
      List<double[]> targets) {
    Checks.discount(gamma);
    if (policies.isEmpty() || policies.size() != targets.size()) {
      throw new IllegalArgumentException(
          policies.size()
              + " policies and "
              + targets.size()
              + " targets; valid: one of each per pair");
    }
    int numStates = dynamics.numStates();
    int rewardSize = numStates * transitions.numJointActions();
    List<PairLoss> pairs = new ArrayList<>();
    for (int h = 0; h < policies.size(); h++) {
      Checks.length("target " + h, targets.get(h), (long) numStates * dynamics.numActions());
      pairs.add(
          new PairLoss(
              new OpponentWeights(agent, policies.get(h), dynamics.jointActions()),
              OwnTransitions.of(agent, policies.get(h), dynamics, transitions),
              targets.get(h),
              gamma,
              rewardSize + h * numStates,
              dynamics.numActions()));
    }

    double[] parameters = new double[rewardSize + pairs.size() * numStates];
    double[] gradient = new double[parameters.length];
    double[] losses = new double[epochs + 1];
    Adam adam = new Adam(parameters.length, learningRate);
    for (int epoch = 0; epoch <= epochs; epoch++) {
      Arrays.fill(gradient, 0);
      for (PairLoss pair : pairs) {
        losses[epoch] += pair.addTo(gradient, parameters);
      }
      if (!Double.isFinite(losses[epoch])) {
        throw new NumericalException(
            "the recovery loss of agent "
                + agent
                + " became "
                + losses[epoch]
                + " in epoch "
                + epoch
                + "; try a smaller learning rate");
      }
      if (epoch < epochs) {
        adam.step(parameters, gradient);
      }
    }
    double[] reward = Arrays.copyOf(parameters, rewardSize);
    double[] potentials = Arrays.copyOfRange(parameters, rewardSize, parameters.length);
    return new Outcome(new RecoveredReward(reward, potentials), losses);
  }

  /** The squared residuals of one pair. Parameters are R, then the potentials of all pairs. */
  private static final class PairLoss {
    private final OpponentWeights weights;
    private final OwnTransitions transitions;
    private final double[] target;
    private final double gamma;
    private final int potentialOffset;
    private final int numActions;

    PairLoss(
        OpponentWeights weights,
        OwnTransitions transitions,
        double[] target,
        double gamma,
        int potentialOffset,
        int numActions) {
      this.weights = weights;
      this.transitions = transitions;
      this.target = target;
      this.gamma = gamma;
      this.potentialOffset = potentialOffset;
      this.numActions = numActions;
    }

    /** Adds ∂loss/∂parameters to the gradient and returns the loss. */
    double addTo(double[] gradient, double[] parameters) {
      int[] byOwn = weights.jointActionsByOwn();
      int perOwn = byOwn.length / numActions;
      int[] first = transitions.first();
      int[] successors = transitions.states();
      double[] probabilities = transitions.probabilities();
      double loss = 0;
      for (int entry = 0; entry < target.length; entry++) {
        int state = entry / numActions;
        int rows = state * byOwn.length;
        int from = entry % numActions * perOwn;
        double next = 0;
        for (int k = first[entry]; k < first[entry + 1]; k++) {
          next += probabilities[k] * parameters[potentialOffset + successors[k]];
        }
        double residual = parameters[potentialOffset + state] - gamma * next - target[entry];
        for (int k = from; k < from + perOwn; k++) {
          residual += weights.weight(rows + byOwn[k]) * parameters[rows + byOwn[k]];
        }
        loss += residual * residual;
        double slope = 2 * residual;
        for (int k = from; k < from + perOwn; k++) {
          gradient[rows + byOwn[k]] += weights.weight(rows + byOwn[k]) * slope;
        }
        gradient[potentialOffset + state] += slope;
        for (int k = first[entry]; k < first[entry + 1]; k++) {
          gradient[potentialOffset + successors[k]] -= gamma * slope * probabilities[k];
        }
      }
      return loss;
    }
  }
}
