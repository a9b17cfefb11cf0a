package org.malfl.imitation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.malfl.core.NumericalException;
import org.malfl.core.SeedTree;
import org.malfl.games.DetourGame;
import org.malfl.games.Dynamics;
import org.malfl.games.Episode;
import org.malfl.games.JointPolicy;
import org.malfl.games.MatrixGame;
import org.malfl.games.OccupancyMeasure;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TrajectorySampler;
import org.malfl.imitation.AdversarialImitation.Discrimination;
import org.malfl.imitation.AdversarialImitation.Gradient;
import org.malfl.imitation.AdversarialImitation.Hyperparameters;
import org.malfl.metrics.Distances;

class AdversarialImitationTest {
  private static final ImitationTask DETOUR = ImitationTask.of(new DetourGame(), 5);
  private static final ImitationTask MATCHING = ImitationTask.of(MatrixGame.coordination(), 1);

  private static double[] random(int size, double scale, SplittableRandom random) {
    double[] numbers = new double[size];
    Arrays.setAll(numbers, k -> scale * (2 * random.nextDouble() - 1));
    return numbers;
  }

  /** What an agent minimises, written out from its definition. */
  private static double loss(
      double[] logits, int agent, Dynamics game, double[] paid, double entropyBonus) {
    TabularPolicy policy = TabularPolicy.softmax(logits, game.numActions());
    double loss = 0;
    for (int state = 0; state < game.numStates(); state++) {
      for (int jointAction = 0; jointAction < game.jointActions().size(); jointAction++) {
        int own = game.jointActions().component(jointAction, agent);
        loss -=
            paid[state * game.jointActions().size() + jointAction]
                * StrictMath.log(policy.probability(state, own));
      }
      for (int action = 0; action < game.numActions(); action++) {
        double p = policy.probability(state, action);
        loss += entropyBonus / game.numStates() * p * StrictMath.log(p);
      }
    }
    return loss;
  }

  @Property(tries = 30)
  void theGradientOfAPolicyIsThatOfItsLoss(
      @ForAll long seed,
      @ForAll @IntRange(max = 1) int agent,
      @ForAll @DoubleRange(min = 0, max = 5) double entropyBonus) {
    SplittableRandom random = new SplittableRandom(seed);
    Dynamics game = new DetourGame();
    double[] logits = random(21, 2, random);
    double[] paid = random(63, 1, random);
    double[] found =
        new PolicyGradient(game.jointActions(), entropyBonus)
            .of(agent, TabularPolicy.softmax(logits, 3), paid);
    double step = 1e-5;
    for (int k = 0; k < logits.length; k++) {
      double[] up = logits.clone();
      double[] down = logits.clone();
      up[k] += step;
      down[k] -= step;
      double slope =
          (loss(up, agent, game, paid, entropyBonus) - loss(down, agent, game, paid, entropyBonus))
              / (2 * step);
      assertEquals(slope, found[k], 1e-7);
    }
  }

