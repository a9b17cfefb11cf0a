package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.malfl.core.Checks;
import org.malfl.core.Cholesky;
import org.malfl.core.RandomNumbers;
import org.malfl.core.SeedTree;
import org.malfl.games.TabularPolicy;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.UpdateRule;

/**
 * Whether improvements that were seen are ones that learners of a rule make. One improvement after
 * the other is left out; rewards come from all others, and the one left out is simulated many
 * times, with rewards drawn from their posterior, and for rules that draw next actions with
 * policies as uncertain as frequencies are and those actions drawn anew, and as many actions after
 * it as were counted. What was counted is compared with the simulations by
 *
 * <pre>
 * T_h = Σ min(z², 25) over agents, s, a,   z = ( y − mean y ) / deviation of y,
 * y(s,a) = log(n(s,a) + ½) less its mean over a,
 * T = (lower) median over improvements h of T_h / mean T_h,
 * </pre>
 *
 * where s was visited, and mean and deviation are those of some of the simulations. T of the others
 * says how large it is if the rule is right: a Monte-Carlo test (Barnard 1963), whose rate of false
 * alarms is exact if rewards are distributed as they are taken to be, independently for every
 * improvement that is left out. They are so only nearly, above all where the first improvement is
 * left out, which shows joint states that later ones hardly do: so the median, not the sum. A rule
 * that is wrong is so in every stage.
 *
 * @param improvements numbers h of the improvements that were left out in turn, ascending
 * @param ratios T_h / mean T_h of what was counted, in the order of the improvements
 * @param ratio T of what was counted, about 1 if the rule is right
 * @param probability that T is as large or larger if the rule is right: (1 + larger ones)/(1 +
 *     simulations)
 */
