package org.malfl.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.core.ArtifactException;
import org.malfl.reference.ReferenceFiles;

class NpyArrayTest {
  private static NpyArray numpy(String name) {
    return NpyArray.read(name, ReferenceFiles.bytes("numpy/" + name));
  }

  private static byte[] bytes(NpyArray array) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuffer part : array.bytes()) {
      byte[] copy = new byte[part.remaining()];
      part.duplicate().get(copy);
      out.writeBytes(copy);
    }
    return out.toByteArray();
  }

  @Test
  void arraysThatNumPyWroteAreRead() {
    NpyArray matrix = numpy("float64.npy");
    assertArrayEquals(new int[] {2, 3}, matrix.shape());
    assertArrayEquals(
        new double[] {1.5, -2.25, 1e-300, Math.PI, 0.1, 1e300}, matrix.float64("matrix", 6));
    assertArrayEquals(new long[] {1, -2, 1L << 62}, numpy("int64.npy").int64("vector", 3));
    assertArrayEquals(new int[] {2, 3, 4}, numpy("uint8.npy").shape());
    assertEquals(23, numpy("uint8.npy").data().get(23));
    assertArrayEquals(new double[] {0.5}, numpy("scalar.npy").float64("scalar", 1));
  }

  @ParameterizedTest
  @CsvSource({"float64.npy", "int64.npy", "uint8.npy", "scalar.npy"})
  void whatNumPyWroteIsWrittenAgainByteForByte(String name) {
    assertArrayEquals(ReferenceFiles.bytes("numpy/" + name), bytes(numpy(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "fortran.npy, found Fortran order",
    "float32.npy, found element type '<f4'",
    "big_endian.npy, found element type '>f8'",
    "object.npy, found element type '|O'"
  })
  void otherArraysAreRefusedWithTheReason(String name, String reason) {
    ArtifactException refusal = assertThrows(ArtifactException.class, () -> numpy(name));
    assertTrue(refusal.getMessage().startsWith(name + ": " + reason), refusal.getMessage());
  }

  @Property
  void whatIsWrittenIsReadAgain(
      @ForAll @Size(max = 20) double[] values, @ForAll @IntRange(min = 1, max = 4) int rank) {
    int[] shape = new int[rank];
    Arrays.fill(shape, 1);
    shape[rank - 1] = values.length;
    byte[] file = bytes(NpyArray.of(values, shape));
    assertEquals(0, (file.length - 8 * values.length) % 64);
    NpyArray read = NpyArray.read("array", file);
    assertArrayEquals(shape, read.shape());
    assertArrayEquals(values, read.float64("array", values.length));
  }

  @Property
  void aTruncatedFileIsRefused(@ForAll @IntRange(min = 0, max = 175) int length) {
    byte[] file = Arrays.copyOf(ReferenceFiles.bytes("numpy/float64.npy"), length);
    assertThrows(ArtifactException.class, () -> NpyArray.read("cut", file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(2, 3); (2, 4)",
        "(2, 3); (-2, 3)",
        "(2, 3); (2000000000, 2000000000, 2000000000, 2000000000)",
        "(2, 3); (99999999999)",
        "(2, 3); (2,,3)",
        "False; Maybe",
        "<f8; <f9",
        "descr; desc"
      })
  void aLyingHeaderIsRefusedWithoutAllocatingWhatItClaims(String truth, String lie) {
    String file = new String(ReferenceFiles.bytes("numpy/float64.npy"), ISO_8859_1);
    String changed = file.replace(truth, lie);
    int longer = changed.length() - file.length();
    // Padding takes up the difference, so that only the claim is wrong.
    String padded =
        longer >= 0
            ? changed.replace(" ".repeat(longer) + "\n", "\n")
            : changed.replace("\n", " ".repeat(-longer) + "\n");
    assertThrows(ArtifactException.class, () -> NpyArray.read("lie", padded.getBytes(ISO_8859_1)));
  }

  @Test
  void aShapeOfThousandsOfAxesIsRefusedNotOverflowed() {
    String header =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1" + ", 1".repeat(20_000) + "), }\n";
    ByteBuffer file = ByteBuffer.allocate(10 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ReferenceFiles.bytes("numpy/float64.npy"), 0, 8).putShort((short) header.length());
    file.put(header.getBytes(ISO_8859_1));
    assertThrows(ArtifactException.class, () -> NpyArray.read("deep", file.array()));
  }

  @Test
  void trailingBytesAndOtherVersionsAreRefused() {
    byte[] file = ReferenceFiles.bytes("numpy/float64.npy");
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    assertThrows(ArtifactException.class, () -> NpyArray.read("long", longer));
    byte[] version2 = file.clone();
    version2[6] = 2;
    assertThrows(ArtifactException.class, () -> NpyArray.read("version 2", version2));
    assertThrows(ArtifactException.class, () -> NpyArray.read("empty", new byte[0]));
  }

  @Test
  void typesAndLengthsThatWereNotExpectedAreNamed() {
    ArtifactException refusal =
        assertThrows(ArtifactException.class, () -> numpy("int64.npy").float64("q", 3));
    assertEquals("q: found shape [3] of '<i8'; valid 3 elements of '<f8'", refusal.getMessage());
    assertThrows(ArtifactException.class, () -> numpy("float64.npy").float64("q", 5));
    assertThrows(IllegalArgumentException.class, () -> NpyArray.of(new double[3], 2));
    assertThrows(IllegalArgumentException.class, () -> NpyArray.Type.unsigned(3));
  }
}
