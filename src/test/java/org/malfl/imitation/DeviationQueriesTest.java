package org.malfl.imitation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.malfl.core.SeedTree;
import org.malfl.games.DetourGame;
import org.malfl.games.JointActionSampler;
import org.malfl.games.JointPolicy;
import org.malfl.games.MatrixGame;
import org.malfl.games.PayoffGame;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.games.ZeroSumGame;
import org.malfl.imitation.DeviationQueries.Deviation;
import org.malfl.metrics.Exploitability;
import org.malfl.metrics.ZeroSumEquilibrium;

class DeviationQueriesTest {
  private static final DetourGame GAME = new DetourGame();
  private static final TransitionTable TRANSITIONS = TransitionTable.of(GAME);
  private static final double GAMMA = 0.9;

  private static JointPolicy stay() {
    double[] table = new double[21];
    for (int state = 0; state < 7; state++) {
      table[3 * state + DetourGame.STAY_ON_PATH] = 1;
    }
    return JointPolicy.ofProbabilities(List.of(table, table), 3);
  }

  private static JointPolicy arbitrary(int numAgents, int numStates, int numActions, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new JointPolicy(
        IntStream.range(0, numAgents)
            .mapToObj(
                agent ->
                    TabularPolicy.softmax(
                        random.doubles((long) numStates * numActions, -2, 2).toArray(), numActions))
            .toList());
  }

  private static Deviation bestResponse(PayoffGame game, TransitionTable transitions) {
    return (agent, policy) ->
        Exploitability.of(game, transitions, policy, GAMMA).bestResponses().get(agent);
  }

  private static void assertSame(JointPolicy expected, JointPolicy actual) {
    for (int agent = 0; agent < expected.numAgents(); agent++) {
      assertArrayEquals(expected.agent(agent).probabilities(), actual.agent(agent).probabilities());
    }
  }

  private static JointPolicy after(int questions, DeviationQueries learners) {
    for (int k = 0; k < questions; k++) {
      learners.ask();
    }
    return learners.policy();
  }

