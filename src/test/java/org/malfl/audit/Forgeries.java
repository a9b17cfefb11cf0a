package org.malfl.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.malfl.audit.Forgery.Found;
import org.malfl.experiments.Family;
import org.malfl.games.JointIndex;
import org.malfl.games.JointPolicy;
import org.malfl.io.NpyArray;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.softpi.TdEvaluator;

/** Kinds of forgery of a run of three stages, one family and two agents. */
record Forgeries(Family family) {
  private static final String LFL = "homogeneous/ma_lfl/";
  private static final String SPI = "homogeneous/ma_spi/";
  private static final String SCORES = "homogeneous/evaluation/paper/";
  private static final String OBSERVATIONS = "homogeneous/evaluation/observations/";
  private static final String RECOVERED = LFL + "recovery/paper/pairs_02/";
  private static final String REPLAY = LFL + "recovery/replay/";

  List<Forgery> all() {
    List<Forgery> all = new ArrayList<>();
    all.addAll(resultsAndScores());
    all.addAll(observer());
    all.addAll(learnersExactly());
    all.addAll(datasets());
    all.addAll(expectedQ());
    all.addAll(claims());
    return all;
  }

  /** The smallest change of one element. */
  private static Forgery.Change nudge(String path) {
    return (run, size) -> {
      double[] values = run.numbers(path);
      values[values.length / 2] = Math.nextUp(values[values.length / 2]);
      run.put(path, values);
    };
  }

  /** Writes another last digit into the first number with many of them. */
  private static Forgery.Change digit(String path) {
    return (run, size) -> {
      String text = run.text(path);
      java.util.regex.Matcher number =
          java.util.regex.Pattern.compile("\\d\\.\\d{8,}").matcher(text);
      if (!number.find()) {
        throw new IllegalStateException("no number in " + path);
      }
      int last = number.end() - 1;
      char other = text.charAt(last) == '1' ? '2' : '1';
      run.put(path, text.substring(0, last) + other + text.substring(last + 1));
    };
  }

  private static Forgery.Change halve(String path) {
    return (run, size) ->
        run.put(path, Arrays.stream(run.numbers(path)).map(value -> value / 2).toArray());
  }

  private static Forgery.Change swapAgents(String path) {
    return (run, size) -> {
      double[] values = run.numbers(path);
      double[] swapped = new double[values.length];
      int half = values.length / 2;
      System.arraycopy(values, half, swapped, 0, half);
      System.arraycopy(values, 0, swapped, half, half);
      run.put(path, swapped);
    };
  }

  private static List<Forgery> resultsAndScores() {
    return List.of(
        Forgery.exact("a digit in summary.json", digit("summary.json")),
        Forgery.exact("a digit in cross_correlation.csv", digit("cross_correlation.csv")),
        Forgery.exact(
            "a digit in cross_correlation_paper.csv", digit("cross_correlation_paper.csv")),
        Forgery.exact("a digit in table1.csv", digit("table1.csv")),
        Forgery.thorough("a digit in the scores", digit(SCORES + "metrics_bare.json")),
        Forgery.thorough("a digit in the trend", digit(SCORES + "trend.csv")),
        Forgery.thorough("true reward nudged by one ulp", nudge(SCORES + "true_reward.npy")),
        Forgery.thorough(
            "true reward put in for the recovered one",
            (run, size) ->
                run.put(SCORES + "reward_bare.npy", run.numbers(SCORES + "true_reward.npy"))),
        Forgery.thorough("a digit in the coverage", digit(OBSERVATIONS + "observations.json")),
        Forgery.exact(
            "coverage of an agent that there is not",
            (run, size) ->
                run.put(
                    OBSERVATIONS + "observations.json",
                    run.text(OBSERVATIONS + "observations.json")
                        .replaceFirst("\"agent\": 1", "\"agent\": 99"))),
        Forgery.exact(
            "a digit in the change of policies", digit(OBSERVATIONS + "policy_change.csv")));
  }

