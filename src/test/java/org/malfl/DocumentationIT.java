package org.malfl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command in the documents runs as printed, in a folder with the built jar, and prints what
 * the document says that it prints. Two things differ: temporary folders are the test's, and Maven,
 * which runs this test, is replaced by a script that knows what it would do.
 */
class DocumentationIT {
  private static final int HANG_GUARD_SECONDS = 900;

  /** On a disk, where users' runs are. */
  @TempDir(factory = TempDirFactory.Standard.class)
  Path folder;

  static List<Path> documentsWithCommands() {
    return Documents.all().stream()
        .filter(
            document ->
                Documents.blocks(document).stream()
                    .anyMatch(block -> block.language().equals("sh")))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("documentsWithCommands")
  void commandsRunAsPrintedAndPrintWhatIsPrinted(Path document) throws Exception {
    prepare();
    String output = "";
    for (Documents.Block block : Documents.blocks(document)) {
      if (block.language().equals("sh")) {
        output = run(document, String.join("\n", block.lines()));
      } else if (block.language().equals("text")) {
        assertPrinted(document, block.lines(), output);
      }
    }
    try (Stream<Path> pictures = Files.walk(folder.resolve("docs"))) {
      for (Path made : pictures.filter(Files::isRegularFile).toList()) {
        Path kept = Path.of(folder.relativize(made).toString());
        assertTrue(Files.exists(kept), kept + " is made by its command and not kept");
        assertSamePixels(kept, made);
      }
    }
  }

  /** The lines of a document, one after the other, with nothing between them. */
  private static void assertPrinted(Path document, List<String> expected, String output) {
    List<String> printed = output.lines().map(String::stripTrailing).toList();
    int at = printed.indexOf(expected.get(0));
    assertTrue(at >= 0, document + ": '" + expected.get(0) + "' is not in\n" + output);
    int end = Math.min(printed.size(), at + expected.size());
    assertEquals(expected, printed.subList(at, end), document.toString());
  }

  private static void assertSamePixels(Path kept, Path made) throws IOException {
    BufferedImage before = ImageIO.read(kept.toFile());
    BufferedImage now = ImageIO.read(made.toFile());
    assertEquals(before.getWidth(), now.getWidth(), kept.toString());
    assertArrayEquals(pixels(before), pixels(now), kept + " is not what its command makes");
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private void prepare() throws IOException {
    Files.createDirectories(folder.resolve("target"));
    Files.createDirectories(folder.resolve("docs"));
    Files.createDirectories(folder.resolve("temporary"));
    Files.createSymbolicLink(
        folder.resolve("target/malfl.jar"),
        Path.of(System.getProperty("malfl.jar")).toAbsolutePath());
    Files.copy(Path.of("config.yaml"), folder.resolve("config.yaml"));
    Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
    Files.writeString(
        maven,
        """
        #!/usr/bin/env bash
        # Maven runs the test that runs this: does it know what it is asked?
        all="$*"
        case "$all" in
          verify | "-q package -DskipTests" | "-q test-compile exec:exec") ;;
          "-q failsafe:integration-test failsafe:verify -Dit.test="*)
            name=${all#*-Dit.test=}
            [ -n "$(find '%1$s/src/test/java' -name "${name%%%% *}.java")" ] ;;
          "-q test -Dtest="*)
            name=${all#-q test -Dtest=}
            [ -n "$(find '%1$s/src/test/java' -name "${name%%%% *}.java")" ] ;;
          *) echo "mvn $* is run by nobody before this" >&2; exit 1 ;;
        esac
        """
            .formatted(Path.of("").toAbsolutePath()));
    assertTrue(maven.toFile().setExecutable(true));
  }

  private String run(Path document, String commands) throws IOException, InterruptedException {
    Path script = folder.resolve("commands.sh");
    Files.writeString(script, commands.replace("/tmp/", folder.resolve("temporary") + "/"));
    Path output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>(List.of("bash", "-e", "-o", "pipefail"));
    command.add(script.toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .merge(
            "PATH",
            folder.resolve("bin") + ":" + Path.of(System.getProperty("java.home"), "bin"),
            (path, first) -> first + ":" + path);
    Process process = builder.start();
    if (!process.waitFor(HANG_GUARD_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(commands + " hangs");
    }
    String printed = Files.readString(output, UTF_8);
    assertEquals(0, process.exitValue(), document + ": " + commands + "\n" + printed);
    return printed;
  }
}
