package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.malfl.core.ArtifactException;
import org.malfl.inverse.Identifiability;
import org.malfl.inverse.JointRewardIdentifiability;
import org.malfl.inverse.Knowledge;
import org.malfl.inverse.StateReadout;
import org.malfl.io.JsonFields;

/**
 * What the equations of an estimator determine of its unknowns, whatever the data's noise: what
 * {@code identifiability.json} holds.
 *
 * @param unknowns number of unknowns of the reward
 * @param rank of the equations for them
 * @param tolerance relative to the largest singular value, below which one counts as zero
 * @param pinned unknowns that have one value
 * @param relative unknowns that have one value relative to others of their group
 * @param free unknowns that may have any value
 * @param groups number of groups of unknowns that are known relative to each other
 * @param kinds of the state rewards of the main readout, by joint state
 * @param groupOf group of each joint state, numbered from 0; −1 for one in none. Not to be written
 *     to
 */
record IdentifiabilityReport(
    int unknowns,
    int rank,
    double tolerance,
    int pinned,
    int relative,
    int free,
    int groups,
    List<Kind> kinds,
    int[] groupOf) {
  /** How much is known of a number. */
  enum Kind {
    /** Its value. */
    PINNED,
    /** Its difference from others. */
    RELATIVE,
    /** Nothing. */
    FREE;

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws IllegalArgumentException if the unknowns' kinds do not add up, the rank exceeds them,
   *     or there is not a group for every joint state
   */
  IdentifiabilityReport {
    kinds = List.copyOf(kinds);
    if (rank < 0
        || rank > unknowns
        || pinned + relative + free != unknowns
        || groupOf.length != kinds.size()) {
      throw new IllegalArgumentException(
          "rank %d and %d + %d + %d of %d unknowns, %d groups for %d joint states"
              .formatted(rank, pinned, relative, free, unknowns, groupOf.length, kinds.size()));
    }
  }

  /**
   * Of a reward of joint states.
   *
   * @param known what the rows that determine it say
   * @param tolerance with which they were read
   */
  static IdentifiabilityReport ofStates(Identifiability known, double tolerance) {
    return of(known.rank(), tolerance, known.knowledge(), known.knowledge());
  }

  /**
   * Of a reward of joint actions that is read by its means.
   *
   * @param known what the equations say
   */
  static IdentifiabilityReport ofMeans(JointRewardIdentifiability known) {
    return of(known.rank(), Identifiability.ROWS_TOLERANCE, known.rewards(), known.means());
  }

  /**
   * Of a reward of own actions that is read by the means of that one which depends least on them.
   *
   * @param known what the rows that determine it say
   * @param tolerance with which they were read
   */
  static IdentifiabilityReport ofMeans(
      Identifiability known, StateReadout readout, double tolerance) {
    return of(known.rank(), tolerance, known.knowledge(), readout.knowledge());
  }

  private static IdentifiabilityReport of(
      int rank, double tolerance, Knowledge unknowns, Knowledge states) {
    return new IdentifiabilityReport(
        unknowns.kinds().size(),
        rank,
        tolerance,
        Collections.frequency(unknowns.kinds(), Identifiability.Kind.PINNED),
        Collections.frequency(unknowns.kinds(), Identifiability.Kind.RELATIVE),
        Collections.frequency(unknowns.kinds(), Identifiability.Kind.FREE),
        Arrays.stream(unknowns.groups()).max().orElse(-1) + 1,
        states.kinds().stream().map(kind -> Kind.valueOf(kind.name())).toList(),
        states.groups());
  }

  /** As JSON values; {@code nullity} is what rank leaves of the unknowns. */
  Map<String, Object> tree() {
    List<Object> groupsOfStates = new ArrayList<>();
    for (int group : groupOf) {
      groupsOfStates.add(group < 0 ? null : (Object) group);
    }
    Map<String, Object> tree = new TreeMap<>();
    tree.put("unknowns", unknowns);
    tree.put("rank", rank);
    tree.put("nullity", unknowns - rank);
    tree.put("tolerance", tolerance);
    tree.put("pinned", pinned);
    tree.put("relative", relative);
    tree.put("free", free);
    tree.put("groups", groups);
    tree.put("state_kinds", kinds.stream().map(Kind::text).toList());
    tree.put("state_groups", groupsOfStates);
    return tree;
  }

  /**
   * Reads it back.
   *
   * @param name how to call the file in errors
   * @param states number of joint states
   * @throws ArtifactException if it is something else
   */
  static IdentifiabilityReport read(String name, Object tree, int states) {
    JsonFields fields = new JsonFields(name, tree);
    List<Kind> kinds = new ArrayList<>();
    int[] groupOf = new int[states];
    List<?> groupsOfStates = fields.list("state_groups");
    try {
      for (Object kind : fields.list("state_kinds")) {
        kinds.add(Kind.valueOf(("" + kind).toUpperCase(Locale.ROOT)));
      }
      for (int state = 0; state < states; state++) {
        Object group = groupsOfStates.get(state);
        groupOf[state] = group == null ? -1 : StrictMath.toIntExact((Long) group);
      }
      if (kinds.size() != states || groupsOfStates.size() != states) {
        throw new IllegalArgumentException("kinds of " + kinds.size() + " joint states");
      }
      return new IdentifiabilityReport(
          StrictMath.toIntExact(fields.whole("unknowns")),
          StrictMath.toIntExact(fields.whole("rank")),
          ((Number) fields.value("tolerance")).doubleValue(),
          StrictMath.toIntExact(fields.whole("pinned")),
          StrictMath.toIntExact(fields.whole("relative")),
          StrictMath.toIntExact(fields.whole("free")),
          StrictMath.toIntExact(fields.whole("groups")),
          kinds,
          groupOf);
    } catch (IllegalArgumentException
        | ClassCastException
        | ArithmeticException
        | IndexOutOfBoundsException invalid) {
      throw new ArtifactException(name + ": " + invalid.getMessage(), invalid);
    }
  }
}
