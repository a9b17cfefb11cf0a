package org.malfl.inverse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;
import org.malfl.games.JointPolicy;
import org.malfl.games.OpponentWeights;
import org.malfl.games.OwnTransitions;
import org.malfl.games.TransitionTable;

/**
 * The paper's loss of a joint reward and one potential per pair of stages,
 *
 * <pre>
 * Σ_h Σ_{s,a_i} ( E_{a_−i}[R(s,a)] + g_h(s) − γ E_{a_−i}[g_h(s')] − Y_h(s,a_i) )²,  a_−i ∼ π_h^{−i}(·|s)
 * </pre>
 *
 * (Multi-Agent Learning from Learners, Algorithm 2), with its derivatives by both. Everything lies
 * in separate rows over entries {@code own action · numStates + state}, which the compiler turns
 * into vector code: the reward in one row for each joint action of the others, the successors in
 * one row for the first of each entry, one for the second, and so on.
 */
final class PaperLoss {
  private final int agent;
  private final int numStates;
  private final int[] byOwn;
  private final int numEntries;
  private final List<PairLoss> pairs = new ArrayList<>();

  /**
   * A loss.
   *
   * @param agent i
   * @param transitions of the game
   * @param gamma the learners' discount, in [0, 1)
   * @param policies π_h of all agents, h = 0..k−1
   * @param targets Y_h of agent i, h = 0..k−1, each {@code [numStates][numActions]} row-major
   * @throws IllegalArgumentException if the lists are empty or differ in length
   */
  PaperLoss(
      int agent,
      TransitionTable transitions,
      double gamma,
      List<JointPolicy> policies,
      List<double[]> targets) {
    this(agent, transitions, gamma, policies, targets, List.of());
  }

  /**
   * A loss whose squares have weights.
   *
   * @param weights w_h, at least 0, h = 0..k−1, each {@code [numStates][numActions]} row-major;
   *     empty for 1 throughout
   * @throws IllegalArgumentException if lists are empty or differ in length
   */
  PaperLoss(
      int agent,
      TransitionTable transitions,
      double gamma,
      List<JointPolicy> policies,
      List<double[]> targets,
      List<double[]> weights) {
    Checks.discount(gamma);
    if (policies.isEmpty() || policies.size() != targets.size()) {
      throw new IllegalArgumentException(
          policies.size()
              + " policies and "
              + targets.size()
              + " targets; valid: one of each per pair");
    }
    if (!weights.isEmpty() && weights.size() != policies.size()) {
      throw new IllegalArgumentException(
          weights.size() + " weights; valid: one of each pair, " + policies.size() + ", or none");
    }
    this.agent = agent;
    this.numStates = transitions.numStates();
    this.numEntries = numStates * transitions.numActions();
    this.byOwn = transitions.jointActions().grouped(agent);
    for (int h = 0; h < policies.size(); h++) {
      Checks.length("target " + h, targets.get(h), numEntries);
      pairs.add(
          new PairLoss(
              new OpponentWeights(agent, policies.get(h), transitions.jointActions()),
              OwnTransitions.of(agent, policies.get(h), transitions),
              targets.get(h),
              weights.isEmpty()
                  ? Optional.empty()
                  : Optional.of(Checks.length("weights", weights.get(h), numEntries)),
              gamma,
              numStates));
    }
  }

  /** Rows of a reward: joint actions of the others. */
  int rewardRows() {
    return byOwn.length * numStates / numEntries;
  }

  /** Entries of such a row: pairs of an own action and a joint state. */
  int numEntries() {
    return numEntries;
  }

  /** The joint action of an entry of a row of a reward. */
  int jointAction(int row, int entry) {
    return byOwn[entry / numStates * rewardRows() + row];
  }

  /**
   * The loss.
   *
   * @param rewardGradient {@code [rewardRows][numEntries]}; ∂loss/∂reward is added to it
   * @param potentialGradient {@code [pairs][numStates]}; ∂loss/∂potential is added to it
   * @param reward R, {@code [rewardRows][numEntries]}
   * @param potentials g, {@code [pairs][numStates]}
   * @param epoch for the message of a failure
   * @throws NumericalException if the loss is not finite
   */
  double addTo(
      double[][] rewardGradient,
      double[][] potentialGradient,
      double[][] reward,
      double[][] potentials,
      int epoch) {
    double loss = 0;
    for (int h = 0; h < pairs.size(); h++) {
      loss += pairs.get(h).addTo(rewardGradient, potentialGradient[h], reward, potentials[h]);
    }
    if (!Double.isFinite(loss)) {
      throw new NumericalException(
          "the recovery loss of agent "
              + agent
              + " became "
              + loss
              + " in epoch "
              + epoch
              + "; try a smaller learning rate");
    }
    return loss;
  }

  /** A reward in the order of its artifact, {@code [numStates][numJointActions]}. */
  double[] byJointAction(double[][] reward) {
    double[] result = new double[numStates * byOwn.length];
    for (int row = 0; row < reward.length; row++) {
      for (int entry = 0; entry < numEntries; entry++) {
        result[entry % numStates * byOwn.length + jointAction(row, entry)] = reward[row][entry];
      }
    }
    return result;
  }

  /** The squared residuals of one pair. */
  private static final class PairLoss {
    private final int numStates;
    private final double[] target;

    /** Weights of the squares; empty if all are 1. */
    private final double[] trust;

    private final double[][] weights;
    private final int[][] successors;
    private final double[][] discounted;
    private final double[] residual;

    PairLoss(
        OpponentWeights weights,
        OwnTransitions transitions,
        double[] target,
        Optional<double[]> trust,
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
      this.trust = new double[trust.isPresent() ? numEntries : 0];
      this.weights = new double[perOwn][numEntries];
      this.successors = new int[most][numEntries];
      this.discounted = new double[most][numEntries];
      this.residual = new double[numEntries];
      for (int entry = 0; entry < numEntries; entry++) {
        int state = entry / numActions;
        int own = entry % numActions;
        int column = own * numStates + state;
        this.target[column] = target[entry];
        if (trust.isPresent()) {
          this.trust[column] = trust.get()[entry];
        }
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
        double error = residual[entry];
        residual[entry] = trust.length == 0 ? error : trust[entry] * error;
        loss += error * residual[entry];
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
