package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.malfl.core.NumericalException;
import org.malfl.core.SeedTree;
import org.malfl.games.JointIndex;
import org.malfl.games.JointPolicy;
import org.malfl.games.StateEncoding;
import org.malfl.games.TabularPolicy;
import org.malfl.games.VisitCounts;
import org.malfl.nn.Activation;
import org.malfl.nn.Architecture;
import org.malfl.nn.Checkpoints;
import org.malfl.nn.GradientClipping;
import org.malfl.nn.Initialisation;
import org.malfl.nn.MultilayerPerceptron;
import org.malfl.nn.RowProducts;
import org.malfl.nn.StoppedTraining;
import org.malfl.reference.ReferenceFiles;

class NetworkPolicyEstimatorTest {
  private static final Architecture LINEAR =
      new Architecture(List.of(), Activation.TANH, Initialisation.GLOROT);
  private static final Architecture TINY =
      new Architecture(List.of(3), Activation.TANH, Initialisation.GLOROT);
  private static final double[][] INPUTS = {{-1, 0.5}, {0, 1}, {1, -0.25}, {0.5, 0.5}};

  // One agent, three actions; state 2 was never visited.
  private static final VisitCounts COUNTS =
      new VisitCounts(new JointIndex(3, 1), new long[] {5, 1, 2, 0, 4, 0, 0, 0, 0, 3, 3, 1});

  private static NetworkPolicyEstimator estimator(
      Architecture architecture, double ridge, int updates, int batchSize, double[]... inputs) {
    return new NetworkPolicyEstimator(
        architecture, ridge, 0.1, Optional.empty(), updates, batchSize, inputs, RowProducts::new);
  }

  private static NetworkPolicyEstimator.Outcome train(NetworkPolicyEstimator estimator) {
    return estimator.train(COUNTS, SeedTree.root(7), Checkpoints.none(), done -> {});
  }

  private static double[] table(TabularPolicy policy) {
    double[] table = new double[policy.numStates() * policy.numActions()];
    Arrays.setAll(table, k -> policy.probability(k / policy.numActions(), k % policy.numActions()));
    return table;
  }

  // NumPy 1.24: weights bound·(2u − 1), u = (z >> 11)·2⁻⁵³ of SplitMix64 seeded with the first 8
  // bytes of SHA-256("7/0/weights"), tanh between, gradients by hand, Adam, cosine.
  @Test
  void threeUpdatesOnAllJointStatesAgreeWithNumPy() {
    NetworkPolicyEstimator.Outcome outcome = train(estimator(TINY, 0.5, 3, 3, INPUTS));
    assertArrayEquals(
        new double[] {
          0.4591886998863, 0.3339784702282, 0.2068328298855,
          0.4319290829354, 0.3945194121643, 0.1735515049003,
          0.1876123892333, 0.5447393672233, 0.2676482435434,
          0.3180520861924, 0.5038773214705, 0.1780705923371
        },
        table(outcome.policies().agent(0)),
        1e-12);
    assertArrayEquals(
        new double[] {1.187872619445445, 1.055196450790914, 1.0100976069456855, 1.0041393899330069},
        outcome.losses().get(0),
        1e-13);
  }

  // The same, with batches of the first update from SHA-256("7/0/0"), and so on.
  @Test
  void threeUpdatesOnDrawnBatchesAgreeWithNumPy() {
    NetworkPolicyEstimator.Outcome outcome = train(estimator(TINY, 0, 3, 2, INPUTS));
    assertArrayEquals(
        new double[] {
          0.5711564807048, 0.2075269282865, 0.2213165910087,
          0.5325517666812, 0.2897328936619, 0.1777153396569,
          0.1816180722756, 0.6219495876192, 0.1964323401052,
          0.3572301978821, 0.4861641138927, 0.1566056882252
        },
        table(outcome.policies().agent(0)),
        1e-12);
    assertArrayEquals(
        new double[] {1.187872619445445, 1.0999964431587839, 1.0349440179150795, 1.023696625682101},
        outcome.losses().get(0),
        1e-13);
  }

  private static double[][] identity(int size) {
    double[][] rows = new double[size][size];
    for (int k = 0; k < size; k++) {
      rows[k][k] = 1;
    }
    return rows;
  }

