package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.malfl.core.RandomNumbers;
import org.malfl.core.SeedTree;
import org.malfl.games.Observations;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.UpdateRule;
import org.malfl.reference.ReferenceFiles;

class LearnerIdentificationTest {
  private static final LearnerModel LEARNER =
      new LearnerModel(ReferenceFiles.ALPHA, ReferenceFiles.GAMMA);

  private static ObservedStages stages(List<Observations> datasets) {
    return ObservedStages.of(ReferenceFiles.game("heterogeneous"), datasets);
  }

  private static LearnerIdentification.Outcome identified(UpdateRule rule) {
    return LearnerIdentification.of(
        stages(OtherLearners.run(rule, "heterogeneous", 4, 50, 100, 1)),
        LEARNER,
        OtherLearners.priors(),
        List.of(RuleFamily.of("constant step"), RuleFamily.of("power step")),
        steps -> {});
  }

  private static void assertFound(
      LearnerIdentification.Outcome outcome, String family, double parameter, String wrong) {
    LearnerIdentification.FamilyProfile best = outcome.best();
    assertEquals(family, best.family().name());
    assertTrue(best.profile().interval().orElseThrow().contains(parameter), best.toString());
    assertTrue(outcome.of(wrong).rejected(), outcome.of(wrong).toString());
    assertTrue(outcome.joint(outcome.gamma()).contains(ReferenceFiles.GAMMA));
  }

  @Test
  void aConstantStepIsFoundAndDecayingOnesAreRejected() {
    assertFound(identified(OtherLearners.constant(0.1)), "constant step", 0.1, "power step");
  }

  @Test
  void aDecayingStepIsFoundAndConstantOnesAreRejected() {
    assertFound(identified(OtherLearners.power(0.7)), "power step", 0.7, "constant step");
  }

  /** The reference's dataset, which no code of this repository made: a constant step of 0.1. */
  @Test
  void theReferencesLearnerIsFound() {
    LearnerIdentification.Outcome outcome =
        LearnerIdentification.of(
            stages(ReferenceFiles.smallDataset("heterogeneous")),
            LEARNER,
            OtherLearners.priors(),
            List.of(RuleFamily.of("constant step"), RuleFamily.of("power step")),
            steps -> {});
    assertFound(outcome, "constant step", 0.1, "power step");
  }

  @Test
  void intervalsEndWithTheRangeOfTheirParameter() {
    LearnerIdentification.Range range = new LearnerIdentification.Range(0, 0.999);
    LearnerIdentification.Point best =
        new LearnerIdentification.Point(0.8, new double[] {-10, -20});
    LearnerIdentification.Profile profile =
        new LearnerIdentification.Profile(
            List.of(best), best, Optional.of(new LearnerIdentification.Interval(0.6, 0.95, range)));
    LearnerIdentification.Outcome outcome =
        new LearnerIdentification.Outcome(
            List.of(),
            profile,
            0.8,
            stages(ReferenceFiles.smallDataset("heterogeneous").subList(0, 2)));
    LearnerIdentification.Interval joint = outcome.joint(profile);
    // 1/√(1 − 0.8²) = 5/3
    assertEquals(0.8 - 5 / 3.0 * 0.2, joint.lower(), 1e-12);
    assertEquals(0.999, joint.upper());
    assertFalse(joint.startsWithRange());
    assertTrue(joint.endsWithRange());
    assertFalse(profile.interval().orElseThrow().endsWithRange());
  }

  /** Six steps in each of two stages say next to nothing. */
  @Test
  void whatDataDoNotEndTheRangeEnds() {
    LearnerIdentification.Outcome outcome =
        LearnerIdentification.of(
            stages(OtherLearners.run(OtherLearners.constant(0.1), "heterogeneous", 2, 2, 3, 1)),
            LEARNER,
            OtherLearners.priors(),
            List.of(RuleFamily.of("constant step"), RuleFamily.of("power step")),
            steps -> {});
    for (String name : List.of("constant step", "power step")) {
      LearnerIdentification.Interval interval = outcome.of(name).profile().interval().orElseThrow();
      RuleFamily.Parameter parameter = RuleFamily.of(name).parameter().orElseThrow();
      assertEquals(parameter.least(), interval.lower(), name);
      assertEquals(parameter.most(), interval.upper(), name);
      assertTrue(interval.startsWithRange() && interval.endsWithRange(), name);
    }
    LearnerIdentification.Interval gamma = outcome.joint(outcome.gamma());
    assertEquals(new LearnerIdentification.Interval(0, 0.999, gamma.range()), gamma);
    assertTrue(gamma.startsWithRange() && gamma.endsWithRange());
  }

  /** α·c and c·R give the same policies, so priors that grow along leave the evidence as it is. */
  @Test
  void alphaAndTheRewardsUnitCannotBeToldApart() {
    ObservedStages stages =
        stages(OtherLearners.run(OtherLearners.constant(0.1), "heterogeneous", 3, 20, 100, 1));
    UpdateRule rule = OtherLearners.constant(0.1);
    double[] evidences = new double[2];
    for (int k = 0; k < 2; k++) {
      double scale = 1 + k;
      LearnerModel learner = new LearnerModel(3 * scale, 0.9);
      GaussianPrior prior = GaussianPrior.ridge(81, 1 / (scale * scale), 1e-9 / (scale * scale));
      RewardPriors priors =
          new RewardPriors(List.of(new RewardPriors.Candidate(Optional.empty(), prior)));
      evidences[k] = new RuleEvidence(stages, priors).of(0, learner, rule).logEvidence();
    }
    assertEquals(evidences[0], evidences[1], 1e-5);
  }

