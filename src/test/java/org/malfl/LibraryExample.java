package org.malfl;

import java.util.ArrayList;
import java.util.List;
import org.malfl.core.SeedTree;
import org.malfl.games.JointPolicy;
import org.malfl.games.MarkovGame;
import org.malfl.games.TransitionTable;
import org.malfl.inverse.ImprovementTarget;
import org.malfl.inverse.JointRewardRecovery;
import org.malfl.inverse.SmoothedCounts;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.softpi.SoftPolicyIteration;
import org.malfl.softpi.TdEvaluator;

/** Learners and observer on a game of one's own, without configuration, files or pipeline. */
final class LibraryExample {
  private LibraryExample() {}

  /** Two agents on a ring of six rooms: left, right or stay; each wants to be near its own room. */
  record Ring() implements MarkovGame {
    @Override
    public int numAgents() {
      return 2;
    }

    @Override
    public int numStates() {
      return 36;
    }

    @Override
    public int numActions() {
      return 3;
    }

    @Override
    public int startState() {
      return 0;
    }

    @Override
    public int successor(int state, int jointAction, int k) {
      int first = Math.floorMod(state / 6 + jointAction / 3 - 1, 6);
      int second = Math.floorMod(state % 6 + jointAction % 3 - 1, 6);
      return 6 * first + second;
    }

    @Override
    public double reward(int agent, int state) {
      int room = agent == 0 ? state / 6 : state % 6;
      return -Math.min(Math.abs(room - 2 - agent), 6 - Math.abs(room - 2 - agent));
    }
  }

  /** The recovered reward of agent 0 in every joint state. */
  static double[] recover() {
    // example begins
    MarkovGame game = new Ring();
    TransitionTable transitions = TransitionTable.of(game);
    LearnerModel learner = new LearnerModel(3, 0.9); // alpha, gamma
    var td = new TdEvaluator(new UpdateRule.TemporalDifferences(new StepSize.Constant(0.1)));
    var learners = new SoftPolicyIteration(game, transitions, 3, 0.9, 1000, 100, td);

    // The learners: five stages, each leaving a dataset. The observer gets the datasets' counts.
    JointPolicy policy = JointPolicy.uniform(game);
    List<JointPolicy> estimates = new ArrayList<>();
    for (int h = 0; h < 5; h++) {
      SeedTree streams = SeedTree.root(1).child("stage").child(h);
      SoftPolicyIteration.Outcome stage = learners.stage(policy, streams, steps -> {});
      estimates.add(new SmoothedCounts(0.5).estimate(stage.counts(), streams.child("observer")));
      policy =
          SoftPolicyIteration.improve(
              SoftPolicyIteration.logits(stage.expectedQ(), 3), game.numActions());
    }

    // The observer: targets from consecutive estimates, then the reward that explains them.
    List<double[]> targets = new ArrayList<>();
    for (int h = 0; h < 4; h++) {
      targets.add(
          ImprovementTarget.of(0, transitions, learner, estimates.get(h), estimates.get(h + 1)));
    }
    var recovery = new JointRewardRecovery(0.01, 1000);
    var outcome = recovery.recover(0, transitions, 0.9, estimates.subList(0, 4), targets);
    return outcome.recovered().bare(transitions.numJointActions());
    // example ends
  }
}
