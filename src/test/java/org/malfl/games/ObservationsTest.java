package org.malfl.games;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.reference.ReferenceFiles;

class ObservationsTest {
  private static GridGame grid(int size, int agents) {
    return new GridGame(
        size,
        Collections.nCopies(agents, 0),
        size * size - 1,
        Collections.nCopies(agents, new GridGame.RewardWeights(-1, 1)));
  }

  @ParameterizedTest
  @CsvSource({"3, 2, 1", "4, 2, 1", "5, 2, 2", "3, 3, 2", "4, 4, 2", "6, 4, 4"})
  void entriesKeepTheirValuesInTheNarrowestWidth(int size, int agents, int width) {
    Dynamics dynamics = grid(size, agents);
    assertEquals(width, Observations.width(dynamics));
    Observations observations = new Observations(dynamics, 3, 4);
    SplittableRandom random = new SplittableRandom(3);
    int[][] states = new int[3][4];
    int[][] actions = new int[3][4];
    Episode episode = new Episode(4);
    for (int k = 0; k < 3; k++) {
      for (int t = 0; t < 4; t++) {
        states[k][t] = k + t == 5 ? dynamics.numStates() - 1 : random.nextInt(dynamics.numStates());
        actions[k][t] = random.nextInt(dynamics.jointActions().size());
        episode.states()[t] = states[k][t];
        episode.jointActions()[t] = actions[k][t];
      }
      observations.add(episode);
    }
    for (int k = 0; k < 3; k++) {
      for (int t = 0; t < 4; t++) {
        assertEquals(states[k][t], observations.state(k, t));
        assertEquals(actions[k][t], observations.jointAction(k, t));
      }
    }
    assertEquals(3 * 4 * 2 * width, observations.bytes().remaining());
    assertEquals(width, observations.width());
    assertThrows(IllegalStateException.class, () -> observations.add(episode));
  }

  @Test
  void countsOfEachAgentAreMarginsOfTheJointCounts() {
    GridGame game = grid(3, 2);
    VisitCounts counts = VisitCounts.of(ReferenceFiles.smallDataset("homogeneous").get(4), game);
    long[] states = counts.states();
    long[] own0 = counts.ownActions(0);
    long[] own1 = counts.ownActions(1);
    long total = 0;
    for (int s = 0; s < 81; s++) {
      for (int a0 = 0; a0 < 5; a0++) {
        for (int a1 = 0; a1 < 5; a1++) {
          long n = counts.joint()[25 * s + 5 * a0 + a1];
          states[s] -= n;
          own0[5 * s + a0] -= n;
          own1[5 * s + a1] -= n;
          total += n;
        }
      }
    }
    assertEquals(5000, total);
    assertArrayEquals(new long[81], states);
    assertArrayEquals(new long[405], own0);
    assertArrayEquals(new long[405], own1);
  }

  @Test
  void malformedDataAreRejected() {
    GridGame game = grid(3, 2);
    Observations foreign = new Observations(grid(5, 2), 1, 1);
    Episode episode = new Episode(1);
    episode.states()[0] = 624;
    foreign.add(episode);
    assertThrows(IllegalArgumentException.class, () -> VisitCounts.of(foreign, game));
    assertThrows(
        IllegalArgumentException.class, () -> new VisitCounts(new JointIndex(5, 2), new long[26]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new VisitCounts(new JointIndex(1, 1), new long[] {-1}));
    assertThrows(IllegalArgumentException.class, () -> new Observations(game, 1_100_000, 1000));
    assertThrows(
        IllegalArgumentException.class, () -> new Observations(game, 1, 2).add(new Episode(3)));
  }

  @Test
  void policiesOfDifferentShapesDoNotFormAJointPolicy() {
    assertThrows(IllegalArgumentException.class, () -> new JointPolicy(List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new JointPolicy(List.of(TabularPolicy.uniform(3, 2), TabularPolicy.uniform(2, 3))));
  }

  @Test
  void jointPoliciesKeepTheirProbabilitiesThroughATable() {
    JointPolicy policy = ReferenceFiles.exactPolicies("heterogeneous").get(3);
    JointPolicy again = JointPolicy.ofProbabilities(policy.probabilities(), 5);
    for (int agent = 0; agent < 2; agent++) {
      assertArrayEquals(
          policy.agent(agent).logProbabilities(), again.agent(agent).logProbabilities());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> JointPolicy.ofProbabilities(List.of(new double[404]), 5));
  }

  @Test
  void tablesOfAgentsJoinInAgentOrderAndSplitAgain() {
    double[] joined = AgentTables.join(List.of(new double[] {1, 2}, new double[] {3, 4}));
    assertArrayEquals(new double[] {1, 2, 3, 4}, joined);
    assertArrayEquals(new double[] {3, 4}, AgentTables.split(joined, 2).get(1));
    assertThrows(IllegalArgumentException.class, () -> AgentTables.split(joined, 3));
  }
}
