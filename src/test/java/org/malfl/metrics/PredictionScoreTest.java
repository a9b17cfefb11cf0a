package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.malfl.games.TabularPolicy;

class PredictionScoreTest {
  private static TabularPolicy policy(double... probabilities) {
    return TabularPolicy.ofProbabilities(probabilities, 2);
  }

  @Test
  void devianceIsWrittenOutByHand() {
    // Two states; the second was never visited.
    TabularPolicy prediction = policy(0.5, 0.5, 0.9, 0.1);
    Deviance deviance = Deviance.of(prediction, new long[] {3, 1, 0, 0});
    double byHand = 2 * (3 * StrictMath.log(0.75 / 0.5) + StrictMath.log(0.25 / 0.5));
    assertEquals(byHand, deviance.total(), 1e-15);
    assertEquals(4, deviance.actions());
    assertEquals(byHand / 4, deviance.perAction(), 1e-15);
    // KL((3/4, 1/4) ‖ (1/2, 1/2)) = log 2 − entropy(3/4, 1/4)
    assertEquals(
        StrictMath.log(2) + 0.75 * StrictMath.log(0.75) + 0.25 * StrictMath.log(0.25),
        deviance.divergence(),
        1e-15);
  }

  @Test
  void theFrequenciesThemselvesHaveNoDeviance() {
    assertEquals(0, Deviance.of(policy(0.75, 0.25, 1, 0), new long[] {3, 1, 7, 0}).total(), 1e-15);
  }

  @Test
  void stagesThatWereLeftOutAddUpByTheirActions() {
    TabularPolicy one = policy(0.5, 0.5);
    TabularPolicy other = policy(0.2, 0.8);
    double byHand =
        2
            * (3 * StrictMath.log(0.75 / 0.5)
                + StrictMath.log(0.25 / 0.5)
                + 2 * StrictMath.log(1 / 0.8));
    Deviance both = Deviance.of(List.of(one, other), List.of(new long[] {3, 1}, new long[] {0, 2}));
    assertEquals(byHand / 6, both.perAction(), 1e-15);
    assertEquals(new Deviance(3, 7), Deviance.sum(List.of(new Deviance(1, 5), new Deviance(2, 2))));
  }

  @Test
  void whatWasPredictedNeverToHappenAndDidHasNoDeviance() {
    assertThrows(
        IllegalArgumentException.class, () -> Deviance.of(policy(1, 0), new long[] {3, 1}));
    assertThrows(IllegalArgumentException.class, () -> Deviance.of(policy(0.5, 0.5), new long[2]));
    assertThrows(IllegalArgumentException.class, () -> Deviance.of(policy(0.5, 0.5), new long[4]));
    assertThrows(IllegalArgumentException.class, () -> Deviance.of(List.of(), List.of()));
  }

  /** Differences of deviances are differences of log-likelihoods. */
  @Property(tries = 100)
  void differencesBetweenPredictionsAreThoseOfTheirLogLikelihoods(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TabularPolicy one = TabularPolicy.softmax(random.doubles(6, -3, 3).toArray(), 3);
    TabularPolicy other = TabularPolicy.softmax(random.doubles(6, -3, 3).toArray(), 3);
    long[] counts = random.longs(6, 0, 50).toArray();
    counts[0]++;
    double difference = 0;
    for (int k = 0; k < 6; k++) {
      difference +=
          counts[k] * (other.logProbability(k / 3, k % 3) - one.logProbability(k / 3, k % 3));
    }
    assertEquals(
        2 * difference,
        Deviance.of(one, counts).total() - Deviance.of(other, counts).total(),
        1e-10);
  }

  @Test
  void theLastChangeIsRepeatedByHand() {
    // (1/2, 1/2) → (3/4, 1/4) multiplied the odds by 3, so they become 9.
    assertArrayEquals(
        new double[] {0.9, 0.1},
        PredictionScore.repeatedChange(policy(0.5, 0.5), policy(0.75, 0.25)).probabilities(),
        1e-15);
  }

  @Test
  void threePredictionsAreScoredByHand() {
    // The next stage's frequencies are (9/10, 1/10): what repeating the change predicts.
    long[] counts = {9, 1};
    TabularPolicy previous = policy(0.5, 0.5);
    TabularPolicy current = policy(0.75, 0.25);
    PredictionScore score = PredictionScore.of(policy(0.8, 0.2), previous, current, counts);
    assertEquals(
        0.9 * StrictMath.log(0.9 / 0.8) + 0.1 * StrictMath.log(0.1 / 0.2),
        score.recovered(),
        1e-15);
    assertEquals(
        0.9 * StrictMath.log(0.9 / 0.75) + 0.1 * StrictMath.log(0.1 / 0.25),
        score.noChange(),
        1e-15);
    assertEquals(0, score.repeatedChange(), 1e-15);
    assertTrue(score.gain() < 0);
    assertEquals(
        score.noChange(),
        PredictionScore.of(policy(0.9, 0.1), current, current, counts).gain(),
        1e-15);
  }

  @Test
  void guessesAreComparedByTheirMeansOverPredictions() {
    PredictionScore mean =
        PredictionScore.mean(
            List.of(new PredictionScore(0.1, 0.2, 0.9), new PredictionScore(0.3, 0.6, 0.1)));
    assertEquals(0.2, mean.recovered(), 1e-15);
    assertEquals(0.4, mean.noChange(), 1e-15);
    assertEquals(0.5, mean.repeatedChange(), 1e-15);
    assertEquals(0.4, mean.bestGuess(), 1e-15);
    assertEquals(0.2, mean.gain(), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> PredictionScore.mean(List.of()));
  }

  @Test
  void stagesOfDifferentShapeAreRejected() {
    assertThrows(
        IllegalArgumentException.class,
        () -> PredictionScore.repeatedChange(policy(0.5, 0.5), policy(0.5, 0.5, 0.5, 0.5)));
  }
}
