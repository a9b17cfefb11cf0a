package org.malfl.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.StoreReader;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.SmallImitation;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.RunListener;

/**
 * Studies of imitation that somebody changed who mended all hashes and keys, and, if thorough, made
 * everything again that follows. Nothing in them is random beyond its named streams, so whatever
 * was changed does not follow from its inputs any more.
 */
class ImitationForgeriesTest {
  private static final RunListener NOBODY = new RunListener() {};
  private static final String EXPERTS = "expert_type: [noisy, all_AA]";
  private static final String GAMES = "random_games: 2";

  private static Path coordination;
  private static Path zeroSum;

  @BeforeAll
  static void run() throws IOException {
    coordination = RunFolder.inMemory();
    SmallImitation.run(honest(false, ""), coordination, 2);
    zeroSum = RunFolder.inMemory();
    SmallImitation.run(honest(true, ""), zeroSum, 2);
  }

  @AfterAll
  static void remove() throws IOException {
    RunFolder.delete(coordination);
    RunFolder.delete(zeroSum);
  }

  private static Experiment honest(boolean zeroSum, String claim) {
    return zeroSum
        ? SmallImitation.zeroSum(GAMES + "\n" + claim, SmallImitation.SVG)
        : SmallImitation.coordination(EXPERTS + "\n" + claim, SmallImitation.SVG);
  }

  private static Verdict derive(Path folder) {
    StoreReader store = new StoreReader(folder);
    Verdict verdict = HashAudit.of(store);
    assertTrue(verdict.passed(), () -> "hashes were not mended: " + verdict.findings());
    DeriveAudit.addTo(verdict, store, 2, NOBODY);
    return verdict;
  }

  private static boolean passesRerun(Path folder) throws IOException {
    StoreReader store = new StoreReader(folder);
    Verdict verdict = HashAudit.of(store);
    Path scratch = RunFolder.inMemory();
    RerunAudit.addTo(verdict, store, scratch, 2, NOBODY);
    RunFolder.delete(scratch);
    return verdict.passed();
  }

  @Test
  void nothingIsFoundInHonestRuns() throws IOException {
    for (Path run : List.of(coordination, zeroSum)) {
      assertEquals(List.of(), derive(run).findings());
      assertTrue(passesRerun(run));
    }
  }

  private static void assertFound(
      boolean ofZeroSum, boolean thorough, String claim, String place, Consumer<ForgedRun> change)
      throws IOException {
    ForgedRun forged =
        new ForgedRun(ofZeroSum ? zeroSum : coordination, thorough, honest(ofZeroSum, claim));
    change.accept(forged);
    Path folder = RunFolder.inMemory();
    forged.write(folder);
    List<Verdict.Finding> findings = derive(folder).findings();
    assertTrue(
        findings.stream().anyMatch(finding -> finding.place().startsWith(place)),
        () -> place + " is not among " + findings);
    assertFalse(passesRerun(folder), "not found by a rerun");
    RunFolder.delete(folder);
  }

