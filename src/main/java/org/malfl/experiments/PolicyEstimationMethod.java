package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.malfl.inverse.EntropyRegularisedEstimator;
import org.malfl.inverse.PolicyEstimator;
import org.malfl.inverse.SmoothedCounts;

/**
 * A way to estimate policies, as {@code malfl.policy_estimation.method} names it. A new one is one
 * line in {@link #REGISTERED}.
 *
 * @param name of the method
 * @param random whether its results depend on the seed
 * @param estimator from the settings
 * @param parameters the settings that it reads, as JSON values
 */
public record PolicyEstimationMethod(
    String name,
    boolean random,
    Function<ReproduceSettings, PolicyEstimator> estimator,
    Function<ReproduceSettings, Map<String, Object>> parameters) {
  /** Smoothed frequencies. */
  public static final PolicyEstimationMethod COUNTS =
      new PolicyEstimationMethod(
          "counts",
          false,
          settings -> new SmoothedCounts(settings.malfl().policyEstimation().smoothing()),
          settings -> Map.of("smoothing", settings.malfl().policyEstimation().smoothing()));

  /** All methods. */
  public static final List<PolicyEstimationMethod> REGISTERED =
      List.of(
          new PolicyEstimationMethod(
              "paper",
              true,
              settings -> {
                var optimization = settings.policyOptimization();
                return new EntropyRegularisedEstimator(
                    optimization.learningRate(), optimization.epochs(), optimization.entropy());
              },
              settings -> {
                var optimization = settings.policyOptimization();
                return Map.of(
                    "learning_rate", optimization.learningRate(),
                    "epochs", optimization.epochs(),
                    "entropy", optimization.entropy());
              }),
          COUNTS);

  /** The names of all methods. */
  public static List<String> names() {
    return REGISTERED.stream().map(PolicyEstimationMethod::name).toList();
  }

  /** The method that the settings name. */
  public static PolicyEstimationMethod of(ReproduceSettings settings) {
    String name = settings.malfl().policyEstimation().method();
    return REGISTERED.stream()
        .filter(method -> method.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
