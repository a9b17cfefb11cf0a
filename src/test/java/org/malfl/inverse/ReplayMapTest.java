package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.malfl.core.SeedTree;
import org.malfl.games.Dynamics;
import org.malfl.games.Episode;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.reference.ReferenceFiles;
import org.malfl.softpi.ExpectedTemporalDifference;

class ReplayMapTest {
  private static final LearnerModel LEARNER =
      new LearnerModel(ReferenceFiles.ALPHA, ReferenceFiles.GAMMA);

  @ParameterizedTest
  @CsvSource({"homogeneous,0", "homogeneous,1", "heterogeneous,0", "heterogeneous,1"})
  void mapsOfTheSmallDatasetAreTheReferences(String family, int agent) {
    Observations dataset = ReferenceFiles.smallDataset(family).get(3);
    TransitionTable transitions = TransitionTable.of(ReferenceFiles.game(family));
    JointPolicy policy =
        new SmoothedCounts(0.5)
            .estimate(
                VisitCounts.of(dataset, ReferenceFiles.game(family)), SeedTree.root(0).child("x"));
    AffineQ map =
        ReplayMap.of(
            agent,
            transitions,
            LEARNER,
            new UpdateRule.TemporalDifferences(new StepSize.Constant(0.1)),
            policy,
            dataset,
            RewardClass.STATE);
    List<String[]> rows =
        ReferenceFiles.rows("replay_map_stage3_agent" + agent + "_" + family + "_50x100.csv");
    for (String[] row : rows.subList(1, rows.size())) {
      int entry = Integer.parseInt(row[0]) * 5 + Integer.parseInt(row[1]);
      double sum = 0;
      int largest = -1;
      double most = 0;
      for (int k = 0; k < 81; k++) {
        double coefficient = map.coefficients()[entry * 81 + k];
        sum += coefficient;
        if (coefficient > most) {
          most = coefficient;
          largest = k;
        }
      }
      assertEquals(Double.parseDouble(row[2]), map.constants()[entry], 1e-9);
      assertEquals(Double.parseDouble(row[3]), sum, 1e-9);
      assertEquals(Double.parseDouble(row[4]), most, 1e-9);
      assertEquals(Integer.parseInt(row[5]), largest);
    }
  }

  private static UpdateRule.TemporalDifferences rule(String step, String averaging) {
    StepSize size = step.equals("power") ? new StepSize.Power(0.7) : new StepSize.Constant(0.1);
    return new UpdateRule.TemporalDifferences(
        size,
        averaging.equals("averaged") ? UpdateRule.Averaging.SECOND_HALF : UpdateRule.Averaging.NONE,
        UpdateRule.NextAction.EXPECTED);
  }

  /** Every unit reward in turn, given to a learner that expects the next action. */
  @ParameterizedTest
  @CsvSource({"constant,last,0", "power,last,1", "constant,averaged,1", "power,averaged,0"})
  void coefficientsAreWhatALearnerGetsFromUnitRewards(String step, String averaging, int agent) {
    GridGame game = ReferenceFiles.game("heterogeneous");
    TransitionTable transitions = TransitionTable.of(game);
    Observations dataset = ReferenceFiles.smallDataset("heterogeneous").get(2);
    JointPolicy policy =
        new SmoothedCounts(0.5)
            .estimate(VisitCounts.of(dataset, game), SeedTree.root(0).child("unused"));
    UpdateRule.TemporalDifferences rule = rule(step, averaging);
    AffineQ map =
        ReplayMap.of(agent, transitions, LEARNER, rule, policy, dataset, RewardClass.STATE);
    double[] none = learned(agent, game, transitions, rule, policy, dataset, new double[81]);
    assertArrayEquals(none, map.constants(), 1e-10);
    for (int unknown = 0; unknown < 81; unknown += 4) {
      double[] unit = new double[81];
      unit[unknown] = 1;
      double[] q = learned(agent, game, transitions, rule, policy, dataset, unit);
      for (int entry = 0; entry < q.length; entry++) {
        assertEquals(q[entry] - none[entry], map.coefficients()[entry * 81 + unknown], 1e-10);
      }
    }
  }