  private static List<Forgery> observer() {
    return List.of(
        Forgery.thorough(
            "recovered reward nudged by one ulp", nudge(RECOVERED + "agent_0/reward.npy")),
        Forgery.thorough(
            "recovered rewards of two agents exchanged",
            (run, size) ->
                run.exchange(RECOVERED + "agent_0/reward.npy", RECOVERED + "agent_1/reward.npy")),
        Forgery.exact("potentials nudged by one ulp", nudge(RECOVERED + "agent_0/potentials.npy")),
        Forgery.exact("a digit in the loss", digit(RECOVERED + "agent_1/loss.csv")),
        Forgery.thorough(
            "replayed Q nudged by one ulp", nudge(REPLAY + "maps/agent_0/stage_00/q_map.npy")),
        Forgery.thorough(
            "variances of replayed Q halved",
            halve(REPLAY + "maps/agent_0/stage_01/q_variances.npy")),
        Forgery.thorough(
            "claimed standard deviations halved", halve(REPLAY + "pairs_02/agent_0/reward_sd.npy")),
        Forgery.thorough(
            "a joint state taken out of the scores",
            (run, size) -> {
              String path = REPLAY + "pairs_02/agent_1/mask.npy";
              byte[] mask = run.file(path);
              mask[mask.length - 1] ^= 1;
              run.put(path, mask);
            }),
        Forgery.exact(
            "a digit in the evidence of priors", digit(REPLAY + "pairs_02/agent_1/priors.csv")),
        Forgery.thorough(
            "estimated policies of two stages exchanged",
            (run, size) ->
                run.exchange(
                    LFL + "policy_estimation/paper/stage_01/policy.npy",
                    LFL + "policy_estimation/paper/stage_02/policy.npy")),
        Forgery.thorough(
            "estimated policies of two agents exchanged",
            swapAgents(LFL + "policy_estimation/paper/stage_01/policy.npy")),
        Forgery.thorough(
            "targets nudged by one ulp", nudge(LFL + "targets/paper/pair_00/target.npy")),
        Forgery.thorough(
            "targets of two pairs exchanged",
            (run, size) ->
                run.exchange(
                    LFL + "targets/paper/pair_00/target.npy",
                    LFL + "targets/paper/pair_01/target.npy")));
  }

  private static List<Forgery> learnersExactly() {
    return List.of(
        Forgery.exact("learners' policy nudged by one ulp", nudge(SPI + "stage_01/policy.npy")),
        Forgery.thorough(
            "learners' logits nudged by one ulp", nudge(SPI + "stage_01/policy_logits.npy")),
        Forgery.thorough("final policy nudged by one ulp", nudge(SPI + "final_policy/policy.npy")),
        Forgery.thorough(
            "one visit moved to another joint action",
            (run, size) -> {
              String path = SPI + "stage_01/counts.npy";
              long[] counts = run.array(path).int64(path, 81 * 25);
              counts[0]--;
              counts[1]++;
              run.put(path, NpyArray.of(counts, 81, 25));
            }),
        Forgery.thorough(
            "counts of two stages exchanged",
            (run, size) -> run.exchange(SPI + "stage_01/counts.npy", SPI + "stage_02/counts.npy")));
  }

  private ForgedPlay play(ForgedRun run, int h) {
    return new ForgedPlay(family, run, h);
  }

  private int stepsOfEpisode() {
    return family.settings().maspi().episodeLength();
  }

  private int episodes() {
    return family.settings().maspi().episodes();
  }

  /** Policies with probabilities ∝ π^power, for agent 0 in some joint states. */
  private static JointPolicy sharpened(JointPolicy policy, double power, boolean everywhere) {
    List<double[]> tables = policy.probabilities();
    double[] table = tables.get(0);
    for (int first = 0; first < (everywhere ? table.length : 5); first += 5) {
      double sum = 0;
      for (int k = first; k < first + 5; k++) {
        table[k] = Math.pow(table[k], power);
        sum += table[k];
      }
      for (int k = first; k < first + 5; k++) {
        table[k] /= sum;
      }
    }
    return JointPolicy.ofProbabilities(List.of(table, tables.get(1)), 5);
  }

  private List<Forgery> datasets() {
    return List.of(
        Forgery.thorough(
            "one action of a dataset changed",
            (run, size) -> {
              byte[] entries = play(run, 1).entries();
              entries[101] = (byte) ((entries[101] + 1) % 25);
              entries[100] = (byte) ((entries[100] + 1) % 81);
              play(run, 1).put(entries);
            }),
        Forgery.thorough(
            "an episode that starts elsewhere",
            (run, size) -> {
              byte[] entries = play(run, 1).entries();
              System.arraycopy(entries, 2, entries, 0, 2 * stepsOfEpisode() - 2);
              play(run, 1).put(entries);
            }),
        Forgery.thorough(
            "one episode played twice",
            (run, size) -> {
              byte[] entries = play(run, 1).entries();
              System.arraycopy(entries, 0, entries, 14 * stepsOfEpisode(), 2 * stepsOfEpisode());
              play(run, 1).put(entries);
            }),
        Forgery.sized(
            "dataset played by π^(1+size) of one agent, renormalised",
            (run, size) ->
                play(run, 1)
                    .put(play(run, 1).play(sharpened(play(run, 1).policy(), 1 + size, true))),
            0.005,
            0.01,
            0.02,
            0.05,
            0.1,
            0.2),
        Forgery.sized(
            "the same in one joint state only",
            (run, size) ->
                play(run, 1)
                    .put(play(run, 1).play(sharpened(play(run, 1).policy(), 1 + size, false))),
            0.02,
            0.05,
            0.1,
            0.2,
            0.5,
            3),
        Forgery.sized(
            "a share of the episodes played by uniform policies",
            (run, size) -> {
              byte[] entries = play(run, 1).entries();
              byte[] uniform = play(run, 1).play(JointPolicy.uniform(family.game()));
              int length = 2 * stepsOfEpisode() * (int) (size * episodes());
              System.arraycopy(uniform, 0, entries, 0, length);
              play(run, 1).put(entries);
            },
            0.01,
            0.02,
            0.05,
            0.1,
            0.2,
            0.5),
        Forgery.thorough(
            "two agents of a dataset exchanged",
            (run, size) -> {
              byte[] entries = play(run, 1).entries();
              JointIndex cells = new JointIndex(9, 2);
              JointIndex actions = new JointIndex(5, 2);
              for (int k = 0; k < entries.length; k += 2) {
                entries[k] =
                    (byte) cells.of(cells.component(entries[k], 1), cells.component(entries[k], 0));
                entries[k + 1] =
                    (byte)
                        actions.of(
                            actions.component(entries[k + 1], 1),
                            actions.component(entries[k + 1], 0));
              }
              play(run, 1).put(entries);
            }),
        Forgery.thorough(
            "datasets of two stages exchanged",
            (run, size) -> {
              byte[] first = play(run, 1).entries();
              byte[] second = play(run, 2).entries();
              play(run, 1).put(second);
              play(run, 2).put(first);
            }),
        Forgery.possible(
            "a dataset of another seed, all else made again",
            (run, size) -> play(run, 1).put(play(run, 1).play(play(run, 1).policy()))));
  }

