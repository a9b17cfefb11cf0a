package org.malfl.imitation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.core.SeedTree;
import org.malfl.games.MatrixGame;
import org.malfl.games.OccupancyMeasure;
import org.malfl.imitation.AdversarialImitation.Discrimination;
import org.malfl.imitation.AdversarialImitation.Gradient;
import org.malfl.imitation.AdversarialImitation.Hyperparameters;
import org.malfl.imitation.CoordinationOutcome.Convention;

/**
 * Runs of two public implementations in the coordination game, at their size. Figures are those of
 * the reference, measured with their policies and exact evaluation.
 */
class PublishedRunsTest {
  private static final long[] FIVE = {42, 123, 456, 789, 999};
  private static final double LOG_TWO = StrictMath.log(2);

  private static double[] shares(CoordinationExpert expert) {
    return OccupancyMeasure.ofSamples(samples(expert), 1, 4).probabilities();
  }

  private static int[] samples(CoordinationExpert expert) {
    return expert.sample(1000, expert.usualShare(), 0.1, SeedTree.root(0).generator());
  }

  private static List<CoordinationOutcome> run(
      CoordinationExpert expert, Hyperparameters parameters, int epochs, long... seeds) {
    List<CoordinationOutcome> outcomes = new ArrayList<>();
    for (long seed : seeds) {
      AdversarialImitation learners =
          new AdversarialImitation(
              ImitationTask.of(MatrixGame.coordination(), 1),
              samples(expert),
              parameters,
              SeedTree.root(seed));
      for (int epoch = 0; epoch < epochs; epoch++) {
        learners.epoch();
      }
      outcomes.add(CoordinationOutcome.of(learners.policy()));
    }
    return outcomes;
  }

  private static Hyperparameters first(double beta) {
    return new Hyperparameters(
        200,
        64,
        0.01,
        0.01,
        beta,
        ImitationReward.LOG_D,
        Gradient.SAMPLED,
        Discrimination.LEARNED,
        false);
  }

  private static Hyperparameters second(double beta, boolean uniformStart) {
    return new Hyperparameters(
        200,
        32,
        0.01,
        0.005,
        beta,
        ImitationReward.NEG_LOG_ONE_MINUS_D,
        Gradient.SAMPLED,
        Discrimination.LEARNED,
        uniformStart);
  }

  /**
   * Means of the reference are of five seeds, as ours are, and where it gives no standard deviation
   * ours stands for both.
   */
  @ParameterizedTest
  @CsvSource({
    "BIMODAL, 0, .959, .002",
    "BIMODAL, .5, .538, .041",
    "BIMODAL, 5, .500,",
    "ALL_AA, 0, .972,",
    "ALL_AA, .5, .841,",
    "ALL_AA, 5, .506,",
    "MIXED, 0, .498,",
    "MIXED, .5, .500,",
    "MIXED, 5, .500,"
  })
  void withAllItsRolloutsTheFirstOneCoordinatesAsWeDo(
      CoordinationExpert expert, double beta, double mean, Double deviation) {
    List<CoordinationOutcome> outcomes = run(expert, first(beta), 400, FIVE);
    double[] same = outcomes.stream().mapToDouble(CoordinationOutcome::coordination).toArray();
    double ours = 0;
    for (double value : same) {
      ours += value / same.length;
    }
    double variance = 0;
    for (double value : same) {
      variance += (value - ours) * (value - ours) / (same.length - 1);
    }
    // The reference prints three digits.
    double theirs = deviation == null ? variance : deviation * deviation;
    double error = Math.sqrt((variance + theirs) / same.length);
    assertEquals(mean, ours, 3 * error + 0.0005, () -> "standard error " + error);
  }

  @Test
  void withoutABonusEverySeedOfTheSecondOneChoosesAConvention() {
    List<CoordinationOutcome> outcomes =
        run(
            CoordinationExpert.BIMODAL,
            second(0, true),
            2000,
            LongStream.rangeClosed(1, 10).toArray());
    outcomes.forEach(outcome -> assertTrue(outcome.coordination() >= 0.98));
    assertTrue(outcomes.stream().anyMatch(outcome -> outcome.convention() == Convention.AA));
    assertTrue(outcomes.stream().anyMatch(outcome -> outcome.convention() == Convention.BB));
  }

  @Test
  void withALargeBonusItsLearnersStayUniform() {
    for (CoordinationOutcome outcome :
        run(
            CoordinationExpert.BIMODAL,
            second(5, true),
            2000,
            LongStream.rangeClosed(1, 5).toArray())) {
      assertEquals(0.5, outcome.coordination(), 0.01);
      assertEquals(LOG_TWO, outcome.firstEntropy(), 0.002);
      assertEquals(LOG_TWO, outcome.secondEntropy(), 0.002);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "5"})
  void nobodyComesBelowTheFloor(double beta) {
    double[] expert = shares(CoordinationExpert.BIMODAL);
    double floor = IndependentFloor.of(expert).atLeast();
    for (CoordinationOutcome outcome :
        run(CoordinationExpert.BIMODAL, second(beta, false), 2000, FIVE)) {
      assertTrue(outcome.distance(expert) >= floor);
    }
  }

  @Test
  void anIndependentExpertIsFoundWithABonusAndDriftsWithoutOne() {
    double[] expert = shares(CoordinationExpert.MIXED);
    for (CoordinationOutcome outcome :
        run(CoordinationExpert.MIXED, second(5, false), 2000, FIVE)) {
      assertEquals(0, outcome.distance(expert), 0.03);
    }
    double[] drifting =
        run(CoordinationExpert.MIXED, second(0, false), 2000, FIVE).stream()
            .mapToDouble(outcome -> outcome.distance(expert))
            .toArray();
    double mean = Arrays.stream(drifting).average().orElseThrow();
    // .041 to .158 over five seeds of theirs, mean .107; ours scatter alike, so that the difference
    // of
    // the means has a standard error of about .03.
    assertEquals(0.107, mean, 0.08);
  }
}
