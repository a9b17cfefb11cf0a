package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.malfl.core.Adam;
import org.malfl.core.Checks;
import org.malfl.games.AgentTables;
import org.malfl.games.JointPolicy;
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
   * @throws org.malfl.core.NumericalException if the loss leaves the finite numbers
   */
  public Outcome recover(
      int agent,
      TransitionTable transitions,
      double gamma,
      List<JointPolicy> policies,
      List<double[]> targets) {
    PaperLoss loss = new PaperLoss(agent, transitions, gamma, policies, targets);
    Rows reward = new Rows(loss.rewardRows(), loss.numEntries(), learningRate);
    Rows potentials = new Rows(policies.size(), transitions.numStates(), learningRate);
    double[] losses = new double[epochs + 1];
    for (int epoch = 0; epoch <= epochs; epoch++) {
      reward.clearGradient();
      potentials.clearGradient();
      losses[epoch] =
          loss.addTo(reward.gradient, potentials.gradient, reward.values, potentials.values, epoch);
      if (epoch < epochs) {
        reward.step();
        potentials.step();
      }
    }
    return new Outcome(
        new RecoveredReward(
            loss.byJointAction(reward.values), AgentTables.join(List.of(potentials.values))),
        losses);
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
}
