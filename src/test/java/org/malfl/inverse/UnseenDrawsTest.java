package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
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
import org.malfl.softpi.TdMoments;

class UnseenDrawsTest {
  private static final LearnerModel LEARNER = new LearnerModel(2, 0.5);

  /** One agent, a row of four states; action 0 steps on, action 1 does so too; the last stays. */
  private record Row() implements Dynamics {
    @Override
    public int numAgents() {
      return 1;
    }

    @Override
    public int numStates() {
      return 4;
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
      return Math.min(state + 1, 3);
    }
  }

  /** π(0|s) = 1/5 everywhere. */
  private static JointPolicy policy() {
    return JointPolicy.ofProbabilities(
        java.util.List.of(new double[] {0.2, 0.8, 0.2, 0.8, 0.2, 0.8, 0.2, 0.8}), 2);
  }

  private static double[] variances(Observations dataset, UpdateRule rule, double... reward) {
    return UnseenDraws.variances(
        0,
        TransitionTable.of(new Row()),
        LEARNER,
        rule,
        policy(),
        dataset,
        RewardClass.STATE,
        reward);
  }

  private static Observations episodes(int count, int steps) {
    Observations dataset = new Observations(new Row(), count, steps);
    Episode episode = new Episode(steps);
    for (int t = 0; t <= steps; t++) {
      episode.states()[t] = Math.min(t, 3);
    }
    for (int k = 0; k < count; k++) {
      dataset.add(episode);
    }
    return dataset;
  }

  @Test
  void oneUpdateStraysAsTheBonusOfTheNextActionDoes() {
    UpdateRule rule = new UpdateRule.TemporalDifferences(new StepSize.Constant(0.25));
    double[] variance = variances(episodes(1, 1), rule, 7, 7, 7, 7);
    // Q is zero but for the updated entry, so Y(1,a) = −2 log π(a): its variance is 4·0.2·0.8·ln²4.
    double log = StrictMath.log(4);
    double expected = 0.25 * 0.25 * 0.5 * 0.5 * 4 * 0.16 * log * log;
    assertArrayEquals(new double[] {expected, 0, 0, 0, 0, 0, 0, 0}, variance, 1e-15);
  }

  @Test
  void laterUpdatesForgetAndInherit() {
    UpdateRule rule = new UpdateRule.TemporalDifferences(new StepSize.Constant(0.5));
    // Episode 1 moves Q(0,0), Q(1,0); episode 2 Q(0,0) once more, from a Q(1,·) that strays.
    double[] reward = {0, 1, 0, 0};
    double[] variance = variances(episodes(2, 2), rule, reward);
    double log = StrictMath.log(4);
    double bonus = 4 * 0.16 * log * log;
    double step = 0.5 * 0.5 * 0.5 * 0.5;
    double value2 = 2 * (-0.2 * StrictMath.log(0.2) - 0.8 * StrictMath.log(0.8));
    double q10 = 0.5 * (1 + 0.5 * value2);
    // Y(1,0) − Y(1,1) after episode 1.
    double gap = q10 - 2 * StrictMath.log(0.2) + 2 * StrictMath.log(0.8);
    double first = step * bonus;
    double inherited = step * (0.16 * gap * gap + 0.2 * step * bonus);
    assertEquals(0.25 * first + inherited, variance[0], 1e-14);
    // Q(1,0) was updated twice towards state 2, whose Q never moved.
    assertEquals(0.25 * step * bonus + step * bonus, variance[2], 1e-14);
  }

  @Test
  void anAverageStraysByWhatItsTablesHaveInCommon() {
    // State 3 leads to itself by an update of Q(3,0); state 2 is updated towards 3 before. With
    // γ small enough to see one effect at a time, follow the impulse of every draw by hand:
    // Q(0,0) is updated in steps 0 and 2 of four, and averaged over the tables after steps 2, 3.
    Observations dataset = episodes(2, 2);
    UpdateRule rule =
        new UpdateRule.TemporalDifferences(
            new StepSize.Constant(0.5),
            UpdateRule.Averaging.SECOND_HALF,
            UpdateRule.NextAction.DRAWN);
    UpdateRule last = new UpdateRule.TemporalDifferences(new StepSize.Constant(0.5));
    double[] averaged = variances(dataset, rule, 0, 1, 0, 0);
    double[] atTheEnd = variances(dataset, last, 0, 1, 0, 0);
    // Q(0,0) is the same in both tables; Q(1,0) is (x + y)/2 with x its first table, with
    // variance v, and y = x/2 + a draw of variance v.
    assertEquals(atTheEnd[0], averaged[0], 1e-15);
    double log = StrictMath.log(4);
    double draw = 0.5 * 0.5 * 0.5 * 0.5 * 4 * 0.16 * log * log;
    assertEquals((2.25 * draw + draw) / 4, averaged[2], 1e-15);
  }

  @Test
  void rulesThatDrawNothingLeaveNoDoubt() {
    double[] zero = new double[8];
    assertArrayEquals(
        zero,
        variances(
            episodes(3, 3),
            new UpdateRule.TemporalDifferences(
                new StepSize.Constant(0.5),
                UpdateRule.Averaging.NONE,
                UpdateRule.NextAction.EXPECTED),
            1,
            2,
            3,
            4));
    assertArrayEquals(zero, variances(episodes(3, 3), new UpdateRule.Exact(), 1, 2, 3, 4));
  }

  /**
   * With all covariances ({@link TdMoments}) the variances of the small dataset are up to a fifth
   * larger, mostly by what the actions of a state have in common and improvement does not see.
   */
  @Test
  void variancesAreThoseWithCovariancesButForWhatEntriesShare() {
    GridGame game = ReferenceFiles.game("homogeneous");
    TransitionTable transitions = TransitionTable.of(game);
    Observations dataset = ReferenceFiles.smallDataset("homogeneous").get(3);
    JointPolicy policy =
        new SmoothedCounts(0.5)
            .estimate(VisitCounts.of(dataset, game), SeedTree.root(0).child("unused"));
    double[] reward = game.rewards(0);
    StepSize step = new StepSize.Constant(0.1);
    TdMoments moments =
        new TdMoments(
            0,
            game.jointActions(),
            reward,
            policy.agent(0),
            ReferenceFiles.ALPHA,
            ReferenceFiles.GAMMA,
            step,
            Long.MAX_VALUE,
            0);
    Episode episode = new Episode(100);
    for (int k = 0; k < 50; k++) {
      dataset.read(k, episode);
      episode.states()[100] =
          transitions.states()[episode.states()[99] * 25 + episode.jointActions()[99]];
      moments.update(episode);
    }
    double[] all = moments.variances();
    double[] apart =
        UnseenDraws.variances(
            0,
            transitions,
            new LearnerModel(ReferenceFiles.ALPHA, ReferenceFiles.GAMMA),
            new UpdateRule.TemporalDifferences(step),
            policy,
            dataset,
            RewardClass.STATE,
            reward);
    double sumOfAll = 0;
    double sumOfApart = 0;
    for (int entry = 0; entry < all.length; entry++) {
      assertTrue(apart[entry] <= all[entry] * (1 + 1e-9) + 1e-12, "entry " + entry);
      sumOfAll += all[entry];
      sumOfApart += apart[entry];
    }
    assertEquals(0.85, sumOfApart / sumOfAll, 0.15);
  }
}
