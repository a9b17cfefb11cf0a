package org.malfl.imitation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.malfl.core.Adam;
import org.malfl.core.Checks;
import org.malfl.core.SeedTree;
import org.malfl.games.Episode;
import org.malfl.games.JointPolicy;
import org.malfl.games.OccupancyMeasure;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TrajectorySampler;
import org.malfl.games.TransitionTable;

/**
 * Multi-agent generative adversarial imitation (MAGAIL, Song et al. 2018) with tables: a policy per
 * agent, softmax of logits, against one {@link JointDiscriminator}, which all agents are paid by.
 * An epoch is
 *
 * <ol>
 *   <li>episodes under the present policies,
 *   <li>a step of the discriminator on a batch of the expert's data and one of the episodes,
 *   <li>a step of every policy ({@link PolicyGradient}) on another batch of the episodes, paid by
 *       the discriminator as it is now; all agents move at once.
 * </ol>
 *
 * With {@link Gradient#EXACT} the learners' own measure and all of the expert's data stand where
 * batches stand otherwise.
 */
public final class AdversarialImitation {
  private final ImitationTask task;
  private final int[] expert;
  private final OccupancyMeasure expertMeasure;
  private final Hyperparameters parameters;
  private final JointDiscriminator discriminator;
  private final PolicyGradient gradient;
  private final List<double[]> logits = new ArrayList<>();
  private final List<Adam> adams = new ArrayList<>();
  private final Batch expertBatch;
  private final Batch learnerBatch;
  private final int[] played;
  private final Episode episode;
  private final SplittableRandom starts;
  private final SplittableRandom actionDraws;
  private final SplittableRandom transitionDraws;
  private final SplittableRandom batches;
  private JointPolicy policy;

  /** Where an epoch's gradients come from. */
  public enum Gradient {
    /** Batches of episodes, as the literature has it. */
    SAMPLED,
    /** Expectations, free of noise. */
    EXACT
  }

  /** How the discriminator is brought up to date in an epoch. */
  public enum Discrimination {
    /** One step of Adam. */
    LEARNED,
    /** The best one for the two measures, which needs an expert that does everything. */
    OPTIMAL
  }

  /**
   * How to train.
   *
   * @param rolloutEpisodes of an epoch, at least 1
   * @param batchSize at least 1; of fewer samples all are taken
   * @param policyRate of Adam for policies, above 0
   * @param discriminatorRate of Adam for the discriminator, above 0
   * @param entropyBonus β, at least 0
   * @param reward that the discriminator pays
   * @param gradient where gradients come from
   * @param discrimination how the discriminator is trained
   * @param uniformStart whether policies start uniform; else with logits 0.1·N(0,1)
   */
  public record Hyperparameters(
      int rolloutEpisodes,
      int batchSize,
      double policyRate,
      double discriminatorRate,
      double entropyBonus,
      ImitationReward reward,
      Gradient gradient,
      Discrimination discrimination,
      boolean uniformStart) {
    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public Hyperparameters {
      Checks.inRange("rollout episodes", rolloutEpisodes, 1, Integer.MAX_VALUE);
      Checks.inRange("batch size", batchSize, 1, Integer.MAX_VALUE);
      Checks.positive("learning rate of policies", policyRate);
      Checks.positive("learning rate of the discriminator", discriminatorRate);
      if (!(entropyBonus >= 0) || Double.isInfinite(entropyBonus)) {
        throw new IllegalArgumentException(
            "entropy bonus is " + entropyBonus + "; valid: at least 0, finite");
      }
    }
  }

