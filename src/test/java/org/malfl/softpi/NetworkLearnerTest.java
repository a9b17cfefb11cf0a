package org.malfl.softpi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.malfl.core.NumericalException;
import org.malfl.core.SeedTree;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.StateEncoding;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;
import org.malfl.nn.Activation;
import org.malfl.nn.Architecture;
import org.malfl.nn.Checkpoints;
import org.malfl.nn.Initialisation;
import org.malfl.nn.RowProducts;
import org.malfl.reference.ReferenceFiles;

class NetworkLearnerTest {
  private static final GridGame GAME = ReferenceFiles.game("heterogeneous");
  private static final TransitionTable TRANSITIONS = TransitionTable.of(GAME);
  private static final double[][] INPUTS = StateEncoding.ONE_HOT.of(GAME);
  private static final JointPolicy UNIFORM = JointPolicy.uniform(GAME);

  private static NetworkLearner learner(int qUpdates, int policyUpdates, double rate) {
    return new NetworkLearner(
        new Architecture(List.of(32), Activation.TANH, Initialisation.GLOROT),
        qUpdates,
        policyUpdates,
        128,
        rate,
        rate,
        Optional.empty(),
        10);
  }

  /** Each joint action once in each joint state: no noise of play. */
  private static NetworkLearner.Task task(int agent) {
    long[] counts = new long[81 * 25];
    Arrays.fill(counts, 1);
    return new NetworkLearner.Task(
        agent,
        GAME,
        TRANSITIONS,
        UNIFORM.agent(agent),
        new VisitCounts(GAME.jointActions(), counts),
        ReferenceFiles.ALPHA,
        ReferenceFiles.GAMMA,
        INPUTS);
  }

  private static NetworkLearner.Networks first(NetworkLearner learner) {
    return learner.begin(INPUTS[0].length, 5, SeedTree.root(3).child("weights"), new RowProducts());
  }

  private static NetworkLearner.Outcome run(
      NetworkLearner learner, int agent, Checkpoints checkpoints) {
    return learner.stage(
        task(agent), first(learner), SeedTree.root(3).child("stage"), checkpoints, updates -> {});
  }

  @Test
  void theFirstPolicyIsUniform() {
    NetworkLearner learner = learner(1, 1, 0.01);
    assertArrayEquals(new double[81 * 5], learner.of(task(0), first(learner)).logits());
  }

  /** The reference's Q_0 and π_1, which solve the soft Bellman equations of the uniform policy. */
  @Test
  void networksComeCloseToTheSolutionOfTheSoftBellmanEquations() {
    for (int agent = 0; agent < 2; agent++) {
      NetworkLearner.Outcome outcome = run(learner(1500, 600, 0.01), agent, Checkpoints.none());
      double[] exact = ReferenceFiles.tables("exact_q_heterogeneous.csv", 10)[0][agent];
      double mean = Arrays.stream(exact).average().orElseThrow();
      double squares = 0;
      double spread = 0;
      for (int k = 0; k < exact.length; k++) {
        squares += (outcome.expectedQ()[k] - exact[k]) * (outcome.expectedQ()[k] - exact[k]);
        spread += (exact[k] - mean) * (exact[k] - mean);
      }
      assertTrue(squares < 0.02 * spread, agent + ": " + squares + " of " + spread);
      double[] improved =
          ReferenceFiles.exactPolicies("heterogeneous").get(1).agent(agent).probabilities();
      double[] found =
          SoftPolicyIteration.improve(List.of(outcome.logits()), 5).agent(0).probabilities();
      double distance = 0;
      for (int k = 0; k < improved.length; k++) {
        distance += Math.abs(found[k] - improved[k]) / improved.length;
      }
      assertTrue(distance < 0.02, agent + ": " + distance);
    }
  }

  @Test
  void theImprovedPolicyIsTheSoftmaxOfTheNetworksOwnQ() {
    NetworkLearner.Outcome outcome = run(learner(20, 800, 0.01), 0, Checkpoints.none());
    double[] wanted =
        SoftPolicyIteration.improve(
                SoftPolicyIteration.logits(List.of(outcome.expectedQ()), ReferenceFiles.ALPHA), 5)
            .agent(0)
            .probabilities();
    double[] found =
        SoftPolicyIteration.improve(List.of(outcome.logits()), 5).agent(0).probabilities();
    assertArrayEquals(wanted, found, 0.02);
    double[] losses = outcome.policyLosses();
    assertTrue(losses[losses.length - 1] < 0.02 * losses[0], losses[losses.length - 1] + "");
  }

  @Test
  void aTrainingThatGoesOnFromACheckpointGivesTheSameBits() {
    NetworkLearner learner = learner(7, 6, 0.01);
    NetworkLearner.Outcome whole = run(learner, 1, Checkpoints.none());
    for (int cut : new int[] {1, 6, 7, 8, 12, 13}) {
      Kept kept = new Kept(cut, Optional.empty());
      var unused = run(learner, 1, kept);
      NetworkLearner.Outcome resumed =
          run(learner, 1, new Kept(Integer.MAX_VALUE, Optional.of(kept.state)));
      assertArrayEquals(whole.expectedQ(), resumed.expectedQ());
      assertArrayEquals(whole.logits(), resumed.logits());
      assertArrayEquals(whole.qLosses(), resumed.qLosses());
      assertArrayEquals(whole.policyLosses(), resumed.policyLosses());
      assertArrayEquals(
          whole.networks().policy().parameters(), resumed.networks().policy().parameters());
    }
  }

  private static final class Kept implements Checkpoints {
    private final int cut;
    private final Optional<double[]> from;
    private int offers;
    private double[] state = {};

    Kept(int cut, Optional<double[]> from) {
      this.cut = cut;
      this.from = from;
    }

    @Override
    public Optional<double[]> resumed() {
      return from;
    }

    @Override
    public void offer(Supplier<double[]> offered) {
      if (++offers == cut) {
        state = offered.get();
      }
    }
  }

  @Test
  void trainedNetworksSayWhatTheStageSaid() {
    NetworkLearner learner = learner(5, 5, 0.01);
    NetworkLearner.Outcome outcome = run(learner, 0, Checkpoints.none());
    NetworkLearner.Outcome again = learner.of(task(0), outcome.networks());
    assertArrayEquals(outcome.expectedQ(), again.expectedQ());
    assertArrayEquals(outcome.logits(), again.logits());
    assertEquals(5, outcome.qLosses().length);
  }

  @Test
  void divergenceNamesTheSetting() {
    assertTrue(
        assertThrows(
                NumericalException.class, () -> run(learner(300, 1, 1e300), 0, Checkpoints.none()))
            .getMessage()
            .contains("network"));
  }
}
