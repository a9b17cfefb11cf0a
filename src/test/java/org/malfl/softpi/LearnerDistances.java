package org.malfl.softpi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.malfl.core.SeedTree;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule.Averaging;
import org.malfl.learners.UpdateRule.NextAction;
import org.malfl.learners.UpdateRule.TemporalDifferences;
import org.malfl.reference.ReferenceFiles;

/**
 * How far the policies of each kind of learner are from those of the exact one after nine stages:
 * the table of docs/method.md, in {@code target/learner_distances.md}.
 */
class LearnerDistances {
  private static final int SEEDS = 5;
  private static final int STAGES = 9;
  private static final int STEPS = 1000;
  private static final int[] EPISODES = {3000, 100};
  private static final double NEXT_TO_NOTHING = 1e-4;

  private static Map<String, TemporalDifferences> learners() {
    Map<String, StepSize> steps = new LinkedHashMap<>();
    steps.put("constant step 0.1", new StepSize.Constant(0.1));
    steps.put("power step (1+n)^−0.7", new StepSize.Power(0.7));
    Map<String, TemporalDifferences> learners = new LinkedHashMap<>();
    for (NextAction next : NextAction.values()) {
      String suffix = ", next action " + next.name().toLowerCase(Locale.ROOT);
      steps.forEach(
          (name, step) ->
              learners.put(name + suffix, new TemporalDifferences(step, Averaging.NONE, next)));
      learners.put(
          "constant step 0.1, averaged" + suffix,
          new TemporalDifferences(new StepSize.Constant(0.1), Averaging.SECOND_HALF, next));
    }
    return learners;
  }

  /** Of one run: mean |π_9 − exact π_9| over agents, states and actions, and share of tiny π_9. */
  private record Distance(double mean, double tiny) {}

  private static Distance distance(
      String family, TemporalDifferences rule, int episodes, int seed) {
    GridGame game = ReferenceFiles.game(family);
    SoftPolicyIteration learners =
        new SoftPolicyIteration(
            game,
            TransitionTable.of(game),
            ReferenceFiles.ALPHA,
            ReferenceFiles.GAMMA,
            episodes,
            STEPS,
            new TdEvaluator(rule));
    JointPolicy policy = JointPolicy.uniform(game);
    for (int h = 0; h < STAGES; h++) {
      policy =
          SoftPolicyIteration.improve(
              SoftPolicyIteration.logits(
                  learners
                      .stage(policy, SeedTree.root(seed).child(family).child(h), steps -> {})
                      .expectedQ(),
                  ReferenceFiles.ALPHA),
              ReferenceFiles.ACTIONS);
    }
    JointPolicy exact = ReferenceFiles.exactPolicies(family).get(STAGES);
    double sum = 0;
    int tiny = 0;
    int entries = ReferenceFiles.STATES * ReferenceFiles.ACTIONS;
    for (int agent = 0; agent < 2; agent++) {
      double[] learned = policy.agent(agent).probabilities();
      double[] wanted = exact.agent(agent).probabilities();
      for (int k = 0; k < entries; k++) {
        sum += Math.abs(learned[k] - wanted[k]);
        tiny += learned[k] < NEXT_TO_NOTHING ? 1 : 0;
      }
    }
    return new Distance(sum / (2 * entries), tiny / (2.0 * entries));
  }

  @Test
  void distancesFromExactLearners() throws IOException {
    List<String> table = new ArrayList<>();
    table.add(
        "| learner | homogeneous, 3000 × 1000 | 100 × 1000 | heterogeneous, 3000 × 1000"
            + " | 100 × 1000 |");
    table.add("|---|---|---|---|---|");
    learners()
        .forEach(
            (name, rule) -> {
              StringBuilder row = new StringBuilder("| " + name);
              for (String family : List.of("homogeneous", "heterogeneous")) {
                for (int episodes : EPISODES) {
                  row.append(" | ").append(cell(family, rule, episodes));
                }
              }
              table.add(row.append(" |").toString());
            });
    Files.createDirectories(Path.of("target"));
    Files.write(Path.of("target/learner_distances.md"), table);
  }

  /** Mean over seeds, least and largest, and the percentage of tiny probabilities. */
  private static String cell(String family, TemporalDifferences rule, int episodes) {
    double mean = 0;
    double tiny = 0;
    double least = Double.MAX_VALUE;
    double largest = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      Distance distance = distance(family, rule, episodes, seed);
      mean += distance.mean() / SEEDS;
      tiny += distance.tiny() / SEEDS;
      least = Math.min(least, distance.mean());
      largest = Math.max(largest, distance.mean());
    }
    return String.format(
        Locale.ROOT, "%.4f (%.4f–%.4f), %.1f %%", mean, least, largest, 100 * tiny);
  }
}
