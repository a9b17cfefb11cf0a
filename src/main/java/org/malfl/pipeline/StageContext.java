package org.malfl.pipeline;

import org.malfl.artifacts.Artifact;

/** A stage's access to the store while it runs; it can read its declared inputs only. */
public interface StageContext extends ArtifactReader {
  /** Writes an output. */
  <T> void write(Artifact<T> output, T value);

  /** Reports work done, in the unit of {@link Stage#work}. */
  void advance(long work);
}
