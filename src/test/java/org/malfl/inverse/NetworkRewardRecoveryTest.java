package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.malfl.core.NumericalException;
import org.malfl.core.SeedTree;
import org.malfl.games.JointIndex;
import org.malfl.games.JointPolicy;
import org.malfl.games.RandomGame;
import org.malfl.games.StateEncoding;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;
import org.malfl.metrics.RewardScore;
import org.malfl.nn.Activation;
import org.malfl.nn.Architecture;
import org.malfl.nn.Checkpoints;
import org.malfl.nn.GradientClipping;
import org.malfl.nn.Initialisation;
import org.malfl.nn.RowProducts;
import org.malfl.nn.Schedule;
import org.malfl.nn.StoppedTraining;
import org.malfl.reference.ReferenceFiles;

class NetworkRewardRecoveryTest {
  private static final Architecture TINY =
      new Architecture(List.of(3), Activation.TANH, Initialisation.GLOROT);

  private static NetworkRewardRecovery recovery(RewardClass rewardClass, int epochs) {
    return new NetworkRewardRecovery(
        TINY, rewardClass, 0.05, Schedule.CONSTANT, Optional.empty(), epochs, 1);
  }

  private static NetworkRewardRecovery.Outcome recover(
      NetworkRewardRecovery recovery, NetworkRewardRecovery.Task task, Checkpoints checkpoints) {
    return recovery.recover(task, SeedTree.root(4), new RowProducts(), checkpoints, done -> {});
  }

  private static NetworkRewardRecovery.Outcome recover(
      NetworkRewardRecovery recovery, NetworkRewardRecovery.Task task) {
    return recover(recovery, task, Checkpoints.none());
  }

  /** Two agents with two actions in three states, two pairs of stages. */
  private static NetworkRewardRecovery.Task byHand(int agent) {
    // By state and joint action.
    int[] next = {1, 2, 0, 1, 2, 2, 1, 0, 0, 1, 2, 0};
    double[] certain = new double[next.length];
    Arrays.fill(certain, 1);
    int[] first = new int[next.length + 1];
    Arrays.setAll(first, row -> row);
    return new NetworkRewardRecovery.Task(
        agent,
        new TransitionTable(new JointIndex(2, 2), 3, 0, first, next, certain),
        0.9,
        List.of(
            JointPolicy.ofProbabilities(
                List.of(
                    new double[] {0.6, 0.4, 0.3, 0.7, 0.5, 0.5},
                    new double[] {0.2, 0.8, 0.9, 0.1, 0.4, 0.6}),
                2),
            JointPolicy.ofProbabilities(
                List.of(
                    new double[] {0.7, 0.3, 0.1, 0.9, 0.45, 0.55},
                    new double[] {0.25, 0.75, 0.8, 0.2, 0.35, 0.65}),
                2)),
        List.of(
            new double[] {0.5, -1, 2, 0.25, -0.75, 1},
            new double[] {1, -0.5, 1.5, 0.75, -1.25, 0.5}),
        new double[][] {{-1, 0.5}, {0, -1}, {1, 0.25}});
  }

  // NumPy 1.24, nested loops over states and actions, gradients by hand: weights bound·(2u − 1), u
  // = (z >> 11)·2⁻⁵³ of SplitMix64 seeded with the first 8 bytes of SHA-256("4/reward") and of
  // SHA-256("4/potentials"), three Adam steps of 0.05.
  @Test
  void threeEpochsOfAJointRewardAgreeWithNumPy() {
    NetworkRewardRecovery.Outcome outcome = recover(recovery(RewardClass.JOINT, 3), byHand(0));
    assertArrayEquals(
        new double[] {12.469635461212341, 7.715111378335793, 5.280905579527104, 4.350785122961771},
        outcome.losses(),
        1e-12);
    assertArrayEquals(
        new double[] {
          1.052233260279, 0.818190525893, 0.814332574256, 0.557737989772,
          1.166191203409, 0.978886167709, 1.010107390764, 0.861429083198,
          0.306954895987, -0.269965977005, 0.242463515949, -0.409049103188
        },
        outcome.recovered().reward(),
        2e-12);
    assertArrayEquals(
        new double[] {
          -0.020524330607, 1.14142945654, 0.575443114945,
          -0.847746961925, -0.006882029455, -0.752482156746
        },
        outcome.recovered().potentials(),
        2e-12);
  }

  // The same of agent 1, with the learning rate down by a cosine and gradients of norm 2 at most.
  @Test
  void threeEpochsOfAStateRewardAgreeWithNumPy() {
    NetworkRewardRecovery.Outcome outcome =
        recover(
            new NetworkRewardRecovery(
                TINY,
                RewardClass.STATE,
                0.05,
                Schedule.COSINE,
                Optional.of(new GradientClipping(2)),
                3,
                1),
            byHand(1));
    assertArrayEquals(
        new double[] {
          20.593599322044895, 14.442078245264991, 11.354113453429454, 10.592543495971638
        },
        outcome.losses(),
        1e-12);
    double[] byState = {0.015350450781, 0.466735956491, 0.239789465693};
    double[] expected = new double[12];
    Arrays.setAll(expected, k -> byState[k / 4]);
    assertArrayEquals(expected, outcome.recovered().reward(), 2e-12);
    assertArrayEquals(
        new double[] {
          0.201225673379, 0.662599461696, 0.873287498798,
          -0.669842840692, -0.393080154873, -0.327031592308
        },
        outcome.recovered().potentials(),
        2e-12);
  }