  /**
   * Learners before their first epoch.
   *
   * @param expert {@code s · numJointActions + a} of each of the expert's samples, s as seen; at
   *     least one
   * @param streams random streams of these learners alone
   * @throws IllegalArgumentException if a sample is no pair of a state and a joint action
   */
  public AdversarialImitation(
      ImitationTask task, int[] expert, Hyperparameters parameters, SeedTree streams) {
    this.task = task;
    this.expert = expert.clone();
    this.parameters = parameters;
    TransitionTable transitions = task.transitions();
    for (int row : expert) {
      Checks.inRange("sample of the expert", row, 0, task.seenEntries() - 1);
    }
    this.expertMeasure =
        OccupancyMeasure.ofSamples(expert, task.numSeen(), transitions.numJointActions());
    this.discriminator = new JointDiscriminator(task.seenEntries(), parameters.discriminatorRate());
    this.gradient = new PolicyGradient(transitions.jointActions(), parameters.entropyBonus());
    int numSamples = StrictMath.multiplyExact(parameters.rolloutEpisodes(), task.steps());
    this.played = new int[numSamples];
    this.episode = new Episode(task.steps());
    this.expertBatch = new Batch(expert.length, parameters.batchSize());
    this.learnerBatch = new Batch(numSamples, parameters.batchSize());
    this.starts = streams.child("starts").generator();
    this.actionDraws = streams.child("actions").generator();
    this.transitionDraws = streams.child("transitions").generator();
    this.batches = streams.child("batches").generator();
    int size = transitions.numStates() * transitions.numActions();
    for (double[] table :
        RandomLogits.nearlyUniform(transitions, streams.child("initial").generator())) {
      logits.add(parameters.uniformStart() ? new double[size] : table);
      adams.add(new Adam(size, parameters.policyRate()));
    }
    this.policy = softmax();
  }

  private JointPolicy softmax() {
    int numActions = task.transitions().numActions();
    return new JointPolicy(
        logits.stream().map(table -> TabularPolicy.softmax(table, numActions)).toList());
  }

  /** The present policies. */
  public JointPolicy policy() {
    return policy;
  }

  /** A copy of the discriminator's logits, {@code [numSeen][numJointActions]} row-major. */
  public double[] discriminatorLogits() {
    return discriminator.logits().clone();
  }

  /**
   * The discriminator's loss, of all of the expert's data against the learners' own measure.
   *
   * @return in nats; 2 log 2 if it tells nothing
   */
  public double discriminatorLoss() {
    return JointDiscriminator.loss(
        discriminator.logits(), expertMeasure, task.seenOf(task.ofEpisodes(policy)));
  }

  /**
   * One epoch.
   *
   * @throws org.malfl.core.NumericalException if the best discriminator is asked for and does not
   *     exist, or logits become infinite
   */
  public void epoch() {
    if (parameters.gradient() == Gradient.EXACT) {
      OccupancyMeasure learner = task.ofEpisodes(policy);
      improve(expertMeasure, learner, learner);
    } else {
      play();
      OccupancyMeasure ofExpert =
          OccupancyMeasure.ofSamples(
              expertBatch.of(expert, batches),
              task.numSeen(),
              task.transitions().numJointActions());
      OccupancyMeasure judged = learnerBatch();
      improve(ofExpert, judged, learnerBatch());
    }
  }

  private OccupancyMeasure learnerBatch() {
    return OccupancyMeasure.ofSamples(
        learnerBatch.of(played, batches),
        task.transitions().numStates(),
        task.transitions().numJointActions());
  }

  private void play() {
    TrajectorySampler sampler =
        new TrajectorySampler(task.transitions(), policy, actionDraws, transitionDraws);
    int numJointActions = task.transitions().numJointActions();
    int next = 0;
    for (int k = 0; k < parameters.rolloutEpisodes(); k++) {
      sampler.play(task.start().draw(starts), episode);
      for (int t = 0; t < episode.steps(); t++) {
        played[next++] = episode.states()[t] * numJointActions + episode.jointActions()[t];
      }
    }
  }

  private void improve(
      OccupancyMeasure ofExpert, OccupancyMeasure judged, OccupancyMeasure followed) {
    OccupancyMeasure seen = task.seenOf(judged);
    if (parameters.discrimination() == Discrimination.OPTIMAL) {
      discriminator.solve(ofExpert, seen);
    } else {
      discriminator.train(ofExpert, seen);
    }
    double[] paid = paid(followed);
    for (int agent = 0; agent < logits.size(); agent++) {
      adams.get(agent).step(logits.get(agent), gradient.of(agent, policy.agent(agent), paid));
      Checks.finite("logits of agent " + agent, logits.get(agent));
    }
    policy = softmax();
  }

  /** ρ(s,a)·r(s,a), {@code [numStates][numJointActions]} row-major. */
  private double[] paid(OccupancyMeasure followed) {
    int numJointActions = task.transitions().numJointActions();
    double[] paid = new double[followed.probabilities().length];
    for (int row = 0; row < paid.length; row++) {
      double probability = followed.probabilities()[row];
      if (probability > 0) {
        int seen = task.seen()[row / numJointActions] * numJointActions + row % numJointActions;
        paid[row] = probability * parameters.reward().of(discriminator.logits()[seen]);
      }
    }
    return paid;
  }
}
