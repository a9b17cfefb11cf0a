package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.malfl.inverse.Identifiability.Kind.FREE;
import static org.malfl.inverse.Identifiability.Kind.PINNED;
import static org.malfl.inverse.Identifiability.Kind.RELATIVE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.games.OpponentWeights;
import org.malfl.reference.ReferenceFiles;

class IdentifiabilityTest {
  /** Column of {@code identifiability_ranks.csv}. */
  private static int reference(String family, int agent, String system, int column) {
    return ReferenceFiles.rows("identifiability_ranks.csv").stream()
        .filter(row -> row[0].equals(family) && row[1].equals("" + agent) && row[3].equals(system))
        .mapToInt(row -> Integer.parseInt(row[column]))
        .findFirst()
        .orElseThrow();
  }

  private static final int RANK = 6;
  private static final int REWARD_RANK = 9;

  private static double[] freePotentials(
      ObserverCases observed, int agent, int pair, RewardClass rewardClass) {
    return FreePotentialRows.of(
        agent,
        observed.transitions(),
        0.9,
        observed.policies().get(pair),
        observed.weights(agent, pair),
        rewardClass);
  }

  private static List<double[]> blocks(IntFunction<double[]> ofPair) {
    List<double[]> blocks = new ArrayList<>();
    for (int h = 0; h < 9; h++) {
      blocks.add(ofPair.apply(h));
    }
    return blocks;
  }

  @ParameterizedTest
  @CsvSource({
    "homogeneous, 0, STATE, state-only",
    "heterogeneous, 0, STATE, state-only",
    "heterogeneous, 1, STATE, state-only",
    "homogeneous, 0, OWN_ACTION, own-action",
    "heterogeneous, 0, OWN_ACTION, own-action",
    "heterogeneous, 1, OWN_ACTION, own-action"
  })
  void ranksOfRowsAreThoseOfTheReference(
      String family, int agent, RewardClass rewardClass, String name) {
    ObserverCases observed = ObserverCases.reference(family);
    int unknowns = rewardClass.perState(observed.game().jointActions()) * 81;
    List<ImprovementRows> rows = observed.rows(agent, rewardClass);
    Identifiability bellman =
        Identifiability.ofRows(
            unknowns,
            rows.stream().map(ImprovementRows::design).toList(),
            Identifiability.ROWS_TOLERANCE);
    assertEquals(reference(family, agent, "Bellman-consistent " + name, RANK), bellman.rank());

    List<double[]> blocks = blocks(h -> freePotentials(observed, agent, h, rewardClass));
    Identifiability free = Identifiability.ofRows(unknowns, blocks, Identifiability.ROWS_TOLERANCE);
    String system = name + "+free potentials";
    assertEquals(reference(family, agent, system, REWARD_RANK), free.rank());
    assertEquals(
        reference(family, agent, system, RANK), free.rank() + eliminated(blocks, unknowns));
  }

  /** Numbers of the potentials: each one that a pair determines costs it a row. */
  private static int eliminated(List<double[]> blocks, int unknowns) {
    return blocks.stream().mapToInt(block -> 405 - block.length / unknowns).sum();
  }

