package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.config.Schemas;
import org.malfl.core.SeedTree;
import org.malfl.games.AgentTables;
import org.malfl.games.DetourGame;
import org.malfl.games.JointPolicy;
import org.malfl.imitation.AdversarialImitation;
import org.malfl.imitation.BehaviourCloning;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** Two learners imitate the expert of the zero-sum game; their policies are logged on the way. */
final class ZeroSumLearnerStage implements Stage {
  /** Players × states × actions. */
  private static final int TABLE = 2 * 7 * 3;

  private static final Artifact<NpyArray> QUERIES =
      Formats.npy(
          "expert_queries.npy",
          "how many pairs learners had asked of the expert's data at each logged point",
          List.of(Axis.of("point")));
  private static final Artifact<NpyArray> POLICIES =
      Formats.npy(
          "policies.npy",
          "the learners' policies at each logged point",
          List.of(Axis.of("point"), Axis.of("player"), Axis.of("state"), Axis.of("action")));

  private final Method method;
  private final long seed;
  private final ZeroSumExpertStage expert;
  private final ZeroSumSettings settings;

  /** How learners imitate. */
  enum Method {
    /** Adversarially. */
    MAGAIL,
    /** By cloning. */
    BC
  }

  ZeroSumLearnerStage(
      Method method, long seed, ZeroSumExpertStage expert, ZeroSumSettings settings) {
    this.method = method;
    this.seed = seed;
    this.expert = expert;
    this.settings = settings;
  }

  /** How they imitate. */
  Method method() {
    return method;
  }

  /** Seed of the learners. */
  long seed() {
    return seed;
  }

  /** {@code [points]} int64. */
  Handle<NpyArray> queries() {
    return new Handle<>(this, QUERIES);
  }

  /** {@code [points, 2, 7, 3]} float64. */
  Handle<NpyArray> policies() {
    return new Handle<>(this, POLICIES);
  }

  /** Number of logged points. */
  int points() {
    return method == Method.MAGAIL
        ? points(settings.epochs(), settings.collectEvery())
        : points(settings.bcSamples(), settings.bcEvalEvery());
  }

  /** The start, every so-manieth, and the last. */
  private static int points(int all, int every) {
    return 1 + (all + every - 1) / every;
  }

  /** What they had asked at each point. */
  long[] readQueries(ArtifactReader reader) {
    return reader.int64(queries(), points());
  }

  /** Their policies at each point. */
  List<JointPolicy> readPolicies(ArtifactReader reader) {
    double[] all = reader.float64(policies(), (long) points() * TABLE);
    List<JointPolicy> policies = new ArrayList<>();
    for (double[] table : AgentTables.split(all, points())) {
      policies.add(JointPolicy.ofProbabilities(AgentTables.split(table, 2), 3));
    }
    return policies;
  }

  private SeedTree streams() {
    return SeedTree.root(seed).child("zero_sum").child(Schemas.nameOf(method));
  }

  @Override
  public String path() {
    return Schemas.nameOf(method) + "/seed_" + seed;
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("zero-sum-" + Schemas.nameOf(method), 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = new TreeMap<>();
    parameters.put("streams", streams().path());
    if (method == Method.BC) {
      parameters.put("bc_samples", settings.bcSamples());
      parameters.put("bc_eval_every", settings.bcEvalEvery());
      parameters.put("bc_smoothing", settings.bcSmoothing());
      return parameters;
    }
    parameters.putAll(
        Map.of(
            "epochs", settings.epochs(),
            "episode_length", settings.episodeLength(),
            "batch_size", settings.batchSize(),
            "lr_policy", settings.lrPolicy(),
            "lr_disc", settings.lrDisc(),
            "beta", settings.beta(),
            "collect_every", settings.collectEvery(),
            "reward_style", Schemas.nameOf(settings.rewardStyle()),
            "gradient", Schemas.nameOf(settings.gradient()),
            "rollout_episodes", settings.rolloutEpisodes()));
    return parameters;
  }

  @Override
  public List<Input> inputs() {
    return List.of(new Input("expert", expert.samples()));
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(QUERIES, POLICIES);
  }

  @Override
  public long work() {
    return method == Method.BC
        ? settings.bcSamples()
        : (long) settings.epochs() * settings.rolloutEpisodes() * settings.episodeLength();
  }

  @Override
  public long bytes() {
    return 400 + (long) points() * Double.BYTES * (TABLE + 1);
  }

  @Override
  public void run(StageContext context) {
    Log log = new Log(points());
    int[] samples = expert.readSamples(context);
    if (method == Method.BC) {
      clone(samples, log, context);
    } else {
      train(samples, log, context);
    }
    context.write(QUERIES, NpyArray.of(log.queries, log.queries.length));
    context.write(
        POLICIES, NpyArray.of(AgentTables.join(log.policies), log.queries.length, 2, 7, 3));
  }

  private void clone(int[] samples, Log log, StageContext context) {
    DetourGame game = new DetourGame();
    BehaviourCloning learners =
        new BehaviourCloning(game.numStates(), game.jointActions(), settings.bcSmoothing());
    SplittableRandom random = streams().generator();
    log.add(0, learners.policy());
    for (int seen = 1; seen <= settings.bcSamples(); seen++) {
      learners.see(samples[random.nextInt(samples.length)]);
      if (seen % settings.bcEvalEvery() == 0 || seen == settings.bcSamples()) {
        log.add(seen, learners.policy());
      }
    }
    context.advance(work());
  }

  private void train(int[] samples, Log log, StageContext context) {
    AdversarialImitation learners =
        new AdversarialImitation(settings.task(), samples, settings.hyperparameters(), streams());
    long asked = Math.min(settings.batchSize(), samples.length);
    log.add(0, learners.policy());
    for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
      learners.epoch();
      if (epoch % settings.collectEvery() == 0 || epoch == settings.epochs()) {
        log.add(epoch * asked, learners.policy());
      }
      context.advance((long) settings.rolloutEpisodes() * settings.episodeLength());
    }
  }

  /** What was logged. */
  private static final class Log {
    private final long[] queries;
    private final List<double[]> policies = new ArrayList<>();

    Log(int points) {
      this.queries = new long[points];
    }

    void add(long asked, JointPolicy policy) {
      queries[policies.size()] = asked;
      policies.add(AgentTables.join(policy.probabilities()));
    }
  }
}
