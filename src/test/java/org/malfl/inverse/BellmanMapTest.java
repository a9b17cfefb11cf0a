package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.malfl.games.Dynamics;
import org.malfl.games.JointIndex;
import org.malfl.games.JointPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;
import org.malfl.reference.ReferenceFiles;
import org.malfl.softpi.ExactEvaluator;
import org.malfl.softpi.PolicyEvaluator;

class BellmanMapTest {
  /** One agent, two states: action 0 stays, action 1 goes to the other state. */
  private record TwoStates() implements Dynamics {
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
      return state ^ jointAction;
    }
  }

  @Test
  void twoStatesSolvedByHand() {
    // Uniform policy, γ = 1/2, α = 1: V_s = R_s + ln 2 + (V_0 + V_1)/4 gives
    // V_s = R_s + (R_0 + R_1)/2 + 2 ln 2, and Q(s,a) = R_s + V_s'/2.
    AffineQ q =
        BellmanMap.of(
            0,
            TransitionTable.of(new TwoStates()),
            new LearnerModel(1, 0.5),
            JointPolicy.uniform(new TwoStates()),
            RewardClass.STATE);
    double ln2 = StrictMath.log(2);
    assertArrayEquals(new double[] {ln2, ln2, ln2, ln2}, q.constants(), 1e-15);
    assertArrayEquals(
        new double[] {1.75, 0.25, 1.25, 0.75, 0.25, 1.75, 0.75, 1.25}, q.coefficients(), 1e-15);
  }

  @Test
  void twoStatesWithRewardsOfActionsSolvedByHand() {
    // With V_s = (R_s0 + R_s1)/2 + (R_00 + R_01 + R_10 + R_11)/4 + 2 ln 2 and Q = R_sa + V_s'/2.
    AffineQ q =
        BellmanMap.of(
            0,
            TransitionTable.of(new TwoStates()),
            new LearnerModel(1, 0.5),
            JointPolicy.uniform(new TwoStates()),
            RewardClass.OWN_ACTION);
    assertArrayEquals(
        new double[] {
          1.375, 0.375, 0.125, 0.125, // stay in 0
          0.125, 1.125, 0.375, 0.375, // leave 0
          0.125, 0.125, 1.375, 0.375, // stay in 1
          0.375, 0.375, 0.125, 1.125 // leave 1
        },
        q.coefficients(),
        1e-15);
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 0", "homogeneous, 1", "heterogeneous, 0", "heterogeneous, 1"})
  void trueRewardGivesTheQOfExactLearnersInEveryClass(String family, int agent) {
    ObserverCases observed = ObserverCases.reference(family);
    for (int h : new int[] {0, 3, 8}) {
      double[] expected =
          ExactEvaluator.expectedQ(
                  new PolicyEvaluator.Task(
                      observed.game(),
                      observed.transitions(),
                      observed.policies().get(h),
                      ReferenceFiles.ALPHA,
                      ReferenceFiles.GAMMA))
              .get(agent);
      for (RewardClass rewardClass : RewardClass.values()) {
        AffineQ q = observed.affineQ(agent, h, rewardClass);
        double[] reward = new double[q.unknowns()];
        Arrays.setAll(reward, k -> observed.game().reward(agent, k / (reward.length / 81)));
        assertArrayEquals(expected, q.at(reward), 1e-10);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void mapAndItsDifferencesAreThoseOfIteratedSoftBellmanEquations(RewardClass rewardClass) {
    ObserverCases observed = ObserverCases.reference("heterogeneous");
    JointPolicy policy = observed.policies().get(4);
    SplittableRandom random = new SplittableRandom(7);
    for (int agent = 0; agent < 2; agent++) {
      AffineQ q = observed.affineQ(agent, 4, rewardClass);
      double[] reward = random.doubles(q.unknowns(), -2, 2).toArray();
      double[] iterated = iterated(observed, policy, agent, rewardClass, reward);
      assertArrayEquals(iterated, q.at(reward), 1e-9);
      for (int trial = 0; trial < 3; trial++) {
        int k = random.nextInt(q.unknowns());
        double[] moved = reward.clone();
        moved[k] += 1;
        double[] iteratedMoved = iterated(observed, policy, agent, rewardClass, moved);
        for (int entry = 0; entry < iterated.length; entry++) {
          assertEquals(
              iteratedMoved[entry] - iterated[entry],
              q.coefficients()[entry * q.unknowns() + k],
              1e-9);
        }
      }
    }
  }

  /**
   * Q(s,a) = E_b[ R(s,a,b) + γ Σ_a' π(a'|s')(Q(s',a') − α log π(a'|s')) ], repeated until still.
   */
  private static double[] iterated(
      ObserverCases observed,
      JointPolicy policy,
      int agent,
      RewardClass rewardClass,
      double[] reward) {
    double[] q = new double[405];
    for (int sweep = 0; sweep < 300; sweep++) {
      double[] next = new double[405];
      for (int s = 0; s < 81; s++) {
        for (int own = 0; own < 5; own++) {
          for (int other = 0; other < 5; other++) {
            int jointAction = agent == 0 ? 5 * own + other : 5 * other + own;
            int to = observed.game().successor(s, jointAction, 0);
            double value = 0;
            for (int a = 0; a < 5; a++) {
              double p = policy.agent(agent).probability(to, a);
              value += p * (q[5 * to + a] - 3 * StrictMath.log(p));
            }
            double gain =
                switch (rewardClass) {
                  case STATE -> reward[s];
                  case OWN_ACTION -> reward[5 * s + own];
                  case JOINT -> reward[25 * s + jointAction];
                };
            next[5 * s + own] +=
                policy.agent(1 - agent).probability(s, other) * (gain + 0.9 * value);
          }
        }
      }
      q = next;
    }
    return q;
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void potentialsOfJointActionsMoveQByTheStateAlone(int agent) {
    // R(s,a) = φ(s) − γ φ(s') telescopes to φ(s), so that no soft improvement shows it.
    ObserverCases observed = ObserverCases.reference("homogeneous");
    double[] potential = new SplittableRandom(3).doubles(81, -5, 5).toArray();
    double[] shaped = new double[2025];
    Arrays.setAll(
        shaped,
        k -> potential[k / 25] - 0.9 * potential[observed.game().successor(k / 25, k % 25, 0)]);
    AffineQ q = observed.affineQ(agent, 5, RewardClass.JOINT);
    double[] moved = q.at(shaped);
    for (int entry = 0; entry < 405; entry++) {
      assertEquals(q.constants()[entry] + potential[entry / 5], moved[entry], 1e-10);
    }
  }

  @Test
  void classesNumberTheirUnknownsByStateFirst() {
    JointIndex jointActions = new JointIndex(5, 2);
    assertEquals(
        List.of(1, 5, 25),
        Arrays.stream(RewardClass.values()).map(c -> c.perState(jointActions)).toList());
    for (int jointAction = 0; jointAction < 25; jointAction++) {
      assertEquals(0, RewardClass.STATE.byJointAction(0, jointActions)[jointAction]);
      assertEquals(
          jointAction / 5, RewardClass.OWN_ACTION.byJointAction(0, jointActions)[jointAction]);
      assertEquals(
          jointAction % 5, RewardClass.OWN_ACTION.byJointAction(1, jointActions)[jointAction]);
      assertEquals(jointAction, RewardClass.JOINT.byJointAction(1, jointActions)[jointAction]);
    }
  }
}
