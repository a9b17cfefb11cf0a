package org.malfl.imitation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.malfl.core.SeedTree;
import org.malfl.games.DetourGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.MatrixGame;
import org.malfl.games.OccupancyMeasure;
import org.malfl.games.StartStates;
import org.malfl.games.TransitionTable;
import org.malfl.imitation.AdversarialImitation.Discrimination;
import org.malfl.imitation.AdversarialImitation.Gradient;
import org.malfl.imitation.AdversarialImitation.Hyperparameters;

/** What learners are given: a task, data of an expert, and numbers that are in range. */
class ImitationTaskTest {
  private static final TransitionTable DETOUR = TransitionTable.of(new DetourGame());
  private static final StartStates START = StartStates.of(new DetourGame());

  @Test
  void withoutASignalEverybodySeesTheStates() {
    ImitationTask task = ImitationTask.of(new DetourGame(), 5);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6}, task.seen());
    ImitationTask one = ImitationTask.withSignal(new DetourGame(), 1, 5);
    JointPolicy even = JointPolicy.uniform(new DetourGame());
    assertArrayEquals(
        task.ofEpisodes(even).probabilities(), one.ofEpisodes(even).probabilities(), 1e-16);
  }

  @Test
  void aSignalIsNotSeenByTheDiscriminator() {
    ImitationTask task = ImitationTask.withSignal(MatrixGame.coordination(), 2, 1);
    assertArrayEquals(new int[] {0, 0}, task.seen());
    double[] follow = {1, 0, 0, 1};
    OccupancyMeasure found =
        task.seenOf(task.ofEpisodes(JointPolicy.ofProbabilities(List.of(follow, follow), 2)));
    assertArrayEquals(new double[] {.5, 0, 0, .5}, found.probabilities());
  }

  @Test
  void tasksThatDoNotFitAreRefused() {
    int[] seen = new int[7];
    assertThrows(
        IllegalArgumentException.class, () -> new ImitationTask(DETOUR, START, 0, seen, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new ImitationTask(DETOUR, START, 1, new int[6], 1));
    assertThrows(
        IllegalArgumentException.class, () -> new ImitationTask(DETOUR, START, 1, seen, 0));
    seen[3] = 2;
    assertThrows(
        IllegalArgumentException.class, () -> new ImitationTask(DETOUR, START, 1, seen, 2));
  }

  private static Hyperparameters with(
      int rollouts, int batch, double policyRate, double discriminatorRate, double bonus) {
    return new Hyperparameters(
        rollouts,
        batch,
        policyRate,
        discriminatorRate,
        bonus,
        ImitationReward.LOG_D,
        Gradient.SAMPLED,
        Discrimination.LEARNED,
        true);
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    double inf = Double.POSITIVE_INFINITY;
    double nan = Double.NaN;
    assertThrows(IllegalArgumentException.class, () -> with(0, 1, 1, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> with(1, 0, 1, 1, 0));
    for (double rate : new double[] {0, -1, inf, nan}) {
      assertThrows(IllegalArgumentException.class, () -> with(1, 1, rate, 1, 0));
      assertThrows(IllegalArgumentException.class, () -> with(1, 1, 1, rate, 0));
    }
    for (double bonus : new double[] {-1, inf, nan}) {
      assertThrows(IllegalArgumentException.class, () -> with(1, 1, 1, 1, bonus));
    }
  }

  @Test
  void samplesThatAreNoPairsOrNoneAtAllAreRefused() {
    ImitationTask task = ImitationTask.of(MatrixGame.coordination(), 1);
    for (int[] wrong : new int[][] {{4}, {-1}, {}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new AdversarialImitation(task, wrong, with(1, 1, 1, 1, 0), SeedTree.root(1)));
    }
  }

  @Test
  void aDiscriminatorThatTellsNothingLosesTwiceTheLogarithmOfTwo() {
    AdversarialImitation learners =
        new AdversarialImitation(
            ImitationTask.of(MatrixGame.coordination(), 1),
            new int[] {0, 3},
            with(5, 2, .01, .01, 0),
            SeedTree.root(1));
    assertEquals(2 * StrictMath.log(2), learners.discriminatorLoss(), 1e-15);
    assertArrayEquals(new double[4], learners.discriminatorLogits());
    assertArrayEquals(new double[] {.5, .5}, learners.policy().agent(0).probabilities());
    learners.epoch();
    assertEquals(0, learners.discriminatorLogits()[1], 0.011);
  }

  @Test
  void expertsPlayEpisodesOfGeometricLength() {
    JointPolicy even = JointPolicy.uniform(new DetourGame());
    int[] rows = ExpertData.play(DETOUR, even, 200_000, 10, new SplittableRandom(1));
    double[] found = OccupancyMeasure.ofSamples(rows, 7, 9).probabilities();
    double[] exact = OccupancyMeasure.discounted(even, DETOUR, START, 0.9).probabilities();
    for (int row = 0; row < exact.length; row++) {
      // Some ten steps of an episode are in the same state: as if there were a tenth of them.
      assertEquals(exact[row], found[row], 6 * Math.sqrt(exact[row] / 20_000));
    }
    int[] single = ExpertData.play(DETOUR, even, 50, 1, new SplittableRandom(1));
    assertEquals(50, Arrays.stream(single).filter(row -> row < 9).count());
    assertThrows(
        IllegalArgumentException.class,
        () -> ExpertData.play(DETOUR, even, 0, 10, new SplittableRandom(1)));
    for (double length : new double[] {0.9, -1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ExpertData.play(DETOUR, even, 1, length, new SplittableRandom(1)));
    }
  }
}
