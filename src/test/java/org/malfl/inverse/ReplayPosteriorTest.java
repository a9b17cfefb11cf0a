package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.core.SeedTree;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.reference.ReferenceFiles;

class ReplayPosteriorTest {
  private static final LearnerModel LEARNER =
      new LearnerModel(ReferenceFiles.ALPHA, ReferenceFiles.GAMMA);

  private static ActionLikelihood likelihood(String family, int agent) {
    return new ActionLikelihood(pairs(family, agent), ReferenceFiles.ALPHA, 1e-3);
  }

  private static List<PairEvidence> pairs(String family, int agent) {
    GridGame game = ReferenceFiles.game(family);
    TransitionTable transitions = TransitionTable.of(game);
    List<Observations> datasets = ReferenceFiles.smallDataset(family);
    List<PairEvidence> pairs = new ArrayList<>();
    for (int h = 0; h < 9; h++) {
      JointPolicy policy =
          new SmoothedCounts(0.5)
              .estimate(VisitCounts.of(datasets.get(h), game), SeedTree.root(0).child("unused"));
      AffineQ map =
          ReplayMap.of(
              agent,
              transitions,
              LEARNER,
              new UpdateRule.TemporalDifferences(new StepSize.Constant(0.1)),
              policy,
              datasets.get(h),
              RewardClass.STATE);
      pairs.add(
          new PairEvidence(map, VisitCounts.of(datasets.get(h + 1), game).ownActions(agent), 5));
    }
    return pairs;
  }

  /** Wherever the search begins. */
  @ParameterizedTest
  @CsvSource({"homogeneous,1", "heterogeneous,0"})
  void underOnePriorAloneTheMostProbableRewardIsTheReference(String family, int agent) {
    double[][] coordinates = new double[81][];
    double[] start = new double[81];
    for (int s = 0; s < 81; s++) {
      coordinates[s] = ReferenceFiles.game(family).coordinates(s);
      start[s] = s % 7 - 3;
    }
    RewardPriors.SmoothPrior prior =
        new RewardPriors.SmoothPrior(SmoothKernel.SQUARED_EXPONENTIAL, 10, 2);
    RewardPriors priors = RewardPriors.smooth(coordinates, 1, prior);
    double[] reward =
        new ReplayRecovery(LEARNER, 1e-3, priors)
            .mostProbable(pairs(family, agent), priors.candidates().get(0).prior(), start);
    for (String[] row : ReferenceFiles.rows("recovered_smooth_" + family + "_50x100.csv")) {
      if (row[0].equals("" + agent)) {
        double expected = Double.parseDouble(row[2]);
        assertEquals(
            expected, reward[Integer.parseInt(row[1])], 1e-6 * Math.max(1, Math.abs(expected)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"homogeneous,0", "homogeneous,1", "heterogeneous,0", "heterogeneous,1"})
  void ridgeOnTheSmallDatasetIsTheReference(String family, int agent) {
    RewardPosterior posterior =
        RewardPosterior.of(
            likelihood(family, agent), GaussianPrior.ridge(81, 1, 1e-9), new double[81]);
    double[] reward = posterior.centred();
    for (String[] row : ReferenceFiles.rows("recovered_" + family + "_50x100.csv")) {
      if (row[0].equals("" + agent) && row[1].equals("replay")) {
        double expected = Double.parseDouble(row[3]);
        assertEquals(
            expected, reward[Integer.parseInt(row[2])], 1e-6 * Math.max(1, Math.abs(expected)));
      }
    }
    for (String[] row : ReferenceFiles.rows("scores_" + family + "_50x100.csv")) {
      if (row[0].equals("" + agent) && row[1].equals("replay")) {
        double expected = Double.parseDouble(row[6]);
        assertEquals(expected, posterior.objective(), 1e-6 * expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"homogeneous,0", "homogeneous,1", "heterogeneous,0", "heterogeneous,1"})
  void smoothOnTheSmallDatasetIsTheReference(String family, int agent) {
    double[][] coordinates = new double[81][];
    for (int s = 0; s < 81; s++) {
      coordinates[s] = ReferenceFiles.game(family).coordinates(s);
    }
    double[] covariance = SmoothKernel.SQUARED_EXPONENTIAL.matrix(coordinates, 2);
    for (int k = 0; k < covariance.length; k++) {
      covariance[k] = 10 * (covariance[k] + (k % 82 == 0 ? 1e-3 : 0)) + 100;
    }
    RewardPosterior posterior =
        RewardPosterior.of(
            likelihood(family, agent), GaussianPrior.ofCovariance(covariance, 81), new double[81]);
    double[] reward = posterior.centred();
    double[] deviations = posterior.deviations();
    for (String[] row : ReferenceFiles.rows("recovered_smooth_" + family + "_50x100.csv")) {
      if (row[0].equals("" + agent)) {
        int state = Integer.parseInt(row[1]);
        double expected = Double.parseDouble(row[2]);
        assertEquals(expected, reward[state], 1e-6 * Math.max(1, Math.abs(expected)));
        assertEquals(Double.parseDouble(row[3]), deviations[state], 1e-6);
      }
    }
    for (String[] row : ReferenceFiles.rows("scores_smooth_" + family + "_50x100.csv")) {
      if (row[0].equals("" + agent)) {
        double expected = Double.parseDouble(row[5]);
        assertEquals(expected, posterior.logEvidence(), 1e-6 * Math.abs(expected));
      }
    }
  }
}
