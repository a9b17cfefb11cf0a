package org.malfl.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.StoreReader;
import org.malfl.experiments.SmallRun;

/** Whatever is altered in a finished run, the audit of hashes finds it. */
class AlterationsTest {
  private static final int ALTERATIONS = 2000;

  private final Random random = new Random(5);
  private Path folder;
  private List<String> files;
  private List<String> directories;

  /** An alteration, which says how to take itself back. */
  private interface Alteration {
    /** Alters; returns how to undo it, or null if there was nothing to alter. */
    Undo apply() throws IOException;
  }

  /** Takes an alteration back. */
  private interface Undo {
    void run() throws IOException;
  }

  @BeforeEach
  void run() throws IOException {
    folder = RunFolder.inMemory();
    new SmallRun(1, 3, List.of("homogeneous", "heterogeneous"), List.of("paper", "replay"))
        .run(folder, false, stage -> {});
    files = List.copyOf(RunFolder.hashes(folder).keySet());
    for (String kind : List.of("/mask.npy", "/reward_sd.npy", "/q_map.npy", "/priors.csv")) {
      assertTrue(files.stream().anyMatch(file -> file.endsWith(kind)), kind);
    }
    SortedSet<String> above = new TreeSet<>();
    for (String file : files) {
      for (Path path = Path.of(file).getParent(); path != null; path = path.getParent()) {
        above.add(path.toString());
      }
    }
    directories = List.copyOf(above);
  }

  @AfterEach
  void remove() throws IOException {
    RunFolder.delete(folder);
  }

  private Path pick(List<String> paths) {
    return folder.resolve(paths.get(random.nextInt(paths.size())));
  }

  private Undo flipBit() throws IOException {
    Path file = pick(files);
    byte[] before = Files.readAllBytes(file);
    byte[] after = before.clone();
    after[random.nextInt(after.length)] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, after);
    return () -> Files.write(file, before);
  }

  private Undo truncate() throws IOException {
    Path file = pick(files);
    byte[] before = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(before, random.nextInt(before.length)));
    return () -> Files.write(file, before);
  }

  private Undo extend() throws IOException {
    Path file = pick(files);
    byte[] before = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(before, before.length + 1 + random.nextInt(10)));
    return () -> Files.write(file, before);
  }

  private Undo delete() throws IOException {
    Path file = pick(files);
    byte[] before = Files.readAllBytes(file);
    Files.delete(file);
    return () -> Files.write(file, before);
  }

  private Undo swapFiles() throws IOException {
    Path one = pick(files);
    Path other = pick(files);
    byte[] first = Files.readAllBytes(one);
    byte[] second = Files.readAllBytes(other);
    if (Arrays.equals(first, second)) {
      return null;
    }
    Files.write(one, second);
    Files.write(other, first);
    return () -> {
      Files.write(one, first);
      Files.write(other, second);
    };
  }

  private Undo renameDirectory() throws IOException {
    Path directory = pick(directories);
    Path renamed = directory.resolveSibling(directory.getFileName() + "_" + random.nextInt(100));
    Files.move(directory, renamed);
    return () -> Files.move(renamed, directory);
  }

  private Undo swapDirectories() throws IOException {
    List<String> stages = new ArrayList<>(directories);
    stages.removeIf(path -> !Files.exists(folder.resolve(path).resolve("manifest.json")));
    Path one = pick(stages);
    Path other = pick(stages);
    if (one.equals(other)) {
      return null;
    }
    swap(one, other);
    return () -> swap(one, other);
  }

  private void swap(Path one, Path other) throws IOException {
    Path between = folder.resolve("between");
    Files.move(one, between);
    Files.move(other, one);
    Files.move(between, other);
  }

  private Undo addFile() throws IOException {
    Path beside = pick(files);
    Path added = beside.resolveSibling("added_" + random.nextInt(100));
    Files.write(added, new byte[random.nextInt(3)]);
    return () -> Files.delete(added);
  }

  private Undo replaceByLink() throws IOException {
    Path file = pick(files);
    Path outside = folder.resolveSibling(folder.getFileName() + "_outside");
    Files.move(file, outside);
    Files.createSymbolicLink(file, outside);
    return () -> {
      Files.delete(file);
      Files.move(outside, file);
    };
  }

  @Test
  void everyAlterationIsFound() throws IOException {
    Map<String, Alteration> kinds = new TreeMap<>();
    kinds.put("a bit flipped", this::flipBit);
    kinds.put("a file cut off", this::truncate);
    kinds.put("bytes added to a file", this::extend);
    kinds.put("a file deleted", this::delete);
    kinds.put("two files swapped", this::swapFiles);
    kinds.put("a directory renamed", this::renameDirectory);
    kinds.put("two stages swapped", this::swapDirectories);
    kinds.put("a file added", this::addFile);
    kinds.put("a file replaced by a link to its bytes", this::replaceByLink);
    List<String> names = List.copyOf(kinds.keySet());
    Map<String, Integer> found = new TreeMap<>();
    assertEquals(List.of(), audit().findings());
    for (int made = 0; made < ALTERATIONS; ) {
      String kind = names.get(random.nextInt(names.size()));
      Undo undo = kinds.get(kind).apply();
      if (undo != null) {
        made++;
        assertFalse(audit().passed(), kind);
        found.merge(kind, 1, Integer::sum);
        undo.run();
      }
    }
    assertTrue(audit().passed(), "all is as before");
    System.out.println(ALTERATIONS + " alterations, all found: " + found);
  }

  private Verdict audit() {
    return HashAudit.of(new StoreReader(folder));
  }
}
