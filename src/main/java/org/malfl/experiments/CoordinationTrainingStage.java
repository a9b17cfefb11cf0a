package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.config.Schemas;
import org.malfl.core.SeedTree;
import org.malfl.games.AgentTables;
import org.malfl.games.JointPolicy;
import org.malfl.imitation.AdversarialImitation;
import org.malfl.imitation.CoordinationOutcome;
import org.malfl.io.CsvTable;
import org.malfl.io.DecimalText;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** Trains two learners on an expert, with one entropy bonus and one seed. */
final class CoordinationTrainingStage implements Stage {
  private static final Artifact<NpyArray> POLICY =
      Formats.npy(
          "policy.npy",
          "the learners' policies after the last epoch",
          List.of(Axis.of("agent"), Axis.of("signal"), Axis.of("action", "A", "B")));
  private static final Artifact<NpyArray> DISCRIMINATOR =
      Formats.npy(
          "discriminator.npy",
          "logits of the discriminator after the last epoch, high for the expert",
          List.of(Axis.of("joint action", "AA", "AB", "BA", "BB")));
  private static final Artifact<CsvTable> HISTORY =
      Formats.csv("history.csv", "exact numbers of the learners while they train, by epoch");

  /** Bytes of a row of the history. */
  private static final long ROW_BYTES = 180;

  private final CoordinationExpertStage expert;
  private final double beta;
  private final long seed;
  private final CoordinationSettings settings;

  CoordinationTrainingStage(
      CoordinationExpertStage expert, double beta, long seed, CoordinationSettings settings) {
    this.expert = expert;
    this.beta = beta;
    this.seed = seed;
    this.settings = settings;
  }

  /** β. */
  double beta() {
    return beta;
  }

  /** Seed of the learners. */
  long seed() {
    return seed;
  }

  /** {@code [2, numSignals, 2]} float64. */
  Handle<NpyArray> policy() {
    return new Handle<>(this, POLICY);
  }

  /** A row per logged epoch, 0 and the last one among them. */
  Handle<CsvTable> history() {
    return new Handle<>(this, HISTORY);
  }

  /** The policies that were learnt. */
  JointPolicy readPolicy(ArtifactReader reader) {
    return JointPolicy.ofProbabilities(
        AgentTables.split(reader.float64(policy(), 4L * settings.signal()), 2), 2);
  }

  private SeedTree streams() {
    return SeedTree.root(seed).child("coordination").child("training");
  }

  @Override
  public String path() {
    return "training/%s/beta_%s/seed_%d"
        .formatted(expert.expert().label(), DecimalText.of(beta), seed);
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("coordination-training", 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters =
        new TreeMap<>(
            Map.of(
                "beta", beta,
                "streams", streams().path(),
                "epochs", settings.epochs(),
                "lr_policy", settings.lrPolicy(),
                "lr_disc", settings.lrDisc(),
                "reward_style", Schemas.nameOf(settings.rewardStyle()),
                "policy_init_uniform", settings.policyInitUniform(),
                "collect_every", settings.collectEvery(),
                "gradient", Schemas.nameOf(settings.gradient()),
                "signal", settings.signal()));
    if (settings.gradient() == AdversarialImitation.Gradient.SAMPLED) {
      parameters.put("rollout_episodes", settings.rolloutEpisodes());
      parameters.put("batch_size", settings.batchSize());
    }
    return parameters;
  }

  @Override
  public List<Input> inputs() {
    return List.of(new Input("expert", expert.samples()));
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(POLICY, DISCRIMINATOR, HISTORY);
  }

  @Override
  public long work() {
    return (long) settings.epochs() * settings.rolloutEpisodes();
  }

  @Override
  public long bytes() {
    long rows = 2L + settings.epochs() / settings.collectEvery();
    return 1000 + 4L * Double.BYTES * settings.signal() + ROW_BYTES * rows;
  }

  @Override
  public void run(StageContext context) {
    AdversarialImitation learners =
        new AdversarialImitation(
            settings.task(),
            expert.readSamples(context),
            settings.hyperparameters(beta),
            streams());
    double[] shares = expert.readShares(context);
    CsvTable history =
        new CsvTable(
            "epoch",
            "p_a_0",
            "p_a_1",
            "entropy_0",
            "entropy_1",
            "coordination",
            "js_distance",
            "discriminator_loss");
    note(history, 0, learners, shares);
    for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
      learners.epoch();
      if (epoch % settings.collectEvery() == 0 || epoch == settings.epochs()) {
        note(history, epoch, learners, shares);
      }
      context.advance(settings.rolloutEpisodes());
    }
    context.write(
        POLICY,
        NpyArray.of(AgentTables.join(learners.policy().probabilities()), 2, settings.signal(), 2));
    context.write(DISCRIMINATOR, NpyArray.of(learners.discriminatorLogits(), 4));
    context.write(HISTORY, history);
  }

  private static void note(
      CsvTable history, int epoch, AdversarialImitation learners, double[] expert) {
    CoordinationOutcome outcome = CoordinationOutcome.of(learners.policy());
    history.add(
        epoch,
        outcome.first(),
        outcome.second(),
        outcome.firstEntropy(),
        outcome.secondEntropy(),
        outcome.coordination(),
        outcome.distance(expert),
        learners.discriminatorLoss());
  }
}
