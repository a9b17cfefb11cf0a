package org.malfl.inverse;

import java.util.ArrayList;
import java.util.List;
import org.malfl.core.Checks;
import org.malfl.core.SeedTree;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
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
    int numActions = counts.jointActions().base();
    long[] visits = counts.states();
    List<TabularPolicy> agents = new ArrayList<>();
    for (int agent = 0; agent < counts.jointActions().numAgents(); agent++) {
      long[] taken = counts.ownActions(agent);
      double[] probabilities = new double[taken.length];
      for (int k = 0; k < taken.length; k++) {
        probabilities[k] =
            (taken[k] + smoothing) / (visits[k / numActions] + numActions * smoothing);
      }
      agents.add(TabularPolicy.ofProbabilities(probabilities, numActions));
    }
    return new JointPolicy(agents);
  }
}
