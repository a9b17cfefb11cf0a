package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.config.Schemas;
import org.malfl.core.SeedTree;
import org.malfl.experiments.ReplayEstimator.Draws;
import org.malfl.games.JointPolicy;
import org.malfl.inverse.BellmanConsistentRecovery;
import org.malfl.inverse.BellmanMap;
import org.malfl.inverse.CountWeights;
import org.malfl.inverse.ImprovementRows;
import org.malfl.inverse.ImprovementTarget;
import org.malfl.inverse.JointRewardRecovery;
import org.malfl.inverse.PairEvidence;
import org.malfl.inverse.ReplayRecovery;
import org.malfl.inverse.RewardClass;
import org.malfl.inverse.RewardPriors;
import org.malfl.inverse.StateLeastSquaresRecovery;

/** The estimators that studies ask, and variants of them. */
final class StudiedEstimators {
  /** The paper's estimator with the policy estimate that the configuration names. */
  static final StudiedEstimator PAPER = new Paper();

  /** R(s) and a free potential per pair, by weighted robust least squares. */
  static final StudiedEstimator STATE_LEAST_SQUARES = new StateLeastSquares();

  /** R(s) alone, by cross-validated ridge. */
  static final StudiedEstimator BELLMAN_CONSISTENT = new BellmanConsistent();

  /** Replay as it is meant to be used: smooth priors averaged, unseen draws modelled. */
  static final StudiedEstimator REPLAY = new Replay("replay", Priors.SMOOTH, Draws.MODELLED);

  /** Its fast variant: τ in place of a model of the unseen draws. */
  static final StudiedEstimator REPLAY_ALLOWANCE =
      new Replay("replay-allowance", Priors.SMOOTH, Draws.LIMITED);

  /** Replay that takes no reward for like another. */
  static final StudiedEstimator REPLAY_RIDGE =
      new Replay("replay-ridge", Priors.RIDGE, Draws.MODELLED);

  /** The same with τ. */
  static final StudiedEstimator REPLAY_RIDGE_ALLOWANCE =
      new Replay("replay-ridge-allowance", Priors.RIDGE, Draws.LIMITED);

  /** Replay with the one smooth prior that the evidence prefers. */
  static final StudiedEstimator REPLAY_BEST =
      new Replay("replay-best", Priors.BEST, Draws.MODELLED);

  /** The same with τ. */
  static final StudiedEstimator REPLAY_BEST_ALLOWANCE =
      new Replay("replay-best-allowance", Priors.BEST, Draws.LIMITED);

  /** One of each kind. */
  static final List<StudiedEstimator> ALL =
      List.of(PAPER, STATE_LEAST_SQUARES, BELLMAN_CONSISTENT, REPLAY);

  private StudiedEstimators() {}

  private static SortedMap<String, Object> parameters(PolicyEstimationMethod method) {
    return new TreeMap<>(Map.of("policy_estimation", method.name()));
  }

  private static SortedMap<String, Object> ofCounts(ReproduceSettings settings) {
    SortedMap<String, Object> parameters = parameters(PolicyEstimations.COUNTS);
    parameters.putAll(PolicyEstimations.COUNTS.parameters(settings));
    return parameters;
  }

  /** Y_h, h = 0..k−1. */
  private static List<double[]> targets(ObservedRun run, int agent, List<JointPolicy> policies) {
    List<double[]> targets = new ArrayList<>();
    for (int h = 0; h < run.pairs(); h++) {
      targets.add(
          ImprovementTarget.of(
              agent, run.transitions(), run.learner(), policies.get(h), policies.get(h + 1)));
    }
    return targets;
  }

  /** How much the actions of pair h count. */
  private static double[] weights(ObservedRun run, int agent, int h, double full) {
    return new CountWeights(full).of(agent, run.counts(h), run.counts(h + 1));
  }

  private static final class Paper implements StudiedEstimator {
    private static final PaperRecovery RECOVERY = new PaperRecovery();

