package org.malfl.inverse;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;
import org.malfl.core.SeedTree;
import org.malfl.games.AgentTables;
import org.malfl.games.JointIndex;
import org.malfl.games.JointPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.nn.AdamTraining;
import org.malfl.nn.Architecture;
import org.malfl.nn.Checkpoints;
import org.malfl.nn.GradientClipping;
import org.malfl.nn.MatrixProducts;
import org.malfl.nn.MultilayerPerceptron;
import org.malfl.nn.Schedule;
import org.malfl.nn.TrainingState;

/**
 * The paper's recovery with networks in place of tables: R(s, a), or R(s), and g_h(s) are the
 * outputs of two networks, trained by full-batch Adam on the loss of {@link JointRewardRecovery}
 * (Multi-Agent Learning from Learners, Algorithm 2). The network of rewards reads a joint state's
 * inputs and, for R(s, a), each agent's action as a 1 among zeros; that of potentials reads a joint
 * state's inputs and the stage as a 1 among zeros.
 *
 * @param architecture of both networks
 * @param rewardClass joint for R(s, a), state for R(s)
 * @param learningRate Adam's step, above 0
 * @param schedule of the learning rate
 * @param clipping of the gradient of each network
 * @param epochs Adam updates, at least 1
 * @param unit of both networks' outputs, above 0, units of the reward; potentials of large games
 *     are far from 1
 */
