package org.malfl.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.malfl.core.ArtifactException;

/**
 * Size of a PNG picture, as its header says.
 *
 * @param width pixels
 * @param height pixels
 */
public record PngSize(long width, long height) {
  /** Signature, then length and name of the first chunk, which is the header. */
  private static final byte[] START = {
    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
  };

  /**
   * Reads the header; the rest of the file is not looked at.
   *
   * @param name how to call the file in errors
   * @throws ArtifactException if the file does not start with the header of a PNG
   */
  public static PngSize read(String name, byte[] file) {
    if (file.length < START.length + 8
        || !Arrays.equals(file, 0, START.length, START, 0, START.length)) {
      throw new ArtifactException(name + ": not a PNG file");
    }
    ByteBuffer header = ByteBuffer.wrap(file);
    return new PngSize(
        Integer.toUnsignedLong(header.getInt(START.length)),
        Integer.toUnsignedLong(header.getInt(START.length + 4)));
  }
}
