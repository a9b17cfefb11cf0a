package org.malfl.softpi;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;
import org.malfl.core.SeedTree;
import org.malfl.games.MarkovGame;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;
import org.malfl.nn.AdamTraining;
import org.malfl.nn.Architecture;
import org.malfl.nn.Checkpoints;
import org.malfl.nn.GradientClipping;
import org.malfl.nn.Initialisation;
import org.malfl.nn.MatrixProducts;
import org.malfl.nn.MultilayerPerceptron;
import org.malfl.nn.Schedule;
import org.malfl.nn.TrainingState;

/**
 * One stage of soft policy iteration of one agent (Multi-Agent Learning from Learners, Algorithm 1)
 * with networks in place of tables; both read a joint state and have an output for each own action.
 *
 * <p>Evaluation: the network of Q_h, u·f(s)_a with f its outputs and u their unit, makes semi-
 * gradient steps on ½((Q(s,a_i) − y)/u)² over batches of steps (s, a, s') drawn from D_h, with soft
 * targets that expect the next action instead of drawing it,
 *
 * <pre>
 * y = r_i(s) + γ Σ_a' π_h(a'|s') [ Q(s',a') − α log π_h(a'|s') ].
 * </pre>
 *
 * <p>Improvement: the network of logits makes steps on the mean of KL(π(·|s) ‖ softmax(Q_h(s,·)/α))
 * over batches of joint states drawn from D_h (Haarnoja et al. 2018, eq. 10).
 *
 * <p>Both networks go on from the stage before. Every stage begins with Adam's memory empty and
 * lets the learning rates fall to 0 over its updates, {@link Schedule#COSINE}, without which the
 * noise of batches stays in Q. D_h is given by its counts: a draw from them and the game's
 * transition is a draw of a step.
 *
 * @param architecture of both networks
 * @param qUpdates Adam updates of the network of Q in a stage, at least 1
 * @param policyUpdates Adam updates of the network of logits in a stage, at least 1
 * @param batchSize steps or joint states of an update, at least 1
 * @param qLearningRate Adam's step at the beginning of a stage, above 0
 * @param policyLearningRate Adam's step at the beginning of a stage, above 0
 * @param clipping of gradients
 * @param qUnit u, above 0, units of the reward
 */
