package org.malfl.pipeline;

import java.util.Optional;
import java.util.function.Supplier;
import org.malfl.artifacts.Artifact;

/** A stage's access to the store while it runs; it can read its declared inputs only. */
public interface StageContext extends ArtifactReader {
  /** Writes an output. */
  <T> void write(Artifact<T> output, T value);

  /** Reports work done, in the unit of {@link Stage#work}. */
  void advance(long work);

  /**
   * The last state that this stage kept before it was cut short, if what it is made from
   * (algorithm, version, settings, inputs) is what it was then. A stage that goes on from there
   * must write the bytes that it writes if nobody disturbs it, and reports the work behind that
   * state as done.
   *
   * @return as it was given to {@link #checkpoint}; empty if the stage begins
   */
  Optional<double[]> resumed();

  /**
   * Keeps a state to go on from, if some seconds have passed since the last time; so a stage may
   * call it as often as it likes, where it has a state that is all it needs to go on. If the run
   * has failed elsewhere, the state is kept and the stage ends here.
   *
   * <p>For whole numbers beyond 2⁵³, such as the states of generators, use two entries: not every
   * 64 bits survive as a double.
   *
   * @param state called only if the state is kept; what it returns is not to be changed until this
   *     returns
   * @throws java.util.concurrent.CancellationException if the run has failed elsewhere
   */
  void checkpoint(Supplier<double[]> state);
}
