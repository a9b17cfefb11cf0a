package org.malfl.experiments;

import java.util.Map;
import java.util.function.Function;
import org.malfl.inverse.PolicyEstimator;

/**
 * A policy estimate that takes each joint state for itself.
 *
 * @param name of the method
 * @param random whether its results depend on the seed
 * @param estimator from the settings
 * @param reads the settings that it reads, as JSON values
 */
record TablePolicyEstimation(
    String name,
    boolean random,
    Function<ReproduceSettings, PolicyEstimator> estimator,
    Function<ReproduceSettings, Map<String, Object>> reads)
    implements PolicyEstimationMethod {
  @Override
  public PolicyEstimator estimator(Family family) {
    return estimator.apply(family.settings());
  }

  @Override
  public Map<String, Object> parameters(ReproduceSettings settings) {
    return reads.apply(settings);
  }
}
