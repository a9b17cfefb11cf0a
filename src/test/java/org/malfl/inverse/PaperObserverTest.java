package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.malfl.core.SeedTree;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;
import org.malfl.learners.LearnerModel;
import org.malfl.metrics.RewardScore;
import org.malfl.reference.ReferenceFiles;

class PaperObserverTest {
  private static final LearnerModel LEARNER =
      new LearnerModel(ReferenceFiles.ALPHA, ReferenceFiles.GAMMA);

  private static JointRewardRecovery.Outcome recover(
      GridGame game, int agent, List<JointPolicy> policies, int pairs) {
    TransitionTable transitions = TransitionTable.of(game);
    List<double[]> targets = new ArrayList<>();
    for (int h = 0; h < pairs; h++) {
      targets.add(
          ImprovementTarget.of(agent, transitions, LEARNER, policies.get(h), policies.get(h + 1)));
    }
    return new JointRewardRecovery(0.01, 1000)
        .recover(agent, transitions, LEARNER.gamma(), policies.subList(0, pairs), targets);
  }

  @ParameterizedTest
  @CsvSource({
    "homogeneous, 0, 9", "homogeneous, 1, 9", "heterogeneous, 0, 9", "heterogeneous, 1, 9",
    "homogeneous, 0, 10", "homogeneous, 1, 10", "heterogeneous, 0, 10", "heterogeneous, 1, 10"
  })
  void exactPoliciesGiveTheReferenceScoresAndLosses(String family, int agent, int pairs) {
    GridGame game = ReferenceFiles.game(family);
    JointRewardRecovery.Outcome outcome =
        recover(game, agent, ReferenceFiles.exactPolicies(family), pairs);
    RewardScore score = RewardScore.of(outcome.recovered().bare(25), game.rewards(agent));
    String[] expected =
        ReferenceFiles.rows("paper_estimator_exact.csv").stream()
            .filter(row -> row[0].equals(family) && row[1].equals("" + agent))
            .filter(row -> row[2].equals("" + pairs))
            .findFirst()
            .orElseThrow();
    assertEquals(Double.parseDouble(expected[3]), score.pearson().value().orElseThrow(), 1e-6);
    assertEquals(Double.parseDouble(expected[5]), score.spearman().value().orElseThrow(), 1e-6);
    double last = Double.parseDouble(expected[6]);
    double first = Double.parseDouble(expected[7]);
    assertEquals(1001, outcome.losses().length);
    assertEquals(first, outcome.losses()[0], 1e-6 * first);
    assertEquals(last, outcome.losses()[1000], 1e-6 * last);
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 0", "homogeneous, 1", "heterogeneous, 0", "heterogeneous, 1"})
  void exactPoliciesGiveTheReferenceRewardEntryByEntry(String family, int agent) {
    double[] recovered =
        recover(ReferenceFiles.game(family), agent, ReferenceFiles.exactPolicies(family), 9)
            .recovered()
            .reward();
    List<String[]> expected =
        ReferenceFiles.rows("paper_reward_exact_" + family + "_agent" + agent + ".csv");
    for (int state = 0; state < 81; state++) {
      for (int jointAction = 0; jointAction < 25; jointAction++) {
        assertEquals(
            Double.parseDouble(expected.get(state)[jointAction]),
            recovered[state * 25 + jointAction],
            1e-6);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"homogeneous", "heterogeneous"})
  void exactPoliciesGiveTheReferenceCrossCorrelation(String family) {
    for (int agent = 0; agent < 2; agent++) {
      double[] bare =
          recover(ReferenceFiles.game(family), agent, ReferenceFiles.exactPolicies(family), 9)
              .recovered()
              .bare(25);
      for (String[] row : ReferenceFiles.rows("paper_cross_table_exact.csv")) {
        if (row[0].equals(family) && row[2].equals("" + agent)) {
          RewardScore score = RewardScore.of(bare, ReferenceFiles.game(row[1]).rewards(agent));
          assertEquals(Double.parseDouble(row[3]), score.pearson().value().orElseThrow(), 1e-6);
          assertEquals(Double.parseDouble(row[4]), score.spearman().value().orElseThrow(), 1e-6);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 0", "homogeneous, 1", "heterogeneous, 0", "heterogeneous, 1"})
  void smallDatasetGivesTheReferenceReward(String family, int agent) {
    GridGame game = ReferenceFiles.game(family);
    List<JointPolicy> estimates = new ArrayList<>();
    for (var observations : ReferenceFiles.smallDataset(family)) {
      estimates.add(
          new SmoothedCounts(0.5).estimate(VisitCounts.of(observations, game), SeedTree.root(0)));
    }
    JointRewardRecovery.Outcome outcome = recover(game, agent, estimates, 9);
    double[] bare = outcome.recovered().bare(25);

    double[] expected =
        ReferenceFiles.rows("recovered_" + family + "_50x100.csv").stream()
            .filter(row -> row[0].equals("" + agent))
            .mapToDouble(row -> Double.parseDouble(row[3]))
            .toArray();
    for (int state = 0; state < 81; state++) {
      assertEquals(expected[state], bare[state], 1e-6 * Math.max(1, Math.abs(expected[state])));
    }
    String[] scores =
        ReferenceFiles.rows("scores_" + family + "_50x100.csv").stream()
            .filter(row -> row[0].equals("" + agent))
            .findFirst()
            .orElseThrow();
    RewardScore score = RewardScore.of(bare, game.rewards(agent));
    assertEquals(Double.parseDouble(scores[2]), score.pearson().value().orElseThrow(), 1e-6);
    assertEquals(Double.parseDouble(scores[3]), score.spearman().value().orElseThrow(), 1e-6);
    assertEquals(Double.parseDouble(scores[4]), score.slope().value().orElseThrow(), 1e-6);
    assertEquals(Double.parseDouble(scores[5]), score.rmse().value().orElseThrow(), 1.5e-6);
    double objective = Double.parseDouble(scores[6]);
    assertEquals(objective, outcome.losses()[1000], 1e-6 * objective);
  }
}
