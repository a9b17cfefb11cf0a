package org.malfl.metrics;

import java.util.List;
import org.malfl.games.TabularPolicy;

/**
 * How well the next stage's actions are predicted, beside two guesses that need no reward. Each is
 * the mean over visits of the KL divergence of the counted frequencies from the prediction, in nats
 * ({@link Deviance#divergence}); the smaller the better. It needs no true reward.
 *
 * @param recovered of the policy that follows from a recovered reward
 * @param noChange of the policy of the stage before
 * @param repeatedChange of that policy changed once more as it changed before
 */
public record PredictionScore(double recovered, double noChange, double repeatedChange) {
  /**
   * Scores predictions of π_{h+1}, of one agent.
   *
   * @param prediction of π_{h+1} by a reward
   * @param previous estimate of π_{h−1}, strictly positive
   * @param current estimate of π_h, strictly positive
   * @param counts n_{h+1}(s,a_i), {@code [numStates][numActions]} row-major, of which nothing above
   *     has seen anything
   * @throws IllegalArgumentException if the shapes differ, nothing was counted, or a policy is 0
   *     where something was
   */
  public static PredictionScore of(
      TabularPolicy prediction, TabularPolicy previous, TabularPolicy current, long[] counts) {
    return new PredictionScore(
        Deviance.of(prediction, counts).divergence(),
        Deviance.of(current, counts).divergence(),
        Deviance.of(repeatedChange(previous, current), counts).divergence());
  }

  /**
   * The last change made once more, π(a|s) ∝ π_h(a|s)·π_h(a|s)/π_{h−1}(a|s).
   *
   * @param previous π_{h−1}, strictly positive
   * @param current π_h, strictly positive, of the same shape
   * @throws IllegalArgumentException if the shapes differ
   */
  public static TabularPolicy repeatedChange(TabularPolicy previous, TabularPolicy current) {
    double[] before = previous.logProbabilities();
    double[] logits = current.logProbabilities();
    if (previous.numActions() != current.numActions() || before.length != logits.length) {
      throw new IllegalArgumentException("the policies of the two stages differ in shape");
    }
    for (int k = 0; k < logits.length; k++) {
      logits[k] += logits[k] - before[k];
    }
    return TabularPolicy.softmax(logits, current.numActions());
  }

  /**
   * The mean of each divergence over predictions, in list order.
   *
   * @param scores at least one
   * @throws IllegalArgumentException if there is none
   */
  public static PredictionScore mean(List<PredictionScore> scores) {
    if (scores.isEmpty()) {
      throw new IllegalArgumentException("no predictions; valid: at least one");
    }
    double recovered = 0;
    double noChange = 0;
    double repeatedChange = 0;
    for (PredictionScore score : scores) {
      recovered += score.recovered;
      noChange += score.noChange;
      repeatedChange += score.repeatedChange;
    }
    return new PredictionScore(
        recovered / scores.size(), noChange / scores.size(), repeatedChange / scores.size());
  }

  /** The divergence of the better of the two guesses, in nats. */
  public double bestGuess() {
    return Math.min(noChange, repeatedChange);
  }

  /**
   * How much less than the better of the two guesses, in nats: above 0 if the reward says more than
   * they do. What the frequencies scatter cancels out of it.
   */
  public double gain() {
    return bestGuess() - recovered;
  }
}
