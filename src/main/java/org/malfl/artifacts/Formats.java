package org.malfl.artifacts;

import java.nio.ByteBuffer;
import java.util.List;
import org.malfl.io.CanonicalJson;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;

/** The formats of artifacts. */
public final class Formats {
  private Formats() {}

  /** {@code .npy}. */
  public static Artifact<NpyArray> npy(String fileName) {
    return new Artifact<>(
        fileName,
        new Artifact.Format<NpyArray>() {
          @Override
          public List<ByteBuffer> encode(NpyArray value) {
            return value.bytes();
          }

          @Override
          public NpyArray decode(String name, byte[] file) {
            return NpyArray.read(name, file);
          }
        });
  }

  /** Canonical JSON; values as {@link CanonicalJson#read} returns them. */
  public static Artifact<Object> json(String fileName) {
    return new Artifact<>(
        fileName,
        new Artifact.Format<Object>() {
          @Override
          public List<ByteBuffer> encode(Object value) {
            return List.of(ByteBuffer.wrap(CanonicalJson.write(value)));
          }

          @Override
          public Object decode(String name, byte[] file) {
            return CanonicalJson.read(name, file);
          }
        });
  }

  /** CSV, which is for people and other programs: no stage reads it back. */
  public static Artifact<CsvTable> csv(String fileName) {
    return new Artifact<>(
        fileName,
        new Artifact.Format<CsvTable>() {
          @Override
          public List<ByteBuffer> encode(CsvTable value) {
            return List.of(ByteBuffer.wrap(value.bytes()));
          }

          @Override
          public CsvTable decode(String name, byte[] file) {
            throw new UnsupportedOperationException("no stage reads " + name);
          }
        });
  }
}