public record NetworkLearner(
    Architecture architecture,
    int qUpdates,
    int policyUpdates,
    int batchSize,
    double qLearningRate,
    double policyLearningRate,
    Optional<GradientClipping> clipping,
    double qUnit) {
  /**
   * @throws IllegalArgumentException if a setting is out of range
   */
  public NetworkLearner {
    Checks.inRange("qUpdates", qUpdates, 1, Integer.MAX_VALUE);
    Checks.inRange("policyUpdates", policyUpdates, 1, Integer.MAX_VALUE);
    Checks.inRange("batchSize", batchSize, 1, Integer.MAX_VALUE);
    Checks.positive("qLearningRate", qLearningRate);
    Checks.positive("policyLearningRate", policyLearningRate);
    Checks.positive("qUnit", qUnit);
  }

  /**
   * What an agent learns from.
   *
   * @param agent i
   * @param game with its rewards
   * @param transitions the transitions of {@code game}
   * @param policy π_h of the agent
   * @param counts visits in D_h
   * @param alpha temperature, above 0
   * @param gamma discount in [0, 1)
   * @param stateInputs what networks read of a joint state, {@code [numStates][inputs]}
   */
  public record Task(
      int agent,
      MarkovGame game,
      TransitionTable transitions,
      TabularPolicy policy,
      VisitCounts counts,
      double alpha,
      double gamma,
      double[][] stateInputs) {
    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public Task {
      Checks.positive("alpha", alpha);
      Checks.discount(gamma);
      Checks.inRange(
          "rows of state inputs", stateInputs.length, game.numStates(), game.numStates());
    }
  }

  /**
   * An agent's networks.
   *
   * @param q of Q in units of u
   * @param policy of logits
   */
  public record Networks(MultilayerPerceptron q, MultilayerPerceptron policy) {}

  /**
   * What a stage leaves.
   *
   * @param networks of Q_h and of π_{h+1}
   * @param expectedQ Q_h, {@code [numStates][numActions]} row-major
   * @param logits of π_{h+1}, same shape
   * @param qLosses mean of ½((Q − y)/u)² over each update's batch, before the update
   * @param policyLosses mean of KL over each update's batch, in nats, before the update
   */
  public record Outcome(
      Networks networks,
      double[] expectedQ,
      double[] logits,
      double[] qLosses,
      double[] policyLosses) {}

  /**
   * Networks before the first stage: the policy is uniform, since the last weights of its network
   * are 0.
   *
   * @param inputs numbers that a joint state is read as
   * @param streams random streams of these weights alone
   */
  public Networks begin(int inputs, int numActions, SeedTree streams, MatrixProducts products) {
    Initialisation initialisation = architecture.initialisation();
    return new Networks(
        architecture.network(inputs, numActions, streams.child("q").generator(), products),
        new MultilayerPerceptron(
            architecture.shape(inputs, numActions),
            initialisation,
            0,
            streams.child("policy").generator(),
            products));
  }

  /**
   * Evaluates π_h and improves it.
   *
   * @param networks of Q_{h−1} and π_h, or the first ones; trained in place
   * @param streams random streams of this stage and agent alone
   * @param checkpoints where the training goes on from
   * @param progress told 1 after every update of either network
   * @throws NumericalException if a loss leaves the finite numbers
   */
  public Outcome stage(
      Task task,
      Networks networks,
      SeedTree streams,
      Checkpoints checkpoints,
      LongConsumer progress) {
    AdamTraining q = new AdamTraining(networks.q(), qLearningRate, clipping);
    AdamTraining policy = new AdamTraining(networks.policy(), policyLearningRate, clipping);
    List<AdamTraining> trainings = List.of(q, policy);
    double[] losses = new double[qUpdates + policyUpdates];
    int first = 0;
    Optional<double[]> resumed = checkpoints.resumed();
    if (resumed.isPresent()) {
      first = TrainingState.restore(resumed.get(), trainings, losses);
      progress.accept(first);
    }
    Evaluation evaluation = new Evaluation(task, q);
    Optional<Improvement> improvement = Optional.empty();
    for (int update = first; update < losses.length; update++) {
      if (update < qUpdates) {
        losses[update] =
            evaluation.update(
                streams.child("q").child(update).generator(),
                Schedule.COSINE.share(update, qUpdates));
      } else {
        if (improvement.isEmpty()) {
          improvement =
              Optional.of(new Improvement(task, policy, table(task, networks.q(), qUnit)));
        }
        int policyUpdate = update - qUpdates;
        losses[update] =
            improvement
                .get()
                .update(
                    streams.child("policy").child(policyUpdate).generator(),
                    Schedule.COSINE.share(policyUpdate, policyUpdates));
      }
      checkLoss(task, losses[update], update);
      progress.accept(1);
      int done = update + 1;
      checkpoints.offer(() -> TrainingState.of(done, trainings, losses));
    }
    return outcome(
        task,
        networks,
        Arrays.copyOf(losses, qUpdates),
        Arrays.copyOfRange(losses, qUpdates, losses.length));
  }

  /** What trained networks say of all joint states, without losses. */
  public Outcome of(Task task, Networks networks) {
    return outcome(task, networks, new double[0], new double[0]);
  }

  private Outcome outcome(Task task, Networks networks, double[] qLosses, double[] policyLosses) {
    return new Outcome(
        networks,
        table(task, networks.q(), qUnit),
        table(task, networks.policy(), 1),
        qLosses,
        policyLosses);
  }

  private static double[] table(Task task, MultilayerPerceptron network, double unit) {
    int numActions = task.game().numActions();
    double[] table = new double[task.stateInputs().length * numActions];
    double[][] outputs = network.outputs(task.stateInputs());
    for (int k = 0; k < table.length; k++) {
      table[k] = unit * outputs[k / numActions][k % numActions];
    }
    return Checks.finite("outputs of a network", table);
  }

  private void checkLoss(Task task, double loss, int update) {
    if (!Double.isFinite(loss)) {
      boolean evaluating = update < qUpdates;
      throw new NumericalException(
          "the loss of agent %d's network of %s became %s in update %d; try a smaller %s"
              .formatted(
                  task.agent(),
                  evaluating ? "Q" : "logits",
                  loss,
                  evaluating ? update : update - qUpdates,
                  evaluating ? "q_learning_rate" : "policy_learning_rate"));
    }
  }

  /** Batches of Q. */
  private final class Evaluation {
    private final Task task;
    private final AdamTraining q;
    private final Draws steps;
    private final double[] nextEntropy;
    private final int[] rows = new int[batchSize];
    private final double[] targets = new double[batchSize];
    private final double[][] inputs = new double[batchSize][];
    private final double[][] slopes;

    Evaluation(Task task, AdamTraining q) {
      this.task = task;
      this.q = q;
      this.steps = new Draws(task.counts().joint());
      this.slopes = new double[batchSize][task.game().numActions()];
      this.nextEntropy = new double[task.game().numStates()];
      for (int state = 0; state < nextEntropy.length; state++) {
        nextEntropy[state] = task.alpha() * task.policy().entropy(state);
      }
    }

    double update(SplittableRandom random, double share) {
      int numJointActions = task.transitions().numJointActions();
      int[] next = new int[batchSize];
      for (int k = 0; k < batchSize; k++) {
        rows[k] = steps.draw(random);
        next[k] = successor(rows[k], random);
        inputs[k] = task.stateInputs()[next[k]];
      }
      double[][] outputs = q.network().outputs(inputs);
      double[] rewards = task.game().rewards(task.agent());
      for (int k = 0; k < batchSize; k++) {
        double value = nextEntropy[next[k]];
        for (int action = 0; action < outputs[k].length; action++) {
          value += task.policy().probability(next[k], action) * qUnit * outputs[k][action];
        }
        int state = rows[k] / numJointActions;
        targets[k] = (rewards[state] + task.gamma() * value) / qUnit;
        inputs[k] = task.stateInputs()[state];
      }
      outputs = q.network().outputs(inputs);
      double loss = 0;
      for (int k = 0; k < batchSize; k++) {
        int own =
            task.transitions().jointActions().component(rows[k] % numJointActions, task.agent());
        double error = outputs[k][own] - targets[k];
        Arrays.fill(slopes[k], 0);
        slopes[k][own] = error / batchSize;
        loss += error * error / 2;
      }
      q.update(slopes, share);
      return loss / batchSize;
    }

    private int successor(int row, SplittableRandom random) {
      int[] first = task.transitions().first();
      int last = first[row + 1] - 1;
      double left = task.transitions().deterministic() ? 0 : random.nextDouble();
      int k = first[row];
      while (k < last && left >= task.transitions().probabilities()[k]) {
        left -= task.transitions().probabilities()[k];
        k++;
      }
      return task.transitions().states()[k];
    }
  }

  /** Batches of logits. */
  private final class Improvement {
    private final AdamTraining policy;
    private final double[][] stateInputs;
    private final TabularPolicy improved;
    private final Draws states;
    private final double[][] inputs = new double[batchSize][];
    private final double[][] slopes;

    Improvement(Task task, AdamTraining policy, double[] expectedQ) {
      this.policy = policy;
      this.stateInputs = task.stateInputs();
      double[] logits = expectedQ.clone();
      for (int k = 0; k < logits.length; k++) {
        logits[k] /= task.alpha();
      }
      this.improved = TabularPolicy.softmax(logits, task.game().numActions());
      this.states = new Draws(task.counts().states());
      this.slopes = new double[batchSize][task.game().numActions()];
    }

    double update(SplittableRandom random, double share) {
      int[] drawn = new int[batchSize];
      for (int k = 0; k < batchSize; k++) {
        drawn[k] = states.draw(random);
        inputs[k] = stateInputs[drawn[k]];
      }
      double[][] outputs = policy.network().outputs(inputs);
      double loss = 0;
      for (int k = 0; k < batchSize; k++) {
        TabularPolicy current = TabularPolicy.softmax(outputs[k], outputs[k].length);
        double divergence = 0;
        for (int action = 0; action < outputs[k].length; action++) {
          slopes[k][action] =
              current.logProbability(0, action) - improved.logProbability(drawn[k], action);
          divergence += current.probability(0, action) * slopes[k][action];
        }
        for (int action = 0; action < outputs[k].length; action++) {
          slopes[k][action] =
              current.probability(0, action) * (slopes[k][action] - divergence) / batchSize;
        }
        loss += divergence;
      }
      policy.update(slopes, share);
      return loss / batchSize;
    }
  }

  /** Indices by how often they were counted. */
  private static final class Draws {
    private final int[] indices;
    private final long[] through;

    Draws(long[] counts) {
      int seen = (int) Arrays.stream(counts).filter(count -> count > 0).count();
      this.indices = new int[seen];
      this.through = new long[seen];
      int next = 0;
      long sum = 0;
      for (int index = 0; index < counts.length; index++) {
        if (counts[index] > 0) {
          sum += counts[index];
          indices[next] = index;
          through[next++] = sum;
        }
      }
    }

    int draw(SplittableRandom random) {
      long which = random.nextLong(through[through.length - 1]) + 1;
      int found = Arrays.binarySearch(through, which);
      return indices[found >= 0 ? found : -found - 1];
    }
  }
}
