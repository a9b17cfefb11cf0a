package org.malfl.inverse;

import org.malfl.core.Checks;
import org.malfl.core.SeedTree;
import org.malfl.games.JointPolicy;
import org.malfl.games.VisitCounts;

/**
 * Additive smoothing, π(a|s) = (n(s,a) + ε) / (n(s) + |A|ε).
 *
 * @param smoothing ε in counts, above 0
 */
public record SmoothedCounts(double smoothing) implements PolicyEstimator {
  /**
   * @throws IllegalArgumentException if ε is not above 0
   */
  public SmoothedCounts {
    Checks.positive("smoothing", smoothing);
  }

  @Override
  public JointPolicy estimate(VisitCounts counts, SeedTree streams) {
    return counts.policies(smoothing);
  }
}
