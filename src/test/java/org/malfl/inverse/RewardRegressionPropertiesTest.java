package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.malfl.games.MarkovGame;
import org.malfl.learners.LearnerModel;

/** What theory says that a change of the truth does to what is recovered of exact learners. */
class RewardRegressionPropertiesTest {
  /** Two agents in rooms on a ring, left, right or stay, with any rewards. */
  private record Ring(double[][] ofAgents) implements MarkovGame {
    private static final int ROOMS = 4;

    static Ring random(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] rewards = new double[2][];
      Arrays.setAll(rewards, agent -> random.doubles(ROOMS * ROOMS, -2, 2).toArray());
      return new Ring(rewards);
    }

    Ring mapped(java.util.function.DoubleUnaryOperator change) {
      double[][] changed = new double[2][];
      Arrays.setAll(changed, agent -> Arrays.stream(ofAgents[agent]).map(change).toArray());
      return new Ring(changed);
    }

    Ring relabelled() {
      double[][] changed = new double[2][ROOMS * ROOMS];
      for (int state = 0; state < ROOMS * ROOMS; state++) {
        changed[0][state] = ofAgents[1][swapped(state)];
        changed[1][state] = ofAgents[0][swapped(state)];
      }
      return new Ring(changed);
    }

    static int swapped(int state) {
      return state % ROOMS * ROOMS + state / ROOMS;
    }

    @Override
    public int numAgents() {
      return 2;
    }

    @Override
    public int numStates() {
      return ROOMS * ROOMS;
    }

    @Override
    public int numActions() {
      return 3;
    }

    @Override
    public int startState() {
      return 0;
    }

    @Override
    public int successor(int state, int jointAction, int k) {
      int first = Math.floorMod(state / ROOMS + jointAction / 3 - 1, ROOMS);
      int second = Math.floorMod(state % ROOMS + jointAction % 3 - 1, ROOMS);
      return ROOMS * first + second;
    }

    @Override
    public double reward(int agent, int state) {
      return ofAgents[agent][state];
    }
  }

  private static double[] bellmanConsistent(ObserverCases observed, int agent) {
    return BellmanConsistentRecovery.crossValidated()
        .recover(observed.rows(agent, RewardClass.STATE))
        .reward();
  }

  private static double[] stateLeastSquares(ObserverCases observed, int agent) {
    return observed.stateLeastSquares(agent, false).reward();
  }

  private static ObserverCases exact(MarkovGame game, double alpha, double gamma) {
    return ObserverCases.exact(game, new LearnerModel(alpha, gamma), 6);
  }

  @Property(tries = 30)
  void aConstantInTheTruthIsNotSeen(
      @ForAll long seed,
      @ForAll @IntRange(max = 1) int agent,
      @ForAll @DoubleRange(min = -10, max = 10) double constant) {
    Ring game = Ring.random(seed);
    ObserverCases before = exact(game, 1.5, 0.8);
    ObserverCases after = exact(game.mapped(reward -> reward + constant), 1.5, 0.8);
    assertArrayEquals(bellmanConsistent(before, agent), bellmanConsistent(after, agent), 1e-8);
    assertArrayEquals(stateLeastSquares(before, agent), stateLeastSquares(after, agent), 1e-7);
  }

  @Property(tries = 30)
  void temperatureAndRewardScaledTogetherGiveTheSamePoliciesAndTheScaledReward(
      @ForAll long seed,
      @ForAll @IntRange(max = 1) int agent,
      @ForAll @DoubleRange(min = 0.1, max = 10) double factor) {
    Ring game = Ring.random(seed);
    ObserverCases before = exact(game, 1.5, 0.8);
    ObserverCases after = exact(game.mapped(reward -> factor * reward), factor * 1.5, 0.8);
    assertArrayEquals(
        before.policies().get(5).agent(agent).probabilities(),
        after.policies().get(5).agent(agent).probabilities(),
        1e-10);
    double[] scaled =
        Arrays.stream(bellmanConsistent(before, agent)).map(r -> factor * r).toArray();
    assertArrayEquals(scaled, bellmanConsistent(after, agent), 1e-8 * Math.max(1, factor));
    // Only R/α is in the policies: an observer with the wrong α is wrong by that factor alone.
    ObserverCases wrong =
        new ObserverCases(
            before.game(),
            before.transitions(),
            new LearnerModel(factor * 1.5, 0.8),
            before.policies(),
            before.counts());
    assertArrayEquals(scaled, bellmanConsistent(wrong, agent), 1e-8 * Math.max(1, factor));
  }

  @Property(tries = 30)
  void agentsRelabelledHaveTheirRewardsRelabelled(
      @ForAll long seed, @ForAll @IntRange(max = 1) int agent) {
    Ring game = Ring.random(seed);
    double[] reward = bellmanConsistent(exact(game, 1.5, 0.8), agent);
    double[] other = bellmanConsistent(exact(game.relabelled(), 1.5, 0.8), 1 - agent);
    for (int state = 0; state < reward.length; state++) {
      assertEquals(reward[state], other[Ring.swapped(state)], 1e-8);
    }
  }

  @Property(tries = 30)
  void aPotentialOfJointActionsInTheTruthIsNotSeen(
      @ForAll long seed, @ForAll @IntRange(max = 1) int agent) {
    // R(s,a) = φ(s) − γφ(s') adds φ(s) to every Q(s,·), which centring takes away again.
    ObserverCases observed = exact(Ring.random(seed), 1.5, 0.8);
    double[] potential = new SplittableRandom(seed + 1).doubles(16, -5, 5).toArray();
    double[] shaped = new double[16 * 9];
    Arrays.setAll(
        shaped,
        k -> potential[k / 9] - 0.8 * potential[observed.game().successor(k / 9, k % 9, 0)]);
    for (ImprovementRows rows : observed.rows(agent, RewardClass.JOINT)) {
      double[] before = rows.residuals(new double[16 * 9]);
      assertArrayEquals(before, rows.residuals(shaped), 1e-9);
    }
  }

  @Property(tries = 30)
  void exactLearnersOfAnyRewardsRevealThem(
      @ForAll long seed,
      @ForAll @IntRange(max = 1) int agent,
      @ForAll @DoubleRange(min = 0.5, max = 3) double alpha) {
    Ring game = Ring.random(seed);
    ObserverCases observed = exact(game, alpha, 0.8);
    double mean = Arrays.stream(game.rewards(agent)).average().orElseThrow();
    double[] expected = Arrays.stream(game.rewards(agent)).map(r -> r - mean).toArray();
    assertArrayEquals(expected, bellmanConsistent(observed, agent), 1e-7);
    assertArrayEquals(expected, stateLeastSquares(observed, agent), 1e-6);
  }
}
