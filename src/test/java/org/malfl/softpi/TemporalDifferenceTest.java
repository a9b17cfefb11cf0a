package org.malfl.softpi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.malfl.core.SeedTree;
import org.malfl.games.Episode;
import org.malfl.games.JointIndex;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;

class TemporalDifferenceTest {
  // Two states, two actions, π(·|0) = (1/4, 3/4), π(·|1) = (1/2, 1/2), r = (1, −2), α = 2, γ = 1/2.
  private static final TabularPolicy POLICY =
      TabularPolicy.ofProbabilities(new double[] {0.25, 0.75, 0.5, 0.5}, 2);
  private static final double[] REWARDS = {1, -2};
  private static final double LOG_QUARTER = StrictMath.log(0.25);
  private static final double LOG_THREE_QUARTERS = StrictMath.log(0.75);
  private static final double LOG_HALF = StrictMath.log(0.5);

  private static TemporalDifference td(StepSize step, long averageFrom) {
    return new TemporalDifference(
        0, new JointIndex(2, 1), REWARDS, POLICY, 2, 0.5, step, averageFrom);
  }

  private static Episode episode(int[] states, int[] actions) {
    Episode episode = new Episode(actions.length);
    System.arraycopy(states, 0, episode.states(), 0, states.length);
    System.arraycopy(actions, 0, episode.jointActions(), 0, actions.length);
    return episode;
  }

  // Ten steps in two episodes of five; the table carries over.
  private static final Episode FIRST =
      episode(new int[] {0, 1, 1, 0, 0, 1}, new int[] {1, 0, 1, 1, 0});
  private static final int[] FIRST_DRAWS = {0, 1, 0, 1, 1};
  private static final Episode SECOND =
      episode(new int[] {0, 0, 1, 0, 1, 1}, new int[] {0, 1, 1, 1, 0});
  private static final int[] SECOND_DRAWS = {1, 0, 0, 0, 1};

  @Test
  void tenStepsFollowTheUpdateRuleByHand() {
    TemporalDifference td = td(new StepSize.Constant(0.1), Long.MAX_VALUE);
    td.update(FIRST, FIRST_DRAWS);
    td.update(SECOND, SECOND_DRAWS);

    // The updates written out; q[s][a] is worth what stands there when the line is reached.
    double q00 = 0;
    double q01 = 0;
    double q10 = 0;
    double q11 = 0;
    q01 += 0.1 * (1 + 0.5 * (q10 - 2 * LOG_HALF) - q01); // 0, a 1 → 1, a' 0
    q10 += 0.1 * (-2 + 0.5 * (q11 - 2 * LOG_HALF) - q10); // 1, a 0 → 1, a' 1
    q11 += 0.1 * (-2 + 0.5 * (q00 - 2 * LOG_QUARTER) - q11); // 1, a 1 → 0, a' 0
    q01 += 0.1 * (1 + 0.5 * (q01 - 2 * LOG_THREE_QUARTERS) - q01); // 0, a 1 → 0, a' 1
    q00 +=
        0.1 * (1 + 0.5 * (q11 - 2 * LOG_HALF) - q00); // 0, a 0 → 1, a' 1, the last of its episode
    q00 += 0.1 * (1 + 0.5 * (q01 - 2 * LOG_THREE_QUARTERS) - q00); // 0, a 0 → 0, a' 1
    q01 += 0.1 * (1 + 0.5 * (q10 - 2 * LOG_HALF) - q01); // 0, a 1 → 1, a' 0
    q11 += 0.1 * (-2 + 0.5 * (q00 - 2 * LOG_QUARTER) - q11); // 1, a 1 → 0, a' 0
    q01 += 0.1 * (1 + 0.5 * (q10 - 2 * LOG_HALF) - q01); // 0, a 1 → 1, a' 0
    q10 += 0.1 * (-2 + 0.5 * (q11 - 2 * LOG_HALF) - q10); // 1, a 0 → 1, a' 1, the last
    assertArrayEquals(new double[] {q00, q01, q10, q11}, td.expectedQ(), 1e-15);

    // The same ten updates in Python's float arithmetic, printed to 12 digits.
    assertArrayEquals(
        new double[] {0.292870637591, 0.543872785934, -0.253400062669, -0.101960539508},
        td.expectedQ(),
        1e-12);
  }