  /** Exchanges two elements, so that policies stay policies and data stay data. */
  private static void exchange(ForgedRun run, String path, int one, int other) {
    NpyArray array = run.array(path);
    if (array.type() == NpyArray.Type.FLOAT64) {
      double[] values = array.float64(path, array.size());
      double kept = values[one];
      values[one] = values[other];
      values[other] = kept;
      assertFalse(values[one] == values[other], path + " would be as before");
      run.put(path, values);
    } else {
      long[] values = array.int64(path, array.size());
      values[one] = values[other];
      run.put(path, NpyArray.of(values, array.shape()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, experts/noisy/joint_actions.npy, 0, 999",
    "false, training/noisy/beta_0.0/seed_1/policy.npy, 0, 1",
    "false, training/all_AA/beta_0.5/seed_2/policy.npy, 2, 3",
    "false, training/all_AA/beta_0.5/seed_2/discriminator.npy, 0, 1",
    "true, expert/samples.npy, 0, 1",
    "true, magail/seed_2/policies.npy, 42, 43",
    "true, magail/seed_2/policies.npy, 129, 130",
    "true, magail/seed_1/expert_queries.npy, 1, 2",
    "true, bc/seed_1/policies.npy, 42, 44",
    "true, best-response-queries/seed_1/policies.npy, 3, 4",
    "true, random-queries/seed_1/expert_queries.npy, 2, 1",
    "true, random_games/game_000/payoffs.npy, 0, 1",
    "true, random_games/game_001/payoffs.npy, 14, 15",
    "true, random_games/game_001/policies.npy, 40, 41"
  })
  void arraysThatWereChangedDoNotFollowHoweverThoroughTheForger(
      boolean ofZeroSum, String path, int one, int other) throws IOException {
    for (boolean thorough : new boolean[] {false, true}) {
      assertFound(ofZeroSum, thorough, "", path, run -> exchange(run, path, one, other));
    }
  }

  @Test
  void aGameThatIsAnotherOneDoesNotFollow() throws IOException {
    String path = "random_games/game_000/successors.npy";
    assertFound(
        true,
        true,
        "",
        path,
        run -> {
          long[] states = run.array(path).int64(path, run.array(path).size());
          states[3] = (states[3] + 1) % 4;
          run.put(path, NpyArray.of(states, run.array(path).shape()));
        });
  }

  /** What no stage could have written is found, and not a reason to give up. */
  @Test
  void arraysThatCannotBeReadAsWhatTheyAreAreFindings() throws IOException {
    String samples = "expert/samples.npy";
    String states = "random_games/game_000/successors.npy";
    String policy = "training/noisy/beta_0.0/seed_1/policy.npy";
    for (long wrong : new long[] {-1, 63, 1L << 40}) {
      for (String path : List.of(samples, states)) {
        assertFound(
            true,
            false,
            "",
            path,
            run -> {
              long[] rows = run.array(path).int64(path, run.array(path).size());
              rows[0] = wrong;
              run.put(path, NpyArray.of(rows, run.array(path).shape()));
            });
      }
    }
    for (double wrong : new double[] {Double.NaN, -0.5, 7}) {
      assertFound(
          false,
          false,
          "",
          policy,
          run -> {
            double[] values = run.numbers(policy);
            values[0] = wrong;
            run.put(policy, values);
          });
    }
    assertFound(
        false, false, "", policy, run -> run.put(policy, NpyArray.of(new double[2], 1, 1, 2)));
  }

  @ParameterizedTest
  @CsvSource({
    "false, experts/noisy/expert.json, distance\": 0, distance\": 1",
    "false, training/noisy/beta_0.0/seed_1/history.csv, '\n6,0', '\n6,1'",
    "false, scores/noisy/runs.csv, '0.0,1,0', '0.0,1,1'",
    "false, scores/noisy/seeds.csv, 'noisy,0.0,2', 'noisy,0.0,3'",
    "false, coordination.csv, 'noisy,0.0,1,0', 'noisy,0.0,1,1'",
    "false, coordination_seeds.csv, 'noisy,0.0,2', 'noisy,0.0,3'",
    "true, scores/exploitability.csv, 'magail,1,0,', 'magail,1,0,1'",
    "true, scores/final_policies.csv, 'magail,1,0,start,', 'magail,1,0,start,1'",
    "true, scores/bounds.csv, '7,4,', '7,3,'",
    "true, random_games/scores/random_games.csv, '0,bc,1,', '0,bc,1,1'",
    "true, exploitability.csv, 'magail,1,0,', 'magail,1,0,1'",
    "true, final_policies.csv, 'magail,1,0,start,', 'magail,1,0,start,1'",
    "true, bounds.csv, '7,4,', '7,3,'",
    "true, random_games.csv, '0,bc,1,', '0,bc,1,1'"
  })
  void numbersThatWereChangedDoNotFollow(boolean ofZeroSum, String path, String from, String to)
      throws IOException {
    for (boolean thorough : new boolean[] {false, true}) {
      assertFound(
          ofZeroSum,
          thorough,
          "",
          path,
          run -> {
            String honest = run.text(path);
            String forged = honest.replace(from, to);
            assertFalse(forged.equals(honest), () -> from + " is not in\n" + honest);
            run.put(path, forged);
          });
    }
  }

  @Test
  void picturesThatWereExchangedShowSomethingElse() throws IOException {
    assertFound(
        false,
        false,
        "",
        "pictures/noisy",
        run ->
            run.exchange(
                "pictures/noisy/t_noisy_js_distance.svg",
                "pictures/noisy/t_noisy_learning_stability.svg"));
    assertFound(
        true,
        false,
        "",
        "pictures",
        run ->
            run.exchange(
                "pictures/t_zero_sum_exploitability.svg", "pictures/t_zero_sum_policies.svg"));
  }

  @ParameterizedTest
  @CsvSource({
    "false, lr_disc: 0.02, training",
    "false, noise_level: 0.11, experts/noisy",
    "false, eval_episodes: 21, scores",
    "false, reward_style: gail, training",
    "true, gamma: 0.8, expert",
    "true, lr_policy: 0.02, magail",
    "true, bc_smoothing: 1, bc"
  })
  void settingsThatTheRunDidNotHaveDoNotFit(boolean ofZeroSum, String claim, String place)
      throws IOException {
    assertFound(ofZeroSum, true, claim, place, run -> {});
  }
}
