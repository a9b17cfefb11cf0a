package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.core.SeedTree;
import org.malfl.games.Episode;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;
import org.malfl.inverse.RewardPriors.SmoothPrior;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.metrics.RewardScore;
import org.malfl.reference.ReferenceFiles;

class ReplayRecoveryTest {
  private static final UpdateRule RULE =
      new UpdateRule.TemporalDifferences(new StepSize.Constant(0.1));

  private static RewardPriors smooth() {
    GridGame game = ReferenceFiles.game("homogeneous");
    double[][] coordinates = new double[81][];
    Arrays.setAll(coordinates, game::coordinates);
    return RewardPriors.smooth(coordinates, 1);
  }

  private static List<PairEvidence> evidence(
      ReplayRecovery recovery, GridGame game, int agent, List<Observations> datasets) {
    TransitionTable transitions = TransitionTable.of(game);
    List<PairEvidence> pairs = new ArrayList<>();
    for (int h = 0; h + 1 < datasets.size(); h++) {
      JointPolicy policy =
          new SmoothedCounts(0.5)
              .estimate(VisitCounts.of(datasets.get(h), game), SeedTree.root(0).child("unused"));
      pairs.add(
          recovery.evidence(
              agent,
              transitions,
              RULE,
              policy,
              datasets.get(h),
              RewardClass.STATE,
              VisitCounts.of(datasets.get(h + 1), game).ownActions(agent)));
    }
    return pairs;
  }

  private static ReplayRecovery recovery(double alpha, RewardPriors priors) {
    return new ReplayRecovery(new LearnerModel(alpha, ReferenceFiles.GAMMA), 0, priors);
  }

  private static double pearson(double[] reward, GridGame game, int agent) {
    return RewardScore.of(reward, game.rewards(agent)).pearson().value().orElseThrow();
  }

  /** 50 episodes of 100 steps: with a fixed smooth prior the reference has .905 to .965. */
  @ParameterizedTest
  @CsvSource({
    "homogeneous,0,0.93",
    "homogeneous,1,0.88",
    "heterogeneous,0,0.95",
    "heterogeneous,1,0.95"
  })
  void aThousandthOfTheDataIsEnough(String family, int agent, double least) {
    GridGame game = ReferenceFiles.game(family);
    ReplayRecovery recovery = recovery(ReferenceFiles.ALPHA, smooth());
    ReplayRecovery.Outcome outcome =
        recovery.recover(evidence(recovery, game, agent, ReferenceFiles.smallDataset(family)));
    assertTrue(pearson(outcome.reward(), game, agent) > least);
    assertEquals(1, Arrays.stream(outcome.weights()).sum(), 1e-12);
    assertEquals(
        Arrays.stream(outcome.logEvidences()).max().orElseThrow(),
        outcome.logEvidences()[outcome.best()]);
    assertTrue(outcome.logEvidence() <= outcome.logEvidences()[outcome.best()]);
  }

  @Test
  void withOnePriorTheMeanIsTheMode() {
    GridGame game = ReferenceFiles.game("homogeneous");
    double[][] coordinates = new double[81][];
    Arrays.setAll(coordinates, game::coordinates);
    RewardPriors one =
        RewardPriors.smooth(
            coordinates, 1, new SmoothPrior(SmoothKernel.SQUARED_EXPONENTIAL, 10, 2));
    ReplayRecovery recovery = recovery(ReferenceFiles.ALPHA, one);
    List<PairEvidence> pairs =
        evidence(recovery, game, 0, ReferenceFiles.smallDataset("homogeneous").subList(0, 4));
    ReplayRecovery.Outcome outcome = recovery.recover(pairs);
    RewardPosterior posterior =
        RewardPosterior.of(
            new ActionLikelihood(pairs, ReferenceFiles.ALPHA, 0),
            one.candidates().get(0).prior(),
            new double[81]);
    assertArrayEquals(posterior.centred(), outcome.reward(), 1e-8);
    assertArrayEquals(posterior.deviations(), outcome.deviations(), 1e-8);
    assertEquals(posterior.logEvidence(), outcome.logEvidence(), 1e-6);
  }

