package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.core.SeedTree;
import org.malfl.imitation.CoordinationOutcome;
import org.malfl.imitation.CoordinationOutcome.Convention;
import org.malfl.io.CsvTable;
import org.malfl.io.DecimalText;
import org.malfl.metrics.Distances;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** What became of all who learnt from one expert: of each, and over seeds. */
final class CoordinationScoresStage implements Stage {
  /** Columns of {@link #runs}. */
  static final String[] RUN_COLUMNS = {
    "expert_type",
    "beta",
    "seed",
    "p_a_0",
    "p_a_1",
    "entropy_0",
    "entropy_1",
    "p_aa",
    "p_ab",
    "p_ba",
    "p_bb",
    "coordination",
    "js_distance",
    "coordination_sampled",
    "js_distance_sampled"
  };

  /** Columns of {@link #seeds}. */
  static final String[] SEED_COLUMNS = {
    "expert_type",
    "beta",
    "seeds",
    "p_a_0_mean",
    "p_a_0_variance",
    "p_a_1_mean",
    "p_a_1_variance",
    "coordination_mean",
    "coordination_sd",
    "js_distance_mean",
    "js_distance_least",
    "floor",
    "chose_aa",
    "chose_bb",
    "chose_both",
    "chose_none"
  };

  private static final Artifact<CsvTable> RUNS =
      Formats.csv("runs.csv", "exact and sampled numbers of the learners' last policies");
  private static final Artifact<CsvTable> SEEDS =
      Formats.csv("seeds.csv", "the same over seeds, and which convention seeds chose");
  private static final long ROW_BYTES = 400;

  private final CoordinationExpertStage expert;
  private final List<CoordinationTrainingStage> learners;
  private final CoordinationSettings settings;

  CoordinationScoresStage(
      CoordinationExpertStage expert,
      List<CoordinationTrainingStage> learners,
      CoordinationSettings settings) {
    this.expert = expert;
    this.learners = List.copyOf(learners);
    this.settings = settings;
  }

  /** A row per β and seed, with {@link #RUN_COLUMNS}. */
  Handle<CsvTable> runs() {
    return new Handle<>(this, RUNS);
  }

  /** A row per β, with {@link #SEED_COLUMNS}. */
  Handle<CsvTable> seeds() {
    return new Handle<>(this, SEEDS);
  }

  /** Whom they imitate. */
  CoordinationExpertStage expert() {
    return expert;
  }

  /** Those who learn, by β and then by seed. */
  List<CoordinationTrainingStage> learners() {
    return learners;
  }

  @Override
  public String path() {
    return "scores/" + expert.expert().label();
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("coordination-scores", 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "expert", expert.expert().label(),
            "betas", settings.betas(),
            "seeds", settings.seeds(),
            "signal", settings.signal(),
            "eval_episodes", settings.evalEpisodes()));
  }

  @Override
  public List<Input> inputs() {
    List<Input> inputs =
        new ArrayList<>(
            List.of(
                new Input("expert", expert.samples()),
                new Input("expert's floor", expert.description())));
    for (CoordinationTrainingStage stage : learners) {
      inputs.add(new Input(stage.path(), stage.policy()));
    }
    return inputs;
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(RUNS, SEEDS);
  }

  @Override
  public long work() {
    return (long) learners.size() * settings.evalEpisodes();
  }

  @Override
  public long bytes() {
    return ImitationSummary.BYTES + ROW_BYTES * (learners.size() + settings.betas().size() + 2);
  }

  @Override
  public void run(StageContext context) {
    double[] shares = expert.readShares(context);
    double floor = expert.readFloor(context);
    CsvTable runs = new CsvTable(RUN_COLUMNS);
    CsvTable seeds = new CsvTable(SEED_COLUMNS);
    for (double beta : settings.betas()) {
      List<CoordinationOutcome> outcomes = new ArrayList<>();
      for (CoordinationTrainingStage stage : learners) {
        if (stage.beta() == beta) {
          CoordinationOutcome outcome = CoordinationOutcome.of(stage.readPolicy(context));
          add(runs, stage, outcome, shares);
          outcomes.add(outcome);
          context.advance(settings.evalEpisodes());
        }
      }
      seeds.add(over(beta, outcomes, shares, floor));
    }
    context.write(RUNS, runs);
    context.write(SEEDS, seeds);
  }

  private void add(
      CsvTable table,
      CoordinationTrainingStage stage,
      CoordinationOutcome outcome,
      double[] shares) {
    double[] sampled =
        outcome.sampled(
            settings.evalEpisodes(),
            SeedTree.root(stage.seed())
                .child("coordination")
                .child("evaluation")
                .child(expert.expert().label())
                .child("beta_" + DecimalText.of(stage.beta()))
                .generator());
    table.add(
        expert.expert().label(),
        stage.beta(),
        stage.seed(),
        outcome.first(),
        outcome.second(),
        outcome.firstEntropy(),
        outcome.secondEntropy(),
        outcome.joint()[0],
        outcome.joint()[1],
        outcome.joint()[2],
        outcome.joint()[3],
        outcome.coordination(),
        outcome.distance(shares),
        sampled[0] + sampled[3],
        Distances.jensenShannon(shares, sampled));
  }

  private Object[] over(
      double beta, List<CoordinationOutcome> outcomes, double[] shares, double floor) {
    SeedMoments first = SeedMoments.of(outcomes, CoordinationOutcome::first);
    SeedMoments second = SeedMoments.of(outcomes, CoordinationOutcome::second);
    SeedMoments same = SeedMoments.of(outcomes, CoordinationOutcome::coordination);
    SeedMoments distance = SeedMoments.of(outcomes, outcome -> outcome.distance(shares));
    return new Object[] {
      expert.expert().label(),
      beta,
      outcomes.size(),
      first.mean(),
      first.variance(),
      second.mean(),
      second.variance(),
      same.mean(),
      same.deviation(),
      distance.mean(),
      distance.least(),
      floor,
      chose(outcomes, Convention.AA),
      chose(outcomes, Convention.BB),
      chose(outcomes, Convention.BOTH),
      chose(outcomes, Convention.NONE)
    };
  }

  private static int chose(List<CoordinationOutcome> outcomes, Convention convention) {
    return (int) outcomes.stream().filter(outcome -> outcome.convention() == convention).count();
  }
}
