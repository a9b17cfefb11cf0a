package org.malfl.audit;

import java.util.Arrays;
import java.util.List;

/**
 * A kind of forgery.
 *
 * @param what is done
 * @param found at which level; {@link Found#RERUN} where what is claimed could be true
 * @param thorough whether everything is made again that follows
 * @param sizes from small to large, in a unit that {@code what} names; a single 0 if it has none
 * @param settings that the forged run claims, beyond those of the honest one, in YAML
 * @param change makes the changes
 */
record Forgery(
    String what,
    Found found,
    boolean thorough,
    List<Double> sizes,
    String settings,
    Change change) {
  /** Where a forgery is found. */
  enum Found {
    /** Whatever its size. */
    DERIVE,
    /** From some size on. */
    DERIVE_IF_LARGE,
    /** Only by making the run again. */
    RERUN
  }

  /** Makes the changes of a forgery. */
  interface Change {
    /** Changes files of a run by some size. */
    void apply(ForgedRun run, double size);
  }

  /** A change of an output that follows exactly, by somebody who mends hashes only. */
  static Forgery exact(String what, Change change) {
    return new Forgery(what, Found.DERIVE, false, List.of(0.0), "", change);
  }

  /** The same, by somebody who makes everything again that follows. */
  static Forgery thorough(String what, Change change) {
    return new Forgery(what, Found.DERIVE, true, List.of(0.0), "", change);
  }

  /** A change of what is random, of several sizes, by a thorough forger. */
  static Forgery sized(String what, Change change, double... sizes) {
    return new Forgery(
        what, Found.DERIVE_IF_LARGE, true, Arrays.stream(sizes).boxed().toList(), "", change);
  }

  /** A change that could be true. */
  static Forgery possible(String what, Change change) {
    return new Forgery(what, Found.RERUN, true, List.of(0.0), "", change);
  }

  /** Other settings than those that the run had. */
  static Forgery claim(String what, Found found, String settings) {
    return new Forgery(what, found, true, List.of(0.0), settings, (run, size) -> {});
  }
}
