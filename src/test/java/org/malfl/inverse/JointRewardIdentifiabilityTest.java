package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.malfl.inverse.Identifiability.Kind.FREE;
import static org.malfl.inverse.Identifiability.Kind.PINNED;
import static org.malfl.inverse.Identifiability.Kind.RELATIVE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.MarkovGame;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.reference.ReferenceFiles;

class JointRewardIdentifiabilityTest {
  private static JointRewardIdentifiability of(ObserverCases observed, int agent, int pairs) {
    return JointRewardIdentifiability.of(
        agent, observed.transitions(), 0.9, observed.policies().subList(0, pairs));
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 0", "homogeneous, 1", "heterogeneous, 0", "heterogeneous, 1"})
  void ranksOnExactPoliciesAreThoseOfTheReference(String family, int agent) {
    JointRewardIdentifiability known = of(ObserverCases.reference(family), agent, 9);
    // The reference leaves out agent 1 of the family in which agents are alike.
    String listed = family.equals("homogeneous") ? "0" : "" + agent;
    String[] row =
        ReferenceFiles.rows("identifiability_ranks.csv").stream()
            .filter(
                other ->
                    other[0].equals(family)
                        && other[1].equals(listed)
                        && other[3].equals("joint+free potentials (paper)"))
            .findFirst()
            .orElseThrow();
    assertEquals(Integer.parseInt(row[5]), known.unknowns() + 9 * 81);
    assertEquals(Integer.parseInt(row[6]), known.systemRank());
    assertEquals(Integer.parseInt(row[7]), known.nullity());
    assertEquals(Integer.parseInt(row[9]), known.rank());
  }

  /** The definition: all equations in one matrix, and its null space by singular values. */
  private record Dense(int rank, int systemRank, Knowledge rewards, Knowledge means) {
    static Dense of(int agent, MarkovGame game, double gamma, List<JointPolicy> policies) {
      int states = game.numStates();
      int joint = game.jointActions().size();
      int rewards = states * joint;
      int unknowns = rewards + policies.size() * states;
      DMatrixRMaj design = new DMatrixRMaj(policies.size() * states * game.numActions(), unknowns);
      for (int h = 0; h < policies.size(); h++) {
        for (int unknown = 0; unknown < rewards; unknown++) {
          int state = unknown / joint;
          int action = unknown % joint;
          int own = game.jointActions().component(action, agent);
          int row = (h * states + state) * game.numActions() + own;
          double weight = 1;
          for (int other = 0; other < game.numAgents(); other++) {
            if (other != agent) {
              weight *=
                  policies
                      .get(h)
                      .agent(other)
                      .probability(state, game.jointActions().component(action, other));
            }
          }
          int potentials = rewards + h * states;
          design.add(row, unknown, weight);
          design.add(row, potentials + state, weight);
          for (int k = 0; k < game.numSuccessors(state, action); k++) {
            design.add(
                row,
                potentials + game.successor(state, action, k),
                -gamma * weight * game.probability(state, action, k));
          }
        }
      }
      DMatrixRMaj nullSpace = afterRank(design);
      DMatrixRMaj ofRewards =
          CommonOps_DDRM.extract(nullSpace, 0, rewards, 0, nullSpace.getNumCols());
      // The projector onto what the null space shows of the rewards.
      DMatrixRMaj transposed = CommonOps_DDRM.transpose(ofRewards, null);
      DMatrixRMaj unseen = afterRank(transposed);
      DMatrixRMaj projector = CommonOps_DDRM.identity(rewards);
      CommonOps_DDRM.multAddTransB(-1, unseen, unseen, projector);
      DMatrixRMaj sums = new DMatrixRMaj(states, rewards);
      for (int unknown = 0; unknown < rewards; unknown++) {
        sums.set(unknown / joint, unknown, 1 / Math.sqrt(joint));
      }
      DMatrixRMaj half = CommonOps_DDRM.mult(sums, projector, null);
      DMatrixRMaj ofMeans = new DMatrixRMaj(states, states);
      CommonOps_DDRM.multTransB(half, sums, ofMeans);
      return new Dense(
          unseen.getNumCols(), unknowns - nullSpace.getNumCols(), known(projector), known(ofMeans));
    }

    /** The right singular vectors whose singular values are zero, as columns. */
    private static DMatrixRMaj afterRank(DMatrixRMaj matrix) {
      var svd =
          DecompositionFactory_DDRM.svd(
              matrix.getNumRows(), matrix.getNumCols(), false, true, false);
      assertTrue(svd.decompose(matrix.copy()));
      int most = Math.min(matrix.getNumRows(), matrix.getNumCols());
      double[] values = Arrays.copyOf(svd.getSingularValues(), most);
      double largest = Arrays.stream(values).max().orElse(0);
      DMatrixRMaj vectors = svd.getV(null, true);
      List<Integer> zero = new ArrayList<>();
      for (int k = 0; k < matrix.getNumCols(); k++) {
        if (k >= most || values[k] <= 1e-9 * largest) {
          zero.add(k);
        }
      }
      DMatrixRMaj rest = new DMatrixRMaj(matrix.getNumCols(), zero.size());
      for (int column = 0; column < zero.size(); column++) {
        for (int row = 0; row < matrix.getNumCols(); row++) {
          rest.set(row, column, vectors.get(zero.get(column), row));
        }
      }
      return rest;
    }

    /** From inner products of rows of the basis. */
    private static Knowledge known(DMatrixRMaj products) {
      List<Identifiability.Kind> kinds = new ArrayList<>();
      int count = products.getNumRows();
      int[] groups = new int[count];
      Arrays.fill(groups, -1);
      int next = 0;
      for (int k = 0; k < count; k++) {
        boolean alone = true;
        for (int j = 0; j < count; j++) {
          double distance =
              products.get(k, k) + products.get(j, j) - products.get(k, j) - products.get(j, k);
          if (j != k && distance < 1e-11) {
            alone = false;
            groups[k] = j < k ? groups[j] : groups[k];
          }
        }
        boolean pinned = products.get(k, k) < 1e-11;
        if (pinned) {
          groups[k] = -1;
        } else if (!alone && groups[k] < 0) {
          groups[k] = next++;
        }
        kinds.add(pinned ? PINNED : alone ? FREE : RELATIVE);
      }
      return new Knowledge(kinds, groups);
    }
  }

  /**
   * A game whose transitions lead somewhere, mostly to one state, now and then to either of two.
   */
  private record SmallGame(int numAgents, int numStates, int[] successors) implements MarkovGame {
    static SmallGame of(int numAgents, int numStates, SplittableRandom random) {
      return new SmallGame(
          numAgents, numStates, random.ints(2L * (numStates << numAgents), 0, numStates).toArray());
    }

    @Override
    public int numActions() {
      return 2;
    }

    @Override
    public int startState() {
      return 0;
    }

    @Override
    public int numSuccessors(int state, int jointAction) {
      return jointAction == 1 ? 2 : 1;
    }

    @Override
    public int successor(int state, int jointAction, int k) {
      return successors[((state << numAgents) + jointAction) * 2 + k];
    }

    @Override
    public double probability(int state, int jointAction, int k) {
      return jointAction == 1 ? 0.5 : 1;
    }

    @Override
    public double reward(int agent, int state) {
      return 0;
    }
  }

  private static JointPolicy policy(MarkovGame game, SplittableRandom random) {
    List<TabularPolicy> agents = new ArrayList<>();
    for (int agent = 0; agent < game.numAgents(); agent++) {
      agents.add(
          TabularPolicy.softmax(
              random.doubles((long) game.numStates() * game.numActions(), -1, 1).toArray(),
              game.numActions()));
    }
    return new JointPolicy(agents);
  }

  private static void assertSame(Dense expected, JointRewardIdentifiability known) {
    assertEquals(expected.rank(), known.rank());
    assertEquals(expected.systemRank(), known.systemRank());
    assertEquals(expected.rewards().kinds(), known.rewards().kinds());
    assertArrayEquals(expected.rewards().groups(), known.rewards().groups());
    assertEquals(expected.means().kinds(), known.means().kinds());
    assertArrayEquals(expected.means().groups(), known.means().groups());
  }

  @Property(tries = 60)
  void smallGamesAreKnownAsTheirDenseEquationsSay(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int numAgents,
      @ForAll @IntRange(min = 1, max = 4) int numStates,
      @ForAll @IntRange(min = 1, max = 6) int pairs,
      @ForAll @IntRange(max = 2) int repeated) {
    SplittableRandom random = new SplittableRandom(seed);
    MarkovGame game = SmallGame.of(numAgents, numStates, random);
    List<JointPolicy> policies = new ArrayList<>();
    for (int h = 0; h < pairs; h++) {
      // Policies that come again add nothing.
      policies.add(h > 0 && h <= repeated ? policies.get(0) : policy(game, random));
    }
    for (int agent = 0; agent < numAgents; agent++) {
      assertSame(
          Dense.of(agent, game, 0.8, policies),
          JointRewardIdentifiability.of(agent, TransitionTable.of(game), 0.8, policies));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "3, 1", "6, 0"})
  void theSmallestGridIsKnownAsItsDenseEquationsSay(int pairs, int agent) {
    // 2 × 2 cells: walls make actions alike, and the goal makes all of them alike.
    GridGame.RewardWeights apart = new GridGame.RewardWeights(-1, 1);
    ObserverCases observed =
        ObserverCases.exact(
            new GridGame(2, List.of(0, 0), 3, List.of(apart, apart)), ObserverCases.LEARNER, 7);
    assertSame(
        Dense.of(agent, observed.game(), 0.9, observed.policies().subList(0, pairs)),
        of(observed, agent, pairs));
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 0", "heterogeneous, 1"})
  void countedPoliciesLeaveOneFreePotentialAndWhatItMakesFree(String family, int agent) {
    JointRewardIdentifiability known = of(ObserverCases.small(family), agent, 9);
    assertEquals(2025, known.unknowns());
    assertTrue(known.nullity() >= 81, "" + known.nullity());
    assertEquals(Collections.nCopies(81, FREE), known.means().kinds());
    assertTrue(!known.rewards().kinds().contains(PINNED));
    // Two joint actions with one next state are told apart, if the others' policies differed
    // enough: the potential takes the same from both.
    assertTrue(known.rewards().kinds().contains(RELATIVE));
  }

  @Test
  void anyMeansExplainTheDataAsWellAsAnyOthers() {
    ObserverCases observed = ObserverCases.reference("heterogeneous");
    TransitionTable transitions = observed.transitions();
    SplittableRandom random = new SplittableRandom(5);
    double[] reward = random.doubles(2025, -1, 1).toArray();
    double[] wanted = random.doubles(81, -3, 3).toArray();
    double[] bare = new RecoveredReward(reward, new double[81]).bare(25);
    // φ − γPφ = mean R − wanted, with P the transitions under uniform policies
    DMatrixRMaj system = CommonOps_DDRM.identity(81);
    DMatrixRMaj right = new DMatrixRMaj(81, 1);
    for (int row = 0; row < 2025; row++) {
      int state = row / 25;
      for (int k = transitions.first()[row]; k < transitions.first()[row + 1]; k++) {
        int next = transitions.states()[k];
        system.add(state, next, -0.9 * transitions.probabilities()[k] / 25);
      }
    }
    for (int state = 0; state < 81; state++) {
      right.set(state, 0, bare[state] - wanted[state]);
    }
    DMatrixRMaj solution = new DMatrixRMaj(81, 1);
    assertTrue(CommonOps_DDRM.solve(system, right, solution));
    double[] potential = solution.data;
    double[] moved = reward.clone();
    for (int row = 0; row < 2025; row++) {
      moved[row] += 0.9 * transitions.expectation(row, potential) - potential[row / 25];
    }
    assertArrayEquals(wanted, new RecoveredReward(moved, potential).bare(25), 1e-12);
    for (int h = 0; h < 9; h++) {
      JointPolicy policy = observed.policies().get(h);
      double[] before = fitted(observed, policy, reward, new double[81]);
      assertArrayEquals(before, fitted(observed, policy, moved, potential), 1e-12);
    }
  }

  /** E[R(s,a)] + g(s) − γE[g(s')] of agent 0. */
  private static double[] fitted(
      ObserverCases observed, JointPolicy policy, double[] reward, double[] potential) {
    double[] fitted = new double[405];
    for (int row = 0; row < 2025; row++) {
      int state = row / 25;
      fitted[state * 5 + row % 25 / 5] +=
          policy.agent(1).probability(state, row % 5)
              * (reward[row]
                  + potential[state]
                  - 0.9 * observed.transitions().expectation(row, potential));
    }
    return fitted;
  }

  @Test
  void noPoliciesAreRefused() {
    ObserverCases observed = ObserverCases.reference("heterogeneous");
    assertThrows(IllegalArgumentException.class, () -> of(observed, 0, 0));
  }
}
