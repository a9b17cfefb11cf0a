package org.malfl.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;

/**
 * Names every random stream of a run by a path from one root seed, so that adding a stream moves no
 * other and no stream depends on the order in which work is done.
 *
 * <p>The seed of a path is the first 8 bytes (big endian) of SHA-256 over the text {@code
 * "<root>/<name>/<name>…"}.
 *
 * @param path root seed and names, joined by '/'
 */
public record SeedTree(String path) {
  /** The tree of a root seed. */
  public static SeedTree root(long seed) {
    return new SeedTree(Long.toString(seed));
  }

  /**
   * The subtree of a name.
   *
   * @throws IllegalArgumentException if the name is empty or holds a '/'
   */
  public SeedTree child(String name) {
    if (name.isEmpty() || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("stream name '" + name + "'; valid: not empty, no '/'");
    }
    return new SeedTree(path + "/" + name);
  }

  /** The subtree of a number, for instance a stage or an agent. */
  public SeedTree child(int index) {
    return child(Integer.toString(index));
  }

  /** The 64-bit seed of this path. */
  public long seed() {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(path.getBytes(UTF_8)))
          .getLong();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** A new generator at the start of this path's stream. */
  public SplittableRandom generator() {
    return new SplittableRandom(seed());
  }

  @Override
  public String toString() {
    return path;
  }
}