  private static double[] learned(
      int agent,
      GridGame game,
      TransitionTable transitions,
      UpdateRule.TemporalDifferences rule,
      JointPolicy policy,
      Observations dataset,
      double[] reward) {
    ExpectedTemporalDifference learner =
        new ExpectedTemporalDifference(
            agent,
            game.jointActions(),
            reward,
            policy.agent(agent),
            LEARNER.alpha(),
            LEARNER.gamma(),
            rule.stepSize(),
            rule.averageFrom((long) dataset.episodes() * dataset.steps()));
    Episode episode = new Episode(dataset.steps());
    int last = dataset.steps() - 1;
    for (int k = 0; k < dataset.episodes(); k++) {
      dataset.read(k, episode);
      episode.states()[last + 1] =
          transitions.states()[episode.states()[last] * 25 + episode.jointActions()[last]];
      learner.update(episode);
    }
    return learner.expectedQ();
  }

  /** A reward of states is one of actions that does not look at the action. */
  @ParameterizedTest
  @EnumSource(RewardClass.class)
  void largerClassesHoldTheSmallerOnes(RewardClass rewardClass) {
    GridGame game = ReferenceFiles.game("homogeneous");
    TransitionTable transitions = TransitionTable.of(game);
    Observations dataset = ReferenceFiles.smallDataset("homogeneous").get(0);
    JointPolicy policy = JointPolicy.uniform(game);
    UpdateRule rule = new UpdateRule.TemporalDifferences(new StepSize.Constant(0.1));
    AffineQ state = ReplayMap.of(1, transitions, LEARNER, rule, policy, dataset, RewardClass.STATE);
    AffineQ larger = ReplayMap.of(1, transitions, LEARNER, rule, policy, dataset, rewardClass);
    int perState = larger.unknowns() / 81;
    assertArrayEquals(state.constants(), larger.constants(), 1e-12);
    for (int k = 0; k < state.coefficients().length; k++) {
      double sum = 0;
      for (int j = 0; j < perState; j++) {
        sum += larger.coefficients()[k * perState + j];
      }
      assertEquals(state.coefficients()[k], sum, 1e-12);
    }
  }

  @Test
  void anExactLearnerIsReplayedByTheBellmanEquations() {
    GridGame game = ReferenceFiles.game("homogeneous");
    TransitionTable transitions = TransitionTable.of(game);
    JointPolicy policy = ReferenceFiles.exactPolicies("homogeneous").get(4);
    AffineQ replayed =
        ReplayMap.of(
            0,
            transitions,
            LEARNER,
            new UpdateRule.Exact(),
            policy,
            ReferenceFiles.smallDataset("homogeneous").get(4),
            RewardClass.STATE);
    AffineQ solved = BellmanMap.of(0, transitions, LEARNER, policy, RewardClass.STATE);
    assertArrayEquals(solved.coefficients(), replayed.coefficients());
    assertArrayEquals(solved.constants(), replayed.constants());
  }

  /** One state-action pair of a game in which the next state is drawn; by hand. */
  @Test
  void whereTheLastNextStateIsDrawnItsExpectationStandsForIt() {
    Dynamics coin =
        new Dynamics() {
          @Override
          public int numAgents() {
            return 1;
          }

          @Override
          public int numStates() {
            return 3;
          }

          @Override
          public int numActions() {
            return 1;
          }

          @Override
          public int startState() {
            return 0;
          }

          @Override
          public int numSuccessors(int state, int jointAction) {
            return 2;
          }

          @Override
          public int successor(int state, int jointAction, int k) {
            return 1 + k;
          }

          @Override
          public double probability(int state, int jointAction, int k) {
            return k == 0 ? 0.75 : 0.25;
          }
        };
    Observations dataset = new Observations(coin, 2, 2);
    // Entering state 1, then state 2; what follows the second step is not recorded.
    for (int entered : new int[] {1, 2}) {
      Episode episode = new Episode(2);
      episode.states()[1] = entered;
      dataset.add(episode);
    }
    AffineQ map =
        ReplayMap.of(
            0,
            TransitionTable.of(coin),
            new LearnerModel(1, 0.5),
            new UpdateRule.TemporalDifferences(new StepSize.Constant(1)),
            JointPolicy.uniform(coin),
            dataset,
            RewardClass.STATE);
    // With one action there is no entropy. Step sizes are 1:
    // Q_0 = R_0 + V_1/2 = R_0; Q_1 = R_1 + (3/4 V_1 + 1/4 V_2)/2 = R_1;
    // Q_0 = R_0 + V_2/2 = R_0; Q_2 = R_2 + (3/4 V_1 + 1/4 V_2)/2 = R_2 + 3/8 R_1.
    assertArrayEquals(new double[] {1, 0, 0, 0, 1, 0, 0, 0.375, 1}, map.coefficients(), 1e-15);
    assertArrayEquals(new double[3], map.constants(), 1e-15);
  }
}
