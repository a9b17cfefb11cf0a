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
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.malfl.core.SeedTree;
import org.malfl.games.StateEncoding;
import org.malfl.learners.StepSize;
import org.malfl.metrics.RewardScore;
import org.malfl.nn.Activation;
import org.malfl.nn.Architecture;
import org.malfl.nn.Checkpoints;
import org.malfl.nn.Initialisation;
import org.malfl.nn.RowProducts;
import org.malfl.nn.Schedule;

/**
 * What networks recover by the paper's loss, without weights, on exact policies and from TD
 * learners' data at the paper's budget, over five first weights (and datasets): a row per recovery
 * in {@code target/networks-at-full-budget.csv}, means in {@code …-summary.csv}. A quarter of an
 * hour; run by {@code mvn -q test -Dtest=NetworksAtFullBudget}.
 */
class NetworksAtFullBudget {
  private static final int SEEDS = 5;
  private static final int EPOCHS = 3000;
  private static final String FIRST_WEIGHTS = "first weights";

  private record Variant(StateEncoding inputs, RewardClass rewardClass) {
    @Override
    public String toString() {
      return (inputs + "," + rewardClass).toLowerCase(Locale.ROOT);
    }
  }

  private record Case(String source, String family, int agent, int seed, ObserverCases observed) {}

  /** The three rewards of the reference; agent 1 has the same one in both families. */
  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      for (String family : List.of("homogeneous", "heterogeneous")) {
        ObserverCases exact = ObserverCases.reference(family);
        ObserverCases td =
            ObserverCases.played(
                family, 3000, 1000, new StepSize.Constant(0.1), SeedTree.root(seed));
        for (int agent = 0; agent < (family.equals("homogeneous") ? 1 : 2); agent++) {
          cases.add(new Case("exact", family, agent, seed, exact));
          cases.add(new Case("td", family, agent, seed, td));
        }
      }
    }
    return cases;
  }

  private static String row(Variant variant, Case one) {
    ObserverCases observed = one.observed();
    List<double[]> targets = new ArrayList<>();
    for (int h = 0; h < observed.pairs(); h++) {
      targets.add(
          ImprovementTarget.of(
              one.agent(),
              observed.transitions(),
              observed.learner(),
              observed.policies().get(h),
              observed.policies().get(h + 1)));
    }
    NetworkRewardRecovery.Outcome outcome =
        new NetworkRewardRecovery(
                new Architecture(List.of(64, 64), Activation.TANH, Initialisation.GLOROT),
                variant.rewardClass(),
                0.001,
                Schedule.CONSTANT,
                Optional.empty(),
                EPOCHS,
                1)
            .recover(
                new NetworkRewardRecovery.Task(
                    one.agent(),
                    observed.transitions(),
                    observed.learner().gamma(),
                    observed.policies().subList(0, observed.pairs()),
                    targets,
                    variant.inputs().of(observed.game())),
                SeedTree.root(one.seed()).child(FIRST_WEIGHTS),
                new RowProducts(),
                Checkpoints.none(),
                epochs -> {});
    double pearson =
        RewardScore.of(outcome.recovered().bare(25), observed.game().rewards(one.agent()))
            .pearson()
            .value()
            .getAsDouble();
    return String.format(
        Locale.ROOT,
        "%s,%s,%s,%d,%d,%.4f,%.2f",
        variant,
        one.source(),
        one.family(),
        one.agent(),
        one.seed(),
        pearson,
        outcome.losses()[EPOCHS]);
  }

  @Test
  void coordinatesKeepTheirPromise() throws IOException {
    List<Case> cases = cases();
    List<String> rows =
        new ArrayList<>(List.of("inputs,reward,source,family,agent,seed,pearson,loss"));
    for (Variant variant :
        List.of(
            new Variant(StateEncoding.COORDINATES, RewardClass.JOINT),
            new Variant(StateEncoding.COORDINATES, RewardClass.STATE),
            new Variant(StateEncoding.ONE_HOT, RewardClass.JOINT))) {
      // Each network has a thread of its own; the list keeps its order.
      rows.addAll(
          IntStream.range(0, cases.size())
              .parallel()
              .mapToObj(k -> row(variant, cases.get(k)))
              .toList());
      Files.write(Path.of("target", "networks-at-full-budget.csv"), rows, UTF_8);
    }
    Map<String, List<Double>> groups = new TreeMap<>();
    for (String row : rows.subList(1, rows.size())) {
      String[] fields = row.split(",", -1);
      groups
          .computeIfAbsent(
              String.join(",", List.of(fields).subList(0, 5)), key -> new ArrayList<>())
          .add(Double.parseDouble(fields[6]));
    }
    List<String> summary =
        new ArrayList<>(
            List.of("inputs,reward,source,family,agent,pearson_mean,pearson_min,pearson_max"));
    groups.forEach(
        (group, values) ->
            summary.add(
                String.format(
                    Locale.ROOT,
                    "%s,%.4f,%.4f,%.4f",
                    group,
                    mean(values),
                    values.stream().min(Double::compare).orElseThrow(),
                    values.stream().max(Double::compare).orElseThrow())));
    Files.write(Path.of("target", "networks-at-full-budget-summary.csv"), summary, UTF_8);

    Map<String, Double> promised =
        Map.of("homogeneous,0", 0.93, "heterogeneous,0", 0.77, "heterogeneous,1", 0.93);
    promised.forEach(
        (which, pearson) -> {
          double exact = mean(groups.get("coordinates,joint,exact," + which));
          assertTrue(exact >= pearson, which + " " + exact);
          double td = mean(groups.get("coordinates,joint,td," + which));
          assertTrue(td >= exact - 0.03, which + " " + td);
        });
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
  }
}