  @Test
  void simulatedLearnersHaveTheMeanOfTheMapAndTheVarianceOfTheUnseenDraws() {
    ObservedStages stages =
        stages(OtherLearners.run(OtherLearners.constant(0.1), "heterogeneous", 2, 5, 100, 1));
    UpdateRule.TemporalDifferences rule =
        (UpdateRule.TemporalDifferences) OtherLearners.constant(0.1);
    double[] reward = ReferenceFiles.game("heterogeneous").rewards(0);
    AffineQ map =
        ReplayMap.of(
            0,
            stages.transitions(),
            LEARNER,
            rule,
            stages.policies().get(0),
            stages.datasets().get(0),
            RewardClass.STATE);
    double[] variances =
        UnseenDraws.variances(
            0,
            stages.transitions(),
            LEARNER,
            rule,
            stages.policies().get(0),
            stages.datasets().get(0),
            RewardClass.STATE,
            reward);
    double[] expected = map.at(reward);
    double[] mean = new double[expected.length];
    double[] square = new double[expected.length];
    int runs = 4000;
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < runs; k++) {
      double[] q =
          SimulatedLearner.expectedQ(
              0,
              stages.transitions(),
              LEARNER,
              rule,
              stages.policies().get(0).agent(0),
              stages.datasets().get(0),
              reward,
              random);
      for (int entry = 0; entry < q.length; entry++) {
        mean[entry] += q[entry] / runs;
        square[entry] += (q[entry] - expected[entry]) * (q[entry] - expected[entry]) / runs;
      }
    }
    double ratio = 0;
    int noisy = 0;
    for (int entry = 0; entry < mean.length; entry++) {
      double deviation = Math.sqrt(variances[entry]);
      assertEquals(expected[entry], mean[entry], 1e-9 + 5 * deviation / Math.sqrt(runs));
      if (variances[entry] > 1e-6) {
        ratio += square[entry] / variances[entry];
        noisy++;
      }
    }
    assertEquals(1, ratio / noisy, 0.05);
  }

  @Test
  void multinomialCountsHaveTheirMeansAndVariances() {
    double[] probabilities = {0.5, 0.3, 0.15, 0.05, 0};
    SplittableRandom random = new SplittableRandom(3);
    for (long visits : new long[] {7, 5000}) {
      double[] mean = new double[5];
      double[] square = new double[5];
      int runs = 20_000;
      long[] drawn = new long[5];
      for (int k = 0; k < runs; k++) {
        RandomNumbers.multinomial(visits, probabilities, 0, 5, random, drawn);
        assertEquals(visits, Arrays.stream(drawn).sum());
        for (int a = 0; a < 5; a++) {
          double away = drawn[a] - visits * probabilities[a];
          mean[a] += away / runs;
          square[a] += away * away / runs;
        }
      }
      for (int a = 0; a < 5; a++) {
        double variance = visits * probabilities[a] * (1 - probabilities[a]);
        assertEquals(0, mean[a], 5 * Math.sqrt(variance / runs) + 1e-12);
        assertEquals(variance, square[a], 0.06 * variance + 1e-12);
      }
    }
  }

  @Test
  void gammaNumbersHaveTheirMeansAndVariances() {
    SplittableRandom random = new SplittableRandom(4);
    for (double shape : new double[] {0.05, 0.5, 1, 3, 400}) {
      double mean = 0;
      double square = 0;
      int runs = 40_000;
      for (int k = 0; k < runs; k++) {
        double away = RandomNumbers.gamma(shape, random) - shape;
        mean += away / runs;
        square += away * away / runs;
      }
      assertEquals(0, mean, 5 * Math.sqrt(shape / runs));
      // The fourth central moment is 3k² + 6k.
      assertEquals(shape, square, 5 * Math.sqrt((2 * shape * shape + 6 * shape) / runs));
    }
  }

  @Test
  void theHeldOutTestIsSilentAboutATrueRuleAndLoudAboutAWrongOne() {
    ObservedStages stages =
        stages(OtherLearners.run(OtherLearners.power(0.7), "heterogeneous", 5, 100, 100, 2));
    HeldOutImprovement right = test(stages, OtherLearners.power(0.7));
    assertFalse(right.alarm(), right.toString());
    HeldOutImprovement wrong = test(stages, new UpdateRule.Exact());
    assertTrue(wrong.alarm(), wrong.toString());
    assertEquals(List.of(0, 1, 2, 3), wrong.improvements());
  }

  @Test
  void theHeldOutTestIsTheSameEveryTime() {
    ObservedStages stages =
        stages(OtherLearners.run(OtherLearners.constant(0.1), "heterogeneous", 3, 10, 100, 2));
    HeldOutImprovement one = test(stages, OtherLearners.constant(0.1));
    HeldOutImprovement other = test(stages, OtherLearners.constant(0.1));
    assertArrayEquals(
        new double[] {one.ratio(), one.probability()},
        new double[] {other.ratio(), other.probability()});
  }

  private static HeldOutImprovement test(ObservedStages stages, UpdateRule rule) {
    return HeldOutImprovement.of(
        stages, OtherLearners.priors(), LEARNER, rule, SeedTree.root(1).child("test"), s -> {});
  }
}