  /**
   * A joint reward enters as E_b[R(s,a,b)], a reward of the own action that differs from stage to
   * stage. So its rows are those of an own-action reward times π_h(b|s), and its Gram matrix, which
   * would take some 10¹⁰ operations from 2025 columns, is made from theirs.
   */
  @ParameterizedTest
  @CsvSource({"homogeneous, 0, true", "heterogeneous, 0, false"})
  void ranksOfJointRewardsAreThoseOfTheReference(String family, int agent, boolean bellman) {
    ObserverCases observed = ObserverCases.reference(family);
    List<double[]> ownBlocks =
        bellman
            ? observed.rows(agent, RewardClass.OWN_ACTION).stream()
                .map(ImprovementRows::design)
                .toList()
            : blocks(h -> freePotentials(observed, agent, h, RewardClass.OWN_ACTION));
    double[] gram = new double[2025 * 2025];
    int[] own = RewardClass.OWN_ACTION.byJointAction(agent, observed.game().jointActions());
    for (int h = 0; h < 9; h++) {
      UpperTriangle ownGram = new UpperTriangle(405);
      ownGram.addProducts(
          ownBlocks.get(h), CountWeights.ofKnownPolicies(ownBlocks.get(h).length / 405));
      OpponentWeights others =
          new OpponentWeights(agent, observed.policies().get(h), observed.game().jointActions());
      for (int j = 0; j < 2025; j++) {
        for (int k = 0; k < 2025; k++) {
          gram[j * 2025 + k] +=
              others.weight(j)
                  * others.weight(k)
                  * ownGram.get(j / 25 * 5 + own[j % 25], k / 25 * 5 + own[k % 25]);
        }
      }
    }
    Identifiability joint = Identifiability.ofGram(2025, gram, Identifiability.GRAM_TOLERANCE);
    String system = bellman ? "Bellman-consistent joint" : "joint+free potentials (paper)";
    assertEquals(reference(family, agent, system, REWARD_RANK), joint.rank());
    assertEquals(
        reference(family, agent, system, RANK),
        joint.rank() + (bellman ? 0 : eliminated(ownBlocks, 405)));
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 0", "heterogeneous, 0", "heterogeneous, 1"})
  void twoStagesTellAllStatesRelativeToEachOther(String family, int agent) {
    ObserverCases observed = ObserverCases.reference(family);
    Identifiability two =
        Identifiability.ofRows(
            81,
            observed.rows(agent, RewardClass.STATE).subList(0, 2).stream()
                .map(ImprovementRows::design)
                .toList(),
            Identifiability.ROWS_TOLERANCE);
    assertEquals(80, two.rank());
    assertEquals(Collections.nCopies(81, RELATIVE), two.knowledge().kinds());
    assertArrayEquals(new int[81], two.knowledge().groups());
    for (double value : two.nullSpace()) {
      assertEquals(1.0 / 9, Math.abs(value), 1e-9);
    }
  }

  @Test
  void singularValuesAreThoseOfNumpy() {
    // numpy.linalg.svd of the 3645 × 81 centred matrix of coefficients that NumPy made from
    // exact_policies_heterogeneous.csv, agent 0: largest, third from the end, last but the null
    // one.
    List<ImprovementRows> rows =
        ObserverCases.reference("heterogeneous").rows(0, RewardClass.STATE);
    List<double[]> blocks = rows.stream().map(ImprovementRows::design).toList();
    double[] values =
        Identifiability.ofRows(81, blocks, Identifiability.ROWS_TOLERANCE).singularValues();
    assertEquals(80, values.length);
    assertEquals(11.49278162460597, values[0], 1e-11);
    assertEquals(0.161871351, values[77], 1e-8);
    assertEquals(0.0338614759, values[79], 1e-9);
  }

  @Test
  void unknownsArePinnedRelativeOrFree() {
    // x2 is seen itself; x0, x1, x6 in differences; x3, x4 in their sum; x5 never.
    double[] rows = {
      0, 0, 2, 0, 0, 0, 0, //
      1, -1, 1, 0, 0, 0, 0, //
      0, 1, 0, 0, 0, 0, -1, //
      0, 0, 1, 1, 1, 0, 0,
    };
    Identifiability known = Identifiability.ofRows(7, List.of(rows), 1e-9);
    assertEquals(4, known.rank());
    assertEquals(3, known.nullity());
    assertEquals(
        List.of(RELATIVE, RELATIVE, PINNED, FREE, FREE, FREE, RELATIVE), known.knowledge().kinds());
    assertArrayEquals(new int[] {0, 0, -1, -1, -1, -1, 0}, known.knowledge().groups());
    assertArrayEquals(
        new boolean[] {true, true, true, false, false, false, true},
        known.knowledge().comparable());
  }

  @Test
  void groupsAreNumberedAndTheLargestIsComparable() {
    double[] rows = {
      1, 0, -1, 0, 0, //
      0, 1, 0, -1, 0, //
      0, 1, 0, 0, -1,
    };
    Identifiability known = Identifiability.ofRows(5, List.of(rows), 1e-9);
    assertArrayEquals(new int[] {0, 1, 0, 1, 1}, known.knowledge().groups());
    assertArrayEquals(
        new boolean[] {false, true, false, true, true}, known.knowledge().comparable());
  }

  @Test
  void nothingSeenLeavesEverythingFree() {
    for (Identifiability nothing :
        List.of(
            Identifiability.ofRows(3, List.of(), 1e-9),
            Identifiability.ofRows(3, List.of(new double[6]), 1e-9),
            Identifiability.ofGram(3, new double[9], 1e-12))) {
      assertEquals(0, nothing.rank());
      assertEquals(List.of(FREE, FREE, FREE), nothing.knowledge().kinds());
      assertArrayEquals(new boolean[3], nothing.knowledge().comparable());
      assertArrayEquals(new double[0], nothing.singularValues());
    }
  }

  @Property(tries = 200)
  void rowsAndGramTellTheSame(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int unknowns,
      @ForAll @IntRange(max = 12) int rank) {
    var random = new java.util.SplittableRandom(seed);
    int least = Math.min(rank, unknowns);
    double[] rows = new double[15 * unknowns];
    for (int factor = 0; factor < least; factor++) {
      double[] left = random.doubles(15, -1, 1).toArray();
      double[] right = random.doubles(unknowns, -1, 1).toArray();
      for (int k = 0; k < rows.length; k++) {
        rows[k] += left[k / unknowns] * right[k % unknowns];
      }
    }
    double[] gram = new double[unknowns * unknowns];
    for (int row = 0; row < 15; row++) {
      for (int k = 0; k < gram.length; k++) {
        gram[k] += rows[row * unknowns + k / unknowns] * rows[row * unknowns + k % unknowns];
      }
    }
    Identifiability ofRows = Identifiability.ofRows(unknowns, List.of(rows), 1e-7);
    Identifiability ofGram = Identifiability.ofGram(unknowns, gram, 1e-14);
    assertEquals(least, ofRows.rank());
    assertEquals(least, ofGram.rank());

    double[] basis = ofRows.nullSpace();
    int nullity = ofRows.nullity();
    for (int i = 0; i < nullity; i++) {
      for (int j = 0; j < nullity; j++) {
        double product = 0;
        for (int k = 0; k < unknowns; k++) {
          product += basis[k * nullity + i] * basis[k * nullity + j];
        }
        assertEquals(i == j ? 1 : 0, product, 1e-12);
      }
      for (int row = 0; row < 15; row++) {
        double image = 0;
        for (int k = 0; k < unknowns; k++) {
          image += rows[row * unknowns + k] * basis[k * nullity + i];
        }
        assertEquals(0, image, 1e-9);
      }
    }
    double squares = 0;
    for (double value : ofRows.singularValues()) {
      squares += value * value;
    }
    double trace = 0;
    for (int k = 0; k < unknowns; k++) {
      trace += gram[k * unknowns + k];
    }
    assertEquals(trace, squares, 1e-9 * Math.max(1, trace));
  }

  @Test
  void eliminatingANuisanceIsRegressingOnItFirst() {
    // Two rows that share a level: only their difference is left.
    double[] rest =
        Identifiability.withoutNuisance(new double[] {1, 0, 0, 1}, 2, new double[] {1, 1}, 1, 1e-9);
    assertEquals(2, rest.length);
    assertEquals(-rest[0], rest[1], 1e-15);
    assertEquals(StrictMath.sqrt(0.5), Math.abs(rest[0]), 1e-15);
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> Identifiability.ofRows(3, List.of(new double[4]), 1e-9))
            .getMessage()
            .contains("a multiple of 3"));
    assertThrows(
        IllegalArgumentException.class, () -> Identifiability.ofGram(3, new double[8], 1e-9));
  }
}
