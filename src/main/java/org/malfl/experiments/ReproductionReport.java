package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.malfl.metrics.IntervalScore;
import org.malfl.metrics.RewardScore;
import org.malfl.metrics.Score;

/**
 * What a run of the main job found.
 *
 * @param scores of every family and estimator, in the order of the configuration
 * @param uses of every family, estimator and agent, in the same order; none of families whose game
 *     is too large
 * @param cross the main readout of every estimator against the true rewards of all families
 * @param same families that have the same true reward for an agent
 * @param leastCoverage by family and agent, the share of (s, a_i) seen in the stage where it is
 *     least
 */
public record ReproductionReport(
    List<FamilyScores> scores,
    List<Use> uses,
    List<CrossScore> cross,
    List<SameReward> same,
    Map<String, List<Double>> leastCoverage) {
  /**
   * Scores of one estimator in one family.
   *
   * @param trueUnits whether the estimator's rewards have the true ones' unit
   * @param byReadout scores in agent order, by readout; the first readout is the main one
   * @param intervals of the main readout, in agent order, if the estimator has deviations
   * @param states how many were scored, in agent order
   */
  public record FamilyScores(
      String family,
      String estimator,
      boolean trueUnits,
      Map<String, List<RewardScore>> byReadout,
      Optional<List<IntervalScore>> intervals,
      List<States> states) {
    /** Scores of the main readout, in agent order. */
    public List<RewardScore> mainReadout() {
      return byReadout.values().iterator().next();
    }
  }

  /**
   * How many joint states were scored.
   *
   * @param scored those that are identified
   * @param all of them
   */
  public record States(int scored, int all) {
    States(boolean[] mask) {
      this(count(mask), mask.length);
    }

    private static int count(boolean[] mask) {
      int count = 0;
      for (boolean set : mask) {
        count += set ? 1 : 0;
      }
      return count;
    }
  }

  /**
   * What a recovered reward is good for.
   *
   * @param prediction mean divergence of the next stage's actions from their predictions, nats
   * @param bestGuess the same of the better of two guesses that need no reward
   * @param shareOfGapClosed between the learner's return and the best response's, by who plans on
   *     the reward
   */
  public record Use(
      String family,
      String estimator,
      int agent,
      Score prediction,
      Score bestGuess,
      Score shareOfGapClosed) {}

  /**
   * A recovered reward against a true one.
   *
   * @param predicted family whose learners were observed
   * @param target family whose true reward it is compared with
   */
  public record CrossScore(
      String estimator, String predicted, String target, int agent, RewardScore score) {}

  /** Two families with the same true reward of an agent. */
  public record SameReward(String first, String second, int agent) {}

  /** The first estimator. */
  public String mainEstimator() {
    return scores.get(0).estimator();
  }

  /** The scores of the first estimator. */
  public List<FamilyScores> mainScores() {
    return scores.stream().filter(family -> family.estimator().equals(mainEstimator())).toList();
  }

  /** What an estimator recovered against the true rewards of all families. */
  public List<CrossScore> crossOf(String estimator) {
    return cross.stream().filter(score -> score.estimator().equals(estimator)).toList();
  }
}
