package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import org.malfl.metrics.RewardScore;

/**
 * What a run of the main job found.
 *
 * @param scores of every family and estimator, in the order of the configuration
 * @param cross the first estimator's main readout against the true rewards of all families
 * @param same families that have the same true reward for an agent
 * @param leastCoverage by family and agent, the share of (s, a_i) seen in the stage where it is
 *     least
 */
public record ReproductionReport(
    List<FamilyScores> scores,
    List<CrossScore> cross,
    List<SameReward> same,
    Map<String, List<Double>> leastCoverage) {
  /**
   * Scores of one estimator in one family.
   *
   * @param byReadout scores in agent order, by readout; the first readout is the main one
   */
  public record FamilyScores(
      String family, String estimator, Map<String, List<RewardScore>> byReadout) {
    /** Scores of the main readout, in agent order. */
    public List<RewardScore> mainReadout() {
      return byReadout.values().iterator().next();
    }
  }

  /**
   * A recovered reward against a true one.
   *
   * @param predicted family whose learners were observed
   * @param target family whose true reward it is compared with
   */
  public record CrossScore(String predicted, String target, int agent, RewardScore score) {}

  /** Two families with the same true reward of an agent. */
  public record SameReward(String first, String second, int agent) {}

  /** The scores of the first estimator. */
  public List<FamilyScores> mainScores() {
    String main = scores.get(0).estimator();
    return scores.stream().filter(family -> family.estimator().equals(main)).toList();
  }
}
