package org.malfl.games;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JointActionSamplerTest {
  private static final int DRAWS = 400_000;

  @Property(tries = 30)
  void frequenciesAreTheProductOfTheAgentsProbabilities(
      @ForAll @IntRange(min = 1, max = 3) int agents,
      @ForAll @IntRange(min = 1, max = 6) int actions,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int states = 2;
    List<TabularPolicy> policies = new ArrayList<>();
    for (int agent = 0; agent < agents; agent++) {
      double[] logits = new double[states * actions];
      for (int k = 0; k < logits.length; k++) {
        logits[k] = 4 * random.nextDouble();
      }
      policies.add(TabularPolicy.softmax(logits, actions));
    }
    JointPolicy policy = new JointPolicy(policies);
    JointIndex jointActions = new JointIndex(actions, agents);
    JointActionSampler sampler = new JointActionSampler(policy, jointActions, random);
    for (int state = 0; state < states; state++) {
      int[] counts = new int[jointActions.size()];
      for (int k = 0; k < DRAWS; k++) {
        counts[sampler.draw(state)]++;
      }
      for (int jointAction = 0; jointAction < counts.length; jointAction++) {
        double probability = 1;
        for (int agent = 0; agent < agents; agent++) {
          probability *=
              policy.agent(agent).probability(state, jointActions.component(jointAction, agent));
        }
        // Six standard deviations of a binomial and a count of 5 for the rare ones: over all that
        // this
        // test compares, chance exceeds it less than once in 10,000 runs.
        double allowed = 6 * Math.sqrt(DRAWS * probability * (1 - probability)) + 5;
        assertEquals(DRAWS * probability, counts[jointAction], allowed);
      }
    }
  }

  @Test
  void anImpossibleActionIsNeverDrawn() {
    JointPolicy policy =
        new JointPolicy(
            List.of(
                TabularPolicy.ofProbabilities(new double[] {0.1, 0, 0.7, 0.2, 0}, 5),
                TabularPolicy.ofProbabilities(new double[] {0, 1, 0, 0, 0}, 5)));
    JointIndex jointActions = new JointIndex(5, 2);
    JointActionSampler sampler =
        new JointActionSampler(policy, jointActions, new SplittableRandom(1));
    for (int k = 0; k < DRAWS; k++) {
      int drawn = sampler.draw(0);
      assertTrue(policy.agent(0).probability(0, jointActions.component(drawn, 0)) > 0);
      assertEquals(1, jointActions.component(drawn, 1));
    }
  }
}
