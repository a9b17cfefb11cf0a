package org.malfl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.nn.nd4j.PrintedProducts;

/** ND4J in the built jar: there for networks, silent, and loaded by nothing else. */
class Nd4jIT {
  private static final String INSTEAD = "or the linear algebra 'rows', which needs none\n";

  @TempDir Path folder;

  private Jar.Result products(List<String> javaOptions, Map<String, String> environment) {
    Jar.Result result =
        new Jar(folder, javaOptions, environment).program(PrintedProducts.class).run();
    assertEquals("", result.err());
    assertEquals(0, result.code());
    return result;
  }

  @Test
  void theMainJobAndHelpLoadNoClassOfIt() throws IOException {
    for (String[] command : new String[][] {{"--fast", "--no-plots", "--quiet"}, {"--help"}}) {
      Path log = folder.resolve("classes.txt");
      Jar.Result result =
          new Jar(folder, List.of("-Xlog:class+load:file=" + log), Map.of()).run(command);
      assertEquals(0, result.code(), result.err());
      String classes = Files.readString(log);
      assertTrue(classes.contains("org.malfl.cli.Main "));
      assertFalse(classes.contains("org.nd4j."));
      assertFalse(classes.contains("org.bytedeco."));
      assertFalse(classes.contains("org.malfl.nn.nd4j.Nd4j"));
    }
  }

  @Test
  void bitsAreTheSameWhateverTheEnvironmentSaysOfThreads() {
    String expected = products(List.of(), Map.of()).out();
    assertTrue(expected.startsWith("[[7.0, 10.0], [15.0, 22.0]] "), expected);
    assertEquals(
        expected,
        products(List.of(), Map.of("OMP_NUM_THREADS", "2", "OPENBLAS_NUM_THREADS", "2")).out());
    assertEquals(
        expected,
        products(List.of("-Xmx64m"), Map.of("OMP_NUM_THREADS", "1", "LC_ALL", "C")).out());
  }

  @Test
  void aPlatformWhoseLibraryIsNotInTheJar() {
    String found = products(List.of("-Dorg.bytedeco.javacpp.platform=other"), Map.of()).out();
    assertTrue(
        found.matches(
            "networks on ND4J need its native library for other; found that for [a-z]+-[a-z0-9_]+;"
                + " valid a jar built with -Dnd4j.platform=other, "
                + INSTEAD),
        found);
  }

  @Test
  void aCacheThatIsTooSmall() throws Exception {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    String mount = "mount -t tmpfs -o size=1m tmpfs " + cache;
    int code =
        new ProcessBuilder("unshare", "--map-root-user", "--mount", "bash", "-c", mount)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mount.txt").toFile())
            .start()
            .waitFor();
    assumeTrue(code == 0, "mounting is not allowed here");
    Jar.Result result =
        new Jar(folder, List.of("-Dorg.bytedeco.javacpp.cachedir=" + cache), Map.of())
            .program(PrintedProducts.class)
            .mounting(mount)
            .run();
    assertEquals("", result.err());
    assertTrue(
        result
            .out()
            .matches(
                "ND4J's native library for \\S+ cannot be loaded: .+; valid a folder with 400 MB of"
                    + " room, ~/.javacpp/cache or the one that -Dorg.bytedeco.javacpp.cachedir"
                    + " names, "
                    + INSTEAD),
        result.out());
  }
}
