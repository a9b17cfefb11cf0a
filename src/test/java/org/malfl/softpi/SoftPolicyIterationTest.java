package org.malfl.softpi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.malfl.core.SeedTree;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.MarkovGame;
import org.malfl.games.Observations;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.reference.ReferenceFiles;

class SoftPolicyIterationTest {
  private static final TdEvaluator TD =
      new TdEvaluator(new UpdateRule.TemporalDifferences(new StepSize.Constant(0.1)));

  private static SoftPolicyIteration learners(MarkovGame game, int episodes, int length) {
    return new SoftPolicyIteration(game, TransitionTable.of(game), 3, 0.9, episodes, length, TD);
  }

  private static GridGame threeAgents() {
    GridGame.RewardWeights weights = new GridGame.RewardWeights(-1, 0.5);
    return new GridGame(2, List.of(0, 1, 2), 3, List.of(weights, weights, weights));
  }

  @Test
  void countsAreThoseOfTheDataset() {
    MarkovGame game = ReferenceFiles.game("heterogeneous");
    SoftPolicyIteration.Outcome outcome =
        learners(game, 20, 30).stage(JointPolicy.uniform(game), SeedTree.root(1), steps -> {});
    assertArrayEquals(VisitCounts.of(outcome.dataset(), game).joint(), outcome.counts().joint());
  }

  @Test
  void everyRecordedStepIsALegalTransitionFromTheStartState() {
    for (MarkovGame game : List.of(ReferenceFiles.game("homogeneous"), threeAgents())) {
      Observations dataset =
          learners(game, 10, 50)
              .stage(JointPolicy.uniform(game), SeedTree.root(1), steps -> {})
              .dataset();
      for (int episode = 0; episode < 10; episode++) {
        assertEquals(game.startState(), dataset.state(episode, 0));
        for (int t = 0; t + 1 < 50; t++) {
          assertEquals(
              game.successor(dataset.state(episode, t), dataset.jointAction(episode, t), 0),
              dataset.state(episode, t + 1));
        }
      }
    }
  }

  @Test
  void stochasticTransitionsOccurWithTheirProbabilities() {
    ChainGame game = new ChainGame(4, new double[4]);
    Observations dataset =
        learners(game, 200, 1001)
            .stage(JointPolicy.uniform(game), SeedTree.root(5), steps -> {})
            .dataset();
    int[] taken = new int[2];
    int[] moved = new int[2];
    for (int episode = 0; episode < 200; episode++) {
      for (int t = 0; t < 1000; t++) {
        int action = dataset.jointAction(episode, t);
        taken[action]++;
        moved[action] += dataset.state(episode, t + 1) == dataset.state(episode, t) ? 0 : 1;
      }
    }
    // 100,000 trials each: a standard deviation is 0.0014.
    assertEquals(0.25, (double) moved[0] / taken[0], 0.007);
    assertEquals(0.75, (double) moved[1] / taken[1], 0.007);
  }

  @Test
  void sameStreamsGiveTheSameStageAndOthersDoNot() {
    MarkovGame game = ReferenceFiles.game("homogeneous");
    SoftPolicyIteration learners = learners(game, 5, 20);
    JointPolicy uniform = JointPolicy.uniform(game);
    SoftPolicyIteration.Outcome one = learners.stage(uniform, SeedTree.root(1), steps -> {});
    SoftPolicyIteration.Outcome same = learners.stage(uniform, SeedTree.root(1), steps -> {});
    SoftPolicyIteration.Outcome other = learners.stage(uniform, SeedTree.root(2), steps -> {});
    assertEquals(one.dataset().bytes(), same.dataset().bytes());
    assertArrayEquals(one.expectedQ().get(1), same.expectedQ().get(1));
    assertTrue(!one.dataset().bytes().equals(other.dataset().bytes()));
  }

  @Test
  void improvementIsTheSoftmaxOfQOverAlpha() {
    List<double[]> logits =
        SoftPolicyIteration.logits(List.of(new double[] {0, 3 * StrictMath.log(3)}), 3);
    TabularPolicy improved = SoftPolicyIteration.improve(logits, 2).agent(0);
    assertEquals(0.25, improved.probability(0, 0), 1e-15);
    assertEquals(0.75, improved.probability(0, 1), 1e-15);
  }

  @Test
  void progressAddsUpToAllSteps() {
    MarkovGame game = threeAgents();
    AtomicLong steps = new AtomicLong();
    learners(game, 7, 11).stage(JointPolicy.uniform(game), SeedTree.root(1), steps::addAndGet);
    assertEquals(77, steps.get());
  }

  @Test
  void exactEvaluationRecordsDataWithoutTdErrors() {
    MarkovGame game = ReferenceFiles.game("homogeneous");
    SoftPolicyIteration.Outcome outcome =
        new SoftPolicyIteration(game, TransitionTable.of(game), 3, 0.9, 2, 10, new ExactEvaluator())
            .stage(JointPolicy.uniform(game), SeedTree.root(1), steps -> {});
    assertEquals(0, outcome.squaredTdErrors().get(0).length);
    assertEquals(2, outcome.dataset().episodes());
    assertEquals(29.828827600113158, outcome.expectedQ().get(0)[0], 1e-8);
  }

  @Test
  void unusableSettingsAreRejected() {
    MarkovGame game = threeAgents();
    assertThrows(IllegalArgumentException.class, () -> learners(game, 0, 10));
    assertThrows(IllegalArgumentException.class, () -> learners(game, 10, 0));
    assertThrows(IllegalArgumentException.class, () -> new StepSize.Constant(0));
    assertThrows(IllegalArgumentException.class, () -> new StepSize.Constant(1.5));
    assertThrows(IllegalArgumentException.class, () -> new StepSize.Power(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new StepSize.Power(1.01));
  }
}