    private static PaperRecovery.Settings settings(ReproduceSettings settings) {
      return settings.optimizationOf(RECOVERY, PaperRecovery.Settings.class);
    }

    @Override
    public String name() {
      return RECOVERY.name();
    }

    @Override
    public SortedMap<String, Object> parameters(ReproduceSettings settings) {
      PolicyEstimationMethod method = RECOVERY.policyEstimation(settings);
      SortedMap<String, Object> parameters = StudiedEstimators.parameters(method);
      parameters.put("policies", new TreeMap<>(method.parameters(settings)));
      if (method.random()) {
        parameters.put(
            "policy_streams", SeedTree.root(settings.seed()).child("policy_estimation").path());
      }
      parameters.put("learning_rate", settings(settings).learningRate());
      parameters.put("epochs", settings(settings).epochs());
      return parameters;
    }

    @Override
    public long work(Budget budget) {
      return 500_000L * (budget.stages() - 1);
    }

    @Override
    public Answer recover(ObservedRun run, int agent) {
      List<JointPolicy> policies = run.policies(RECOVERY.policyEstimation(run.settings()));
      PaperRecovery.Settings settings = settings(run.settings());
      JointRewardRecovery.Outcome outcome =
          new JointRewardRecovery(settings.learningRate(), settings.epochs())
              .recover(
                  agent,
                  run.transitions(),
                  run.learner().gamma(),
                  policies.subList(0, run.pairs()),
                  targets(run, agent, policies));
      return new Answer(outcome.recovered().bare(run.transitions().numJointActions()));
    }
  }

  private static final class StateLeastSquares implements StudiedEstimator {
    private static final StateLeastSquaresEstimator RECOVERY = new StateLeastSquaresEstimator();

    private static StateLeastSquaresEstimator.Settings settings(ReproduceSettings settings) {
      return settings.optimizationOf(RECOVERY, StateLeastSquaresEstimator.Settings.class);
    }

    @Override
    public String name() {
      return RECOVERY.name();
    }

    @Override
    public SortedMap<String, Object> parameters(ReproduceSettings settings) {
      SortedMap<String, Object> parameters = ofCounts(settings);
      parameters.put("robust", settings(settings).robust());
      parameters.put("full_weight", settings(settings).fullWeight());
      return parameters;
    }

    @Override
    public long work(Budget budget) {
      return 2_000_000L * (budget.stages() - 1);
    }

    @Override
    public Answer recover(ObservedRun run, int agent) {
      StateLeastSquaresEstimator.Settings settings = settings(run.settings());
      List<JointPolicy> policies = run.policies(PolicyEstimations.COUNTS);
      List<double[]> weights = new ArrayList<>();
      for (int h = 0; h < run.pairs(); h++) {
        weights.add(weights(run, agent, h, settings.fullWeight()));
      }
      return new Answer(
          new StateLeastSquaresRecovery(settings.robust())
              .recover(
                  agent,
                  run.transitions(),
                  run.learner().gamma(),
                  policies.subList(0, run.pairs()),
                  targets(run, agent, policies),
                  weights)
              .reward());
    }
  }

  private static final class BellmanConsistent implements StudiedEstimator {
    private static final BellmanConsistentEstimator RECOVERY = new BellmanConsistentEstimator();

    private static BellmanConsistentEstimator.Settings settings(ReproduceSettings settings) {
      return settings.optimizationOf(RECOVERY, BellmanConsistentEstimator.Settings.class);
    }

    @Override
    public String name() {
      return RECOVERY.name();
    }

    @Override
    public boolean hasDeviations() {
      return true;
    }

    @Override
    public SortedMap<String, Object> parameters(ReproduceSettings settings) {
      SortedMap<String, Object> parameters = ofCounts(settings);
      parameters.put("robust", settings(settings).robust());
      parameters.put("ridges", settings(settings).grid());
      parameters.put("full_weight", settings(settings).fullWeight());
      return parameters;
    }

