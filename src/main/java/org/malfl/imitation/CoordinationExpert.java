package org.malfl.imitation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Experts of the coordination game of two agents with actions A = 0 and B = 1: how their joint
 * actions are made. In all but {@link #MIXED} and {@link #ALL_AA} they depend on each other's
 * actions, which no pair of independent policies can imitate.
 */
public enum CoordinationExpert {
  /** Both choose A or B with even chances, on their own. */
  MIXED("mixed", 0.5) {
    @Override
    int[] counts(int samples, double share, double noise, SplittableRandom random) {
      int[] counts = new int[4];
      for (int k = 0; k < samples; k++) {
        counts[random.nextInt(4)]++;
      }
      return counts;
    }
  },

  /** AA and BB, as many of each: two conventions. */
  BIMODAL("bimodal", 0.5),

  /** AA and BB, more of AA. */
  ASYMMETRIC("asymmetric", 0.7),

  /** A share of AB or BA at random, the rest AA and BB. */
  NOISY("noisy", 0.5) {
    @Override
    int[] counts(int samples, double share, double noise, SplittableRandom random) {
      int[] counts = new int[4];
      int different = (int) Math.round(samples * noise);
      for (int k = 0; k < different; k++) {
        counts[1 + random.nextInt(2)]++;
      }
      counts[0] = (int) Math.round((samples - different) * share);
      counts[3] = samples - different - counts[0];
      return counts;
    }
  },

  /** AA only, whatever the share. */
  ALL_AA("all_AA", 1) {
    @Override
    int[] counts(int samples, double share, double noise, SplittableRandom random) {
      return new int[] {samples, 0, 0, 0};
    }
  };

  private final String label;
  private final double share;

  CoordinationExpert(String label, double share) {
    this.label = label;
    this.share = share;
  }

  /** Its name, as users write it. */
  public String label() {
    return label;
  }

  /** The share of AA among AA and BB if nobody says otherwise. */
  public double usualShare() {
    return share;
  }

  /** How often AA, AB, BA and BB are in the data. */
  int[] counts(int samples, double share, double noise, SplittableRandom random) {
    int first = (int) Math.round(samples * share);
    return new int[] {first, 0, 0, samples - first};
  }

  /**
   * Joint actions of this expert.
   *
   * @param samples how many, at least 1
   * @param share of AA among AA and BB, 0 to 1; {@link #MIXED} does not use it
   * @param noise share of AB and BA, 0 to 1; only {@link #NOISY} uses it
   * @param random advanced by what is random in it
   * @return {@code [samples]}, ascending: order says nothing
   * @throws IllegalArgumentException if an argument is out of range
   */
  public int[] sample(int samples, double share, double noise, SplittableRandom random) {
    if (samples < 1 || !(share >= 0 && share <= 1) || !(noise >= 0 && noise <= 1)) {
      throw new IllegalArgumentException(
          "%d samples, share %s, noise %s; valid: at least 1, 0 to 1, 0 to 1"
              .formatted(samples, share, noise));
    }
    int[] counts = counts(samples, share, noise, random);
    int[] drawn = new int[samples];
    int from = 0;
    for (int jointAction = 0; jointAction < counts.length; jointAction++) {
      Arrays.fill(drawn, from, from + counts[jointAction], jointAction);
      from += counts[jointAction];
    }
    return drawn;
  }
}