  @Test
  void whereNobodyAskedTheFallbackIsKept() {
    // Who deviates does as the learners do, and all begin on the path: so they stay there.
    JointPolicy expert = stay();
    double[] table = expert.agent(0).probabilities();
    table[3 * DetourGame.DETOUR] = 0.7;
    table[3 * DetourGame.DETOUR + 1] = 0.1;
    table[3 * DetourGame.DETOUR + 2] = 0.2;
    JointPolicy fallback = JointPolicy.ofProbabilities(List.of(table, table), 3);
    DeviationQueries learners =
        new DeviationQueries(
            TRANSITIONS,
            expert,
            (agent, policy) -> policy.agent(agent),
            fallback,
            GAMMA,
            SeedTree.root(1));
    assertSame(fallback, learners.policy());
    assertSame(fallback, after(500, learners));
    // Somebody who deviates comes to the detour, where they learn what the expert does.
    DeviationQueries deviating =
        new DeviationQueries(
            TRANSITIONS, expert, Deviation.uniform(), fallback, GAMMA, SeedTree.root(1));
    assertSame(expert, after(500, deviating));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inTheDetourGameNobodyIsExploitedAfterAFewQuestions(boolean knowingPayoffs) {
    for (int seed = 0; seed < 20; seed++) {
      DeviationQueries learners =
          new DeviationQueries(
              TRANSITIONS,
              stay(),
              knowingPayoffs ? bestResponse(GAME, TRANSITIONS) : Deviation.uniform(),
              arbitrary(2, 7, 3, seed),
              GAMMA,
              SeedTree.root(seed));
      assertTrue(gain(learners.policy()) > 0.1, "before");
      assertEquals(0, gain(after(200, learners)), 1e-12, "seed " + seed);
    }
  }

  private static double gain(JointPolicy policy) {
    return Exploitability.of(GAME, TRANSITIONS, policy, GAMMA).exploitability();
  }

  /** An expert that mixes is known to n^−1/2: with a hundred times the questions a tenth. */
  @Test
  void inRandomGamesExploitabilityFallsWithTheRootOfTheQuestions() {
    int games = 8;
    double few = 0;
    double many = 0;
    for (int k = 0; k < games; k++) {
      ZeroSumGame game = ZeroSumGame.random(6, 3, new SplittableRandom(100 + k));
      TransitionTable transitions = TransitionTable.of(game);
      DeviationQueries learners =
          new DeviationQueries(
              transitions,
              ZeroSumEquilibrium.of(game, transitions, GAMMA).policy(),
              bestResponse(game, transitions),
              JointPolicy.uniform(game),
              GAMMA,
              SeedTree.root(k));
      few += Exploitability.of(game, transitions, after(400, learners), GAMMA).exploitability();
      many += Exploitability.of(game, transitions, after(39_600, learners), GAMMA).exploitability();
    }
    double ratio = few / many;
    assertTrue(5 < ratio && ratio < 20, few / games + " to " + many / games);
  }

  @Test
  void theSameStreamsAskTheSameAndOthersDoNot() {
    ZeroSumGame game = ZeroSumGame.random(5, 2, new SplittableRandom(3));
    TransitionTable transitions = TransitionTable.of(game);
    JointPolicy expert = arbitrary(2, 5, 2, 4);
    List<JointPolicy> found =
        List.of(1, 1, 2).stream()
            .map(
                seed ->
                    after(
                        100,
                        new DeviationQueries(
                            transitions,
                            expert,
                            bestResponse(game, transitions),
                            JointPolicy.uniform(game),
                            GAMMA,
                            SeedTree.root(seed))))
            .toList();
    assertSame(found.get(0), found.get(1));
    assertFalse(
        Arrays.equals(
            found.get(0).agent(0).probabilities(), found.get(2).agent(0).probabilities()));
  }

  /** There is nowhere else to ask: what is left is to clone the answers. */
  @Test
  void inASingleStateItIsCloning() {
    PayoffGame game = MatrixGame.rockPaperScissors();
    JointPolicy expert = arbitrary(2, 1, 3, 8);
    SeedTree streams = SeedTree.root(5);
    DeviationQueries learners =
        new DeviationQueries(
            TransitionTable.of(game),
            expert,
            Deviation.uniform(),
            JointPolicy.uniform(game),
            GAMMA,
            streams);
    BehaviourCloning cloning = new BehaviourCloning(1, game.jointActions(), 0);
    JointActionSampler answers =
        new JointActionSampler(expert, game.jointActions(), streams.child("answers").generator());
    for (int asked = 0; asked < 50; asked++) {
      learners.ask();
      cloning.see(answers.draw(0));
      assertSame(cloning.policy(), learners.policy());
    }
  }

  @Test
  void eachOfSeveralAgentsDeviatesInItsTurn() {
    double[] nothing = new double[27];
    PayoffGame game = new MatrixGame(3, List.of(nothing, nothing, nothing));
    JointPolicy expert = arbitrary(3, 1, 3, 2);
    Set<Integer> deviated = new TreeSet<>();
    DeviationQueries learners =
        new DeviationQueries(
            TransitionTable.of(game),
            expert,
            (agent, policy) -> {
              deviated.add(agent);
              assertEquals(3, policy.numAgents());
              return policy.agent(agent);
            },
            JointPolicy.uniform(game),
            GAMMA,
            SeedTree.root(9));
    JointPolicy found = after(40_000, learners);
    assertEquals(Set.of(0, 1, 2), deviated);
    for (int agent = 0; agent < 3; agent++) {
      // Six standard errors of a share of 40000.
      assertArrayEquals(
          expert.agent(agent).probabilities(), found.agent(agent).probabilities(), 6 * 0.0025);
    }
  }

  /** With γ = 0 an episode has one step, so nobody ever leaves the start. */
  @Test
  void withoutAFutureOnlyTheStartIsAskedAbout() {
    JointPolicy fallback = arbitrary(2, 7, 3, 1);
    DeviationQueries learners =
        new DeviationQueries(
            TRANSITIONS, stay(), Deviation.uniform(), fallback, 0, SeedTree.root(2));
    JointPolicy found = after(100, learners);
    assertEquals(1, found.agent(0).probability(DetourGame.START, DetourGame.STAY_ON_PATH));
    for (int state = 1; state < 7; state++) {
      for (int action = 0; action < 3; action++) {
        assertEquals(
            fallback.agent(1).probability(state, action),
            found.agent(1).probability(state, action));
      }
    }
  }

  @Test
  void discountsOutOfRangeAreRefused() {
    for (double gamma : new double[] {1, -0.1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new DeviationQueries(
                  TRANSITIONS, stay(), Deviation.uniform(), stay(), gamma, SeedTree.root(1)));
    }
  }
}
