package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.games.AgentTables;
import org.malfl.inverse.RewardPriors.SmoothPrior;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.metrics.IntervalScore;
import org.malfl.metrics.RewardScore;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/**
 * One run of the learners and what its observers recover, in memory: of 60 MB of datasets nothing
 * is kept but rewards and their scores.
 */
final class TrialStage implements Stage {
  private static final List<Axis> AXES =
      List.of(Axis.of("estimator"), Axis.of("agent"), Axis.of("joint state"));
  private static final Artifact<CsvTable> SCORES =
      Formats.csv("scores.csv", "scores of every estimator for every agent");
  private static final Artifact<NpyArray> REWARDS =
      Formats.npy("rewards.npy", "recovered state rewards, units of the reward", AXES);
  private static final Artifact<NpyArray> TRUTH =
      Formats.npy(
          "true_reward.npy",
          "true rewards r_i(s)",
          List.of(Axis.of("agent"), Axis.of("joint state")));
  private static final Artifact<NpyArray> DEVIATIONS =
      Formats.npy(
          "deviations.npy",
          "standard deviations that the estimators claim which have them, units of the reward",
          AXES);

  /** Columns of {@code scores.csv} that say whose scores they are. */
  static final List<String> KEYS =
      List.of("family", "seed", "learner", "stages", "episodes", "steps", "estimator", "agent");

  /** Columns of {@code scores.csv} with numbers, of which bands are made. */
  static final List<String> MEASURES =
      List.of("pearson", "spearman", "slope", "rmse", "coverage", "mean_squared_z");

  private static final List<String> PRIOR =
      List.of("prior_kernel", "prior_variance", "prior_length");

  private final StudyTrial trial;
  private final ReproduceSettings settings;
  private final int numAgents;
  private final int numStates;

  TrialStage(StudyTrial trial, ReproduceSettings settings) {
    this.trial = trial;
    this.settings = settings;
    // Many trials wait, so none keeps a game.
    this.numAgents = settings.environment().game(trial.family()).numAgents();
    this.numStates = (int) settings.environment().numJointStates();
  }

  /** What runs. */
  StudyTrial trial() {
    return trial;
  }

  /** Number of agents. */
  int numAgents() {
    return numAgents;
  }

  /** A row per estimator and agent, columns {@link #KEYS}, {@link #MEASURES}, and the prior. */
  Handle<CsvTable> scores() {
    return new Handle<>(this, SCORES);
  }

  /** What was recovered, {@code [numEstimators, numAgents, numStates]}. */
  Handle<NpyArray> rewards() {
    return new Handle<>(this, REWARDS);
  }

  /** Deviations of {@link #withDeviations}, {@code […, numAgents, numStates]}. */
  Handle<NpyArray> deviations() {
    return new Handle<>(this, DEVIATIONS);
  }

  /** The true rewards, {@code [numAgents, numStates]}. */
  Handle<NpyArray> truth() {
    return new Handle<>(this, TRUTH);
  }

  /** The true reward of an agent, {@code [numStates]}. */
  double[] readTruth(ArtifactReader reader, int agent) {
    return AgentTables.split(reader.float64(truth(), (long) numAgents * numStates), numAgents)
        .get(agent);
  }

  /** What an estimator recovered for an agent, {@code [numStates]}. */
  double[] readReward(ArtifactReader reader, StudiedEstimator estimator, int agent) {
    return part(reader, rewards(), trial.estimators(), estimator, agent);
  }

  /** Its standard deviations, {@code [numStates]}. */
  double[] readDeviations(ArtifactReader reader, StudiedEstimator estimator, int agent) {
    return part(reader, deviations(), withDeviations(), estimator, agent);
  }

  private double[] part(
      ArtifactReader reader,
      Handle<NpyArray> handle,
      List<StudiedEstimator> estimators,
      StudiedEstimator estimator,
      int agent) {
    double[] all = reader.float64(handle, (long) estimators.size() * numAgents * numStates);
    int from = (estimators.indexOf(estimator) * numAgents + agent) * numStates;
    return Arrays.copyOfRange(all, from, from + numStates);
  }

