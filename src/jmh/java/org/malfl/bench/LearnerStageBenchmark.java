package org.malfl.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.malfl.core.SeedTree;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.softpi.ExactEvaluator;
import org.malfl.softpi.PolicyEvaluator;
import org.malfl.softpi.SoftPolicyIteration;
import org.malfl.softpi.TdEvaluator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One stage of the paper's 3×3 game: sampling, TD for two agents, dataset and counts, per step. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LearnerStageBenchmark {
  private static final int EPISODES = 300;
  private static final int STEPS = 1000;

  private SoftPolicyIteration learners;
  private SoftPolicyIteration expecting;
  private JointPolicy uniform;
  private JointPolicy improved;

  /** Builds the homogeneous game and its first exactly improved policies. */
  @Setup
  public void prepare() {
    GridGame.RewardWeights disjoint = new GridGame.RewardWeights(-1, 1);
    GridGame game = new GridGame(3, List.of(0, 0), 8, List.of(disjoint, disjoint));
    TransitionTable transitions = TransitionTable.of(game);
    learners = learners(game, transitions, UpdateRule.NextAction.DRAWN);
    expecting = learners(game, transitions, UpdateRule.NextAction.EXPECTED);
    uniform = JointPolicy.uniform(game);
    improved =
        SoftPolicyIteration.improve(
            SoftPolicyIteration.logits(
                ExactEvaluator.expectedQ(
                    new PolicyEvaluator.Task(game, transitions, uniform, 3, 0.9)),
                3),
            5);
  }

  private static SoftPolicyIteration learners(
      GridGame game, TransitionTable transitions, UpdateRule.NextAction nextAction) {
    return new SoftPolicyIteration(
        game,
        transitions,
        3,
        0.9,
        EPISODES,
        STEPS,
        new TdEvaluator(
            new UpdateRule.TemporalDifferences(
                new StepSize.Constant(0.1), UpdateRule.Averaging.NONE, nextAction)));
  }

  /** Joint steps under π_0. */
  @Benchmark
  @OperationsPerInvocation(EPISODES * STEPS)
  public SoftPolicyIteration.Outcome stageUniform() {
    return learners.stage(uniform, SeedTree.root(2), steps -> {});
  }

  /** Joint steps under π_1. */
  @Benchmark
  @OperationsPerInvocation(EPISODES * STEPS)
  public SoftPolicyIteration.Outcome stageImproved() {
    return learners.stage(improved, SeedTree.root(2), steps -> {});
  }

  /** Joint steps under π_1 of learners that expect the next action. */
  @Benchmark
  @OperationsPerInvocation(EPISODES * STEPS)
  public SoftPolicyIteration.Outcome stageExpected() {
    return expecting.stage(improved, SeedTree.root(2), steps -> {});
  }
}