    @Override
    public long work(Budget budget) {
      return 1_000_000L * (budget.stages() - 1);
    }

    @Override
    public Answer recover(ObservedRun run, int agent) {
      BellmanConsistentEstimator.Settings settings = settings(run.settings());
      List<JointPolicy> policies = run.policies(PolicyEstimations.COUNTS);
      List<ImprovementRows> rows = new ArrayList<>();
      for (int h = 0; h < run.pairs(); h++) {
        rows.add(
            ImprovementRows.of(
                BellmanMap.of(
                    agent, run.transitions(), run.learner(), policies.get(h), RewardClass.STATE),
                policies.get(h + 1).agent(agent),
                run.learner().alpha(),
                weights(run, agent, h, settings.fullWeight())));
      }
      BellmanConsistentRecovery.Outcome outcome =
          new BellmanConsistentRecovery(settings.grid(), settings.robust()).recover(rows);
      return new Answer(outcome.reward(), Optional.of(outcome.standardErrors()), Optional.empty());
    }
  }

  /** Which priors replay has. */
  private enum Priors {
    RIDGE,
    SMOOTH,
    /** The smooth one that the evidence prefers, alone. */
    BEST
  }

  /**
   * Replay, whatever priors and draws the configuration names.
   *
   * @param priors of the reward
   * @param draws how unseen draws are allowed for
   */
  private record Replay(String name, Priors priors, Draws draws) implements StudiedEstimator {
    private static final ReplayEstimator RECOVERY = new ReplayEstimator();

    /** A joint step of one agent, in joint steps of the learners. */
    private static final long PER_STEP = 3;

    private static ReplayEstimator.Settings settings(ReproduceSettings settings) {
      return settings.optimizationOf(RECOVERY, ReplayEstimator.Settings.class);
    }

    @Override
    public boolean hasDeviations() {
      return true;
    }

    @Override
    public SortedMap<String, Object> parameters(ReproduceSettings settings) {
      SortedMap<String, Object> parameters = ofCounts(settings);
      parameters.put("update_rule", settings.maspi().evaluationTree());
      parameters.put("priors", Schemas.nameOf(priors));
      parameters.put("draws", Schemas.nameOf(draws));
      if (priors == Priors.RIDGE) {
        parameters.put("ridge", settings(settings).ridge());
      }
      if (draws == Draws.LIMITED) {
        parameters.put("allowance", settings(settings).allowance());
      }
      return parameters;
    }

    @Override
    public long work(Budget budget) {
      return PER_STEP * budget.allSteps() + 10_000_000;
    }

    @Override
    public Answer recover(ObservedRun run, int agent) {
      double allowance = draws == Draws.LIMITED ? settings(run.settings()).allowance() : 0;
      RewardPriors ridge =
          RewardPriors.ridge(run.transitions().numStates(), settings(run.settings()).ridge());
      RewardPriors offered = priors == Priors.RIDGE ? ridge : run.smoothPriors().orElse(ridge);
      List<PairEvidence> pairs = new ArrayList<>();
      for (PairEvidence pair :
          run.evidence(
              agent,
              new ReplayRecovery(run.learner(), allowance, offered),
              priors == Priors.RIDGE ? "ridge" : "smooth")) {
        boolean limited = draws == Draws.LIMITED;
        pairs.add(limited ? pair.withVariances(new double[pair.variances().length]) : pair);
      }
      ReplayRecovery.Outcome outcome =
          new ReplayRecovery(run.learner(), allowance, offered).recover(pairs);
      if (priors == Priors.BEST) {
        offered = new RewardPriors(List.of(offered.candidates().get(outcome.best())));
        outcome = new ReplayRecovery(run.learner(), allowance, offered).recover(pairs);
      }
      return new Answer(
          outcome.reward(),
          Optional.of(outcome.deviations()),
          offered.candidates().get(outcome.best()).smooth());
    }
  }
}
