package org.malfl.imitation;

import java.util.SplittableRandom;
import org.malfl.core.Checks;
import org.malfl.games.Episode;
import org.malfl.games.JointPolicy;
import org.malfl.games.TrajectorySampler;
import org.malfl.games.TransitionTable;

/** Makes data of experts that have a policy. */
public final class ExpertData {
  private ExpertData() {}

  /**
   * Plays until there are enough pairs of state and joint action. Episodes end after every step
   * with the same probability, so their lengths are geometric and pairs have the discounted
   * occupancy measure, γ = 1 − 1/meanLength.
   *
   * @param samples how many, at least 1
   * @param meanLength of an episode, at least 1
   * @param random advanced by the draws of actions, transitions and ends
   * @return {@code [samples]}: {@code s · numJointActions + a}
   */
  public static int[] play(
      TransitionTable transitions,
      JointPolicy policy,
      int samples,
      double meanLength,
      SplittableRandom random) {
    Checks.inRange("samples", samples, 1, Integer.MAX_VALUE);
    if (!(meanLength >= 1)) {
      throw new IllegalArgumentException("mean length is " + meanLength + "; valid: at least 1");
    }
    TrajectorySampler sampler = new TrajectorySampler(transitions, policy, random, random);
    Episode step = new Episode(1);
    int[] rows = new int[samples];
    int state = transitions.startState();
    for (int k = 0; k < samples; k++) {
      sampler.play(state, step);
      rows[k] = state * transitions.numJointActions() + step.jointActions()[0];
      state = random.nextDouble() * meanLength < 1 ? transitions.startState() : step.states()[1];
    }
    return rows;
  }
}
