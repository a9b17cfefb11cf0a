package org.malfl.games;

import java.util.SplittableRandom;

/**
 * Draws joint actions a ∼ Π_i π^i(a_i|s) from one 64-bit random number each, by the alias method
 * (Walker 1977, in the construction of Vose 1991), without branches: the high bits pick one of K
 * equally likely columns, K the number of joint actions rounded up to a power of two, and the
 * remaining bits decide between the column's own action and its alias. A joint action of
 * probability zero is never drawn.
 */
public final class JointActionSampler {
  private final int columnBits;

  /** {@code [numStates][K]}: a column keeps its own action below this number of 63 bits. */
  private final long[] limits;

  /** {@code [numStates][K][2]}: the alias and the own action of a column. */
  private final int[] outcomes;

  private final SplittableRandom random;

  /**
   * A sampler at the beginning of a random stream.
   *
   * @param random used by this sampler alone
   */
  public JointActionSampler(JointPolicy policy, JointIndex jointActions, SplittableRandom random) {
    int numStates = policy.agent(0).numStates();
    int numJointActions = jointActions.size();
    this.columnBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(numJointActions - 1));
    this.limits = new long[numStates << columnBits];
    this.outcomes = new int[2 * limits.length];
    this.random = random;
    double[] joint = policy.jointProbabilities(jointActions);
    double[] probabilities = new double[1 << columnBits];
    for (int state = 0; state < numStates; state++) {
      System.arraycopy(joint, state * numJointActions, probabilities, 0, numJointActions);
      fill(state << columnBits, probabilities);
    }
  }

  private void fill(int offset, double[] probabilities) {
    int columns = probabilities.length;
    double[] mass = new double[columns];
    int[] small = new int[columns];
    int[] large = new int[columns];
    int numSmall = 0;
    int numLarge = 0;
    int likeliest = 0;
    for (int k = 0; k < columns; k++) {
      mass[k] = probabilities[k] * columns;
      likeliest = probabilities[k] > probabilities[likeliest] ? k : likeliest;
      if (mass[k] < 1) {
        small[numSmall++] = k;
      } else {
        large[numLarge++] = k;
      }
    }
    while (numSmall > 0 && numLarge > 0) {
      int column = small[--numSmall];
      int donor = large[numLarge - 1];
      set(offset, column, mass[column], donor);
      mass[donor] -= 1 - mass[column];
      if (mass[donor] < 1) {
        small[numSmall++] = donor;
        numLarge--;
      }
    }
    // What is left holds a mass of 1 up to rounding; a column without any of its own gives it away.
    while (numLarge > 0) {
      set(offset, large[--numLarge], 1, likeliest);
    }
    while (numSmall > 0) {
      int column = small[--numSmall];
      set(offset, column, probabilities[column] > 0 ? 1 : 0, likeliest);
    }
  }

  private void set(int offset, int column, double own, int alias) {
    limits[offset + column] = (long) (own * 0x1p63);
    outcomes[2 * (offset + column)] = alias;
    outcomes[2 * (offset + column) + 1] = column;
  }

  /** A joint action in a state; advances the stream by one number. */
  public int draw(int state) {
    long bits = random.nextLong();
    int column = (state << columnBits) + (int) (bits >>> (Long.SIZE - columnBits));
    long rest = (bits << columnBits) >>> 1;
    // The sign bit says whether the rest is below the limit.
    return outcomes[2 * column + (int) ((rest - limits[column]) >>> 63)];
  }
}
