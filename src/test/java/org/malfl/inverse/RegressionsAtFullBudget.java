package org.malfl.inverse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.malfl.core.SeedTree;
import org.malfl.learners.StepSize;
import org.malfl.metrics.RewardScore;

/**
 * What the regressions recover at the paper's budget, 3000 episodes of 1000 steps a stage, over ten
 * seeds: one row per estimator, learner, family, agent and seed in {@code
 * target/regressions-at-full-budget.csv}, means and least values in {@code …-summary.csv}. Some
 * minutes; run by {@code mvn -q test -Dtest=RegressionsAtFullBudget}.
 */
class RegressionsAtFullBudget {
  private static final int SEEDS = 10;

  private final Map<String, List<double[]>> groups = new TreeMap<>();
  private final List<String> rows =
      new ArrayList<>(
          List.of("estimator,learner,family,agent,seed,pearson,slope,rmse,ridge,covered"));

  @Test
  void bellmanConsistentKeepsItsPromise() throws IOException {
    Map<String, StepSize> learners =
        Map.of("constant", new StepSize.Constant(0.1), "power", new StepSize.Power(0.7));
    for (String learner : List.of("constant", "power")) {
      for (String family : List.of("homogeneous", "heterogeneous")) {
        for (int seed = 1; seed <= SEEDS; seed++) {
          ObserverCases observed =
              ObserverCases.played(family, 3000, 1000, learners.get(learner), SeedTree.root(seed));
          for (int agent = 0; agent < 2; agent++) {
            double[] truth = observed.game().rewards(agent);
            String which = learner + "," + family;
            BellmanConsistentRecovery.Outcome outcome =
                BellmanConsistentRecovery.crossValidated()
                    .recover(observed.rows(agent, RewardClass.STATE));
            add(
                "bellman-consistent," + which,
                agent,
                seed,
                RewardScore.of(outcome.reward(), truth),
                outcome.ridge(),
                OptionalDouble.of(covered(outcome, truth)));
            add(
                "state-least-squares," + which,
                agent,
                seed,
                RewardScore.of(observed.stateLeastSquares(agent, true).reward(), truth),
                0,
                OptionalDouble.empty());
          }
        }
      }
    }
    List<String> summary =
        new ArrayList<>(
            List.of("estimator,learner,family,pearson_mean,pearson_min,slope_mean,covered_mean"));
    groups.forEach(
        (group, values) ->
            summary.add(
                String.format(
                    Locale.ROOT,
                    "%s,%.4f,%.4f,%.4f,%s",
                    group,
                    mean(values, 0),
                    least(values),
                    mean(values, 1),
                    group.startsWith("bellman") ? text(OptionalDouble.of(mean(values, 2))) : "")));
    Files.write(Path.of("target", "regressions-at-full-budget.csv"), rows, UTF_8);
    Files.write(Path.of("target", "regressions-at-full-budget-summary.csv"), summary, UTF_8);

    for (String family : List.of("homogeneous", "heterogeneous")) {
      List<double[]> constant = groups.get("bellman-consistent,constant," + family);
      assertTrue(mean(constant, 0) >= 0.975, family);
      assertTrue(least(constant) >= 0.955, family);
      assertTrue(mean(groups.get("bellman-consistent,power," + family), 0) >= 0.993, family);
    }
  }

  private void add(
      String group, int agent, int seed, RewardScore score, double ridge, OptionalDouble covered) {
    double pearson = score.pearson().value().orElseThrow();
    double slope = score.slope().value().orElseThrow();
    groups
        .computeIfAbsent(group, key -> new ArrayList<>())
        .add(new double[] {pearson, slope, covered.orElse(0)});
    rows.add(
        String.format(
            Locale.ROOT,
            "%s,%d,%d,%.6f,%.6f,%.6f,%.4g,%s",
            group,
            agent,
            seed,
            pearson,
            slope,
            score.rmse().value().orElseThrow(),
            ridge,
            text(covered)));
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "";
  }

  /** The share of states whose centred true reward lies within 1.96 standard errors. */
  private static double covered(BellmanConsistentRecovery.Outcome outcome, double[] truth) {
    double mean = 0;
    for (double value : truth) {
      mean += value / truth.length;
    }
    int covered = 0;
    for (int k = 0; k < truth.length; k++) {
      double error = Math.abs(outcome.reward()[k] - (truth[k] - mean));
      covered += error <= 1.96 * outcome.standardErrors()[k] ? 1 : 0;
    }
    return (double) covered / truth.length;
  }

  private static double mean(List<double[]> values, int column) {
    return values.stream().mapToDouble(value -> value[column]).average().orElseThrow();
  }

  private static double least(List<double[]> values) {
    return values.stream().mapToDouble(value -> value[0]).min().orElseThrow();
  }
}
