package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.malfl.core.SeedTree;
import org.malfl.games.JointIndex;
import org.malfl.games.TabularPolicy;
import org.malfl.games.VisitCounts;
import org.malfl.learners.LearnerModel;

class PolicyEstimatorsTest {
  // One agent, five actions; state 0 as in the reference's example, state 1 never visited.
  private static final VisitCounts COUNTS =
      new VisitCounts(new JointIndex(5, 1), new long[] {730, 36, 0, 219, 15, 0, 0, 0, 0, 0});

  private static TabularPolicy estimate(PolicyEstimator estimator, long seed) {
    return estimator.estimate(COUNTS, SeedTree.root(seed)).agent(0);
  }

  private static double[] row(TabularPolicy policy, int state) {
    double[] row = new double[policy.numActions()];
    for (int action = 0; action < row.length; action++) {
      row[action] = policy.probability(state, action);
    }
    return row;
  }

  @Test
  void smoothedCountsAddEpsilonToEveryAction() {
    TabularPolicy policy = estimate(new SmoothedCounts(0.5), 0);
    assertArrayEquals(
        new double[] {730.5 / 1002.5, 36.5 / 1002.5, 0.5 / 1002.5, 219.5 / 1002.5, 15.5 / 1002.5},
        row(policy, 0),
        1e-15);
    assertArrayEquals(new double[] {0.2, 0.2, 0.2, 0.2, 0.2}, row(policy, 1), 1e-15);
  }

  @Test
  void manyEpochsReachTheOptimumOfTheRegularisedLikelihood() {
    // SciPy 1.10.1, optimize.minimize(−q·log_softmax(z) − 0.3·entropy(softmax(z)), BFGS), q as
    // above:
    // p = (.626878, .070646, .012924, .247323, .042229), where q/p − 0.3 log p is the same for all
    // a.
    TabularPolicy policy = estimate(new EntropyRegularisedEstimator(1e-4, 200_000, 0.3), 1);
    assertArrayEquals(
        new double[] {0.626878, 0.070646, 0.012924, 0.247323, 0.042229}, row(policy, 0), 1e-6);
    double[] frequencies = {0.73, 0.036, 0, 0.219, 0.015};
    double multiplier =
        frequencies[0] / policy.probability(0, 0) - 0.3 * policy.logProbability(0, 0);
    for (int action = 1; action < 5; action++) {
      assertEquals(
          multiplier,
          frequencies[action] / policy.probability(0, action)
              - 0.3 * policy.logProbability(0, action),
          1e-5); // its derivative by p is 23 at the least probability
    }
  }

  @Test
  void tenEpochsAgreeWithNumPyFromTheSameStart() {
    // NumPy: logits (z >> 11)·2⁻⁵³ of SplitMix64 seeded with the first 8 bytes of SHA-256("5/0"),
    // then
    // ten Adam steps of 0.1 on p − q + 0.3·p·(log p + H(p))
    TabularPolicy policy = estimate(new EntropyRegularisedEstimator(0.1, 10, 0.3), 5);
    assertArrayEquals(
        new double[] {
          0.526588083484, 0.118061172288, 0.070347789059, 0.210053837160, 0.074949118009
        },
        row(policy, 0),
        1e-11);
  }

  @Test
  void unvisitedStatesAreUniformWhateverTheStart() {
    TabularPolicy policy = estimate(new EntropyRegularisedEstimator(0.1, 10, 0.3), 5);
    assertArrayEquals(new double[] {0.2, 0.2, 0.2, 0.2, 0.2}, row(policy, 1), 1e-15);
  }

  @Test
  void fewEpochsKeepATraceOfTheRandomStart() {
    PolicyEstimator estimator = new EntropyRegularisedEstimator(0.1, 10, 0.3);
    assertArrayEquals(row(estimate(estimator, 5), 0), row(estimate(estimator, 5), 0));
    assertNotEquals(
        estimate(estimator, 5).probability(0, 0), estimate(estimator, 6).probability(0, 0));
  }

  @Test
  void withoutEpochsThePolicyIsTheSoftmaxOfUniformLogits() {
    TabularPolicy policy = estimate(new EntropyRegularisedEstimator(0.1, 0, 0.3), 2);
    for (int action = 1; action < 5; action++) {
      double ratio = policy.logProbability(0, action) - policy.logProbability(0, 0);
      assertEquals(0, ratio, 1); // logits lie in [0, 1)
    }
  }

  @Test
  void unusableSettingsAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> new SmoothedCounts(0));
    assertThrows(IllegalArgumentException.class, () -> new EntropyRegularisedEstimator(0, 10, 0.3));
    assertThrows(
        IllegalArgumentException.class, () -> new EntropyRegularisedEstimator(0.1, -1, 0.3));
    assertThrows(
        IllegalArgumentException.class, () -> new EntropyRegularisedEstimator(0.1, 1, -0.1));
    assertThrows(IllegalArgumentException.class, () -> new LearnerModel(0, 0.9));
    assertThrows(IllegalArgumentException.class, () -> new LearnerModel(1, 1));
  }
}