public record NetworkRewardRecovery(
    Architecture architecture,
    RewardClass rewardClass,
    double learningRate,
    Schedule schedule,
    Optional<GradientClipping> clipping,
    int epochs,
    double unit) {
  /**
   * @throws IllegalArgumentException if a setting is out of range, or rewards of own actions are
   *     asked for
   */
  public NetworkRewardRecovery {
    Checks.positive("learningRate", learningRate);
    Checks.inRange("epochs", epochs, 1, Integer.MAX_VALUE - 1);
    Checks.positive("unit", unit);
    if (rewardClass == RewardClass.OWN_ACTION) {
      throw new IllegalArgumentException("reward class " + rewardClass + "; valid: JOINT, STATE");
    }
  }

  /**
   * What the networks are trained on.
   *
   * @param agent i
   * @param transitions of the game
   * @param gamma the learners' discount, in [0, 1)
   * @param policies π_h of all agents, h = 0..k−1
   * @param targets Y_h of agent i, h = 0..k−1, each {@code [numStates][numActions]} row-major
   * @param weights of the squares of the loss, for instance {@link CountWeights}, same shape as
   *     targets; empty for 1 throughout, as the paper has it
   * @param stateInputs what networks read of a joint state, {@code [numStates][inputs]}
   */
  public record Task(
      int agent,
      TransitionTable transitions,
      double gamma,
      List<JointPolicy> policies,
      List<double[]> targets,
      List<double[]> weights,
      double[][] stateInputs) {
    /** A task whose weights are 1 throughout. */
    public Task(
        int agent,
        TransitionTable transitions,
        double gamma,
        List<JointPolicy> policies,
        List<double[]> targets,
        double[][] stateInputs) {
      this(agent, transitions, gamma, policies, targets, List.of(), stateInputs);
    }
  }

  /**
   * What was recovered and how.
   *
   * @param recovered R, the same for all joint actions if it depends on the state alone, and g_0 …
   *     g_{k−1} after the last update
   * @param reward the network of rewards after the last update
   * @param potentials the network of potentials after the last update
   * @param losses {@code [epochs + 1]}: the loss before the first update, then after every one
   */
  public record Outcome(
      RecoveredReward recovered,
      MultilayerPerceptron reward,
      MultilayerPerceptron potentials,
      double[] losses) {}

  /**
   * Recovers the reward of one agent.
   *
   * @param streams random streams of this recovery alone, for the first weights
   * @param products of the networks
   * @param checkpoints where the training goes on from
   * @param progress told 1 after every update
   * @throws IllegalArgumentException if parts of the task do not fit each other
   * @throws NumericalException if the loss leaves the finite numbers
   */
  public Outcome recover(
      Task task,
      SeedTree streams,
      MatrixProducts products,
      Checkpoints checkpoints,
      LongConsumer progress) {
    Networks networks = networks(task, streams, products);
    double[] losses = new double[epochs + 1];
    int first = 0;
    Optional<double[]> resumed = checkpoints.resumed();
    if (resumed.isPresent()) {
      first = TrainingState.restore(resumed.get(), networks.trainings(), losses);
      progress.accept(first);
    }
    for (int epoch = first; epoch <= epochs; epoch++) {
      losses[epoch] = networks.loss(epoch);
      if (epoch < epochs) {
        networks.update(schedule.share(epoch, epochs));
        progress.accept(1);
        int done = epoch + 1;
        checkpoints.offer(() -> TrainingState.of(done, networks.trainings(), losses));
      }
    }
    return networks.outcome(losses);
  }

  /**
   * The reward and the potentials of trained networks.
   *
   * @param reward parameters of the network of rewards, as {@link MultilayerPerceptron#parameters}
   * @param potentials those of the network of potentials
   * @return with the loss of these networks alone
   * @throws IllegalArgumentException if there are more or fewer parameters
   */
  public Outcome of(Task task, double[] reward, double[] potentials, MatrixProducts products) {
    // Whatever the first weights are, they are replaced.
    Networks networks = networks(task, SeedTree.root(0), products);
    networks.reward.network().setParameters(reward);
    networks.potentials.network().setParameters(potentials);
    return networks.outcome(new double[] {networks.loss(epochs)});
  }

  private Networks networks(Task task, SeedTree streams, MatrixProducts products) {
    PaperLoss loss =
        new PaperLoss(
            task.agent(),
            task.transitions(),
            task.gamma(),
            task.policies(),
            task.targets(),
            task.weights());
    if (task.stateInputs().length != task.transitions().numStates()) {
      throw new IllegalArgumentException(
          task.stateInputs().length
              + " rows of state inputs; valid: "
              + task.transitions().numStates());
    }
    boolean joint = rewardClass == RewardClass.JOINT;
    double[][] rewardInputs =
        joint
            ? jointInputs(loss, task.stateInputs(), task.transitions().jointActions())
            : task.stateInputs();
    double[][] potentialInputs = stageInputs(task.stateInputs(), task.policies().size());
    return new Networks(
        loss,
        unit,
        task.policies().size(),
        task.stateInputs().length,
        rewardInputs,
        potentialInputs,
        training(rewardInputs, streams.child("reward"), products),
        training(potentialInputs, streams.child("potentials"), products));
  }

  private AdamTraining training(double[][] inputs, SeedTree streams, MatrixProducts products) {
    return new AdamTraining(
        architecture.network(inputs[0].length, 1, streams.generator(), products),
        learningRate,
        clipping);
  }

  /** Inputs of R(s, a), by the rows and entries of the loss. */
  private static double[][] jointInputs(
      PaperLoss loss, double[][] stateInputs, JointIndex jointActions) {
    int width = stateInputs[0].length;
    int numActions = jointActions.base();
    double[][] inputs =
        new double[loss.rewardRows() * loss.numEntries()]
            [width + jointActions.numAgents() * numActions];
    for (int row = 0; row < inputs.length; row++) {
      int entry = row % loss.numEntries();
      int jointAction = loss.jointAction(row / loss.numEntries(), entry);
      System.arraycopy(stateInputs[entry % stateInputs.length], 0, inputs[row], 0, width);
      for (int agent = 0; agent < jointActions.numAgents(); agent++) {
        inputs[row][width + agent * numActions + jointActions.component(jointAction, agent)] = 1;
      }
    }
    return inputs;
  }

  /** Inputs of g_h(s), pair by pair. */
  private static double[][] stageInputs(double[][] stateInputs, int numPairs) {
    int width = stateInputs[0].length;
    double[][] inputs = new double[numPairs * stateInputs.length][width + numPairs];
    for (int row = 0; row < inputs.length; row++) {
      System.arraycopy(stateInputs[row % stateInputs.length], 0, inputs[row], 0, width);
      inputs[row][width + row / stateInputs.length] = 1;
    }
    return inputs;
  }

  /** Both networks in training, and the tables of their outputs. */
  private static final class Networks {
    private final PaperLoss loss;
    private final double unit;
    private final double[][] rewardInputs;
    private final double[][] potentialInputs;
    private final AdamTraining reward;
    private final AdamTraining potentials;
    private final double[][] rewardTable;
    private final double[][] rewardGradient;
    private final double[][] potentialTable;
    private final double[][] potentialGradient;
    private final double[][] rewardSlopes;
    private final double[][] potentialSlopes;

    Networks(
        PaperLoss loss,
        double unit,
        int numPairs,
        int numStates,
        double[][] rewardInputs,
        double[][] potentialInputs,
        AdamTraining reward,
        AdamTraining potentials) {
      this.loss = loss;
      this.unit = unit;
      this.rewardInputs = rewardInputs;
      this.potentialInputs = potentialInputs;
      this.reward = reward;
      this.potentials = potentials;
      this.rewardTable = new double[loss.rewardRows()][loss.numEntries()];
      this.rewardGradient = new double[loss.rewardRows()][loss.numEntries()];
      this.potentialTable = new double[numPairs][numStates];
      this.potentialGradient = new double[numPairs][numStates];
      this.rewardSlopes = new double[rewardInputs.length][1];
      this.potentialSlopes = new double[potentialInputs.length][1];
    }

    /** The loss of the networks as they are; its derivatives are kept for {@link #update}. */
    double loss(int epoch) {
      // Of R(s) the network has one output for all rows and own actions of a state.
      fill(rewardTable, reward.network().outputs(rewardInputs));
      fill(potentialTable, potentials.network().outputs(potentialInputs));
      clear(rewardGradient);
      clear(potentialGradient);
      return loss.addTo(rewardGradient, potentialGradient, rewardTable, potentialTable, epoch);
    }

    void update(double share) {
      sum(rewardSlopes, rewardGradient);
      sum(potentialSlopes, potentialGradient);
      reward.update(rewardSlopes, share);
      potentials.update(potentialSlopes, share);
    }

    /** Table entries in the order of the outputs, which begins anew when outputs end. */
    private void fill(double[][] table, double[][] outputs) {
      int output = 0;
      for (double[] row : table) {
        for (int k = 0; k < row.length; k++) {
          row[k] = unit * outputs[output][0];
          output = output + 1 == outputs.length ? 0 : output + 1;
        }
      }
    }

    /** Adjoint of {@link #fill}. */
    private void sum(double[][] slopes, double[][] gradient) {
      clear(slopes);
      int output = 0;
      for (double[] row : gradient) {
        for (double entry : row) {
          slopes[output][0] += unit * entry;
          output = output + 1 == slopes.length ? 0 : output + 1;
        }
      }
    }

    private static void clear(double[][] rows) {
      for (double[] row : rows) {
        Arrays.fill(row, 0);
      }
    }

    List<AdamTraining> trainings() {
      return List.of(reward, potentials);
    }

    Outcome outcome(double[] losses) {
      return new Outcome(
          new RecoveredReward(
              loss.byJointAction(rewardTable), AgentTables.join(List.of(potentialTable))),
          reward.network(),
          potentials.network(),
          losses);
    }
  }
}
