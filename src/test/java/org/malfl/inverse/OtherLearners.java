package org.malfl.inverse;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.malfl.core.SeedTree;
import org.malfl.games.Episode;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TrajectorySampler;
import org.malfl.games.TransitionTable;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.reference.ReferenceFiles;
import org.malfl.softpi.ExactEvaluator;
import org.malfl.softpi.PolicyEvaluator;
import org.malfl.softpi.SoftPolicyIteration;
import org.malfl.softpi.TdEvaluator;

/** Runs of learners, of the registry's rules and of others that no rule describes. */
enum OtherLearners {
  /** Bootstraps with the largest Q of the next state, as Q-learning does: β = 0.1. */
  LARGEST_NEXT {
    @Override
    double next(double[] q, double[] probabilities, double[] logs, int from, int drawn) {
      double largest = q[from];
      for (int k = from; k < from + ReferenceFiles.ACTIONS; k++) {
        largest = Math.max(largest, q[k]);
      }
      return largest;
    }
  },
  /** A softmax of another temperature in every stage: α from 2 to 5 in turn; β = 0.1. */
  CHANGING_TEMPERATURE {
    @Override
    double alphaOf(int stage) {
      return 2 + stage % 4;
    }
  },
  /** Acts uniformly in one step of ten, whatever it learned; β = 0.1. */
  SOMETIMES_UNIFORM {
    @Override
    double uniformShare() {
      return 0.1;
    }
  },
  /** The mean of discounted soft returns to the end of the episode, of every visit. */
  MONTE_CARLO;

  private static final double STEP = 0.1;

  double next(double[] q, double[] probabilities, double[] logs, int from, int drawn) {
    return q[drawn] - ReferenceFiles.ALPHA * logs[drawn];
  }

  double alphaOf(int stage) {
    return ReferenceFiles.ALPHA;
  }

  double uniformShare() {
    return 0;
  }

  /** D_0 … of this learner. */
  List<Observations> run(String family, int stages, int episodes, int steps, int seed) {
    GridGame game = ReferenceFiles.game(family);
    TransitionTable transitions = TransitionTable.of(game);
    JointPolicy policy = JointPolicy.uniform(game);
    List<Observations> datasets = new ArrayList<>();
    for (int h = 0; h < stages; h++) {
      SeedTree streams = SeedTree.root(seed).child(family).child(h);
      TrajectorySampler sampler = new TrajectorySampler(transitions, policy, streams);
      SplittableRandom draws = streams.child("next").generator();
      Observations dataset = new Observations(game, episodes, steps);
      Episode episode = new Episode(steps);
      List<double[]> q = new ArrayList<>();
      List<double[]> visits = new ArrayList<>();
      for (int agent = 0; agent < 2; agent++) {
        q.add(new double[ReferenceFiles.STATES * ReferenceFiles.ACTIONS]);
        visits.add(new double[ReferenceFiles.STATES * ReferenceFiles.ACTIONS]);
      }
      for (int k = 0; k < episodes; k++) {
        sampler.play(episode);
        dataset.add(episode);
        for (int agent = 0; agent < 2; agent++) {
          learn(game, agent, policy, episode, q.get(agent), visits.get(agent), draws);
        }
      }
      datasets.add(dataset);
      policy = improved(q, h);
    }
    return datasets;
  }

  private JointPolicy improved(List<double[]> q, int stage) {
    List<TabularPolicy> agents = new ArrayList<>();
    for (double[] table : q) {
      double[] logits = table.clone();
      for (int k = 0; k < logits.length; k++) {
        logits[k] /= alphaOf(stage);
      }
      double[] probabilities =
          TabularPolicy.softmax(logits, ReferenceFiles.ACTIONS).probabilities();
      for (int k = 0; k < logits.length; k++) {
        probabilities[k] =
            (1 - uniformShare()) * probabilities[k] + uniformShare() / ReferenceFiles.ACTIONS;
      }
      agents.add(TabularPolicy.ofProbabilities(probabilities, ReferenceFiles.ACTIONS));
    }
    return new JointPolicy(agents);
  }

  private void learn(
      GridGame game,
      int agent,
      JointPolicy policy,
      Episode episode,
      double[] q,
      double[] visits,
      SplittableRandom draws) {
    double[] probabilities = policy.agent(agent).probabilities();
    double[] logs = policy.agent(agent).logProbabilities();
    int[] own = game.jointActions().components(agent);
    int[] states = episode.states();
    if (this == MONTE_CARLO) {
      double value = 0;
      for (int t = episode.steps() - 1; t >= 0; t--) {
        int entry = states[t] * ReferenceFiles.ACTIONS + own[episode.jointActions()[t]];
        double sample = game.reward(agent, states[t]) + ReferenceFiles.GAMMA * value;
        visits[entry]++;
        q[entry] += (sample - q[entry]) / visits[entry];
        value = sample - ReferenceFiles.ALPHA * logs[entry];
      }
      return;
    }
    for (int t = 0; t < episode.steps(); t++) {
      int entry = states[t] * ReferenceFiles.ACTIONS + own[episode.jointActions()[t]];
      int from = states[t + 1] * ReferenceFiles.ACTIONS;
      int drawn = from;
      double uniform = draws.nextDouble() - probabilities[drawn];
      while (uniform >= 0 && drawn < from + ReferenceFiles.ACTIONS - 1) {
        uniform -= probabilities[++drawn];
      }
      double target =
          game.reward(agent, states[t])
              + ReferenceFiles.GAMMA * next(q, probabilities, logs, from, drawn);
      q[entry] += STEP * (target - q[entry]);
    }
  }

  /** D_0 … of learners by a rule. */
  static List<Observations> run(
      UpdateRule rule, String family, int stages, int episodes, int steps, int seed) {
    GridGame game = ReferenceFiles.game(family);
    PolicyEvaluator evaluator =
        rule instanceof UpdateRule.TemporalDifferences differences
            ? new TdEvaluator(differences)
            : new ExactEvaluator();
    SoftPolicyIteration learners =
        new SoftPolicyIteration(
            game,
            TransitionTable.of(game),
            ReferenceFiles.ALPHA,
            ReferenceFiles.GAMMA,
            episodes,
            steps,
            evaluator);
    JointPolicy policy = JointPolicy.uniform(game);
    List<Observations> datasets = new ArrayList<>();
    for (int h = 0; h < stages; h++) {
      SoftPolicyIteration.Outcome outcome =
          learners.stage(policy, SeedTree.root(seed).child(family).child(h), progress -> {});
      datasets.add(outcome.dataset());
      policy =
          SoftPolicyIteration.improve(
              SoftPolicyIteration.logits(outcome.expectedQ(), ReferenceFiles.ALPHA),
              ReferenceFiles.ACTIONS);
    }
    return datasets;
  }

  /** The rule of a constant step that the registry's first family has. */
  static UpdateRule constant(double step) {
    return new UpdateRule.TemporalDifferences(new StepSize.Constant(step));
  }

  /** The rule of a power step that the registry's second family has. */
  static UpdateRule power(double exponent) {
    return new UpdateRule.TemporalDifferences(new StepSize.Power(exponent));
  }

  /** Smooth priors for the paper's game. */
  static RewardPriors priors() {
    GridGame game = ReferenceFiles.game("homogeneous");
    double[][] coordinates = new double[ReferenceFiles.STATES][];
    for (int state = 0; state < coordinates.length; state++) {
      coordinates[state] = game.coordinates(state);
    }
    return RewardPriors.smooth(coordinates, 1);
  }
}
