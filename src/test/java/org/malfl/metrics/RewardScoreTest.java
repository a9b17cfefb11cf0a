package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RewardScoreTest {
  private static final double[] X = {1.0, 2.5, 2.5, -3.0, 0.125, 7.0, 7.0, 7.0};
  private static final double[] Y = {2.0, 2.0, 3.5, -1.0, 0.5, 4.0, 9.0, -2.5};

  @Test
  void correlationsAgreeWithSciPyIncludingTies() {
    // SciPy 1.10.1: stats.pearsonr(x, y)[0], stats.spearmanr(x, y)[0]; NumPy for slope and RMSE
    RewardScore score = RewardScore.of(X, Y);
    assertEquals(0.4322555789015995, score.pearson().value().orElseThrow(), 1e-15);
    assertEquals(0.4631041532568715, score.spearman().value().orElseThrow(), 1e-15);
    assertEquals(0.45726418503794725, score.slope().value().orElseThrow(), 1e-15);
    assertEquals(3.6082249249977476, score.rmse().value().orElseThrow(), 1e-15);
  }

  @Test
  void floatDustDecidesNoRank() {
    double[] dusty = X.clone();
    dusty[5] += 3e-10;
    dusty[6] -= 4e-10;
    dusty[1] += 1e-12;
    assertEquals(
        RewardScore.of(X, Y).spearman().value().orElseThrow(),
        RewardScore.of(dusty, Y).spearman().value().orElseThrow(),
        1e-15);
  }

  @Test
  void minusZeroRanksLikeZero() {
    double[] signed = {-0.0, 0.0, 1, 2};
    double[] truth = {1, 2, 3, 4};
    assertEquals(
        RewardScore.of(new double[] {0.0, -1e-12, 1, 2}, truth).spearman(),
        RewardScore.of(signed, truth).spearman());
  }

  @Test
  void constantVectorsHaveNoCorrelationButAReason() {
    double[] constant = {0.1 + 0.2, 0.3, 0.3, 0.3};
    double[] truth = {1, 2, 3, 4};
    RewardScore score = RewardScore.of(constant, truth);
    assertEquals(Score.undefined("the recovered reward is constant up to 1e-9"), score.pearson());
    assertEquals(Score.undefined("the recovered reward is constant up to 1e-9"), score.spearman());
    assertEquals(0, score.slope().value().orElseThrow(), 1e-15);
    RewardScore untrue = RewardScore.of(truth, constant);
    assertEquals(Score.undefined("the true reward is constant up to 1e-9"), untrue.pearson());
    assertEquals(Score.undefined("the true reward is constant up to 1e-9"), untrue.slope());
  }

  @Test
  void hugeRewardsKeepTheirCorrelationAndDustHasNone() {
    double[][] huge = {X.clone(), Y.clone()};
    double[][] dust = {X.clone(), Y.clone()};
    for (int k = 0; k < X.length; k++) {
      for (int which = 0; which < 2; which++) {
        huge[which][k] *= 1e200;
        dust[which][k] = 1 + 1e-11 * dust[which][k];
      }
    }
    RewardScore score = RewardScore.of(huge[0], huge[1]);
    assertEquals(0.4322555789015995, score.pearson().value().orElseThrow(), 1e-14);
    assertEquals(Score.undefined("the rewards are too large or too small for it"), score.slope());
    assertEquals(
        Score.undefined("the recovered reward is constant up to 1e-9"),
        RewardScore.of(dust[0], Y).pearson());
    assertEquals(
        Score.undefined("the true reward is constant up to 1e-9"),
        RewardScore.of(X, dust[1]).pearson());
  }

  @Test
  void theMeanOfAnUndefinedScoreIsUndefined() {
    assertEquals(Score.of(2), Score.mean(List.of(Score.of(1), Score.of(3))));
    assertEquals(
        "entry 1 is undefined: no data",
        Score.mean(List.of(Score.of(1), Score.undefined("no data"))).undefinedBecause());
    assertThrows(IllegalArgumentException.class, () -> Score.of(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Score.undefined(""));
  }

  @Property
  void anIncreasingLineCorrelatesPerfectly(
      @ForAll @Size(min = 3, max = 30) List<@DoubleRange(min = -50, max = 50) Double> values,
      @ForAll @DoubleRange(min = 0.01, max = 100) double factor,
      @ForAll @DoubleRange(min = -1000, max = 1000) double shift) {
    double[] truth = values.stream().mapToDouble(Double::doubleValue).toArray();
    double[] line = new double[truth.length];
    for (int k = 0; k < truth.length; k++) {
      line[k] = factor * truth[k] + shift;
    }
    RewardScore score = RewardScore.of(line, truth);
    if (score.pearson().value().isPresent()) {
      assertEquals(1, score.pearson().value().getAsDouble(), 1e-6);
      assertTrue(Math.abs(score.slope().value().orElseThrow() / factor - 1) < 1e-6);
    }
  }
}
