package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import org.malfl.inverse.EntropyRegularisedEstimator;
import org.malfl.inverse.SmoothedCounts;

/** The ways to estimate policies. */
final class PolicyEstimations {
  /** Smoothed frequencies. */
  static final PolicyEstimationMethod COUNTS =
      new TablePolicyEstimation(
          "counts",
          false,
          settings -> new SmoothedCounts(settings.malfl().policyEstimation().smoothing()),
          settings -> Map.of("smoothing", settings.malfl().policyEstimation().smoothing()));

  /** A classifier of joint states. */
  static final PolicyEstimationMethod NETWORK = new NetworkPolicyEstimation();

  /** All methods. */
  static final List<PolicyEstimationMethod> REGISTERED =
      List.of(
          new TablePolicyEstimation(
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
          COUNTS,
          NETWORK);

  private PolicyEstimations() {}

  /** The names of all methods. */
  static List<String> names() {
    return REGISTERED.stream().map(PolicyEstimationMethod::name).toList();
  }

  /** The method that the settings name. */
  static PolicyEstimationMethod of(ReproduceSettings settings) {
    String name = settings.malfl().policyEstimation().method();
    return REGISTERED.stream()
        .filter(method -> method.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
