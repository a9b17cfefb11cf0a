package org.malfl.pipeline;

/** Told what a run does. Calls come from several threads, possibly at once. */
public interface RunListener {
  /** The run begins; {@code work} is the sum over all stages. */
  default void started(int stages, long work) {}

  /** A stage's computation begins. */
  default void stageStarted(String path) {}

  /** Work was done, or was found done. */
  default void advanced(long work) {}

  /** A stage is complete: computed, or reused as it was. */
  default void stageFinished(String path, boolean reused, double seconds) {}

  /** Something that a person may want to know. */
  default void note(String text) {}
}
