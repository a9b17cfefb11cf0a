package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.malfl.core.Adam;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;
import org.malfl.games.AgentTables;
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
   * @param transitions of the game
   * @param gamma the learners' discount, in [0, 1)
   * @param policies π_h of all agents, h = 0..k−1
   * @param targets Y_h of agent i, h = 0..k−1, each {@code [numStates][numActions]} row-major
   * @throws IllegalArgumentException if the lists are empty or differ in length
   * @throws NumericalException if the loss leaves the finite numbers
   */
  public Outcome recover(
      int agent,
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
    int numStates = transitions.numStates();
    int numEntries = numStates * transitions.numActions();
    int numPairs = policies.size();
    int perOwn = transitions.numJointActions() / transitions.numActions();
    List<PairLoss> pairs = new ArrayList<>();
    for (int h = 0; h < numPairs; h++) {
      Checks.length("target " + h, targets.get(h), numEntries);
      pairs.add(
          new PairLoss(
              new OpponentWeights(agent, policies.get(h), transitions.jointActions()),
              OwnTransitions.of(agent, policies.get(h), transitions),
              targets.get(h),
              gamma,
              numStates));
    }

    Rows reward = new Rows(perOwn, numEntries, learningRate);
    Rows potentials = new Rows(numPairs, numStates, learningRate);
    double[] losses = new double[epochs + 1];
    for (int epoch = 0; epoch <= epochs; epoch++) {
      reward.clearGradient();
      potentials.clearGradient();
      for (int h = 0; h < numPairs; h++) {
        losses[epoch] +=
            pairs
                .get(h)
                .addTo(
                    reward.gradient, potentials.gradient[h], reward.values, potentials.values[h]);
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
        reward.step();
        potentials.step();
      }
    }
    return new Outcome(
        new RecoveredReward(
            byJointAction(reward.values, agent, transitions),
            AgentTables.join(List.of(potentials.values))),
        losses);
  }

  /** The reward in the order of its artifact, {@code [numStates][numJointActions]}. */
  private static double[] byJointAction(double[][] reward, int agent, TransitionTable transitions) {
    int[] byOwn = transitions.jointActions().grouped(agent);
    int numStates = transitions.numStates();
    double[] result = new double[numStates * byOwn.length];
    for (int k = 0; k < byOwn.length; k++) {
      int own = k / reward.length;
      for (int state = 0; state < numStates; state++) {
        result[state * byOwn.length + byOwn[k]] =
            reward[k % reward.length][own * numStates + state];
      }
    }
    return result;
  }

  /** Parameters in rows of equal length, with their gradient and Adam's memory. */
  private static final class Rows {
    private final double[][] values;
    private final double[][] gradient;
    private final List<Adam> optimisers = new ArrayList<>();

    Rows(int rows, int length, double learningRate) {
      this.values = new double[rows][length];
      this.gradient = new double[rows][length];
      for (int row = 0; row < rows; row++) {
        optimisers.add(new Adam(length, learningRate));
      }
    }

    void clearGradient() {
      for (double[] row : gradient) {
        Arrays.fill(row, 0);
      }
    }

    void step() {
      for (int row = 0; row < values.length; row++) {
        optimisers.get(row).step(values[row], gradient[row]);
      }
    }
  }

  /**
   * The squared residuals of one pair. Inside the optimisation everything lies in separate rows
   * over entries {@code own action · numStates + state}, which the compiler turns into vector code:
   * the reward in one row for each joint action of the others, the successors in one row for the
   * first of each entry, one for the second, and so on.
   */
  private static final class PairLoss {
    private final int numStates;
    private final double[] target;
    private final double[][] weights;
    private final int[][] successors;
    private final double[][] discounted;
    private final double[] residual;

    PairLoss(
        OpponentWeights weights,
        OwnTransitions transitions,
        double[] target,
        double gamma,
        int numStates) {
      this.numStates = numStates;
      int numEntries = target.length;
      int numActions = numEntries / numStates;
      int[] byOwn = weights.jointActionsByOwn();
      int perOwn = byOwn.length / numActions;
      int[] first = transitions.first();
      int most = 0;
      for (int entry = 0; entry < numEntries; entry++) {
        most = Math.max(most, first[entry + 1] - first[entry]);
      }
      this.target = new double[numEntries];
      this.weights = new double[perOwn][numEntries];
      this.successors = new int[most][numEntries];
      this.discounted = new double[most][numEntries];
      this.residual = new double[numEntries];
      for (int entry = 0; entry < numEntries; entry++) {
        int state = entry / numActions;
        int own = entry % numActions;
        int column = own * numStates + state;
        this.target[column] = target[entry];
        for (int k = 0; k < perOwn; k++) {
          this.weights[k][column] = weights.weight(state * byOwn.length + byOwn[own * perOwn + k]);
        }
        for (int k = first[entry]; k < first[entry + 1]; k++) {
          successors[k - first[entry]][column] = transitions.states()[k];
          discounted[k - first[entry]][column] = gamma * transitions.probabilities()[k];
        }
      }
    }

    /** Adds ∂loss/∂reward and ∂loss/∂potential to their gradients and returns the loss. */
    double addTo(
        double[][] rewardGradient,
        double[] potentialGradient,
        double[][] reward,
        double[] potential) {
      for (int from = 0; from < residual.length; from += numStates) {
        System.arraycopy(potential, 0, residual, from, numStates);
      }
      subtract(residual, target);
      for (int k = 0; k < successors.length; k++) {
        subtractNext(residual, discounted[k], potential, successors[k]);
      }
      for (int k = 0; k < weights.length; k++) {
        addProduct(residual, weights[k], reward[k]);
      }
      double loss = 0;
      for (int entry = 0; entry < residual.length; entry++) {
        loss += residual[entry] * residual[entry];
        residual[entry] *= 2;
      }
      for (int k = 0; k < weights.length; k++) {
        addProduct(rewardGradient[k], weights[k], residual);
      }
      for (int entry = 0; entry < residual.length; entry++) {
        potentialGradient[entry % numStates] += residual[entry];
      }
      for (int k = 0; k < successors.length; k++) {
        subtractPrevious(potentialGradient, discounted[k], residual, successors[k]);
      }
      return loss;
    }

    private static void subtract(double[] sum, double[] x) {
      for (int entry = 0; entry < sum.length; entry++) {
        sum[entry] -= x[entry];
      }
    }

    private static void addProduct(double[] sum, double[] x, double[] y) {
      for (int entry = 0; entry < sum.length; entry++) {
        sum[entry] += x[entry] * y[entry];
      }
    }

    private static void subtractNext(double[] sum, double[] x, double[] f, int[] successors) {
      for (int entry = 0; entry < sum.length; entry++) {
        sum[entry] -= x[entry] * f[successors[entry]];
      }
    }

    private static void subtractPrevious(double[] sum, double[] x, double[] y, int[] successors) {
      for (int entry = 0; entry < x.length; entry++) {
        sum[successors[entry]] -= x[entry] * y[entry];
      }
    }
  }
}
