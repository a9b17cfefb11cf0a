package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.malfl.games.JointIndex;
import org.malfl.games.TabularPolicy;
import org.malfl.games.VisitCounts;

class ObservationMetricsTest {
  // Two agents with two actions, three states: joint counts (a0 a1) = 00, 01, 10, 11.
  private static final VisitCounts COUNTS =
      new VisitCounts(new JointIndex(2, 2), new long[] {3, 0, 2, 0, 0, 0, 0, 0, 1, 1, 0, 0});

  @Test
  void coverageCountsWhatEachAgentWasSeenDoing() {
    assertEquals(new Coverage(2, 3, 3, 6, 0, 0), Coverage.of(COUNTS, 0));
    assertEquals(new Coverage(2, 3, 3, 6, 0, 0), Coverage.of(COUNTS, 1));
    VisitCounts full = new VisitCounts(new JointIndex(2, 1), new long[] {4, 7});
    Coverage coverage = Coverage.of(full, 0);
    assertEquals(new Coverage(1, 1, 2, 2, 11, 4), coverage);
    assertEquals(1, coverage.stateShare());
    assertEquals(0.5, Coverage.of(COUNTS, 0).stateActionShare());
  }

  @Test
  void policyFidelityWeighsStatesByVisitsOrEqually() {
    TabularPolicy truth = TabularPolicy.ofProbabilities(new double[] {0.5, 0.5, 1, 0, 0.5, 0.5}, 2);
    TabularPolicy estimate =
        TabularPolicy.ofProbabilities(new double[] {0.25, 0.75, 0.5, 0.5, 0.5, 0.5}, 2);
    double first = 0.5 * StrictMath.log(2) + 0.5 * StrictMath.log(2.0 / 3);
    double second = StrictMath.log(2);
    PolicyFidelity fidelity = PolicyFidelity.of(truth, estimate, new long[] {6, 0, 2});
    assertEquals((first + second) / 3, fidelity.mean(), 1e-15);
    assertEquals(second, fidelity.largest(), 1e-15);
    assertEquals(6 * first / 8, fidelity.meanByVisits(), 1e-15);
    assertEquals(first, fidelity.largestVisited(), 1e-15);
    assertEquals(0, PolicyFidelity.of(truth, estimate, new long[3]).meanByVisits());
  }
}
