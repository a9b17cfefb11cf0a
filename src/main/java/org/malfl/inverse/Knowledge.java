package org.malfl.inverse;

import java.util.ArrayList;
import java.util.List;
import org.malfl.inverse.Identifiability.Kind;

/**
 * What is known of each of some numbers, be they unknowns of a linear design or sums of these, if
 * whatever lies in a null space remains unseen.
 *
 * @param kinds of each number
 * @param groups {@code [numbers]}: the group that a relative number belongs to, 0, 1, … in the
 *     order of their first members; −1 for numbers that are pinned or free. Owned by the record,
 *     not to be written to
 */
public record Knowledge(List<Kind> kinds, int[] groups) {
  /** Differences up to this between rows of the null space's basis, which are at most 1 long. */
  private static final double SAME = 1e-6;

  /** The rows of an orthonormal basis of the null space, one per number. */
  interface Rows {
    /** Squared length of a row; a sum above {@code enough} need not be complete. */
    double squared(int row, double enough);

    /** The same of the difference of two rows. */
    double squaredDifference(int row, int other, double enough);
  }

  /**
   * @throws IllegalArgumentException if kinds and groups differ in number
   */
  public Knowledge {
    kinds = List.copyOf(kinds);
    if (kinds.size() != groups.length) {
      throw new IllegalArgumentException(kinds.size() + " kinds and " + groups.length + " groups");
    }
  }

  /** What the null space leaves of {@code count} numbers. */
  static Knowledge of(int count, Rows rows) {
    int[] groups = new int[count];
    List<Integer> first = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      groups[k] = -1;
      if (rows.squared(k, SAME * SAME) <= SAME * SAME) {
        continue;
      }
      int group = 0;
      while (group < first.size()
          && rows.squaredDifference(k, first.get(group), SAME * SAME) > SAME * SAME) {
        group++;
      }
      if (group == first.size()) {
        first.add(k);
        sizes.add(0);
      }
      sizes.set(group, sizes.get(group) + 1);
      groups[k] = group;
    }
    int[] numbers = new int[first.size()];
    int number = 0;
    for (int group = 0; group < numbers.length; group++) {
      numbers[group] = sizes.get(group) > 1 ? number++ : -1;
    }
    List<Kind> kinds = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      boolean pinned = groups[k] < 0;
      groups[k] = pinned ? -1 : numbers[groups[k]];
      kinds.add(pinned ? Kind.PINNED : groups[k] >= 0 ? Kind.RELATIVE : Kind.FREE);
    }
    return new Knowledge(kinds, groups);
  }

  /**
   * {@code [numbers]}: whether a number may be compared with a truth up to one constant: those of
   * the largest group (the first of several), and the pinned ones.
   */
  public boolean[] comparable() {
    int[] sizes = new int[groups.length];
    int largest = -1;
    for (int group : groups) {
      if (group >= 0) {
        sizes[group]++;
      }
    }
    for (int group = 0; group < sizes.length; group++) {
      if (sizes[group] > (largest < 0 ? 0 : sizes[largest])) {
        largest = group;
      }
    }
    boolean[] mask = new boolean[groups.length];
    for (int k = 0; k < mask.length; k++) {
      mask[k] = kinds.get(k) == Kind.PINNED || (largest >= 0 && groups[k] == largest);
    }
    return mask;
  }
}