  @Test
  void statesThatHaveNothingInCommonGetTheirFrequencies() {
    long[] joint = {5, 1, 2, 1, 7, 1, 2, 2, 2, 3, 3, 1};
    TabularPolicy policy =
        estimator(LINEAR, 0, 4000, 4, identity(4))
            .estimate(new VisitCounts(new JointIndex(3, 1), joint), SeedTree.root(1))
            .agent(0);
    double[] frequencies = new double[12];
    double[] visits = {8, 9, 6, 7};
    Arrays.setAll(frequencies, k -> joint[k] / visits[k / 3]);
    assertArrayEquals(frequencies, table(policy), 1e-9);
  }

  @Test
  void statesThatLookTheSameShareTheirData() {
    double[][] alike = {{1}, {1}, {1}, {1}};
    double[] pooled = {8 / 19.0, 8 / 19.0, 3 / 19.0};
    for (int batchSize : new int[] {2, 3}) {
      TabularPolicy policy =
          estimator(LINEAR, 0, 6000, batchSize, alike).estimate(COUNTS, SeedTree.root(1)).agent(0);
      for (int state = 0; state < 4; state++) {
        // Batches of two states scatter about what they have in the mean.
        assertArrayEquals(
            pooled,
            Arrays.copyOfRange(table(policy), 3 * state, 3 * state + 3),
            batchSize == 2 ? 0.02 : 1e-9);
      }
    }
  }

  @Test
  void thePriorOfWeightsIsThatOfTheMostProbableNetwork() {
    // At the maximum, visits·(probability − frequency) summed by inputs is −ridge·weight.
    double ridge = 2;
    NetworkPolicyEstimator.Outcome outcome = train(estimator(LINEAR, ridge, 8000, 3, INPUTS));
    double[] parameters = outcome.networks().get(0).parameters();
    double[] table = table(outcome.policies().agent(0));
    double[] slopes = new double[9];
    for (int state = 0; state < 4; state++) {
      long visits = COUNTS.states()[state];
      for (int action = 0; action < 3; action++) {
        double excess = visits * table[3 * state + action] - COUNTS.joint()[3 * state + action];
        slopes[action] += INPUTS[state][0] * excess;
        slopes[3 + action] += INPUTS[state][1] * excess;
        slopes[6 + action] += excess;
      }
    }
    for (int k = 0; k < 9; k++) {
      assertEquals(-ridge * parameters[k], slopes[k], 1e-7);
    }
  }

  @Test
  void aResumedTrainingGivesTheSameBits() {
    VisitCounts counts = twoAgents();
    for (int batchSize : new int[] {5, 256}) {
      NetworkPolicyEstimator estimator =
          new NetworkPolicyEstimator(
              TINY,
              1,
              0.01,
              Optional.of(new GradientClipping(0.05)),
              45,
              batchSize,
              StateEncoding.COORDINATES.of(ReferenceFiles.game("homogeneous")),
              RowProducts::new);
      AtomicLong done = new AtomicLong();
      NetworkPolicyEstimator.Outcome whole =
          estimator.train(counts, SeedTree.root(3), Checkpoints.none(), done::addAndGet);
      assertEquals(45, done.get());
      for (int stop : new int[] {1, 29, 45}) {
        StoppedTraining stopped = StoppedTraining.after(stop);
        assertThrows(
            StoppedTraining.Stop.class,
            () -> estimator.train(counts, SeedTree.root(3), stopped, work -> {}));
        StoppedTraining resumption = stopped.resumption();
        done.set(0);
        NetworkPolicyEstimator.Outcome resumed =
            estimator.train(counts, SeedTree.root(3), resumption, done::addAndGet);
        assertEquals(45, done.get());
        assertEquals(45 - stop, resumption.offers());
        assertSame(whole, resumed);
        for (int agent = 0; agent < 2; agent++) {
          assertArrayEquals(whole.losses().get(agent), resumed.losses().get(agent));
        }
      }
    }
  }

  private static VisitCounts twoAgents() {
    return VisitCounts.of(
        ReferenceFiles.smallDataset("homogeneous").get(3), ReferenceFiles.game("homogeneous"));
  }

