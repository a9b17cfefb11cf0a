package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.malfl.games.Dynamics;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;
import org.malfl.reference.ReferenceFiles;

class BellmanPredictionTest {
  private static final LearnerModel LEARNER =
      new LearnerModel(ReferenceFiles.ALPHA, ReferenceFiles.GAMMA);

  /** One agent, two states: action 1 goes on to state 1, which is left by none. */
  private record Step() implements Dynamics {
    @Override
    public int numAgents() {
      return 1;
    }

    @Override
    public int numStates() {
      return 2;
    }

    @Override
    public int numActions() {
      return 2;
    }

    @Override
    public int startState() {
      return 0;
    }

    @Override
    public int successor(int state, int jointAction, int k) {
      return Math.max(state, jointAction);
    }
  }

  @Test
  void twoStatesAreSolvedByHand() {
    // α = 1, γ = 1/2, r = (0, 1), uniform policy of entropy log 2 in both states:
    // V(1) = 1 + log 2 + V(1)/2 = 2 + 2 log 2,
    // V(0) = log 2 + (V(0) + V(1))/4 = 2/3 + 2 log 2,
    // Q(0,1) − Q(0,0) = (V(1) − V(0))/2 = 2/3.
    TabularPolicy improved =
        BellmanPrediction.of(
            0,
            TransitionTable.of(new Step()),
            new LearnerModel(1, 0.5),
            JointPolicy.uniform(new Step()),
            new double[] {0, 1});
    double on = 1 / (1 + StrictMath.exp(-2.0 / 3));
    assertArrayEquals(new double[] {1 - on, on, 0.5, 0.5}, improved.probabilities(), 1e-15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"homogeneous", "heterogeneous"})
  void theTrueRewardPredictsTheNextPolicyOfExactLearners(String family) {
    GridGame game = ReferenceFiles.game(family);
    List<JointPolicy> policies = ReferenceFiles.exactPolicies(family);
    for (int agent = 0; agent < 2; agent++) {
      for (int h = 0; h < 9; h++) {
        assertArrayEquals(
            policies.get(h + 1).agent(agent).probabilities(),
            BellmanPrediction.of(
                    agent, TransitionTable.of(game), LEARNER, policies.get(h), game.rewards(agent))
                .probabilities(),
            1e-9);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RewardClass.class)
  void everyRewardLeadsWhereTheBellmanMapLeads(RewardClass rewardClass) {
    GridGame game = ReferenceFiles.game("heterogeneous");
    TransitionTable transitions = TransitionTable.of(game);
    JointPolicy policy = ReferenceFiles.exactPolicies("heterogeneous").get(3);
    for (int agent = 0; agent < 2; agent++) {
      AffineQ map = BellmanMap.of(agent, transitions, LEARNER, policy, rewardClass);
      double[] reward = new SplittableRandom(7).doubles(map.unknowns(), -3, 3).toArray();
      TabularPolicy expected = map.improved(reward, ReferenceFiles.ALPHA, ReferenceFiles.ACTIONS);
      TabularPolicy improved = BellmanPrediction.of(agent, transitions, LEARNER, policy, reward);
      for (int k = 0; k < ReferenceFiles.STATES * ReferenceFiles.ACTIONS; k++) {
        int state = k / ReferenceFiles.ACTIONS;
        int action = k % ReferenceFiles.ACTIONS;
        assertEquals(
            expected.logProbability(state, action), improved.logProbability(state, action), 1e-12);
      }
    }
  }
}
