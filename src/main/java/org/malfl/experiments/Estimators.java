package org.malfl.experiments;

import java.util.List;
import org.malfl.config.Schema;
import org.malfl.config.Schemas;

/** The estimators that {@code malfl.recovery} may name. */
public final class Estimators {
  /** All estimators. */
  public static final List<Recovery> REGISTERED =
      List.of(
          new PaperRecovery(),
          new StateLeastSquaresEstimator(),
          new BellmanConsistentEstimator(),
          new ReplayEstimator(),
          new NetworkEstimator());

  private Estimators() {}

  /** The names of all estimators. */
  public static List<String> names() {
    return REGISTERED.stream().map(Recovery::name).toList();
  }

  /** An estimator, by its name. */
  static Schema<Recovery> schema() {
    return Schemas.named("estimator", REGISTERED, Recovery::name);
  }
}
