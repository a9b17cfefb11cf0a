package org.malfl.games;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.malfl.core.SeedTree;

class OccupancyMeasureTest {
  private static final DetourGame GAME = new DetourGame();
  private static final TransitionTable TRANSITIONS = TransitionTable.of(GAME);
  private static final StartStates START = StartStates.of(GAME);

  private static JointPolicy random(long seed) {
    double[] logits = new double[GAME.numStates() * GAME.numActions()];
    java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
    List<TabularPolicy> agents =
        List.of(0, 1).stream()
            .map(
                agent -> {
                  Arrays.setAll(logits, k -> 4 * random.nextDouble() - 2);
                  return TabularPolicy.softmax(logits.clone(), GAME.numActions());
                })
            .toList();
    return new JointPolicy(agents);
  }

  @Test
  void onePathIsTakenWithGeometricWeights() {
    double[] stay = new double[21];
    for (int state = 0; state < 7; state++) {
      stay[3 * state + 2] = 1;
    }
    JointPolicy expert = JointPolicy.ofProbabilities(List.of(stay, stay), 3);
    double[] found = OccupancyMeasure.discounted(expert, TRANSITIONS, START, 0.9).probabilities();
    assertEquals(0.1, found[9 * DetourGame.START + 8], 1e-15);
    assertEquals(0.09, found[9 * DetourGame.PATH + 8], 1e-15);
    assertEquals(0.81, found[9 * DetourGame.END + 8], 1e-15);
    assertEquals(1, Arrays.stream(found).sum(), 1e-15);
    double[] episodes = OccupancyMeasure.ofEpisodes(expert, TRANSITIONS, START, 50).probabilities();
    assertEquals(0.02, episodes[9 * DetourGame.START + 8], 1e-15);
    assertEquals(0.96, episodes[9 * DetourGame.END + 8], 1e-14);
  }

  @Property(tries = 50)
  void theDiscountedMeasureIsTheMixtureOfItsSteps(
      @ForAll long seed, @ForAll @DoubleRange(min = 0, max = 0.95) double gamma) {
    // (1 − γ) Σ_t γ^t P_t, where P_t = (t + 1)·(mean of t + 1 steps) − t·(mean of t steps).
    JointPolicy policy = random(seed);
    double[] sum = new double[63];
    double[] before = new double[63];
    double weight = 1 - gamma;
    for (int t = 0; t < 600; t++) {
      // From step 4 on the game does not change any more, so means need no more steps.
      int steps = Math.min(t, 5) + 1;
      double[] mean =
          OccupancyMeasure.ofEpisodes(policy, TRANSITIONS, START, steps).probabilities();
      if (t <= 5) {
        for (int k = 0; k < 63; k++) {
          double now = steps * mean[k];
          double atStep = now - before[k];
          before[k] = now;
          sum[k] += (t < 5 ? weight : StrictMath.pow(gamma, 5)) * atStep;
        }
      }
      weight *= gamma;
    }
    assertArrayEquals(
        sum, OccupancyMeasure.discounted(policy, TRANSITIONS, START, gamma).probabilities(), 1e-12);
  }

  @Test
  void episodesAreAsOftenWhereTheyAreExpected() {
    JointPolicy policy = random(7);
    TrajectorySampler sampler = new TrajectorySampler(TRANSITIONS, policy, SeedTree.root(3));
    Episode episode = new Episode(10);
    int episodes = 20_000;
    int[] rows = new int[10 * episodes];
    for (int k = 0; k < episodes; k++) {
      sampler.play(episode);
      for (int t = 0; t < 10; t++) {
        rows[10 * k + t] = 9 * episode.states()[t] + episode.jointActions()[t];
      }
    }
    double[] exact = OccupancyMeasure.ofEpisodes(policy, TRANSITIONS, START, 10).probabilities();
    double[] found = OccupancyMeasure.ofSamples(rows, 7, 9).probabilities();
    for (int k = 0; k < exact.length; k++) {
      // Steps of an episode are no independent draws: at worst all ten are the same one.
      assertEquals(exact[k], found[k], 6 * Math.sqrt(exact[k] * (1 - exact[k]) / episodes));
    }
  }

  @Test
  void aSignalChangesNothingForThoseWhoIgnoreIt() {
    JointPolicy policy = random(11);
    PublicSignal signalled = new PublicSignal(GAME, 3);
    List<double[]> tables =
        policy.agents().stream()
            .map(
                agent -> {
                  double[] table = new double[3 * 21];
                  for (int k = 0; k < table.length; k++) {
                    table[k] = agent.probability(k / 9, k % 3);
                  }
                  return table;
                })
            .toList();
    OccupancyMeasure found =
        OccupancyMeasure.discounted(
            JointPolicy.ofProbabilities(tables, 3),
            TransitionTable.of(signalled),
            signalled.startStates(),
            0.9);
    assertArrayEquals(
        OccupancyMeasure.discounted(policy, TRANSITIONS, START, 0.9).probabilities(),
        found.seenAs(signalled.gameStates(), 7).probabilities(),
        1e-15);
  }
}
