package org.malfl.softpi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.malfl.games.JointPolicy;
import org.malfl.games.MarkovGame;
import org.malfl.games.TransitionTable;
import org.malfl.reference.ReferenceFiles;

class ExactLearnersTest {
  @ParameterizedTest
  @ValueSource(strings = {"homogeneous", "heterogeneous"})
  void exactPoliciesAndQMatchTheReferenceAtEveryStage(String family) {
    double[][][] policies = ReferenceFiles.tables("exact_policies_" + family + ".csv", 11);
    double[][][] q = ReferenceFiles.tables("exact_q_" + family + ".csv", 10);
    MarkovGame game = ReferenceFiles.game(family);
    TransitionTable transitions = TransitionTable.of(game);
    JointPolicy policy = JointPolicy.uniform(game);
    for (int h = 0; h <= 10; h++) {
      for (int agent = 0; agent < 2; agent++) {
        assertArrayEquals(policies[h][agent], policy.agent(agent).probabilities(), 1e-9);
      }
      if (h < 10) {
        List<double[]> expectedQ =
            ExactEvaluator.expectedQ(
                new PolicyEvaluator.Task(
                    game, transitions, policy, ReferenceFiles.ALPHA, ReferenceFiles.GAMMA));
        for (int agent = 0; agent < 2; agent++) {
          assertArrayEquals(q[h][agent], expectedQ.get(agent), 1e-8);
        }
        policy =
            SoftPolicyIteration.improve(
                SoftPolicyIteration.logits(expectedQ, ReferenceFiles.ALPHA), 5);
      }
    }
  }

  @Test
  void oneStateGameHasTheGeometricSeriesAsItsQ() {
    // One state, two actions, uniform policy: V = (r + α ln 2)/(1 − γ), Q = r + γV.
    MarkovGame game = new ChainGame(1, new double[] {1.5});
    double value = (1.5 + 2 * StrictMath.log(2)) / (1 - 0.8);
    List<double[]> q =
        ExactEvaluator.expectedQ(
            new PolicyEvaluator.Task(
                game, TransitionTable.of(game), JointPolicy.uniform(game), 2, 0.8));
    assertEquals(1.5 + 0.8 * value, q.get(0)[0], 1e-12);
    assertEquals(1.5 + 0.8 * value, q.get(0)[1], 1e-12);
  }

  @Test
  void withoutDiscountingQIsTheReward() {
    MarkovGame game = new ChainGame(3, new double[] {1, -2, 4});
    List<double[]> q =
        ExactEvaluator.expectedQ(
            new PolicyEvaluator.Task(
                game, TransitionTable.of(game), JointPolicy.uniform(game), 1, 0));
    assertArrayEquals(new double[] {1, 1, -2, -2, 4, 4}, q.get(0), 1e-12);
  }
}
