package org.malfl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.malfl.artifacts.RunFolder;
import org.malfl.disk.KillPoint;

/**
 * {@code kill -9} at random points of a run of two families; the same command then reuses every
 * stage that was complete, and ends with the same bytes as a run that nobody killed.
 */
class KillIT {
  private static final int KILLS = Integer.getInteger("malfl.kills", 40);

  /** One kill in so many comes at a random time, the others in each kind of operation in turn. */
  private static final int KILLS_PER_TIME = 5;

  /** One run in so many is to replace a run of another seed. */
  private static final int RUNS_PER_OTHER = 3;

  private static final int LONGEST_MILLIS = 1000;
  private static final int HANG_GUARD_SECONDS = 120;
  private static final String[] COMMAND = {"--config", "short.yaml", "--output-dir", "out"};

  /** On a disk, where users' runs are. */
  @TempDir(factory = TempDirFactory.Standard.class)
  Path folder;

  private final Random random = new Random(4);
  private final SortedMap<String, Integer> killedIn = new TreeMap<>();
  private SortedMap<String, String> uninterrupted;
  private Path classes;
  private Path other;

  private static String[] command(String... more) {
    return Stream.concat(Stream.of(COMMAND), Stream.of(more)).toArray(String[]::new);
  }

  @BeforeEach
  void runWithoutKill() throws IOException {
    classes = Files.createDirectories(folder.resolve("classes/org/malfl/disk"));
    Path compiled = Path.of("target/test-classes/org/malfl/disk");
    try (Stream<Path> files = Files.list(compiled)) {
      for (Path file : files.toList()) {
        Files.copy(file, classes.resolve(file.getFileName().toString()));
      }
    }
    Path whole = newFolder("whole");
    assertEquals(0, new Jar(whole, List.of(), Map.of()).run(COMMAND).code());
    uninterrupted = RunFolder.currentHashes(whole.resolve("out"));
    other = newFolder("other");
    assertEquals(0, new Jar(other, List.of(), Map.of()).run(command("--seed", "5")).code());
  }

  @Test
  void aKilledRunGoesOnAndEndsWithTheSameBytes() throws Exception {
    Map<String, Integer> operations = operations();
    List<String> kinds = List.copyOf(operations.keySet());
    int kills = 0;
    for (int attempt = 0; kills < KILLS; attempt++) {
      Path at = newFolder("attempt_" + attempt);
      if (attempt % RUNS_PER_OTHER == 0) {
        RunFolder.copy(other.resolve("out"), at.resolve("out"));
      }
      boolean killed;
      if (attempt % KILLS_PER_TIME == 0) {
        killed = killAtTime(at, random.nextInt(LONGEST_MILLIS));
      } else {
        String kind = kinds.get(attempt % kinds.size());
        killed = killAtOperation(at, kind, random.nextInt(operations.get(kind)));
      }
      kills += killed ? 1 : 0;
      Path out = at.resolve("out");
      int complete =
          Files.exists(out)
              ? RunFolder.completeStages(uninterrupted, RunFolder.currentHashes(out))
              : 0;
      Jar.Result resumed = new Jar(at, List.of(), Map.of()).run(COMMAND);
      assertEquals(0, resumed.code(), resumed.err());
      assertTrue(
          resumed.out().contains(" stages, " + complete + " of them reused"),
          complete + " were complete, but\n" + resumed.out());
      RunFolder.assertSameBytes(uninterrupted, RunFolder.currentHashes(out));
      RunFolder.delete(at);
    }
    String record = KILLS + " kills, each resumed to the same bytes; killed in " + killedIn;
    System.out.println(record);
    assertTrue(
        killedIn.keySet().containsAll(Set.of("WRITE", "SYNC", "SYNC_DIRECTORY", "RENAME")), record);
  }

  private Path newFolder(String name) throws IOException {
    Path created = Files.createDirectory(folder.resolve(name));
    Files.writeString(
        created.resolve("short.yaml"),
        """
        environment: {grid_size: 2, goal: [1, 1], reward_families: [homogeneous, heterogeneous]}
        maspi: {iterations: 3, episodes: 20, episode_length: 50}
        malfl: {recovery: [paper]}
        optimization: {paper: {epochs: 20}}
        plots: {draw: false}
        """);
    return created;
  }

  /** Starts the command in a folder, to stand still after some disk operations. */
  private Process start(Path at, String kind, int operations) throws IOException {
    List<String> options =
        List.of(
            "-Xbootclasspath/a:" + folder.resolve("classes"),
            "-Djava.nio.file.spi.DefaultFileSystemProvider=" + KillPoint.class.getName(),
            "-D" + KillPoint.FOLDER + "=" + at.resolve("out"),
            "-D" + KillPoint.SIGN + "=" + at.resolve("sign"),
            "-D" + KillPoint.KIND + "=" + kind,
            "-D" + KillPoint.AFTER + "=" + operations);
    return new Jar(at, options, Map.of()).start(at.resolve("printed"), COMMAND);
  }

  /** How many operations of each kind a run takes that nobody stops. */
  private Map<String, Integer> operations() throws Exception {
    Path at = newFolder("counted");
    Process process = start(at, "WRITE", Integer.MAX_VALUE);
    assertTrue(process.waitFor(HANG_GUARD_SECONDS, TimeUnit.SECONDS), "it hangs");
    assertEquals(0, process.exitValue(), Files.readString(at.resolve("printed")));
    SortedMap<String, Integer> counts = new TreeMap<>();
    for (String line : Files.readAllLines(at.resolve("sign"))) {
      List<String> words = List.of(line.split(" ", 2));
      counts.put(words.get(0), Integer.parseInt(words.get(1)));
    }
    return counts;
  }

  private boolean killAtOperation(Path at, String kind, int operation) throws Exception {
    Process process = start(at, kind, operation);
    Path sign = at.resolve("sign");
    while (!Files.exists(sign) && process.isAlive()) {
      Thread.sleep(2);
    }
    // The order of operations depends on threads, so a run may have fewer.
    boolean ended = !process.isAlive();
    kill(process);
    return note(ended, kind);
  }

  private boolean killAtTime(Path at, int millis) throws Exception {
    Process process = start(at, "WRITE", Integer.MAX_VALUE);
    boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
    kill(process);
    return note(ended, "whatever it did after some time");
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly(); // SIGKILL
    assertTrue(process.waitFor(HANG_GUARD_SECONDS, TimeUnit.SECONDS), "it hangs");
  }

  /** Counts a kill, unless the process had ended before it, and says whether it was one. */
  private boolean note(boolean ended, String where) {
    if (!ended) {
      killedIn.merge(where, 1, Integer::sum);
    }
    return !ended;
  }
}
