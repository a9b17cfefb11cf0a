package org.malfl.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.malfl.core.ArtifactException;

/**
 * An array in NumPy's {@code .npy} format, version 1.0, little endian, C order.
 *
 * @param type element type
 * @param shape lengths of the axes
 * @param data little-endian elements in C order, from position to limit
 */
public record NpyArray(Type type, int[] shape, ByteBuffer data) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int PREFIX = MAGIC.length + 4;
  private static final int ALIGNMENT = 64;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([^']*)', 'fortran_order': (True|False), "
              + "'shape': \\(((?:[0-9]{1,10}(?:, [0-9]{1,10}){0,31}+,?)?)\\), \\} *+\n");

  /** Element types, with NumPy's name of each. */
  public enum Type {
    FLOAT64("<f8", 8),
    INT64("<i8", 8),
    UINT8("|u1", 1),
    UINT16("<u2", 2),
    UINT32("<u4", 4);

    private final String descr;
    private final int bytes;

    Type(String descr, int bytes) {
      this.descr = descr;
      this.bytes = bytes;
    }

    /** The unsigned type of a width of 1, 2 or 4 bytes. */
    public static Type unsigned(int width) {
      return switch (width) {
        case 1 -> UINT8;
        case 2 -> UINT16;
        case 4 -> UINT32;
        default -> throw new IllegalArgumentException("no unsigned type of " + width + " bytes");
      };
    }
  }

  /**
   * @throws IllegalArgumentException if the data do not fill the shape
   */
  public NpyArray {
    long bytes = type.bytes;
    for (int length : shape) {
      bytes = StrictMath.multiplyExact(bytes, (long) length);
    }
    if (bytes != data.remaining()) {
      throw new IllegalArgumentException(
          data.remaining() + " bytes for shape " + Arrays.toString(shape) + " of " + type);
    }
    data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A float64 array. */
  public static NpyArray of(double[] values, int... shape) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asDoubleBuffer().put(values);
    return new NpyArray(Type.FLOAT64, shape, data);
  }

  /** An int64 array. */
  public static NpyArray of(long[] values, int... shape) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    return new NpyArray(Type.INT64, shape, data);
  }

  /** Number of elements. */
  public int size() {
    return data.remaining() / type.bytes;
  }

  /**
   * An element, whatever its type; whole numbers beyond 2^53 are rounded.
   *
   * @param index in C order, below {@link #size}
   */
  public double element(int index) {
    return switch (type) {
      case FLOAT64 -> data.getDouble(8 * index);
      case INT64 -> data.getLong(8 * index);
      case UINT8 -> Byte.toUnsignedInt(data.get(index));
      case UINT16 -> Short.toUnsignedInt(data.getShort(2 * index));
      case UINT32 -> Integer.toUnsignedLong(data.getInt(4 * index));
    };
  }

  /** The file: header and data. */
  public List<ByteBuffer> bytes() {
    String axes =
        Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(type.descr, axes, shape.length == 1 ? "," : "");
    int unpadded = PREFIX + header.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    String padded = header + " ".repeat(padding) + "\n";
    ByteBuffer head =
        ByteBuffer.allocate(PREFIX + padded.length())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MAGIC)
            .put((byte) 1)
            .put((byte) 0)
            .putShort((short) padded.length())
            .put(padded.getBytes(ISO_8859_1));
    return List.of(head.flip(), data.asReadOnlyBuffer());
  }

  /**
   * Reads a file. Memory stays bounded by the file: nothing is allocated from what the header
   * claims.
   *
   * @param name how to call the file in errors
   * @throws ArtifactException if it is not version 1.0, little endian, C order and of a known type,
   *     or its data do not fill its shape exactly
   */
  public static NpyArray read(String name, byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < PREFIX || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new ArtifactException(name + ": not a .npy file");
    }
    if (file[MAGIC.length] != 1 || file[MAGIC.length + 1] != 0) {
      throw new ArtifactException(
          name
              + ": found .npy version "
              + file[MAGIC.length]
              + "."
              + file[MAGIC.length + 1]
              + "; valid 1.0");
    }
    int headerLength = bytes.getShort(MAGIC.length + 2) & 0xFFFF;
    if (headerLength > file.length - PREFIX) {
      throw new ArtifactException(name + ": the .npy header is cut off");
    }
    String header = new String(file, PREFIX, headerLength, ISO_8859_1);
    Matcher parts = HEADER.matcher(header);
    if (!parts.matches()) {
      throw new ArtifactException(name + ": found the .npy header " + header.strip());
    }
    if (parts.group(2).equals("True")) {
      throw new ArtifactException(
          name + ": found Fortran order; valid C order (numpy.ascontiguousarray)");
    }
    Type type =
        Arrays.stream(Type.values())
            .filter(known -> known.descr.equals(parts.group(1)))
            .findFirst()
            .orElseThrow(
                () ->
                    new ArtifactException(
                        name
                            + ": found element type '"
                            + parts.group(1)
                            + "'; valid "
                            + Arrays.stream(Type.values())
                                .map(known -> known.descr)
                                .collect(Collectors.joining(", "))));
    ByteBuffer data = bytes.slice(PREFIX + headerLength, file.length - PREFIX - headerLength);
    try {
      int[] shape =
          parts.group(3).isEmpty()
              ? new int[0]
              : Arrays.stream(parts.group(3).split(",\\s*")).mapToInt(Integer::parseInt).toArray();
      return new NpyArray(type, shape, data);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ArtifactException(
          name
              + ": found "
              + data.remaining()
              + " bytes of data for shape ("
              + parts.group(3)
              + ") of '"
              + type.descr
              + "'",
          e);
    }
  }

  /**
   * A copy of float64 elements.
   *
   * @param name how to call the array in errors
   * @throws ArtifactException if the type or the number of elements is another
   */
  public double[] float64(String name, long length) {
    require(name, Type.FLOAT64, length);
    double[] values = new double[(int) length];
    data.asDoubleBuffer().get(values);
    return values;
  }

  /**
   * A copy of int64 elements.
   *
   * @param name how to call the array in errors
   * @throws ArtifactException if the type or the number of elements is another
   */
  public long[] int64(String name, long length) {
    require(name, Type.INT64, length);
    long[] values = new long[(int) length];
    data.asLongBuffer().get(values);
    return values;
  }

  private void require(String name, Type expected, long length) {
    if (type != expected || data.remaining() != length * expected.bytes) {
      throw new ArtifactException(
          name
              + ": found shape "
              + Arrays.toString(shape)
              + " of '"
              + type.descr
              + "'; valid "
              + length
              + " elements of '"
              + expected.descr
              + "'");
    }
  }
}