  @Test
  void squaredErrorsAreTakenBeforeTheUpdate() {
    TemporalDifference td = td(new StepSize.Constant(0.5), Long.MAX_VALUE);
    Episode one = episode(new int[] {0, 1}, new int[] {1});
    double error = 1 - LOG_HALF;
    assertEquals(error * error, td.update(one, new int[] {0}), 1e-15);
    assertEquals(error * error / 4, td.update(one, new int[] {0}), 1e-15);
  }

  @Test
  void powerStepCountsTheUpdatesOfEachEntryByItself() {
    TemporalDifference td = td(new StepSize.Power(0.5), Long.MAX_VALUE);
    td.update(FIRST, FIRST_DRAWS);
    // The five updates with steps (1 + earlier updates of the same entry)^−1/2: entry (0,1) is
    // updated
    // first and fourth, each other entry once.
    double q01 = 1 + 0.5 * (0 - 2 * LOG_HALF);
    double q10 = -2 + 0.5 * (0 - 2 * LOG_HALF);
    double q11 = -2 + 0.5 * (0 - 2 * LOG_QUARTER);
    q01 += (1 + 0.5 * (q01 - 2 * LOG_THREE_QUARTERS) - q01) / StrictMath.sqrt(2);
    double q00 = 1 + 0.5 * (q11 - 2 * LOG_HALF);
    assertArrayEquals(new double[] {q00, q01, q10, q11}, td.expectedQ(), 1e-15);
  }

  @Test
  void secondHalfAverageIsTheMeanOfTheTablesAfterThoseSteps() {
    TemporalDifference averaged = td(new StepSize.Constant(0.3), 5);
    TemporalDifference plain = td(new StepSize.Constant(0.3), Long.MAX_VALUE);
    averaged.update(FIRST, FIRST_DRAWS);
    plain.update(FIRST, FIRST_DRAWS);
    double[] mean = new double[4];
    for (int t = 0; t < 5; t++) {
      Episode step =
          episode(
              new int[] {SECOND.states()[t], SECOND.states()[t + 1]},
              new int[] {SECOND.jointActions()[t]});
      averaged.update(step, new int[] {SECOND_DRAWS[t]});
      plain.update(step, new int[] {SECOND_DRAWS[t]});
      for (int k = 0; k < 4; k++) {
        mean[k] += plain.expectedQ()[k] / 5;
      }
    }
    assertArrayEquals(mean, averaged.expectedQ(), 1e-15);
  }

  @Test
  void decayingStepsConvergeToTheExactEvaluation() {
    ChainGame game = new ChainGame(3, new double[] {1, -2, 0.5});
    JointPolicy policy =
        new JointPolicy(
            List.of(TabularPolicy.ofProbabilities(new double[] {0.3, 0.7, 0.6, 0.4, 0.5, 0.5}, 2)));
    double[] exact =
        ExactEvaluator.expectedQ(
                new PolicyEvaluator.Task(game, TransitionTable.of(game), policy, 1, 0.8))
            .get(0);
    double after10Thousand = largestError(game, policy, exact, 100);
    double after4Million = largestError(game, policy, exact, 40_000);
    assertTrue(after4Million < 0.03, "largest error " + after4Million);
    assertTrue(after4Million < after10Thousand / 4, after10Thousand + " to " + after4Million);
  }

  private static double largestError(
      ChainGame game, JointPolicy policy, double[] exact, int episodes) {
    double[] learned =
        new SoftPolicyIteration(
                game,
                TransitionTable.of(game),
                1,
                0.8,
                episodes,
                100,
                new TdEvaluator(new UpdateRule.TemporalDifferences(new StepSize.Power(0.7))))
            .stage(policy, SeedTree.root(11), steps -> {})
            .expectedQ()
            .get(0);
    double largest = 0;
    for (int k = 0; k < exact.length; k++) {
      largest = Math.max(largest, Math.abs(exact[k] - learned[k]));
    }
    return largest;
  }
}
