package org.malfl.pipeline;

/** Reads artifacts by their handles. */
public interface ArtifactReader {
  /**
   * The value of an artifact of a stage that is complete.
   *
   * @throws org.malfl.core.ArtifactException if the file is malformed
   */
  <T> T read(Handle<T> handle);
}