  /** The estimators whose answers have deviations. */
  List<StudiedEstimator> withDeviations() {
    return trial.estimators().stream().filter(StudiedEstimator::hasDeviations).toList();
  }

  @Override
  public String path() {
    return trial.path();
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("study-trial", 2);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return trial.parameters(settings);
  }

  @Override
  public List<Input> inputs() {
    return List.of();
  }

  @Override
  public List<Artifact<?>> outputs() {
    List<Artifact<?>> outputs = new ArrayList<>(List.of(SCORES, REWARDS, TRUTH));
    if (!withDeviations().isEmpty()) {
      outputs.add(DEVIATIONS);
    }
    return outputs;
  }

  private long playing() {
    return trial.budget().allSteps();
  }

  private long observing() {
    return trial.estimators().stream()
        .mapToLong(estimator -> numAgents * estimator.work(trial.budget()))
        .sum();
  }

  @Override
  public long work() {
    return playing() + observing();
  }

  @Override
  public long bytes() {
    int estimators = trial.estimators().size();
    long tables = 2L * estimators + 1;
    return Double.BYTES * tables * numAgents * numStates
        + (estimators * (long) numAgents + 1) * Family.CSV_ROW_BYTES
        + Family.CSV_ROW_BYTES * 2;
  }

  @Override
  public void run(StageContext context) {
    Family family = trial.family(settings);
    List<double[]> truth = family.game().rewards();
    ObservedRun run = ObservedRun.play(family, context::advance);
    boolean[] scored = new boolean[numStates];
    Arrays.fill(scored, true);
    List<String> header = new ArrayList<>(KEYS);
    header.addAll(MEASURES);
    header.addAll(PRIOR);
    CsvTable scores = new CsvTable(header.toArray(String[]::new));
    List<double[]> rewards = new ArrayList<>();
    List<double[]> deviations = new ArrayList<>();
    for (StudiedEstimator estimator : trial.estimators()) {
      for (int agent = 0; agent < numAgents; agent++) {
        StudiedEstimator.Answer answer = estimator.recover(run, agent);
        rewards.add(answer.reward());
        answer.deviations().ifPresent(deviations::add);
        scores.add(row(estimator, agent, answer, truth.get(agent), scored));
        context.advance(estimator.work(trial.budget()));
      }
    }
    context.write(SCORES, scores);
    context.write(REWARDS, table(rewards, trial.estimators().size()));
    context.write(TRUTH, NpyArray.of(AgentTables.join(truth), numAgents, numStates));
    if (!withDeviations().isEmpty()) {
      context.write(DEVIATIONS, table(deviations, withDeviations().size()));
    }
  }

  private NpyArray table(List<double[]> parts, int estimators) {
    return NpyArray.of(AgentTables.join(parts), estimators, numAgents, numStates);
  }

  private Object[] row(
      StudiedEstimator estimator,
      int agent,
      StudiedEstimator.Answer answer,
      double[] truth,
      boolean[] scored) {
    RewardScore score = RewardScore.of(answer.reward(), truth);
    Optional<IntervalScore> intervals =
        answer.deviations().map(sd -> IntervalScore.of(answer.reward(), sd, truth, scored));
    OptionalDouble none = OptionalDouble.empty();
    Optional<SmoothPrior> prior = answer.prior();
    Budget budget = trial.budget();
    return new Object[] {
      trial.family(),
      trial.seed(),
      trial.learner().name(),
      budget.stages(),
      budget.episodes(),
      budget.steps(),
      estimator.name(),
      agent,
      score.pearson().value(),
      score.spearman().value(),
      score.slope().value(),
      score.rmse().value(),
      intervals.map(each -> each.coverage().value()).orElse(none),
      intervals.map(each -> each.meanSquaredZ().value()).orElse(none),
      prior.map(chosen -> chosen.kernel().name().toLowerCase(Locale.ROOT)).orElse(""),
      prior.map(chosen -> OptionalDouble.of(chosen.variance())).orElse(none),
      prior.map(chosen -> OptionalDouble.of(chosen.length())).orElse(none)
    };
  }
}
