package org.malfl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.RunFolder;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;

/** Nothing depends on the clock but what people read: it may stand still or go backwards. */
class BackwardClockTest {
  @TempDir Path folder;

  /** An hour earlier whenever it is read. */
  private static final class BackwardClock extends Clock {
    private Instant now = Instant.parse("2030-01-01T12:00:00Z");

    @Override
    public Instant instant() {
      now = now.minus(Duration.ofHours(1));
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneId.of("UTC");
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private String run(Clock clock) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    Command command = new ReproduceCommand(clock);
    List<String> words = List.of("--fast", "--no-plots", "--output-dir", folder.toString());
    command.run(command.options().parse(words), new Console(stream, stream, false));
    return out.toString(UTF_8);
  }

  @Test
  void aRunIsReusedAndItsLogIsKept() throws IOException {
    run(new BackwardClock());
    SortedMap<String, String> first = RunFolder.hashes(folder);
    FileTime future = FileTime.from(Instant.parse("2090-01-01T00:00:00Z"));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, future);
      }
    }
    String again = run(new BackwardClock());
    assertTrue(again.contains("96 stages, 96 of them reused"), again);
    assertEquals(first, RunFolder.hashes(folder));
    try (Stream<Path> logs = Files.list(folder.resolve("logs"))) {
      assertEquals(
          List.of("run_20300101T110000.000Z.log", "run_20300101T110000.000Z_2.log"),
          logs.map(log -> log.getFileName().toString()).sorted().toList());
    }
    JsonFields record =
        new JsonFields(
            "run.json",
            CanonicalJson.read("run.json", Files.readAllBytes(folder.resolve("run.json"))));
    assertTrue(((Number) record.value("seconds")).doubleValue() >= 0, "time goes forwards");
  }
}
