package org.malfl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.malfl.artifacts.RunFolder;

/**
 * A smoke test of the built jar that many tests begin with. It is made once; each test goes on from
 * a copy, as if it had made the run itself.
 *
 * @param folder of the run
 * @param result what the run printed
 */
record SmokeRun(Path folder, Jar.Result result) {
  private static final Map<List<String>, SmokeRun> MADE = new HashMap<>();

  /** The run of {@code --fast} with further options. */
  static synchronized SmokeRun with(String... options) {
    return MADE.computeIfAbsent(List.of(options), SmokeRun::make);
  }

  private static SmokeRun make(List<String> options) {
    try {
      Path around = RunFolder.inMemory();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(around)));
      String[] command =
          Stream.concat(Stream.of("--fast", "--output-dir", "run"), options.stream())
              .toArray(String[]::new);
      Jar.Result result = new Jar(around, List.of(), Map.of()).fullyCompiled().run(command);
      assertEquals(0, result.code(), result.err());
      return new SmokeRun(around.resolve("run"), result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path folder) {
    try {
      RunFolder.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves a copy of the run in a folder that is not there yet. */
  void copyTo(Path copy) throws IOException {
    RunFolder.copy(folder, copy);
  }
}
