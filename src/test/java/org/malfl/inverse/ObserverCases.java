package org.malfl.inverse;

import java.util.ArrayList;
import java.util.List;
import org.malfl.core.SeedTree;
import org.malfl.games.JointPolicy;
import org.malfl.games.MarkovGame;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.reference.ReferenceFiles;
import org.malfl.softpi.ExactEvaluator;
import org.malfl.softpi.PolicyEvaluator;
import org.malfl.softpi.SoftPolicyIteration;
import org.malfl.softpi.TdEvaluator;

/**
 * What observers of one run of learners have to go by.
 *
 * @param policies π_h, known or estimated, h = 0..k
 * @param counts visits in D_h; empty where policies are known
 */
record ObserverCases(
    MarkovGame game,
    TransitionTable transitions,
    LearnerModel learner,
    List<JointPolicy> policies,
    List<VisitCounts> counts) {
  static final LearnerModel LEARNER = new LearnerModel(ReferenceFiles.ALPHA, ReferenceFiles.GAMMA);

  /** Known policies π_0 … π_{stages−1} of exact soft policy iteration. */
  static ObserverCases exact(MarkovGame game, LearnerModel learner, int stages) {
    TransitionTable transitions = TransitionTable.of(game);
    List<JointPolicy> policies = new ArrayList<>(List.of(JointPolicy.uniform(game)));
    while (policies.size() < stages) {
      List<double[]> q =
          ExactEvaluator.expectedQ(
              new PolicyEvaluator.Task(
                  game,
                  transitions,
                  policies.get(policies.size() - 1),
                  learner.alpha(),
                  learner.gamma()));
      policies.add(
          SoftPolicyIteration.improve(
              SoftPolicyIteration.logits(q, learner.alpha()), game.numActions()));
    }
    return new ObserverCases(game, transitions, learner, policies, List.of());
  }

  /** Known policies of the reference, the ten that the paper's observer sees. */
  static ObserverCases reference(String family) {
    MarkovGame game = ReferenceFiles.game(family);
    return new ObserverCases(
        game,
        TransitionTable.of(game),
        LEARNER,
        ReferenceFiles.exactPolicies(family).subList(0, 10),
        List.of());
  }

  /** The reference's small dataset. */
  static ObserverCases small(String family) {
    MarkovGame game = ReferenceFiles.game(family);
    return observed(
        game,
        TransitionTable.of(game),
        ReferenceFiles.smallDataset(family).stream()
            .map(stage -> VisitCounts.of(stage, game))
            .toList());
  }

  /** Ten stages of learners that update by temporal differences. */
  static ObserverCases played(
      String family, int episodes, int steps, StepSize stepSize, SeedTree streams) {
    MarkovGame game = ReferenceFiles.game(family);
    TransitionTable transitions = TransitionTable.of(game);
    SoftPolicyIteration learners =
        new SoftPolicyIteration(
            game,
            transitions,
            LEARNER.alpha(),
            LEARNER.gamma(),
            episodes,
            steps,
            new TdEvaluator(new UpdateRule.TemporalDifferences(stepSize)));
    JointPolicy policy = JointPolicy.uniform(game);
    List<VisitCounts> counts = new ArrayList<>();
    for (int h = 0; h < 10; h++) {
      SoftPolicyIteration.Outcome stage =
          learners.stage(policy, streams.child(family).child(h), played -> {});
      counts.add(stage.counts());
      policy =
          SoftPolicyIteration.improve(
              SoftPolicyIteration.logits(stage.expectedQ(), LEARNER.alpha()), 5);
    }
    return observed(game, transitions, counts);
  }

  static ObserverCases observed(
      MarkovGame game, TransitionTable transitions, List<VisitCounts> counts) {
    List<JointPolicy> estimates =
        counts.stream()
            .map(stage -> new SmoothedCounts(0.5).estimate(stage, SeedTree.root(0)))
            .toList();
    return new ObserverCases(game, transitions, LEARNER, estimates, counts);
  }

  int pairs() {
    return policies.size() - 1;
  }

  double[] weights(int agent, int pair) {
    return counts.isEmpty()
        ? CountWeights.ofKnownPolicies(game.numStates() * game.numActions())
        : CountWeights.STANDARD.of(agent, counts.get(pair), counts.get(pair + 1));
  }

  AffineQ affineQ(int agent, int pair, RewardClass rewardClass) {
    return BellmanMap.of(agent, transitions, learner, policies.get(pair), rewardClass);
  }

  List<ImprovementRows> rows(int agent, RewardClass rewardClass) {
    List<ImprovementRows> rows = new ArrayList<>();
    for (int h = 0; h < pairs(); h++) {
      rows.add(
          ImprovementRows.of(
              affineQ(agent, h, rewardClass),
              policies.get(h + 1).agent(agent),
              learner.alpha(),
              weights(agent, h)));
    }
    return rows;
  }

  StateLeastSquaresRecovery.Outcome stateLeastSquares(int agent, boolean robust) {
    List<double[]> targets = new ArrayList<>();
    List<double[]> weights = new ArrayList<>();
    for (int h = 0; h < pairs(); h++) {
      targets.add(
          ImprovementTarget.of(agent, transitions, learner, policies.get(h), policies.get(h + 1)));
      weights.add(weights(agent, h));
    }
    return new StateLeastSquaresRecovery(robust)
        .recover(
            agent, transitions, learner.gamma(), policies.subList(0, pairs()), targets, weights);
  }
}
