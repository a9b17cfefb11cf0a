package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.malfl.core.Checks;
import org.malfl.core.NumericalException;
import org.malfl.core.SeedTree;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.games.VisitCounts;
import org.malfl.nn.AdamTraining;
import org.malfl.nn.Architecture;
import org.malfl.nn.Checkpoints;
import org.malfl.nn.GradientClipping;
import org.malfl.nn.MatrixProducts;
import org.malfl.nn.MultilayerPerceptron;
import org.malfl.nn.OutputLoss;
import org.malfl.nn.Schedule;

/**
 * A classifier per agent in place of a table: π(·|s) = softmax(f(s)), f a network that reads the
 * inputs of a joint state and is trained to minimise
 *
 * <pre>
 * −Σ_s n(s)/N Σ_a q(a|s) log π(a|s) + λ/2N ‖w‖²,  q(a|s) = n(s,a)/n(s), N = Σ_s n(s),
 * </pre>
 *
 * the cross-entropy of D_h, and w all weights and biases: the most probable network if these are
 * normal with variance 1/λ beforehand, which matters where data are few and fades where they are
 * many. It does so by Adam, with a learning rate that falls to 0 as a cosine, in batches of joint
 * states drawn with replacement by their visits, or on all joint states that D_h holds if these are
 * no more than a batch. Joint states that lie close together lend each other their data, and those
 * that D_h does not hold get what the network makes of their neighbours.
 *
 * @param architecture of the networks
 * @param ridge λ, at least 0
 * @param learningRate Adam's first step, above 0
 * @param clipping of gradients
 * @param updates Adam updates of each network, at least 1
 * @param batchSize joint states of a batch, at least 1
 * @param stateInputs what networks read of a joint state, {@code [numStates][inputs]}; not to be
 *     written to
 * @param products makes those of one network
 */