public record HeldOutImprovement(
    List<Integer> improvements, List<Double> ratios, double ratio, double probability) {
  /** Share of false alarms of {@link #alarm}. */
  public static final double FALSE_ALARM_RATE = 0.01;

  private static final int SIMULATIONS = 199;
  private static final int FOR_DEVIATIONS = 100;

  /** An entry that hardly ever differs must not outweigh all others when it does. */
  private static final double MOST = 25;

  /** A half for every action, as in {@link SmoothedCounts}. */
  private static final double PSEUDO_COUNT = 0.5;

  /** Variance of y that is as good as none. */
  private static final double NOTHING = 1e-4;

  /** Joint steps times agents that may be simulated; two improvements are, whatever they take. */
  private static final double MOST_STEPS = 2e9;

  /** The lists are copied. */
  public HeldOutImprovement {
    improvements = List.copyOf(improvements);
    ratios = List.copyOf(ratios);
  }

  /** Whether no simulation or next to none was as far off. */
  public boolean alarm() {
    return probability <= FALSE_ALARM_RATE;
  }

  /** The improvements that are left out: all, or as many as can be simulated, evenly spread. */
  private static List<Integer> leftOut(int pairs, long stepsOfStage, int numAgents) {
    double each = (double) (SIMULATIONS + FOR_DEVIATIONS) * stepsOfStage * numAgents;
    int number = (int) Math.max(2, Math.min(pairs, MOST_STEPS / each));
    List<Integer> leftOut = new ArrayList<>();
    for (int k = 0; k < number; k++) {
      leftOut.add(k * (pairs - 1) / (number - 1));
    }
    return leftOut;
  }

  /** Joint steps times agents that {@link #of} tells its progress. */
  public static long work(int pairs, long stepsOfStage, int numAgents) {
    return (long) leftOut(pairs, stepsOfStage, numAgents).size()
        * (SIMULATIONS + FOR_DEVIATIONS)
        * stepsOfStage
        * numAgents;
  }

  /**
   * Tests a rule.
   *
   * @param stages what was observed, at least three stages
   * @param priors of the reward
   * @param learner α and γ
   * @param rule how Q was updated
   * @param streams random streams of this test alone
   * @param progress told the joint steps that were simulated, times agents, as it goes
   * @throws IllegalArgumentException if there are fewer than three stages
   * @throws org.malfl.core.NumericalException if no maximum is found
   */
  public static HeldOutImprovement of(
      ObservedStages stages,
      RewardPriors priors,
      LearnerModel learner,
      UpdateRule rule,
      SeedTree streams,
      LongConsumer progress) {
    Checks.inRange("stages", stages.datasets().size(), 3, Integer.MAX_VALUE);
    RuleEvidence evidence = new RuleEvidence(stages, priors).withImpliedPolicies(learner, rule);
    int numAgents = stages.numAgents();
    List<Integer> leftOut = leftOut(stages.pairs(), stages.steps(1), numAgents);
    double[][] sums = new double[1 + SIMULATIONS][leftOut.size()];
    for (int agent = 0; agent < numAgents; agent++) {
      List<PairEvidence> pairs = evidence.pairs(agent, learner, rule);
      for (int k = 0; k < leftOut.size(); k++) {
        int h = leftOut.get(k);
        Simulation simulation = new Simulation(evidence, agent, learner, rule, pairs, h);
        SplittableRandom random = streams.child(agent).child(h).generator();
        List<double[]> simulated = new ArrayList<>();
        for (int number = 0; number < SIMULATIONS + FOR_DEVIATIONS; number++) {
          simulated.add(simulation.draw(random));
          progress.accept(stages.steps(h + 1) - stages.steps(h));
        }
        double[] ofThese = statistics(simulation.logs(simulation.actions), simulated);
        for (int number = 0; number < sums.length; number++) {
          sums[number][k] += ofThese[number];
        }
      }
    }
    return compare(leftOut, sums);
  }

  /** T_h of what was counted, and of the simulations that are not for deviations. */
  private static double[] statistics(double[] counted, List<double[]> simulated) {
    double[] mean = new double[counted.length];
    double[] variance = new double[counted.length];
    List<double[]> forDeviations = simulated.subList(0, FOR_DEVIATIONS);
    for (double[] logs : forDeviations) {
      for (int k = 0; k < mean.length; k++) {
        mean[k] += logs[k] / forDeviations.size();
      }
    }
    for (double[] logs : forDeviations) {
      for (int k = 0; k < mean.length; k++) {
        variance[k] += (logs[k] - mean[k]) * (logs[k] - mean[k]) / (forDeviations.size() - 1);
      }
    }
    double[] statistics = new double[1 + SIMULATIONS];
    statistics[0] = statistic(counted, mean, variance);
    for (int k = 0; k < SIMULATIONS; k++) {
      statistics[1 + k] = statistic(simulated.get(FOR_DEVIATIONS + k), mean, variance);
    }
    return statistics;
  }

  /**
   * Compares.
   *
   * @param sums T_h of what was counted, and then of every simulation
   */
  private static HeldOutImprovement compare(List<Integer> leftOut, double[][] sums) {
    double[] expected = new double[leftOut.size()];
    for (double[] simulated : List.of(sums).subList(1, sums.length)) {
      for (int k = 0; k < expected.length; k++) {
        expected[k] += simulated[k] / SIMULATIONS;
      }
    }
    double[] medians = new double[sums.length];
    List<Double> ratios = new ArrayList<>();
    for (int number = 0; number < sums.length; number++) {
      double[] ofThis = sums[number];
      for (int k = 0; k < ofThis.length; k++) {
        ofThis[k] /= expected[k];
        if (number == 0) {
          ratios.add(ofThis[k]);
        }
      }
      medians[number] = median(ofThis);
    }
    int larger = 0;
    for (int number = 1; number < medians.length; number++) {
      larger += medians[number] >= medians[0] ? 1 : 0;
    }
    return new HeldOutImprovement(leftOut, ratios, medians[0], (1.0 + larger) / (1 + SIMULATIONS));
  }

  /** Of an even number, the lower one of the two in the middle. */
  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) / 2];
  }

  private static double statistic(double[] logs, double[] mean, double[] variance) {
    double sum = 0;
    for (int k = 0; k < logs.length; k++) {
      double away = logs[k] - mean[k];
      sum += Math.min(MOST, away * away / (variance[k] + NOTHING));
    }
    return sum;
  }

  /** What one agent may have done after an improvement, by all others. */
  private static final class Simulation {
    private final ObservedStages stages;
    private final int agent;
    private final int stage;
    private final LearnerModel learner;
    private final UpdateRule rule;
    private final double[] mode;
    private final double[] root;
    private final long[] actions;
    private final long[] visits;
    private final AffineQ map;

    Simulation(
        RuleEvidence evidence,
        int agent,
        LearnerModel learner,
        UpdateRule rule,
        List<PairEvidence> pairs,
        int stage) {
      this.stages = evidence.stages();
      this.agent = agent;
      this.stage = stage;
      this.learner = learner;
      this.rule = rule;
      List<PairEvidence> others = new ArrayList<>(pairs);
      this.map = others.remove(stage).q();
      RewardPosterior posterior = evidence.posterior(learner, others);
      this.mode = posterior.mode();
      this.root = new Cholesky(posterior.covariance(), mode.length).lower();
      this.visits = stages.counts().get(stage).states();
      this.actions = stages.counts().get(stage + 1).ownActions(agent);
    }

    double[] draw(SplittableRandom random) {
      double[] reward = mode.clone();
      double[] normal = new double[mode.length];
      for (int k = 0; k < normal.length; k++) {
        normal[k] = RandomNumbers.normal(random);
      }
      for (int row = 0; row < reward.length; row++) {
        for (int column = 0; column <= row; column++) {
          reward[row] += root[row * reward.length + column] * normal[column];
        }
      }
      int numActions = stages.transitions().numActions();
      double[] logits = rule.hasUnseenDraws() ? simulate(reward, random) : map.at(reward);
      for (int entry = 0; entry < logits.length; entry++) {
        logits[entry] /= learner.alpha();
      }
      double[] probabilities = TabularPolicy.softmax(logits, numActions).probabilities();
      long[] drawn = new long[actions.length];
      for (int first = 0; first < actions.length; first += numActions) {
        long visits = 0;
        for (int k = first; k < first + numActions; k++) {
          visits += actions[k];
        }
        RandomNumbers.multinomial(visits, probabilities, first, numActions, random, drawn);
      }
      return logs(drawn);
    }

    private double[] simulate(double[] reward, SplittableRandom random) {
      return SimulatedLearner.expectedQ(
          agent,
          stages.transitions(),
          learner,
          (UpdateRule.TemporalDifferences) rule,
          policy(random),
          stages.datasets().get(stage),
          reward,
          random);
    }

    /** π(·|s) ~ Dirichlet((n(s) + ½|A|)·π̂(·|s)): as uncertain as frequencies are. */
    private TabularPolicy policy(SplittableRandom random) {
      int numActions = stages.transitions().numActions();
      double[] drawn = stages.policies().get(stage).agent(agent).probabilities();
      for (int state = 0; state < visits.length; state++) {
        double counted = visits[state] + PSEUDO_COUNT * numActions;
        double total = 0;
        for (int k = state * numActions; k < (state + 1) * numActions; k++) {
          drawn[k] = Math.max(Double.MIN_NORMAL, RandomNumbers.gamma(counted * drawn[k], random));
          total += drawn[k];
        }
        for (int k = state * numActions; k < (state + 1) * numActions; k++) {
          drawn[k] = Math.max(Double.MIN_NORMAL, drawn[k] / total);
        }
      }
      return TabularPolicy.ofProbabilities(drawn, numActions);
    }

    /** y(s,a), where s was visited. */
    double[] logs(long[] counts) {
      int numActions = stages.transitions().numActions();
      double[] logs = new double[counts.length];
      int size = 0;
      for (int first = 0; first < counts.length; first += numActions) {
        long visits = 0;
        double mean = 0;
        for (int k = first; k < first + numActions; k++) {
          visits += counts[k];
          mean += StrictMath.log(counts[k] + 0.5) / numActions;
        }
        for (int k = first; visits > 0 && k < first + numActions; k++) {
          logs[size++] = StrictMath.log(counts[k] + 0.5) - mean;
        }
      }
      return Arrays.copyOf(logs, size);
    }
  }
}
