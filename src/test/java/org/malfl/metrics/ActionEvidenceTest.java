package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.malfl.games.JointIndex;
import org.malfl.games.JointPolicy;
import org.malfl.games.VisitCounts;

class ActionEvidenceTest {
  private static final JointIndex JOINT_ACTIONS = new JointIndex(2, 2);
  private static final JointPolicy POLICY =
      JointPolicy.ofProbabilities(
          List.of(new double[] {0.2, 0.8, 0.5, 0.5}, new double[] {0.9, 0.1, 0.3, 0.7}), 2);

  private static double probability(int state, int jointAction) {
    return POLICY.agent(0).probability(state, jointAction / 2)
        * POLICY.agent(1).probability(state, jointAction % 2);
  }

  /** An action of agent 1 leads to the state of its number; so visits depend on actions. */
  private static double expectedEvidence(int steps, int split) {
    double expected = 0;
    for (int code = 0; code < Math.pow(4, steps); code++) {
      long[] whole = new long[8];
      List<long[]> parts = List.of(new long[8], new long[8]);
      double probability = 1;
      int state = 0;
      int rest = code;
      for (int t = 0; t < steps; t++) {
        int jointAction = rest % 4;
        rest /= 4;
        probability *= probability(state, jointAction);
        whole[4 * state + jointAction]++;
        parts.get(t < split ? 0 : 1)[4 * state + jointAction]++;
        state = jointAction % 2;
      }
      List<VisitCounts> counts = new ArrayList<>();
      parts.forEach(part -> counts.add(new VisitCounts(JOINT_ACTIONS, part)));
      expected +=
          probability
              * Math.exp(
                  ActionEvidence.of(new VisitCounts(JOINT_ACTIONS, whole), counts, POLICY).log());
    }
    return expected;
  }

  // Over all 4^5 ways to play five steps: what makes 1/δ a bound for honest play. log Γ(16^6) is
  // 2.6e8, of which one bit in the last place is 3e-8.
  @Test
  void expectedEvidenceOfHonestPlayIsOne() {
    assertEquals(1, expectedEvidence(5, 2), 1e-7);
    assertEquals(1, expectedEvidence(3, 3), 1e-7);
  }

  private static VisitCounts counts(int steps, double shift) {
    SplittableRandom random = new SplittableRandom(3);
    long[] counts = new long[8];
    int state = 0;
    for (int t = 0; t < steps; t++) {
      double first = POLICY.agent(0).probability(state, 0) + (state == 1 ? shift : 0);
      int jointAction =
          (random.nextDouble() < first ? 0 : 2)
              + (random.nextDouble() < POLICY.agent(1).probability(state, 0) ? 0 : 1);
      counts[4 * state + jointAction]++;
      state = jointAction % 2;
    }
    return new VisitCounts(JOINT_ACTIONS, counts);
  }

  @Test
  void honestPlayHasNoEvidenceAndForgedPlayHas() {
    assertTrue(ActionEvidence.of(counts(100_000, 0), List.of(), POLICY).log() < 1);
    ActionEvidence evidence = ActionEvidence.of(counts(100_000, 0.05), List.of(), POLICY);
    // Half of 100000 steps times a Kullback–Leibler divergence of 2·0.05² nats, less the price of
    // not knowing what to look for.
    assertTrue(evidence.log() > 30 && evidence.log() < 250, "" + evidence);
    assertEquals(0, evidence.agent());
    assertEquals(1, evidence.state());
  }

  @Test
  void evidenceOfAPartIsSeenInTheWhole() {
    ActionEvidence evidence =
        ActionEvidence.of(
            counts(100_000, 0), List.of(counts(50_000, 0), counts(5_000, 0.3)), POLICY);
    assertTrue(evidence.log() > 50, "" + evidence);
    assertEquals(2, evidence.part());
  }

  @Test
  void impossibleActionsAreEvidence() {
    JointPolicy never =
        JointPolicy.ofProbabilities(
            List.of(new double[] {1, 0, 0.5, 0.5}, new double[] {0.9, 0.1, 0.3, 0.7}), 2);
    VisitCounts once = new VisitCounts(JOINT_ACTIONS, new long[] {0, 0, 1, 0, 0, 0, 0, 0});
    assertTrue(ActionEvidence.of(once, List.of(), never).log() > 100);
  }
}