public record NetworkPolicyEstimator(
    Architecture architecture,
    double ridge,
    double learningRate,
    Optional<GradientClipping> clipping,
    int updates,
    int batchSize,
    double[][] stateInputs,
    Supplier<MatrixProducts> products)
    implements PolicyEstimator {
  /** Parts of a training after each of which the loss on all of D_h is taken. */
  private static final int PARTS = 20;

  /**
   * @throws IllegalArgumentException if a setting is out of range
   */
  public NetworkPolicyEstimator {
    if (!(ridge >= 0) || Double.isInfinite(ridge)) {
      throw new IllegalArgumentException("ridge is " + ridge + "; valid: at least 0, finite");
    }
    Checks.positive("learningRate", learningRate);
    Checks.inRange("updates", updates, 1, Integer.MAX_VALUE - 1);
    Checks.inRange("batchSize", batchSize, 1, Integer.MAX_VALUE);
    Checks.inRange("joint states", stateInputs.length, 1, Integer.MAX_VALUE);
  }

  /**
   * What was estimated and how.
   *
   * @param policies of all agents, over all joint states
   * @param networks of all agents, after the last update
   * @param losses by agent, the cross-entropy of D_h in nats at {@link #lossUpdates}
   */
  public record Outcome(
      JointPolicy policies, List<MultilayerPerceptron> networks, List<double[]> losses) {}

  /** The shape of each agent's network. */
  public MultilayerPerceptron.Shape shape(int numActions) {
    return architecture.shape(stateInputs[0].length, numActions);
  }

  /** After how many updates the loss is taken: from 0 on, the last after all updates. */
  public int[] lossUpdates() {
    int part = 1 + (updates - 1) / PARTS;
    int[] after = new int[2 + (updates - 1) / part];
    Arrays.setAll(after, k -> (int) Math.min(updates, (long) k * part));
    return after;
  }

  @Override
  public JointPolicy estimate(VisitCounts counts, SeedTree streams) {
    return train(counts, streams, Checkpoints.none(), done -> {}).policies();
  }

  /**
   * The estimate with the networks behind it.
   *
   * @param counts visits in D_h
   * @param streams random streams of this estimate alone
   * @param checkpoints where the training goes on from
   * @param progress told 1 after every update of all networks
   * @throws IllegalArgumentException if the counts are of another number of joint states, or empty
   * @throws NumericalException if a loss or a weight leaves the finite numbers
   */
  public Outcome train(
      VisitCounts counts, SeedTree streams, Checkpoints checkpoints, LongConsumer progress) {
    List<Classifier> agents = classifiers(counts, streams);
    int[] lossUpdates = lossUpdates();
    int first = 0;
    Optional<double[]> resumed = checkpoints.resumed();
    if (resumed.isPresent()) {
      first = restore(agents, resumed.get());
      progress.accept(first);
    } else {
      agents.forEach(agent -> agent.losses[0] = agent.loss(0));
    }
    for (int update = first; update < updates; update++) {
      int done = update + 1;
      int row = Arrays.binarySearch(lossUpdates, done);
      for (int agent = 0; agent < agents.size(); agent++) {
        Classifier classifier = agents.get(agent);
        classifier.update(update, streams.child(agent).child(update).generator());
        if (row > 0) {
          classifier.losses[row] = classifier.loss(done);
        }
      }
      progress.accept(1);
      checkpoints.offer(() -> state(agents, done));
    }
    return outcome(agents);
  }

  /**
   * The estimate of networks that were trained.
   *
   * @param counts visits in D_h
   * @param parameters of each agent's network, as {@link MultilayerPerceptron#parameters}
   * @return with nothing but their own loss
   * @throws IllegalArgumentException if there are more or fewer agents or parameters
   */
  public Outcome of(VisitCounts counts, List<double[]> parameters) {
    // Whatever the first weights are, they are replaced.
    List<Classifier> agents = classifiers(counts, SeedTree.root(0));
    Checks.inRange("agents", parameters.size(), agents.size(), agents.size());
    for (int agent = 0; agent < agents.size(); agent++) {
      Classifier classifier = agents.get(agent);
      classifier.training.network().setParameters(parameters.get(agent));
      classifier.losses = new double[] {classifier.loss(updates)};
    }
    return outcome(agents);
  }

  private List<Classifier> classifiers(VisitCounts counts, SeedTree streams) {
    if (counts.numStates() != stateInputs.length) {
      throw new IllegalArgumentException(
          "counts of " + counts.numStates() + " joint states; valid: " + stateInputs.length);
    }
    Data data = Data.of(counts);
    List<Classifier> agents = new ArrayList<>();
    for (int agent = 0; agent < counts.jointActions().numAgents(); agent++) {
      agents.add(
          new Classifier(
              data, counts.ownActions(agent), streams.child(agent).child("weights").generator()));
    }
    return agents;
  }

  private static Outcome outcome(List<Classifier> agents) {
    return new Outcome(
        new JointPolicy(agents.stream().map(Classifier::policy).toList()),
        agents.stream().map(agent -> agent.training.network()).toList(),
        agents.stream().map(agent -> agent.losses).toList());
  }

  private static double[] state(List<Classifier> agents, int update) {
    List<double[]> parts = new ArrayList<>(List.of(new double[] {update}));
    for (Classifier agent : agents) {
      parts.add(agent.training.state());
      parts.add(agent.losses);
    }
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** Goes on from a state and returns how many updates it has behind it. */
  private static int restore(List<Classifier> agents, double[] state) {
    int next = 1;
    for (Classifier agent : agents) {
      int middle = next + agent.training.state().length;
      int end = middle + agent.losses.length;
      agent.training.restore(Arrays.copyOfRange(state, next, middle));
      agent.losses = Arrays.copyOfRange(state, middle, end);
      next = end;
    }
    return (int) state[0];
  }

  /**
   * The joint states that D_h holds.
   *
   * @param states them, ascending
   * @param visits n(s) of each
   * @param upTo n(s) of each and all before it
   */
  private record Data(int[] states, long[] visits, long[] upTo) {
    static Data of(VisitCounts counts) {
      long[] all = counts.states();
      int[] states = new int[all.length];
      int found = 0;
      for (int state = 0; state < all.length; state++) {
        if (all[state] > 0) {
          states[found++] = state;
        }
      }
      if (found == 0) {
        throw new IllegalArgumentException("counts are all 0; valid: a dataset of at least a step");
      }
      states = Arrays.copyOf(states, found);
      long[] visits = new long[found];
      long[] upTo = new long[found];
      for (int k = 0; k < found; k++) {
        visits[k] = all[states[k]];
        upTo[k] = k == 0 ? visits[k] : StrictMath.addExact(upTo[k - 1], visits[k]);
      }
      return new Data(states, visits, upTo);
    }

    long size() {
      return upTo[upTo.length - 1];
    }

    /** Place in {@link #states} of a joint state drawn by its visits. */
    int draw(SplittableRandom random) {
      long step = 1 + (long) (random.nextDouble() * size());
      int place = Arrays.binarySearch(upTo, step);
      return place < 0 ? -place - 1 : place;
    }
  }

  /** The network of one agent in training. */
  private final class Classifier {
    private final Data data;
    private final double[][] frequencies;
    private final AdamTraining training;
    private final double[][] inputs;
    private final double[][] targets;
    private final double[][] slopes;
    private double[] losses = new double[lossUpdates().length];

    Classifier(Data data, long[] taken, SplittableRandom random) {
      int numActions = taken.length / stateInputs.length;
      this.data = data;
      this.frequencies = new double[data.states.length][numActions];
      for (int k = 0; k < frequencies.length; k++) {
        for (int action = 0; action < numActions; action++) {
          frequencies[k][action] =
              (double) taken[data.states[k] * numActions + action] / data.visits[k];
        }
      }
      this.training =
          new AdamTraining(
              architecture.network(stateInputs[0].length, numActions, random, products.get()),
              learningRate,
              clipping);
      int rows = Math.min(batchSize, data.states.length);
      this.inputs = new double[rows][];
      this.targets = new double[rows][];
      this.slopes = new double[rows][numActions];
    }

    void update(int update, SplittableRandom random) {
      if (inputs.length < data.states.length) {
        draw(random);
      } else if (inputs[0] == null) {
        takeAll();
      }
      OutputLoss.CROSS_ENTROPY.of(training.network().outputs(inputs), targets, slopes);
      training.update(slopes, Schedule.COSINE.share(update, updates), ridge / data.size());
    }

    private void draw(SplittableRandom random) {
      for (int row = 0; row < inputs.length; row++) {
        int drawn = data.draw(random);
        inputs[row] = stateInputs[data.states[drawn]];
        targets[row] = frequencies[drawn];
      }
    }

    /** Targets have the mass that makes a mean over rows one over visits. */
    private void takeAll() {
      for (int row = 0; row < inputs.length; row++) {
        inputs[row] = stateInputs[data.states[row]];
        targets[row] = frequencies[row].clone();
        double mass = (double) data.visits[row] * inputs.length / data.size();
        for (int action = 0; action < targets[row].length; action++) {
          targets[row][action] *= mass;
        }
      }
    }

    /** The cross-entropy of D_h. */
    double loss(int update) {
      double sum = 0;
      for (int from = 0; from < data.states.length; from += batchSize) {
        int rows = Math.min(batchSize, data.states.length - from);
        double[][] part = new double[rows][];
        for (int row = 0; row < rows; row++) {
          part[row] = stateInputs[data.states[from + row]];
        }
        double[][] outputs = training.network().outputs(part);
        for (int row = 0; row < rows; row++) {
          double[][] output = {outputs[row]};
          double[][] target = {frequencies[from + row]};
          sum += data.visits[from + row] * OutputLoss.CROSS_ENTROPY.of(output, target, slopes);
        }
      }
      double loss = sum / data.size();
      if (!Double.isFinite(loss)) {
        throw new NumericalException(
            "the loss of a policy's network is " + loss + " after update " + update);
      }
      return loss;
    }

    TabularPolicy policy() {
      int numActions = slopes[0].length;
      double[] logits = new double[stateInputs.length * numActions];
      for (int from = 0; from < stateInputs.length; from += batchSize) {
        int to = Math.min(from + batchSize, stateInputs.length);
        double[][] outputs = training.network().outputs(Arrays.copyOfRange(stateInputs, from, to));
        for (int state = from; state < to; state++) {
          System.arraycopy(outputs[state - from], 0, logits, state * numActions, numActions);
        }
      }
      return TabularPolicy.softmax(logits, numActions);
    }
  }
}
