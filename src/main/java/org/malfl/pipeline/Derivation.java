package org.malfl.pipeline;

import java.util.Optional;
import java.util.function.Supplier;
import org.malfl.artifacts.Artifact;

/**
 * A stage's access to the store when what it left is held against what follows from its inputs:
 * what it writes is compared with what is there.
 */
public interface Derivation extends StageContext {
  /**
   * What the stage left.
   *
   * @throws org.malfl.core.ArtifactException if the file is malformed
   */
  <T> T stored(Artifact<T> output);

  /**
   * Counts a check that is no comparison of bytes.
   *
   * @param check what is checked, the same words for every stage of a kind
   * @param difference what differs, for people; empty if nothing does
   */
  void check(String check, String difference);

  /** Says something that people may want to know and that is no failure. */
  void note(String note);

  /** Empty: everything is made anew. */
  @Override
  default Optional<double[]> resumed() {
    return Optional.empty();
  }

  /** Does nothing: what is made is compared and gone. */
  @Override
  default void checkpoint(Supplier<double[]> state) {}

  /** Probability in (0, 1) that any test of this stage may find something in an honest run. */
  double falseAlarmRate();
}
