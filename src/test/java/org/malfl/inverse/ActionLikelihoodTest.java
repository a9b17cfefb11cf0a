package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class ActionLikelihoodTest {
  private static final int STATES = 4;
  private static final int ACTIONS = 3;
  private static final int UNKNOWNS = 5;
  private static final double ALPHA = 1.5;

  private static PairEvidence random(long seed, double variance) {
    SplittableRandom random = new SplittableRandom(seed);
    int entries = STATES * ACTIONS;
    double[] constants = random.doubles(entries, -1, 1).toArray();
    double[] coefficients = random.doubles((long) entries * UNKNOWNS, -1, 1).toArray();
    double[] variances = random.doubles(entries, 0, 2 * variance + 1e-300).toArray();
    long[] actions = random.longs(entries, 0, 30).toArray();
    // A joint state that was not seen, and one that says nothing of one action.
    Arrays.fill(actions, 0, ACTIONS, 0);
    actions[ACTIONS] = 0;
    return new PairEvidence(
        new AffineQ(constants, coefficients),
        variance == 0 ? new double[entries] : variances,
        actions,
        ACTIONS);
  }

  private static double[] reward(long seed) {
    return new SplittableRandom(seed).doubles(UNKNOWNS, -1, 1).toArray();
  }

  @Property(tries = 100)
  void derivativesAreThoseOfFiniteDifferences(
      @ForAll long seed,
      @ForAll @DoubleRange(max = 3) double variance,
      @ForAll @DoubleRange(max = 0.1) double allowance) {
    ActionLikelihood likelihood =
        new ActionLikelihood(
            List.of(random(seed, variance), random(seed + 1, variance)), ALPHA, allowance);
    double[] reward = reward(seed + 2);
    RewardLikelihood.Expansion expansion = likelihood.expand(reward);
    assertEquals(likelihood.log(reward), expansion.value(), 1e-12 * Math.abs(expansion.value()));
    double h = 1e-5;
    for (int k = 0; k < UNKNOWNS; k++) {
      double[] up = reward.clone();
      double[] down = reward.clone();
      up[k] += h;
      down[k] -= h;
      assertEquals(
          (likelihood.log(up) - likelihood.log(down)) / (2 * h), expansion.gradient()[k], 1e-5);
      double[] above = likelihood.expand(up).gradient();
      double[] below = likelihood.expand(down).gradient();
      for (int j = 0; j < UNKNOWNS; j++) {
        assertEquals(
            (below[j] - above[j]) / (2 * h), expansion.information()[k * UNKNOWNS + j], 1e-5);
      }
    }
  }

  @Property(tries = 50)
  void withoutVariancesItIsTheMultinomial(@ForAll long seed) {
    PairEvidence pair = random(seed, 0);
    double[] reward = reward(seed + 2);
    double[] q = pair.q().at(reward);
    double expected = 0;
    for (int first = 0; first < q.length; first += ACTIONS) {
      double total = 0;
      for (int k = first; k < first + ACTIONS; k++) {
        total += Math.exp(q[k] / ALPHA);
      }
      for (int k = first; k < first + ACTIONS; k++) {
        expected += pair.actions()[k] * (q[k] / ALPHA - Math.log(total));
      }
    }
    ActionLikelihood likelihood = new ActionLikelihood(List.of(pair), ALPHA, 0);
    assertEquals(expected, likelihood.log(reward), 1e-10);
    assertEquals(0, likelihood.expand(reward).logVolume(), 0);
  }

  /** One state, all numbers by dense matrices: most probable Q, information and volume. */
  @Property(tries = 50)
  void informationAndVolumeAreThoseOfDenseMatrices(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 5) double variance) {
    PairEvidence all = random(seed, variance);
    long[] actions = all.actions().clone();
    Arrays.fill(actions, 2 * ACTIONS, actions.length, 0);
    actions[ACTIONS + 1] += 1;
    PairEvidence pair = new PairEvidence(all.q(), all.variances(), actions, ACTIONS);
    ActionLikelihood likelihood = new ActionLikelihood(List.of(pair), ALPHA, 0);
    double[] reward = reward(seed + 2);
    double[] policy =
        Arrays.stream(likelihood.improvedLogPolicies(reward).get(0)).map(Math::exp).toArray();
    double visits = Arrays.stream(actions).sum();
    double[] mean = pair.q().at(reward);
    // At the optimum Q − mean = σ²·(n − N·π)/α.
    double[] q = new double[ACTIONS];
    double total = 0;
    for (int k = 0; k < ACTIONS; k++) {
      int entry = ACTIONS + k;
      q[k] = mean[entry] + pair.variances()[entry] * (actions[entry] - visits * policy[k]) / ALPHA;
      total += Math.exp(q[k] / ALPHA);
    }
    for (int k = 0; k < ACTIONS; k++) {
      assertEquals(Math.exp(q[k] / ALPHA) / total, policy[k], 1e-9);
    }
    DMatrixRMaj w = new DMatrixRMaj(ACTIONS, ACTIONS);
    DMatrixRMaj rows = new DMatrixRMaj(ACTIONS, UNKNOWNS);
    DMatrixRMaj noisy = CommonOps_DDRM.identity(ACTIONS);
    for (int i = 0; i < ACTIONS; i++) {
      for (int j = 0; j < ACTIONS; j++) {
        double entry =
            visits * ((i == j ? policy[i] : 0) - policy[i] * policy[j]) / (ALPHA * ALPHA);
        w.set(i, j, entry);
        noisy.add(i, j, entry * pair.variances()[ACTIONS + j]);
      }
      System.arraycopy(
          pair.q().coefficients(), (ACTIONS + i) * UNKNOWNS, rows.data, i * UNKNOWNS, UNKNOWNS);
    }
    RewardLikelihood.Expansion expansion = likelihood.expand(reward);
    assertEquals(-Math.log(CommonOps_DDRM.det(noisy)) / 2, expansion.logVolume(), 1e-9);
    CommonOps_DDRM.invert(noisy);
    DMatrixRMaj information = new DMatrixRMaj(ACTIONS, ACTIONS);
    CommonOps_DDRM.mult(noisy, w, information);
    DMatrixRMaj half = new DMatrixRMaj(ACTIONS, UNKNOWNS);
    CommonOps_DDRM.mult(information, rows, half);
    DMatrixRMaj whole = new DMatrixRMaj(UNKNOWNS, UNKNOWNS);
    CommonOps_DDRM.multTransA(rows, half, whole);
    assertArrayEquals(whole.data, expansion.information(), 1e-9);
  }

  /**
   * Two actions, ten of one and four of the other, Q_0 − Q_1 normal about 0 with variance 1/2: the
   * integral by Simpson's rule (4000 intervals over ±8 deviations) against Laplace's.
   */
  @Test
  void theVolumeIsNearlyTheIntegralOverQ() {
    PairEvidence pair =
        new PairEvidence(
            new AffineQ(new double[2], new double[2]),
            new double[] {0.25, 0.25},
            new long[] {10, 4},
            2);
    RewardLikelihood.Expansion expansion =
        new ActionLikelihood(List.of(pair), 1, 0).expand(new double[1]);
    double deviation = Math.sqrt(0.5);
    int intervals = 4000;
    double h = 16 * deviation / intervals;
    double integral = 0;
    for (int k = 0; k <= intervals; k++) {
      double x = -8 * deviation + k * h;
      double density = Math.exp(-x * x) / Math.sqrt(Math.PI);
      double likelihood = Math.exp(-10 * Math.log1p(Math.exp(-x)) - 4 * Math.log1p(Math.exp(x)));
      integral += (k == 0 || k == intervals ? 1 : k % 2 == 1 ? 4 : 2) * density * likelihood;
    }
    double exact = Math.log(integral * h / 3);
    assertEquals(exact, expansion.value() + expansion.logVolume(), 0.01);
    assertTrue(expansion.logVolume() < -0.3, "the volume matters here");
  }

  /**
   * A joint state of a run with α = 0.05 and γ = 0.99: 23,760 times the same action, and Q of some
   * −75. Its log likelihood rounds to more than the last steps gain.
   */
  @Test
  void theMostProbableQIsFoundWhereItsGainDrownsInRounding() {
    double alpha = 0.05;
    long[] actions = {0, 0, 23_760, 0, 0};
    double[] variances = {
      0.25698343315227556,
      0.39972003654449406,
      0.622363725001895,
      0.19511572611032602,
      0.25861672336305064
    };
    double[] policy = {8.8379e-7, 1.4353e-12, 0, 2.2018e-7, 3.0605e-7};
    policy[2] = 1 - Arrays.stream(policy).sum();
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < 200; k++) {
      double[] means = new double[5];
      for (int a = 0; a < 5; a++) {
        double stray = variances[a] * (actions[a] - 23_760 * policy[a]) / alpha;
        means[a] = -75 + random.nextDouble() + alpha * Math.log(policy[a]) - stray;
      }
      ActionLikelihood likelihood =
          new ActionLikelihood(
              List.of(new PairEvidence(new AffineQ(means, new double[5]), variances, actions, 5)),
              alpha,
              0);
      double[] found =
          Arrays.stream(likelihood.improvedLogPolicies(new double[1]).get(0))
              .map(StrictMath::exp)
              .toArray();
      double total = 0;
      double[] q = new double[5];
      for (int a = 0; a < 5; a++) {
        // N − N·π of the action that was taken, without its cancellation.
        double rest = a == 2 ? found[0] + found[1] + found[3] + found[4] : -found[a];
        q[a] = means[a] + variances[a] * 23_760 * rest / alpha;
        total += StrictMath.exp((q[a] + 75) / alpha);
      }
      for (int a = 0; a < 5; a++) {
        assertEquals(1, StrictMath.exp((q[a] + 75) / alpha) / total / found[a], 1e-6);
      }
    }
  }

  @Property(tries = 20)
  void rowsAreARootOfTheInformation(@ForAll long seed) {
    ActionLikelihood likelihood =
        new ActionLikelihood(List.of(random(seed, 1), random(seed + 1, 1)), ALPHA, 0.01);
    double[] reward = reward(seed + 2);
    double[] rows = likelihood.informationRows(reward);
    double[] product = new double[UNKNOWNS * UNKNOWNS];
    for (int from = 0; from < rows.length; from += UNKNOWNS) {
      for (int k = 0; k < product.length; k++) {
        product[k] += rows[from + k / UNKNOWNS] * rows[from + k % UNKNOWNS];
      }
    }
    assertArrayEquals(product, likelihood.expand(reward).information(), 1e-12);
  }
}
