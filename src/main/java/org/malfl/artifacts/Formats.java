package org.malfl.artifacts;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.malfl.io.CanonicalJson;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;

/** The formats of artifacts. */
public final class Formats {
  private static final Artifact.Format<NpyArray> NPY = format(NpyArray::bytes, NpyArray::read);
  private static final Artifact.Format<Object> JSON =
      format(value -> List.of(ByteBuffer.wrap(CanonicalJson.write(value))), CanonicalJson::read);
  private static final Artifact.Format<CsvTable> CSV =
      format(value -> List.of(ByteBuffer.wrap(value.bytes())), CsvTable::read);
  private static final Artifact.Format<byte[]> BYTES =
      format(value -> List.of(ByteBuffer.wrap(value)), (name, file) -> file);

  private Formats() {}

  private static <T> Artifact.Format<T> format(
      Function<T, List<ByteBuffer>> encoding, BiFunction<String, byte[], T> decoding) {
    return new Artifact.Format<>() {
      @Override
      public List<ByteBuffer> encode(T value) {
        return encoding.apply(value);
      }

      @Override
      public T decode(String name, byte[] file) {
        return decoding.apply(name, file);
      }
    };
  }

  /**
   * {@code .npy}.
   *
   * @param holds what it holds, as in {@link Description}
   * @param axes what its axes are, as in {@link Description}
   */
  public static Artifact<NpyArray> npy(String fileName, String holds, List<Description.Axis> axes) {
    return new Artifact<>(fileName, new Description(holds, axes), NPY);
  }

  /** Canonical JSON; values as {@link CanonicalJson#read} returns them. */
  public static Artifact<Object> json(String fileName, String holds) {
    return new Artifact<>(fileName, new Description(holds, List.of()), JSON);
  }

  /** CSV. */
  public static Artifact<CsvTable> csv(String fileName, String holds) {
    return new Artifact<>(fileName, new Description(holds, List.of()), CSV);
  }

  /** Bytes of a kind that malfl writes only, such as a picture. */
  public static Artifact<byte[]> bytes(String fileName, String holds) {
    return new Artifact<>(fileName, new Description(holds, List.of()), BYTES);
  }
}
