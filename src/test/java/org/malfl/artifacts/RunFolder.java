package org.malfl.artifacts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A folder that runs wrote to, as tests see it. */
public final class RunFolder {
  /** Several runs at full budget, by several test classes at a time. */
  private static final long ENOUGH_BYTES = 4L << 30;

  private RunFolder() {}

  /** Hashes of all files by path, without those that are outside of any run's identity. */
  public static SortedMap<String, String> hashes(Path folder) {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (Path file : files(folder)) {
      String path = folder.relativize(file).toString();
      if (Files.isRegularFile(file) && !path.startsWith(StoreReader.LOGS + "/")) {
        hashes.put(path, Sha256.of(DurableFiles.read(file)));
      }
    }
    hashes.remove(StoreReader.RUN_RECORD);
    hashes.remove(StoreLock.FILE_NAME);
    return hashes;
  }

  /** The same without what was replaced. */
  public static SortedMap<String, String> currentHashes(Path folder) {
    SortedMap<String, String> hashes = hashes(folder);
    hashes.keySet().removeIf(path -> path.startsWith(StoreReader.SUPERSEDED + "/"));
    return hashes;
  }

  /** Compares hashes by file, so that a failure names the files that differ. */
  public static void assertSameBytes(
      SortedMap<String, String> expected, SortedMap<String, String> actual) {
    SortedSet<String> different = new TreeSet<>(expected.keySet());
    different.addAll(actual.keySet());
    different.removeIf(name -> Objects.equals(expected.get(name), actual.get(name)));
    assertTrue(different.isEmpty(), "these differ: " + different);
  }

  /** Directory of a file; empty for one at the root. */
  public static String stageOf(String file) {
    return file.substring(0, Math.max(0, file.lastIndexOf('/')));
  }

  /** How many stages of a run are there with all their bytes. */
  public static int completeStages(
      SortedMap<String, String> expected, SortedMap<String, String> there) {
    Map<String, Boolean> stages = new HashMap<>();
    expected.forEach(
        (file, hash) ->
            stages.merge(stageOf(file), hash.equals(there.get(file)), Boolean::logicalAnd));
    stages.remove("");
    return (int) stages.values().stream().filter(complete -> complete).count();
  }

  /** A copy of a folder and all that is in it. */
  public static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
  }

  /** Removes a folder and all that is in it. */
  public static void delete(Path folder) throws IOException {
    for (Path file : files(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(file);
    }
  }

  /** A new folder, in memory where there is room: disks wait for real syncs. */
  public static Path inMemory() throws IOException {
    Path memory = Path.of("/dev/shm");
    boolean goes =
        Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() >= ENOUGH_BYTES;
    return goes ? Files.createTempDirectory(memory, "malfl") : Files.createTempDirectory("malfl");
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
