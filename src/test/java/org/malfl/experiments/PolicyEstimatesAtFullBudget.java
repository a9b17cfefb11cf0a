package org.malfl.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.malfl.games.JointPolicy;
import org.malfl.games.VisitCounts;
import org.malfl.inverse.ImprovementTarget;
import org.malfl.inverse.JointRewardRecovery;
import org.malfl.inverse.PolicyEstimator;
import org.malfl.metrics.RewardScore;
import org.malfl.softpi.SoftPolicyIteration;

/**
 * How far estimates are from the policies that were played, |π̂_h(a|s) − π_h(a|s)| as a mean over
 * agents, actions, stages and joint states, and what the paper's estimator recovers from them: the
 * table of docs/networks.md, in {@code target/policy-estimates.md}. Some minutes; run by {@code mvn
 * -q test -Dtest=PolicyEstimatesAtFullBudget}.
 */
class PolicyEstimatesAtFullBudget {
  private record Case(int gridSize, int episodes, int steps, boolean recovered) {
    ReproduceSettings settings() {
      return ReproduceSettingsTest.read(
          """
          environment: {grid_size: %d, goal: [%d, %d]}
          maspi: {episodes: %d, episode_length: %d}
          """
              .formatted(gridSize, gridSize - 1, gridSize - 1, episodes, steps));
    }
  }

  private final List<String> table =
      new ArrayList<>(
          List.of(
              "| grid, data of a stage | family | method | by visits | over all joint states |"
                  + " Pearson of `paper` |",
              "|---|---|---|---|---|---|"));

  @Test
  void estimatesAreNearThePolicies() throws IOException {
    for (Case each :
        List.of(
            new Case(3, 3000, 1000, true),
            new Case(3, 20, 100, true),
            new Case(5, 3000, 1000, false),
            new Case(8, 300, 1000, false))) {
      for (String family : List.of("homogeneous", "heterogeneous")) {
        measure(each, Family.of(family, each.settings()));
      }
    }
    Files.createDirectories(Path.of("target"));
    Files.write(Path.of("target/policy-estimates.md"), table);
  }

  private void measure(Case which, Family family) {
    SoftPolicyIteration learners = family.learners();
    List<JointPolicy> played = new ArrayList<>();
    List<VisitCounts> counts = new ArrayList<>();
    JointPolicy policy = JointPolicy.uniform(family.game());
    for (int h = 0; h < family.settings().maspi().iterations(); h++) {
      SoftPolicyIteration.Outcome stage =
          learners.stage(policy, family.streams("ma_spi").child(h), done -> {});
      played.add(policy);
      counts.add(stage.counts());
      policy =
          SoftPolicyIteration.improve(
              SoftPolicyIteration.logits(stage.expectedQ(), family.settings().alpha()),
              family.game().numActions());
    }
    for (PolicyEstimationMethod method : PolicyEstimations.REGISTERED) {
      PolicyEstimator estimator = method.estimator(family);
      List<JointPolicy> estimates =
          IntStream.range(0, counts.size())
              .parallel()
              .mapToObj(
                  h ->
                      estimator.estimate(
                          counts.get(h), family.streams("policy_estimation").child(h)))
              .toList();
      double byVisits = 0;
      double overAll = 0;
      for (int h = 0; h < counts.size(); h++) {
        double[] differences = differences(estimates.get(h), played.get(h));
        long[] visits = counts.get(h).states();
        double all = IntStream.range(0, visits.length).mapToLong(s -> visits[s]).sum();
        for (int state = 0; state < visits.length; state++) {
          byVisits += differences[state] * visits[state] / all / counts.size();
          overAll += differences[state] / visits.length / counts.size();
        }
      }
      table.add(
          String.format(
              Locale.ROOT,
              "| %d×%1$d, %d × %d | %s | `%s` | %.4f | %.4f | %s |",
              which.gridSize(),
              which.episodes(),
              which.steps(),
              family.name(),
              method.name(),
              byVisits,
              overAll,
              which.recovered() ? recovered(family, estimates) : "–"));
    }
  }

  /** Of each joint state, as a mean over agents and actions. */
  private static double[] differences(JointPolicy estimate, JointPolicy truth) {
    double[] differences = new double[truth.agent(0).numStates()];
    int numActions = truth.agent(0).numActions();
    for (int agent = 0; agent < truth.numAgents(); agent++) {
      for (int state = 0; state < differences.length; state++) {
        for (int action = 0; action < numActions; action++) {
          double difference =
              estimate.agent(agent).probability(state, action)
                  - truth.agent(agent).probability(state, action);
          differences[state] += Math.abs(difference) / numActions / truth.numAgents();
        }
      }
    }
    return differences;
  }

  private static String recovered(Family family, List<JointPolicy> policies) {
    List<String> pearsons = new ArrayList<>();
    for (int agent = 0; agent < family.game().numAgents(); agent++) {
      List<double[]> targets = new ArrayList<>();
      for (int h = 0; h + 1 < policies.size(); h++) {
        targets.add(
            ImprovementTarget.of(
                agent,
                family.transitions(),
                family.settings().learnerModel(),
                policies.get(h),
                policies.get(h + 1)));
      }
      double[] bare =
          new JointRewardRecovery(0.01, 1000)
              .recover(
                  agent,
                  family.transitions(),
                  family.settings().gamma(),
                  policies.subList(0, targets.size()),
                  targets)
              .recovered()
              .bare(family.transitions().numJointActions());
      double pearson =
          RewardScore.of(bare, family.game().rewards(agent)).pearson().value().orElseThrow();
      pearsons.add(String.format(Locale.ROOT, "%.3f", pearson));
    }
    return String.join(", ", pearsons);
  }
}
