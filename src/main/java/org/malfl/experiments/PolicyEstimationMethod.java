package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.malfl.inverse.PolicyEstimator;

/**
 * A way to estimate policies, as {@code malfl.policy_estimation.method} names it. A new one is one
 * entry of {@link PolicyEstimations#REGISTERED}.
 */
public interface PolicyEstimationMethod {
  /** Its name, in the configuration and in paths. */
  String name();

  /** Whether its results depend on the seed. */
  boolean random();

  /** The estimator that the settings of a family's run describe. */
  PolicyEstimator estimator(Family family);

  /** The settings that it reads, as JSON values. */
  Map<String, Object> parameters(ReproduceSettings settings);

  /**
   * The stages that estimate π_0, π_1, ….
   *
   * @param observed where D_0, D_1, … are
   */
  default List<PolicyEstimationStage> stages(
      Family family, List<? extends ObservedStage> observed) {
    PolicyEstimator estimator = estimator(family);
    List<PolicyEstimationStage> stages = new ArrayList<>();
    for (int h = 0; h < observed.size(); h++) {
      stages.add(new PolicyEstimationStage(family, this, estimator, h, observed.get(h)));
    }
    return stages;
  }
}
