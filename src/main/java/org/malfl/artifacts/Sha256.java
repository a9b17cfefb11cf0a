package org.malfl.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 as 64 lower-case hexadecimal digits. */
public final class Sha256 {
  private Sha256() {}

  /** Hash of bytes. */
  public static String of(byte[] bytes) {
    return of(List.of(ByteBuffer.wrap(bytes)));
  }

  /** Hash of the concatenation of buffers, whose positions stay where they are. */
  public static String of(List<ByteBuffer> buffers) {
    MessageDigest digest = digest();
    for (ByteBuffer buffer : buffers) {
      digest.update(buffer.duplicate());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Size and hash of a stream, read to its end. */
  static Manifest.FileEntry fingerprint(InputStream content) throws IOException {
    MessageDigest digest = digest();
    byte[] block = new byte[1 << 16];
    long size = 0;
    for (int read = content.read(block); read >= 0; read = content.read(block)) {
      digest.update(block, 0, read);
      size += read;
    }
    return new Manifest.FileEntry(size, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
