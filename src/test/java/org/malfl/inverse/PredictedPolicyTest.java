package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;
import org.malfl.metrics.PredictionScore;
import org.malfl.reference.ReferenceFiles;

class PredictedPolicyTest {
  private static final LearnerModel LEARNER =
      new LearnerModel(ReferenceFiles.ALPHA, ReferenceFiles.GAMMA);

  /** From the true reward and π_h, the reference's exact π_{h+1}; a level does not matter. */
  @ParameterizedTest
  @ValueSource(strings = {"homogeneous", "heterogeneous"})
  void theTrueRewardPredictsTheNextPolicyOfExactLearners(String family) {
    GridGame game = ReferenceFiles.game(family);
    List<JointPolicy> policies = ReferenceFiles.exactPolicies(family);
    for (int agent = 0; agent < 2; agent++) {
      double[] reward = game.rewards(agent);
      for (int state = 0; state < reward.length; state++) {
        reward[state] += 17;
      }
      for (int h = 0; h < 9; h++) {
        AffineQ q =
            BellmanMap.of(
                agent, TransitionTable.of(game), LEARNER, policies.get(h), RewardClass.STATE);
        assertArrayEquals(
            policies.get(h + 1).agent(agent).probabilities(),
            q.improved(reward, ReferenceFiles.ALPHA, ReferenceFiles.ACTIONS).probabilities(),
            1e-9);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"homogeneous", "heterogeneous"})
  void onActionsInProportionToTheNextPolicyTheTrueRewardPredictsBest(String family) {
    GridGame game = ReferenceFiles.game(family);
    List<JointPolicy> policies = ReferenceFiles.exactPolicies(family);
    for (int agent = 0; agent < 2; agent++) {
      long[] counts = new long[ReferenceFiles.STATES * ReferenceFiles.ACTIONS];
      for (int k = 0; k < counts.length; k++) {
        counts[k] =
            Math.round(
                1e12
                    * policies
                        .get(4)
                        .agent(agent)
                        .probability(k / ReferenceFiles.ACTIONS, k % ReferenceFiles.ACTIONS));
      }
      AffineQ q =
          BellmanMap.of(
              agent, TransitionTable.of(game), LEARNER, policies.get(3), RewardClass.STATE);
      PredictionScore score =
          PredictionScore.of(
              q.improved(game.rewards(agent), ReferenceFiles.ALPHA, ReferenceFiles.ACTIONS),
              policies.get(2).agent(agent),
              policies.get(3).agent(agent),
              counts);
      assertEquals(0, score.recovered(), 1e-10);
      assertTrue(score.gain() > 1e-6, score.toString());
    }
  }
}
