package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.core.SeedTree;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.reference.ReferenceFiles;

class ReplayMapTest {
  private static final LearnerModel LEARNER =
      new LearnerModel(ReferenceFiles.ALPHA, ReferenceFiles.GAMMA);

  @ParameterizedTest
  @CsvSource({"homogeneous,0", "homogeneous,1", "heterogeneous,0", "heterogeneous,1"})
  void mapsOfTheSmallDatasetAreTheReferences(String family, int agent) {
    Observations dataset = ReferenceFiles.smallDataset(family).get(3);
    TransitionTable transitions = TransitionTable.of(ReferenceFiles.game(family));
    JointPolicy policy =
        new SmoothedCounts(0.5)
            .estimate(
                VisitCounts.of(dataset, ReferenceFiles.game(family)), SeedTree.root(0).child("x"));
    AffineQ map =
        ReplayMap.of(
            agent,
            transitions,
            LEARNER,
            new UpdateRule.TemporalDifferences(new StepSize.Constant(0.1)),
            policy,
            dataset,
            RewardClass.STATE);
    List<String[]> rows =
        ReferenceFiles.rows("replay_map_stage3_agent" + agent + "_" + family + "_50x100.csv");
    for (String[] row : rows.subList(1, rows.size())) {
      int entry = Integer.parseInt(row[0]) * 5 + Integer.parseInt(row[1]);
      double sum = 0;
      int largest = -1;
      double most = 0;
      for (int k = 0; k < 81; k++) {
        double coefficient = map.coefficients()[entry * 81 + k];
        sum += coefficient;
        if (coefficient > most) {
          most = coefficient;
          largest = k;
        }
      }
      assertEquals(Double.parseDouble(row[2]), map.constants()[entry], 1e-9);
      assertEquals(Double.parseDouble(row[3]), sum, 1e-9);
      assertEquals(Double.parseDouble(row[4]), most, 1e-9);
      assertEquals(Integer.parseInt(row[5]), largest);
    }
  }
}
