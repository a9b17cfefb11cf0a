package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.malfl.inverse.Identifiability.Kind.FREE;
import static org.malfl.inverse.Identifiability.Kind.PINNED;
import static org.malfl.inverse.Identifiability.Kind.RELATIVE;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.metrics.RewardScore;

class StateReadoutTest {
  private static StateReadout ofExact(ObserverCases observed, int agent) {
    List<ImprovementRows> rows = observed.rows(agent, RewardClass.OWN_ACTION);
    Identifiability known =
        Identifiability.ofGram(405, ImprovementRows.gram(rows), Identifiability.GRAM_TOLERANCE);
    assertEquals(9, known.nullity());
    return StateReadout.of(5, known);
  }

  @ParameterizedTest
  @CsvSource({"homogeneous, 0", "homogeneous, 1", "heterogeneous, 0", "heterogeneous, 1"})
  void exactLearnersRevealTheirStateRewardToWhoAllowsForOwnActions(String family, int agent) {
    ObserverCases observed = ObserverCases.reference(family);
    StateReadout readout = ofExact(observed, agent);
    double[] recovered =
        BellmanConsistentRecovery.crossValidated()
            .recover(observed.rows(agent, RewardClass.OWN_ACTION))
            .reward();
    RewardScore score = RewardScore.of(readout.states(recovered), observed.game().rewards(agent));
    assertEquals(1, score.pearson().value().orElseThrow(), 1e-9);
    assertEquals(1, score.slope().value().orElseThrow(), 1e-8);
    assertEquals(0, score.rmse().value().orElseThrow(), 1e-7);
    // Nothing in it hangs on the own action any more.
    double[] representative = readout.representative(recovered);
    double[] states = readout.states(recovered);
    for (int entry = 0; entry < 405; entry++) {
      assertEquals(states[entry / 5], representative[entry], 1e-7);
    }
    assertEquals(Collections.nCopies(81, RELATIVE), readout.knowledge().kinds());
    assertArrayEquals(new int[81], readout.knowledge().groups());
  }

  @Test
  void potentialsOnTheOwnCellAreWhatExactLearnersHide() {
    ObserverCases observed = ObserverCases.reference("heterogeneous");
    StateReadout readout = ofExact(observed, 0);
    double[] potential = new SplittableRandom(3).doubles(9, -2, 2).toArray();
    double[] truth = observed.game().rewards(0);
    double[] shaped = new double[405];
    for (int entry = 0; entry < 405; entry++) {
      int state = entry / 5;
      int next = observed.transitions().states()[observed.transitions().first()[entry * 5]];
      shaped[entry] = truth[state] - potential[state / 9] + 0.9 * potential[next / 9];
    }
    RewardScore score = RewardScore.of(readout.states(shaped), truth);
    assertEquals(0, score.rmse().value().orElseThrow(), 1e-8);
  }

  @Test
  void anActionThatNobodySawIsTakenForTheMeanOfTheOthersAndAnUnseenStateStaysFree() {
    // Three states, three actions; seen: all of state 0, two of state 1, nothing of state 2.
    double[] rows = new double[5 * 9];
    for (int row = 0; row < 5; row++) {
      rows[row * 9 + row] = 1;
    }
    StateReadout readout = StateReadout.of(3, Identifiability.ofRows(9, List.of(rows), 1e-9));
    double[] reward = {1, 2, 6, 4, 8, -100, 3, 6, 0};
    assertArrayEquals(
        new double[] {1, 2, 6, 4, 8, 6, 3, 3, 3}, readout.representative(reward), 1e-12);
    assertArrayEquals(new double[] {3, 6, 3}, readout.states(reward), 1e-12);
    assertEquals(List.of(PINNED, PINNED, FREE), readout.knowledge().kinds());
  }

  @Property(tries = 100)
  void allRewardsThatExplainTheDataEquallyAreReadAlikeAndNoneDependsLessOnTheAction(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int numStates,
      @ForAll @IntRange(min = 1, max = 3) int numActions,
      @ForAll @IntRange(max = 12) int count) {
    SplittableRandom random = new SplittableRandom(seed);
    int unknowns = numStates * numActions;
    double[] rows = random.doubles((long) count * unknowns, -1, 1).toArray();
    Identifiability known = Identifiability.ofRows(unknowns, List.of(rows), 1e-9);
    StateReadout readout = StateReadout.of(numActions, known);
    double[] nullSpace = known.nullSpace();
    int nullity = known.nullity();
    double[] reward = random.doubles(unknowns, -1, 1).toArray();
    double[] representative = readout.representative(reward);
    double[] dependence = representative.clone();
    double[] means = StateReadout.means(representative, numActions);
    for (int entry = 0; entry < unknowns; entry++) {
      dependence[entry] -= means[entry / numActions];
    }
    for (int row = 0; row < count; row++) {
      double change = 0;
      for (int k = 0; k < unknowns; k++) {
        change += rows[row * unknowns + k] * (representative[k] - reward[k]);
      }
      assertEquals(0, change, 1e-8);
    }
    double[] other = reward.clone();
    for (int k = 0; k < nullity; k++) {
      // The gradient of what is minimised along the null space.
      double slope = 0;
      double factor = random.nextDouble(-1, 1);
      for (int entry = 0; entry < unknowns; entry++) {
        slope += nullSpace[entry * nullity + k] * dependence[entry];
        other[entry] += factor * nullSpace[entry * nullity + k];
      }
      assertEquals(0, slope, 1e-8);
    }
    double[] states = readout.states(reward);
    double[] statesOfOther = readout.states(other);
    for (int state = 0; state < numStates; state++) {
      if (readout.knowledge().kinds().get(state) == PINNED) {
        assertEquals(states[state], statesOfOther[state], 1e-6);
      }
    }
  }

  @Test
  void deviationsAreThoseOfTheLinearReadout() {
    SplittableRandom random = new SplittableRandom(4);
    double[] rows = random.doubles(4 * 6, -1, 1).toArray();
    StateReadout readout = StateReadout.of(2, Identifiability.ofRows(6, List.of(rows), 1e-9));
    double[] root = random.doubles(36, -1, 1).toArray();
    double[] covariance = new double[36];
    double[] variances = new double[3];
    for (int factor = 0; factor < 6; factor++) {
      double[] direction = new double[6];
      for (int k = 0; k < 6; k++) {
        direction[k] = root[k * 6 + factor];
        for (int j = 0; j < 6; j++) {
          covariance[k * 6 + j] += root[k * 6 + factor] * root[j * 6 + factor];
        }
      }
      double[] states = readout.states(direction);
      double mean = (states[0] + states[1] + states[2]) / 3;
      for (int state = 0; state < 3; state++) {
        variances[state] += (states[state] - mean) * (states[state] - mean);
      }
    }
    double[] deviations = readout.deviations(covariance);
    for (int state = 0; state < 3; state++) {
      assertEquals(StrictMath.sqrt(variances[state]), deviations[state], 1e-12);
    }
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    Identifiability known = Identifiability.ofRows(5, List.of(), 1e-9);
    assertThrows(IllegalArgumentException.class, () -> StateReadout.of(2, known));
  }
}
