package org.malfl.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import org.malfl.config.ConfigException;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;

/**
 * Whatever a file holds, its reader returns a value or throws the one exception that it promises.
 * Inputs are valid files and what is made from them by flipping, cutting, repeating and mixing in
 * what is known to hurt.
 */
abstract class HostileInput {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "\\",
          "'",
          "\n",
          "\r",
          "\t",
          " ",
          "-",
          "- ",
          "#",
          "&a",
          "*a",
          "!!int",
          "!<tag>",
          "---\n",
          "...\n",
          "%YAML 1.1\n",
          "|\n ",
          ">\n ",
          "? ",
          "NaN",
          "Infinity",
          "-Infinity",
          ".nan",
          ".inf",
          "1e999",
          "-0",
          "0x7f",
          "9".repeat(40),
          "9223372036854775808",
          "null",
          "~",
          "true",
          "\"a\":1,\"a\":2",
          "../..",
          "/etc/passwd",
          "\u0000",
          "\uFEFF",
          "\u2028",
          "\uD83D\uDE00",
          "(-1, 2)",
          "(2147483647, 2147483647)",
          "(0,)",
          "()",
          "'<f8'",
          "'>f8'",
          "'|O'",
          "True",
          "'fortran_order': True");

  private static final List<byte[]> JSON =
      List.of(
          text("{\n  \"a\": 1,\n  \"b\": [\n    0.5,\n    null,\n    true\n  ]\n}\n"),
          text("[[[[[[[[]]]]]]]]"),
          text("[".repeat(3000)),
          text("{\"a\":".repeat(3000)),
          text("\"" + "x".repeat(1000) + "\""));

  private static final List<byte[]> CSV =
      List.of(
          text("a,b\n1,2\n3,4\n"),
          text("a\n\"quoted, \"\"twice\"\"\"\n"),
          text("a,b\r\n1,\r\n"),
          text(",".repeat(2000) + "\n"));

  private static final List<byte[]> YAML =
      List.of(
          text("alpha: 3\nmaspi: {iterations: 3, step_size: {rule: power, exponent: 0.6}}\n"),
          text("environment:\n  start:\n    - [0, 0]\n    - [0, 3]\n"),
          text("a: &a [x]\nb: [*a, *a]\nc: &c [*a, *a]\n"),
          text("[".repeat(2000)),
          text("a: ".repeat(500)),
          text("- ".repeat(500)));

  private static final List<byte[]> NPY =
      List.of(
          join(NpyArray.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).bytes()),
          join(NpyArray.of(new long[0], 0).bytes()),
          join(NpyArray.of(new double[] {Double.NaN}, 1, 1, 1).bytes()));

  /** One file of each kind and more, of which each reader takes its own. */
  static final List<byte[]> VALID = Stream.of(JSON, CSV, YAML, NPY).flatMap(List::stream).toList();

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] join(List<ByteBuffer> parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer part : parts) {
      byte[] copy = new byte[part.remaining()];
      part.duplicate().get(copy);
      bytes.writeBytes(copy);
    }
    return bytes.toByteArray();
  }

  private static Arbitrary<byte[]> mutated(List<byte[]> valid) {
    return Arbitraries.randomValue(random -> mutate(valid, random));
  }

  private static byte[] mutate(List<byte[]> valid, Random random) {
    byte[] bytes = valid.get(random.nextInt(valid.size()));
    for (int times = random.nextInt(6); times > 0; times--) {
      int at = random.nextInt(bytes.length + 1);
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> splice(bytes, at, 0, text(TOKENS.get(random.nextInt(TOKENS.size()))));
            case 1 -> splice(bytes, at, random.nextInt(8), text(""));
            case 2 -> splice(bytes, at, 1, new byte[] {(byte) random.nextInt(256)});
            case 3 -> splice(bytes, at, bytes.length, text(""));
            case 4 -> splice(bytes, at, 0, valid.get(random.nextInt(valid.size())));
            default -> {
              byte[] noise = new byte[random.nextInt(20)];
              random.nextBytes(noise);
              yield splice(bytes, at, 0, noise);
            }
          };
    }
    return bytes;
  }

  /** Replaces some bytes by others. */
  private static byte[] splice(byte[] bytes, int at, int removed, byte[] inserted) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    result.write(bytes, 0, at);
    result.writeBytes(inserted);
    int rest = Math.min(bytes.length, at + removed);
    result.write(bytes, rest, bytes.length - rest);
    return result.toByteArray();
  }

  @Provide
  Arbitrary<byte[]> json() {
    return mutated(JSON);
  }

  @Provide
  Arbitrary<byte[]> csv() {
    return mutated(CSV);
  }

  @Provide
  Arbitrary<byte[]> yaml() {
    return mutated(YAML);
  }

  @Provide
  Arbitrary<byte[]> npy() {
    return mutated(NPY);
  }

  static void readJson(byte[] file) {
    bounded(file, () -> CanonicalJson.write(CanonicalJson.read("hostile", file)));
  }

  static void readCsv(byte[] file) {
    bounded(file, () -> CsvTable.read("hostile", file).bytes());
  }

  static void readYaml(byte[] file) {
    bounded(file, () -> YamlFile.read("hostile", file, new ConfigProblems()));
  }

  static void readNpy(byte[] file) {
    bounded(file, () -> NpyArray.read("hostile", file).bytes());
  }

  /** Reads a file; whatever becomes of it, memory is bounded by the file's size. */
  private static void bounded(byte[] file, Runnable reading) {
    long most = 1_000_000 + 500L * file.length;
    long first = allocated(reading);
    // The first time, classes may have been loaded.
    if (first > most && allocated(reading) > most) {
      throw new AssertionError("more than " + most + " bytes for a file of " + file.length);
    }
  }

  /** Bytes that reading allocates in all. */
  private static long allocated(Runnable reading) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      reading.run();
    } catch (ConfigException promised) {
      promised.problems().forEach(HostileInput::requireOneLine);
    } catch (ArtifactException promised) {
      requireOneLine(promised.getMessage());
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** Bytes of the heap that are in use when all garbage is collected. */
  static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int k = 0; k < 5; k++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static void requireOneLine(String message) {
    if (message == null || message.isBlank() || message.lines().count() != 1) {
      throw new AssertionError("not one clear line: " + message);
    }
    if (message.length() > 2000) {
      throw new AssertionError("a message of " + message.length() + " characters");
    }
  }
}