  private Forgery.Change q(java.util.function.BiConsumer<double[], Double> change) {
    return (run, size) -> {
      double[] values = run.numbers(SPI + "stage_01/expected_q.npy");
      change.accept(values, size);
      run.put(SPI + "stage_01/expected_q.npy", values);
    };
  }

  private List<Forgery> expectedQ() {
    return List.of(
        Forgery.thorough(
            "largest of all numbers in expected Q of the last stage",
            (run, size) -> {
              double[] values = run.numbers(SPI + "stage_02/expected_q.npy");
              values[7] = Double.MAX_VALUE;
              run.put(SPI + "stage_02/expected_q.npy", values);
            }),
        Forgery.sized(
            "one entry of expected Q moved",
            q((values, size) -> values[7] += size),
            0.2,
            0.5,
            1,
            2,
            5,
            50),
        Forgery.sized(
            "all of expected Q moved",
            q((values, size) -> Arrays.setAll(values, k -> values[k] + size)),
            0.02,
            0.05,
            0.1,
            0.2,
            0.5,
            1),
        Forgery.sized(
            "expected Q multiplied by 1 + size",
            q((values, size) -> Arrays.setAll(values, k -> values[k] * (1 + size))),
            0.002,
            0.005,
            0.01,
            0.02,
            0.05,
            0.1),
        Forgery.sized(
            "expected Q of TD with a step size of 0.1·(1 + size)",
            (run, size) ->
                play(run, 1)
                    .putTd(
                        family,
                        new TdEvaluator(
                            new UpdateRule.TemporalDifferences(
                                new StepSize.Constant(0.1 * (1 + size))))),
            0.1,
            0.5,
            1,
            3,
            7),
        Forgery.thorough(
            "expected Q of TD that expects next actions in place of drawing them",
            (run, size) ->
                play(run, 1)
                    .putTd(
                        family,
                        new TdEvaluator(
                            new UpdateRule.TemporalDifferences(
                                new StepSize.Constant(0.1),
                                UpdateRule.Averaging.NONE,
                                UpdateRule.NextAction.EXPECTED)))),
        Forgery.thorough(
            "expected Q of TD on the rewards of another family",
            (run, size) ->
                play(run, 1)
                    .putTd(
                        Family.of("heterogeneous", family.settings()),
                        family.settings().maspi().evaluator())),
        Forgery.thorough(
            "expected Q of two agents exchanged", swapAgents(SPI + "stage_01/expected_q.npy")),
        Forgery.thorough(
            "expected Q of two stages exchanged",
            (run, size) ->
                run.exchange(SPI + "stage_01/expected_q.npy", SPI + "stage_02/expected_q.npy")),
        Forgery.exact(
            "a TD error below zero",
            (run, size) ->
                run.put(
                    SPI + "stage_01/td_error.csv",
                    run.text(SPI + "stage_01/td_error.csv").replaceFirst("\n0,(.*),", "\n0,$1,-"))),
        Forgery.possible("a digit in the TD errors", digit(SPI + "stage_01/td_error.csv")));
  }

  private static List<Forgery> claims() {
    return List.of(
        Forgery.claim("another seed claimed", Found.DERIVE, "seed: 3"),
        Forgery.claim("another temperature claimed", Found.DERIVE, "alpha: 3.0000001"),
        Forgery.claim("another discount claimed", Found.DERIVE, "gamma: 0.9000001"),
        Forgery.claim(
            "other rewards claimed",
            Found.DERIVE,
            "environment.families: {homogeneous: [{goal: -1, others: 0.99}, {goal: -1, others: 1}],"
                + " heterogeneous: [{goal: -1, others: -1}, {goal: -1, others: 1}]}"),
        Forgery.claim("expected next actions claimed", Found.DERIVE, "maspi.next_action: expected"),
        Forgery.claim("more epochs claimed", Found.DERIVE, "optimization.paper.epochs: 51"));
  }
}