  private static void assertSame(
      NetworkPolicyEstimator.Outcome expected, NetworkPolicyEstimator.Outcome found) {
    assertEquals(2, found.networks().size());
    for (int agent = 0; agent < 2; agent++) {
      assertArrayEquals(
          expected.networks().get(agent).parameters(), found.networks().get(agent).parameters());
      assertArrayEquals(
          table(expected.policies().agent(agent)), table(found.policies().agent(agent)));
    }
  }

  @Test
  void trainedNetworksGiveTheSameTablesAndTheLastLoss() {
    NetworkPolicyEstimator estimator =
        estimator(TINY, 1, 40, 20, StateEncoding.ONE_HOT.of(ReferenceFiles.game("homogeneous")));
    NetworkPolicyEstimator.Outcome whole =
        estimator.train(twoAgents(), SeedTree.root(3), Checkpoints.none(), done -> {});
    NetworkPolicyEstimator.Outcome again =
        estimator.of(
            twoAgents(), whole.networks().stream().map(MultilayerPerceptron::parameters).toList());
    assertSame(whole, again);
    int[] after = estimator.lossUpdates();
    assertEquals(21, after.length);
    assertEquals(40, after[20]);
    for (int agent = 0; agent < 2; agent++) {
      double[] losses = whole.losses().get(agent);
      assertEquals(21, losses.length);
      assertTrue(losses[20] < losses[0]);
      assertArrayEquals(new double[] {losses[20]}, again.losses().get(agent));
    }
    JointPolicy estimate = estimator.estimate(twoAgents(), SeedTree.root(3));
    assertArrayEquals(table(whole.policies().agent(1)), table(estimate.agent(1)));
    assertThrows(IllegalArgumentException.class, () -> estimator.of(twoAgents(), List.of()));
  }

  @Test
  void lossesAreTakenBeforeTheFirstUpdateAfterTheLastAndInBetween() {
    assertArrayEquals(new int[] {0, 1}, estimator(TINY, 0, 1, 1, INPUTS).lossUpdates());
    assertArrayEquals(new int[] {0, 1, 2, 3}, estimator(TINY, 0, 3, 1, INPUTS).lossUpdates());
    assertEquals(21, estimator(TINY, 0, 20, 1, INPUTS).lossUpdates().length);
    int[] uneven = estimator(TINY, 0, 31, 1, INPUTS).lossUpdates();
    assertEquals(17, uneven.length);
    assertEquals(30, uneven[15]);
    assertEquals(31, uneven[16]);
    int[] many = estimator(TINY, 0, Integer.MAX_VALUE - 1, 1, INPUTS).lossUpdates();
    assertEquals(Integer.MAX_VALUE - 1, many[many.length - 1]);
    assertTrue(many[many.length - 2] > 0);
  }

  @Test
  void weightsThatLeaveTheFiniteNumbersAreANumericalFailure() {
    NetworkPolicyEstimator wild =
        new NetworkPolicyEstimator(
            new Architecture(List.of(3, 3), Activation.IDENTITY, Initialisation.GLOROT),
            0,
            1e200,
            Optional.empty(),
            9,
            3,
            INPUTS,
            RowProducts::new);
    assertThrows(NumericalException.class, () -> train(wild));
  }

  @Test
  void unusableSettingsAndDataAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> estimator(TINY, -1, 3, 2, INPUTS));
    assertThrows(IllegalArgumentException.class, () -> estimator(TINY, Double.NaN, 3, 2, INPUTS));
    assertThrows(IllegalArgumentException.class, () -> estimator(TINY, 0, 0, 2, INPUTS));
    assertThrows(IllegalArgumentException.class, () -> estimator(TINY, 0, 3, 0, INPUTS));
    assertThrows(IllegalArgumentException.class, () -> estimator(TINY, 0, 3, 2));
    assertThrows(
        IllegalArgumentException.class, () -> train(estimator(TINY, 0, 3, 2, identity(3))));
    VisitCounts nothing = new VisitCounts(new JointIndex(3, 1), new long[12]);
    assertThrows(
        IllegalArgumentException.class,
        () -> estimator(TINY, 0, 3, 2, INPUTS).estimate(nothing, SeedTree.root(0)));
  }
}