  private static NetworkRewardRecovery.Task random(int agent, int pairs, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<JointPolicy> policies = new ArrayList<>();
    List<double[]> targets = new ArrayList<>();
    for (int h = 0; h < pairs; h++) {
      policies.add(RandomGame.policy(seed + h));
      targets.add(random.doubles(6, -3, 3).toArray());
    }
    return new NetworkRewardRecovery.Task(
        agent,
        TransitionTable.of(RandomGame.of(seed)),
        0.8,
        policies,
        targets,
        new double[][] {{-1, 0.5}, {0, -1}, {1, 0.25}});
  }

  @Property(tries = 30)
  void gradientsThroughTheWholeChainAreThoseOfDifferences(
      @ForAll @IntRange(max = 1) int agent,
      @ForAll @IntRange(min = 1, max = 3) int pairs,
      @ForAll boolean joint,
      @ForAll @IntRange(max = 1000) int seed) {
    NetworkRewardRecovery.Task task = random(agent, pairs, seed);
    // A step so small that weights stay as they are, after which Adam's first moments are a tenth
    // of the gradient.
    NetworkRewardRecovery still =
        new NetworkRewardRecovery(
            TINY,
            joint ? RewardClass.JOINT : RewardClass.STATE,
            1e-300,
            Schedule.CONSTANT,
            Optional.empty(),
            1,
            2.5);
    double[][] state = new double[1][];
    NetworkRewardRecovery.Outcome outcome =
        recover(
            still,
            task,
            new Checkpoints() {
              @Override
              public Optional<double[]> resumed() {
                return Optional.empty();
              }

              @Override
              public void offer(Supplier<double[]> offered) {
                state[0] = offered.get();
              }
            });
    double[][] parameters = {outcome.reward().parameters(), outcome.potentials().parameters()};
    int at = 1;
    for (int which = 0; which < 2; which++) {
      int size = parameters[which].length;
      assertArrayEquals(parameters[which], Arrays.copyOfRange(state[0], at, at + size));
      double[] moments = Arrays.copyOfRange(state[0], at + size + 2, at + 2 * size + 2);
      for (int k = 0; k < size; k++) {
        double kept = parameters[which][k];
        double step = 1e-5;
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
          parameters[which][k] = kept + (2 * side - 1) * step;
          losses[side] =
              still.of(task, parameters[0], parameters[1], new RowProducts()).losses()[0];
        }
        parameters[which][k] = kept;
        double difference = (losses[1] - losses[0]) / (2 * step);
        assertEquals(difference, 10 * moments[k], 1e-6 * (1 + Math.abs(difference)));
      }
      at += 3 * size + 2;
    }
  }

  @Test
  void aStateRewardIsAJointOneThatNoActionChanges() {
    NetworkRewardRecovery.Task task = random(1, 3, 8);
    NetworkRewardRecovery.Outcome state = recover(recovery(RewardClass.STATE, 5), task);
    double[] parameters = state.reward().parameters();
    // Behind the weights of a state's two inputs come those of each agent's two actions.
    double[] wider = new double[parameters.length + 4 * 3];
    System.arraycopy(parameters, 0, wider, 0, 6);
    System.arraycopy(parameters, 6, wider, 18, parameters.length - 6);
    NetworkRewardRecovery.Outcome joint =
        recovery(RewardClass.JOINT, 5)
            .of(task, wider, state.potentials().parameters(), new RowProducts());
    assertArrayEquals(state.recovered().reward(), joint.recovered().reward());
    assertArrayEquals(state.recovered().potentials(), joint.recovered().potentials());
    assertEquals(state.losses()[5], joint.losses()[0]);
  }

  @Test
  void trainedNetworksGiveTheSameTablesAndTheLastLoss() {
    for (RewardClass rewardClass : List.of(RewardClass.STATE, RewardClass.JOINT)) {
      NetworkRewardRecovery.Task task = random(0, 2, 9);
      NetworkRewardRecovery recovery = recovery(rewardClass, 20);
      NetworkRewardRecovery.Outcome trained = recover(recovery, task);
      NetworkRewardRecovery.Outcome again =
          recovery.of(
              task,
              trained.reward().parameters(),
              trained.potentials().parameters(),
              new RowProducts());
      assertArrayEquals(trained.recovered().reward(), again.recovered().reward());
      assertArrayEquals(trained.recovered().potentials(), again.recovered().potentials());
      assertArrayEquals(new double[] {trained.losses()[20]}, again.losses());
      assertEquals(21, trained.losses().length);
      assertTrue(trained.losses()[20] < trained.losses()[0]);
      assertThrows(
          IllegalArgumentException.class,
          () -> recovery.of(task, new double[3], new double[3], new RowProducts()));
    }
  }

  @Test
  void aResumedTrainingGivesTheSameBits() {
    NetworkRewardRecovery.Task task = random(0, 2, 10);
    NetworkRewardRecovery recovery =
        new NetworkRewardRecovery(
            TINY,
            RewardClass.JOINT,
            0.05,
            Schedule.COSINE,
            Optional.of(new GradientClipping(1)),
            30,
            1);
    NetworkRewardRecovery.Outcome whole = recover(recovery, task);
    for (int stop : new int[] {1, 17, 30}) {
      StoppedTraining stopped = StoppedTraining.after(stop);
      assertThrows(StoppedTraining.Stop.class, () -> recover(recovery, task, stopped));
      StoppedTraining resumption = stopped.resumption();
      AtomicLong done = new AtomicLong();
      NetworkRewardRecovery.Outcome resumed =
          recovery.recover(task, SeedTree.root(4), new RowProducts(), resumption, done::addAndGet);
      assertEquals(30, done.get());
      assertEquals(30 - stop, resumption.offers());
      assertArrayEquals(whole.losses(), resumed.losses());
      assertArrayEquals(whole.reward().parameters(), resumed.reward().parameters());
      assertArrayEquals(whole.potentials().parameters(), resumed.potentials().parameters());
      assertArrayEquals(whole.recovered().reward(), resumed.recovered().reward());
    }
  }

  @Test
  void bothNetworksBeginElsewhereWithAnotherStream() {
    NetworkRewardRecovery.Outcome one = recover(recovery(RewardClass.STATE, 1), byHand(0));
    NetworkRewardRecovery.Outcome other =
        recovery(RewardClass.STATE, 1)
            .recover(
                byHand(0), SeedTree.root(5), new RowProducts(), Checkpoints.none(), done -> {});
    assertTrue(!Arrays.equals(one.reward().parameters(), other.reward().parameters()));
    assertTrue(!Arrays.equals(one.potentials().parameters(), other.potentials().parameters()));
  }

  @Test
  void fewEpochsOnExactPoliciesAlreadyPointTheRightWay() {
    List<JointPolicy> policies = ReferenceFiles.exactPolicies("homogeneous");
    TransitionTable transitions = TransitionTable.of(ReferenceFiles.game("homogeneous"));
    List<double[]> targets = new ArrayList<>();
    for (int h = 0; h < 9; h++) {
      targets.add(
          ImprovementTarget.of(
              0,
              transitions,
              new LearnerModel(ReferenceFiles.ALPHA, ReferenceFiles.GAMMA),
              policies.get(h),
              policies.get(h + 1)));
    }
    NetworkRewardRecovery.Outcome outcome =
        new NetworkRewardRecovery(
                new Architecture(List.of(32, 32), Activation.TANH, Initialisation.GLOROT),
                RewardClass.STATE,
                0.003,
                Schedule.CONSTANT,
                Optional.empty(),
                300,
                1)
            .recover(
                new NetworkRewardRecovery.Task(
                    0,
                    transitions,
                    ReferenceFiles.GAMMA,
                    policies.subList(0, 9),
                    targets,
                    StateEncoding.COORDINATES.of(ReferenceFiles.game("homogeneous"))),
                SeedTree.root(1),
                new RowProducts(),
                Checkpoints.none(),
                done -> {});
    double pearson =
        RewardScore.of(outcome.recovered().bare(25), ReferenceFiles.game("homogeneous").rewards(0))
            .pearson()
            .value()
            .orElseThrow();
    assertTrue(pearson > 0.8, "Pearson " + pearson);
  }

  @Test
  void aLossThatLeavesTheFiniteNumbersIsANumericalFailure() {
    NetworkRewardRecovery wild =
        new NetworkRewardRecovery(
            new Architecture(List.of(3), Activation.IDENTITY, Initialisation.GLOROT),
            RewardClass.STATE,
            1e200,
            Schedule.CONSTANT,
            Optional.empty(),
            5,
            1);
    assertThrows(NumericalException.class, () -> recover(wild, byHand(0)));
  }

  @Test
  void whatDoesNotFitIsRejected() {
    assertThrows(IllegalArgumentException.class, () -> recovery(RewardClass.OWN_ACTION, 1));
    assertThrows(IllegalArgumentException.class, () -> recovery(RewardClass.STATE, 0));
    NetworkRewardRecovery.Task task = byHand(0);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            recover(
                recovery(RewardClass.STATE, 1),
                new NetworkRewardRecovery.Task(
                    0,
                    task.transitions(),
                    0.9,
                    task.policies(),
                    task.targets(),
                    new double[][] {{1}, {2}})));
  }
}