  @Property(tries = 30)
  void theGradientOfTheDiscriminatorIsThatOfItsLoss(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] logits = random(12, 5, random);
    OccupancyMeasure expert = measure(12, random);
    OccupancyMeasure learner = measure(12, random);
    double[] found = JointDiscriminator.gradient(logits, expert, learner);
    double step = 1e-5;
    for (int k = 0; k < logits.length; k++) {
      double[] up = logits.clone();
      double[] down = logits.clone();
      up[k] += step;
      down[k] -= step;
      assertEquals(
          (JointDiscriminator.loss(up, expert, learner)
                  - JointDiscriminator.loss(down, expert, learner))
              / (2 * step),
          found[k],
          1e-7);
    }
  }

  private static OccupancyMeasure measure(int size, SplittableRandom random) {
    double[] weights = new double[size];
    double sum = 0;
    for (int k = 0; k < size; k++) {
      weights[k] = random.nextDouble();
      sum += weights[k];
    }
    double all = sum;
    return new OccupancyMeasure(4, Arrays.stream(weights).map(w -> w / all).toArray());
  }

  @Test
  void theBestDiscriminatorLeavesNoSlope() {
    SplittableRandom random = new SplittableRandom(5);
    OccupancyMeasure expert = measure(12, random);
    OccupancyMeasure learner = measure(12, random);
    JointDiscriminator discriminator = new JointDiscriminator(12, 0.01);
    discriminator.solve(expert, learner);
    for (double slope : JointDiscriminator.gradient(discriminator.logits(), expert, learner)) {
      assertEquals(0, slope, 1e-16);
    }
    OccupancyMeasure never = new OccupancyMeasure(2, new double[] {1, 0});
    OccupancyMeasure always = new OccupancyMeasure(2, new double[] {0.5, 0.5});
    assertThrows(
        NumericalException.class, () -> new JointDiscriminator(2, 0.01).solve(never, always));
  }

  @Test
  void rewardsStayFiniteWhereTheDiscriminatorIsSure() {
    for (double logit : new double[] {-1e6, -800, -1, 0, 1, 800, 1e6}) {
      double d = 1 / (1 + StrictMath.exp(-logit));
      for (ImitationReward reward : ImitationReward.values()) {
        assertTrue(Double.isFinite(reward.of(logit)));
      }
      if (Math.abs(logit) <= 1) {
        assertEquals(StrictMath.log(d), ImitationReward.LOG_D.of(logit), 1e-15);
        assertEquals(-StrictMath.log(1 - d), ImitationReward.NEG_LOG_ONE_MINUS_D.of(logit), 1e-15);
      }
    }
    assertEquals(-1e6, ImitationReward.LOG_D.of(-1e6));
    assertEquals(1e6, ImitationReward.NEG_LOG_ONE_MINUS_D.of(1e6));
  }

  @ParameterizedTest
  @EnumSource(ImitationReward.class)
  void sampledGradientsHaveTheExactOneAsMean(ImitationReward reward) {
    SplittableRandom random = new SplittableRandom(17);
    JointPolicy policy =
        new JointPolicy(
            List.of(
                TabularPolicy.softmax(random(21, 1, random), 3),
                TabularPolicy.softmax(random(21, 1, random), 3)));
    double[] logits = random(63, 2, random);
    PolicyGradient gradient = new PolicyGradient(DETOUR.transitions().jointActions(), 0.3);
    double[] exact =
        gradient.of(0, policy.agent(0), paid(DETOUR.ofEpisodes(policy), logits, reward));
    TrajectorySampler sampler =
        new TrajectorySampler(DETOUR.transitions(), policy, SeedTree.root(23));
    int batches = 4000;
    double[] sum = new double[exact.length];
    double[] squares = new double[exact.length];
    Episode episode = new Episode(5);
    for (int batch = 0; batch < batches; batch++) {
      int[] rows = new int[4 * 5];
      for (int k = 0; k < rows.length; k++) {
        if (k % 5 == 0) {
          sampler.play(episode);
        }
        rows[k] = 9 * episode.states()[k % 5] + episode.jointActions()[k % 5];
      }
      double[] sampled =
          gradient.of(
              0, policy.agent(0), paid(OccupancyMeasure.ofSamples(rows, 7, 9), logits, reward));
      for (int k = 0; k < sum.length; k++) {
        sum[k] += sampled[k];
        squares[k] += sampled[k] * sampled[k];
      }
    }
    for (int k = 0; k < sum.length; k++) {
      double mean = sum[k] / batches;
      double error = Math.sqrt(Math.max(0, squares[k] / batches - mean * mean) / batches);
      assertEquals(exact[k], mean, 4 * error + 1e-12);
    }
  }

  private static double[] paid(OccupancyMeasure measure, double[] logits, ImitationReward reward) {
    double[] paid = measure.probabilities().clone();
    for (int k = 0; k < paid.length; k++) {
      paid[k] *= reward.of(logits[k]);
    }
    return paid;
  }

  private static Hyperparameters exact(double beta, Discrimination discrimination, double rate) {
    return new Hyperparameters(
        1, 1, rate, 0.01, beta, ImitationReward.LOG_D, Gradient.EXACT, discrimination, false);
  }

  /**
   * One agent that matters: where the other's action is ignored by the expert, policies obey β log
   * π(a) = log(p(a)/(p(a) + π(a))) + const, so with β = 1 π² + pπ = c·p, π = (−p + √(p² + 4cp))/2.
   */
  @Test
  void withTheBestDiscriminatorAndABonusOfOnePoliciesSettleInClosedForm() {
    ImitationTask single = ImitationTask.of(new MatrixGame(3, List.of(new double[] {0, 0, 0})), 1);
    int[] expert = expert(600, 300, 100);
    AdversarialImitation learner =
        new AdversarialImitation(
            single, expert, exact(1, Discrimination.OPTIMAL, 0.003), SeedTree.root(1));
    for (int epoch = 0; epoch < 8000; epoch++) {
      learner.epoch();
    }
    double[] p = {0.6, 0.3, 0.1};
    double low = 0;
    double high = 10;
    for (int k = 0; k < 200; k++) {
      double c = (low + high) / 2;
      if (Arrays.stream(settled(p, c)).sum() < 1) {
        low = c;
      } else {
        high = c;
      }
    }
    assertArrayEquals(settled(p, low), learner.policy().agent(0).probabilities(), 1e-6);
  }

  private static double[] settled(double[] p, double c) {
    return Arrays.stream(p).map(q -> (Math.sqrt(q * q + 4 * c * q) - q) / 2).toArray();
  }

  private static int[] expert(int... counts) {
    int[] rows = new int[Arrays.stream(counts).sum()];
    int next = 0;
    for (int row = 0; row < counts.length; row++) {
      for (int k = 0; k < counts[row]; k++) {
        rows[next++] = row;
      }
    }
    return rows;
  }

  @Test
  void withoutABonusExactLearnersOfAnIndependentExpertFindIt() {
    ImitationTask task = ImitationTask.of(MatrixGame.coordination(), 1);
    AdversarialImitation learner =
        new AdversarialImitation(
            task,
            expert(420, 280, 180, 120),
            exact(0, Discrimination.OPTIMAL, 0.003),
            SeedTree.root(2));
    for (int epoch = 0; epoch < 8000; epoch++) {
      learner.epoch();
    }
    assertEquals(0.7, learner.policy().agent(0).probability(0, 0), 1e-6);
    assertEquals(0.6, learner.policy().agent(1).probability(0, 0), 1e-6);
  }

  @Test
  void aSignalOfTwoValuesShowsBothConventions() {
    Hyperparameters sampled =
        new Hyperparameters(
            200,
            64,
            0.01,
            0.01,
            0,
            ImitationReward.LOG_D,
            Gradient.SAMPLED,
            Discrimination.LEARNED,
            false);
    double[] conventions = {0.5, 0, 0, 0.5};
    double alone = 1;
    double signalled = 1;
    for (int seed = 1; seed <= 5; seed++) {
      alone = Math.min(alone, reached(MATCHING, sampled, conventions, seed));
      signalled =
          Math.min(
              signalled,
              reached(
                  ImitationTask.withSignal(MatrixGame.coordination(), 2, 1),
                  sampled,
                  conventions,
                  seed));
    }
    assertTrue(alone >= IndependentFloor.of(conventions).distance());
    assertTrue(signalled < 0.2, () -> "with a signal");
  }

  private static double reached(
      ImitationTask task, Hyperparameters parameters, double[] expert, int seed) {
    AdversarialImitation learner =
        new AdversarialImitation(task, expert(500, 0, 0, 500), parameters, SeedTree.root(seed));
    for (int epoch = 0; epoch < 1000; epoch++) {
      learner.epoch();
    }
    return Distances.jensenShannon(
        expert, task.seenOf(task.ofEpisodes(learner.policy())).probabilities());
  }

  @Test
  void theSameSeedTrainsTheSameLearnersAndAnotherSeedOthers() {
    Hyperparameters parameters =
        new Hyperparameters(
            20,
            16,
            0.01,
            0.01,
            0.1,
            ImitationReward.NEG_LOG_ONE_MINUS_D,
            Gradient.SAMPLED,
            Discrimination.LEARNED,
            false);
    double[] first = trained(parameters, 1);
    assertArrayEquals(first, trained(parameters, 1));
    assertTrue(!Arrays.equals(first, trained(parameters, 2)));
  }

  private static double[] trained(Hyperparameters parameters, int seed) {
    AdversarialImitation learner =
        new AdversarialImitation(
            DETOUR, new int[] {8, 26, 35, 35}, parameters, SeedTree.root(seed));
    for (int epoch = 0; epoch < 30; epoch++) {
      learner.epoch();
    }
    return learner.policy().agent(0).logProbabilities();
  }
}
