package org.malfl.artifacts;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A file that a stage promises, and how to write and read it.
 *
 * @param fileName name inside the stage's directory
 * @param description what is in it
 * @param format how its value becomes bytes and back
 * @param <T> type of the value
 */
public record Artifact<T>(String fileName, Description description, Format<T> format) {
  /**
   * A file format.
   *
   * @param <T> type of the value
   */
  public interface Format<T> {
    /** The bytes of a value, in order. */
    List<ByteBuffer> encode(T value);

    /**
     * The value in a file.
     *
     * @param name how to call the file in errors
     * @throws org.malfl.core.ArtifactException if the bytes are not of this format
     */
    T decode(String name, byte[] file);
  }
}
