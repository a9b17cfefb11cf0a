package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IntervalScoreTest {
  private static final boolean[] ALL = {true, true, true, true};

  @Test
  void errorsAreTakenAfterBothMeansAreRemoved() {
    // Errors are 10 + (1, −1, 2, −2); of intervals of ±1.96 the last two are outside.
    double[] truth = {5, 6, 7, 8};
    double[] recovered = {16, 15, 19, 16};
    double[] deviations = {1, 1, 1, 1};
    IntervalScore score = IntervalScore.of(recovered, deviations, truth, ALL);
    assertEquals(0.5, score.coverage().value().orElseThrow());
    assertEquals(2.5, score.meanSquaredZ().value().orElseThrow(), 1e-15);
  }

  @Test
  void jointStatesThatAreNotScoredCountNowhere() {
    double[] truth = {1, 1000, 2, 3};
    double[] recovered = {1, -7, 2, 6};
    double[] deviations = {1, 0, 2, 1};
    // Errors of the others are (0, 0, 3) − 1 = (−1, −1, 2): z is −1, −1/2 and 2.
    IntervalScore score =
        IntervalScore.of(recovered, deviations, truth, new boolean[] {true, false, true, true});
    assertEquals(2.0 / 3, score.coverage().value().orElseThrow(), 1e-15);
    assertEquals((1 + 0.25 + 4) / 3, score.meanSquaredZ().value().orElseThrow(), 1e-15);
  }

  @Test
  void anErrorWithoutADeviationIsNotCoveredAndHasNoSquare() {
    double[] truth = {0, 0, 0, 0};
    double[] recovered = {1, -1, 0, 0};
    double[] deviations = {0, 1, 0, 1};
    IntervalScore score = IntervalScore.of(recovered, deviations, truth, ALL);
    assertEquals(0.75, score.coverage().value().orElseThrow());
    assertEquals(Score.undefined("a standard deviation is 0 or too small"), score.meanSquaredZ());
  }

  @Test
  void whereNothingIsIdentifiedThereIsNoScore() {
    double[] values = {1, 2, 3, 4};
    boolean[] one = {false, true, false, false};
    Score none = Score.undefined("fewer than two joint states are identified");
    assertEquals(new IntervalScore(none, none), IntervalScore.of(values, values, values, one));
    assertEquals(new RewardScore(none, none, none, none), RewardScore.of(values, values, one));
    assertThrows(
        IllegalArgumentException.class,
        () -> IntervalScore.of(values, values, values, new boolean[3]));
  }

  @Test
  void scoresOfSomeJointStatesAreThoseOfThemAlone() {
    double[] recovered = {1, 50, 2, -3, 8};
    double[] truth = {2, -9, 2.5, 0, 1};
    boolean[] scored = {true, false, true, true, true};
    assertEquals(
        RewardScore.of(new double[] {1, 2, -3, 8}, new double[] {2, 2.5, 0, 1}),
        RewardScore.of(recovered, truth, scored));
    Standardised some = Standardised.of(recovered, scored);
    assertEquals(2, some.mean());
    assertEquals(Double.NaN, some.values()[1]);
    assertEquals(Standardised.of(new double[] {1, 2, -3, 8}).largest(), some.largest());
    assertEquals(0, Arrays.stream(some.values()).filter(z -> !Double.isNaN(z)).sum(), 1e-15);
  }
}
