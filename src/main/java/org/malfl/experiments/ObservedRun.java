package org.malfl.experiments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.malfl.core.SeedTree;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;
import org.malfl.inverse.PairEvidence;
import org.malfl.inverse.PolicyEstimator;
import org.malfl.inverse.ReplayRecovery;
import org.malfl.inverse.RewardClass;
import org.malfl.inverse.RewardPriors;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.UpdateRule;
import org.malfl.softpi.SoftPolicyIteration;

/**
 * What an observer has of one run of the learners, in memory: dynamics, datasets and a model of the
 * learners, but no rewards and no policies. What several estimators make of it, the policy
 * estimates and the evidence of the replay, is made once. For one thread.
 */
final class ObservedRun {
  private final Family family;
  private final List<Observations> datasets = new ArrayList<>();
  private final List<VisitCounts> counts = new ArrayList<>();
  private final Map<String, List<JointPolicy>> policies = new HashMap<>();
  private final Map<String, List<PairEvidence>> evidence = new HashMap<>();

  private ObservedRun(Family family) {
    this.family = family;
  }

  /**
   * Lets the learners of a family play, from the random streams of the main job.
   *
   * @param progress told the number of joint steps after every episode
   */
  static ObservedRun play(Family family, LongConsumer progress) {
    ReproduceSettings settings = family.settings();
    SoftPolicyIteration learners = family.learners();
    ObservedRun run = new ObservedRun(family);
    JointPolicy policy = JointPolicy.uniform(family.game());
    for (int h = 0; h < settings.maspi().iterations(); h++) {
      SoftPolicyIteration.Outcome stage =
          learners.stage(policy, family.streams("ma_spi").child(h), progress);
      run.datasets.add(stage.dataset());
      run.counts.add(stage.counts());
      policy =
          SoftPolicyIteration.improve(
              SoftPolicyIteration.logits(stage.expectedQ(), settings.alpha()),
              family.game().numActions());
    }
    return run;
  }

  /** α and γ. */
  LearnerModel learner() {
    return family.settings().learnerModel();
  }

  /** Settings of estimators. */
  ReproduceSettings settings() {
    return family.settings();
  }

  /** How the learners update. */
  UpdateRule rule() {
    return family.settings().maspi().updateRule();
  }

  /** The transitions of the game. */
  TransitionTable transitions() {
    return family.transitions();
  }

  /** Smooth priors of a reward; none where the game has no coordinates. */
  Optional<RewardPriors> smoothPriors() {
    return RewardPriors.smooth(family.game());
  }

  /** Number of pairs of consecutive stages. */
  int pairs() {
    return datasets.size() - 1;
  }

  /** Visits in D_h. */
  VisitCounts counts(int h) {
    return counts.get(h);
  }

  /** Estimates of π_0 … π_{H−1}. */
  List<JointPolicy> policies(PolicyEstimationMethod method) {
    return policies.computeIfAbsent(
        method.name(),
        name -> {
          SeedTree streams = family.streams("policy_estimation");
          PolicyEstimator estimator = method.estimator(family);
          List<JointPolicy> estimates = new ArrayList<>();
          for (int h = 0; h < counts.size(); h++) {
            estimates.add(estimator.estimate(counts.get(h), streams.child(h)));
          }
          return estimates;
        });
  }

  /**
   * What the improvements of an agent show by replay, with variances of the unseen draws.
   *
   * @param replay says under which prior draws are first looked at
   * @param priors name of its priors, the same for the same ones
   */
  List<PairEvidence> evidence(int agent, ReplayRecovery replay, String priors) {
    return evidence.computeIfAbsent(
        agent + " " + priors,
        key -> {
          List<JointPolicy> estimates = policies(PolicyEstimations.COUNTS);
          List<PairEvidence> pairs = new ArrayList<>();
          for (int h = 0; h < pairs(); h++) {
            pairs.add(
                replay.evidence(
                    agent,
                    transitions(),
                    rule(),
                    estimates.get(h),
                    datasets.get(h),
                    RewardClass.STATE,
                    counts.get(h + 1).ownActions(agent)));
          }
          return pairs;
        });
  }
}