  /**
   * Only R/α shows: twice the temperature, and a prior of twice the size, make twice the reward.
   */
  @Test
  void temperatureAndRewardScaleTogether() {
    GridGame game = ReferenceFiles.game("heterogeneous");
    List<Observations> datasets = ReferenceFiles.smallDataset("heterogeneous").subList(0, 4);
    ReplayRecovery once =
        recovery(
            3,
            new RewardPriors(
                List.of(
                    new RewardPriors.Candidate(
                        Optional.empty(), GaussianPrior.ridge(81, 1, 1e-3)))));
    ReplayRecovery twice =
        recovery(
            6,
            new RewardPriors(
                List.of(
                    new RewardPriors.Candidate(
                        Optional.empty(), GaussianPrior.ridge(81, 0.25, 0.25e-3)))));
    ReplayRecovery.Outcome small = once.recover(evidence(once, game, 0, datasets));
    ReplayRecovery.Outcome large = twice.recover(evidence(twice, game, 0, datasets));
    for (int state = 0; state < 81; state++) {
      assertEquals(2 * small.reward()[state], large.reward()[state], 1e-6);
      assertEquals(2 * small.deviations()[state], large.deviations()[state], 1e-6);
    }
  }

  /**
   * The same play with the agents' names exchanged gives the same rewards under the other names.
   */
  @Test
  void relabelledAgentsHaveEachOthersRewards() {
    GridGame game = ReferenceFiles.game("homogeneous");
    List<Observations> datasets = ReferenceFiles.smallDataset("homogeneous").subList(0, 4);
    List<Observations> exchanged = new ArrayList<>();
    for (Observations dataset : datasets) {
      Observations other = new Observations(game, dataset.episodes(), dataset.steps());
      Episode episode = new Episode(dataset.steps());
      for (int k = 0; k < dataset.episodes(); k++) {
        dataset.read(k, episode);
        for (int t = 0; t < dataset.steps(); t++) {
          int state = episode.states()[t];
          int action = episode.jointActions()[t];
          episode.states()[t] = state % 9 * 9 + state / 9;
          episode.jointActions()[t] = action % 5 * 5 + action / 5;
        }
        other.add(episode);
      }
      exchanged.add(other);
    }
    ReplayRecovery recovery = recovery(ReferenceFiles.ALPHA, smooth());
    ReplayRecovery.Outcome outcome = recovery.recover(evidence(recovery, game, 0, datasets));
    ReplayRecovery.Outcome other = recovery.recover(evidence(recovery, game, 1, exchanged));
    for (int state = 0; state < 81; state++) {
      int swapped = state % 9 * 9 + state / 9;
      assertEquals(outcome.reward()[state], other.reward()[swapped], 1e-6);
      assertEquals(outcome.deviations()[state], other.deviations()[swapped], 1e-6);
    }
  }

  /** Exact learners, a million actions in every joint state, in proportion to the true policies. */
  @ParameterizedTest
  @CsvSource({"homogeneous,1", "heterogeneous,0"})
  void exactLearnersRevealTheirRewardAsFarAsCountsTell(String family, int agent) {
    GridGame game = ReferenceFiles.game(family);
    TransitionTable transitions = TransitionTable.of(game);
    List<JointPolicy> policies = ReferenceFiles.exactPolicies(family);
    ReplayRecovery recovery = recovery(ReferenceFiles.ALPHA, smooth());
    List<PairEvidence> pairs = new ArrayList<>();
    for (int h = 0; h < 9; h++) {
      double[] next = policies.get(h + 1).agent(agent).probabilities();
      pairs.add(
          new PairEvidence(
              BellmanMap.of(
                  agent, transitions, recovery.learner(), policies.get(h), RewardClass.STATE),
              Arrays.stream(next).mapToLong(p -> Math.round(1e6 * p)).toArray(),
              5));
    }
    RewardScore score = RewardScore.of(recovery.recover(pairs).reward(), game.rewards(agent));
    assertTrue(score.pearson().value().orElseThrow() > 0.9999);
    assertEquals(1, score.slope().value().orElseThrow(), 0.005);
  }
}
