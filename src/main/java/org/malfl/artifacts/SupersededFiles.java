package org.malfl.artifacts;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;

/**
 * What was replaced in a store, to be removed for good. Only what malfl wrote is: stages, as far as
 * their manifests name files, what was left unfinished, and what stood at the root.
 */
public final class SupersededFiles {
  private final List<Path> ours = new ArrayList<>();
  private final List<Path> strangers = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();

  /** By directory, the names of the files that malfl wrote into it. */
  private final Map<Path, Set<String>> named = new HashMap<>();

  private final ArtifactStore store;
  private final Predicate<String> results;
  private int stages;
  private long bytes;

  /**
   * Finds what there is.
   *
   * @param results which names at the root are those of results
   * @throws EnvironmentException if the folder cannot be read
   */
  public SupersededFiles(ArtifactStore store, Predicate<String> results) {
    this.store = store;
    this.results = results;
    Path folder = store.resolve(StoreReader.SUPERSEDED);
    if (!store.exists(StoreReader.SUPERSEDED)) {
      return;
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new EnvironmentException(folder + " is no folder, so malfl did not make it");
    }
    try {
      Files.walkFileTree(folder, new Sorting(folder));
    } catch (IOException e) {
      throw DurableFiles.cannot("list", folder, e);
    }
  }

  /** Tells files of malfl from others. */
  private final class Sorting extends SimpleFileVisitor<Path> {
    private final Path folder;

    Sorting(Path folder) {
      this.folder = folder;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (Files.exists(directory.resolve(StoreLock.FILE_NAME))) {
        strangers.add(directory); // a store of its own
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      Path below = folder.relativize(file);
      if (below.getNameCount() > 1
          && below.getName(0).toString().matches("[1-9][0-9]*")
          && (isUnfinished(below) || isOfRoot(below) || isNamed(file, below))) {
        ours.add(file);
        bytes += attributes.size();
        if (below.getNameCount() > 2 && below.endsWith(Manifest.FILE_NAME)) {
          stages++;
        }
      } else {
        strangers.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      folders.add(directory);
      return super.postVisitDirectory(directory, failure);
    }
  }

  private static boolean isUnfinished(Path below) {
    for (Path name : below) {
      if (StoreReader.isUnfinished(name)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOfRoot(Path below) {
    String name = below.getFileName().toString();
    return below.getNameCount() == 2
        && (Set.of(Manifest.FILE_NAME, StoreReader.CRATE).contains(name) || results.test(name));
  }

  private boolean isNamed(Path file, Path below) {
    return below.getNameCount() > 2
        && named
            .computeIfAbsent(
                file.getParent(),
                directory -> namesIn(directory, below.subpath(1, below.getNameCount() - 1)))
            .contains(file.getFileName().toString());
  }

  /** The names in a directory's manifest, if it is that of the stage whose place it had. */
  private static Set<String> namesIn(Path directory, Path place) {
    Path manifest = directory.resolve(Manifest.FILE_NAME);
    if (!Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
      return Set.of();
    }
    try {
      Manifest stage = Manifest.read(manifest.toString(), DurableFiles.read(manifest));
      return place.equals(place.getFileSystem().getPath(stage.origin().stage()))
          ? stage.fileNames()
          : Set.of();
    } catch (ArtifactException | EnvironmentException noManifest) {
      return Set.of();
    }
  }

  /** How many complete stages there are. */
  public int stages() {
    return stages;
  }

  /** How many files there are that malfl wrote. */
  public int files() {
    return ours.size();
  }

  /** Their size. */
  public long bytes() {
    return bytes;
  }

  /** Paths below the store's root of files that somebody else put there, in order. */
  public List<String> strangers() {
    return strangers.stream().map(store::relative).sorted().toList();
  }

  /**
   * Removes what malfl wrote, and folders that are empty then. Manifests go last, so that after an
   * interruption the rest is still known to be malfl's.
   *
   * @throws EnvironmentException if something cannot be removed
   */
  public void remove() {
    List<Path> order = new ArrayList<>(ours);
    order.sort(
        Comparator.comparing((Path file) -> file.endsWith(Manifest.FILE_NAME))
            .thenComparing(Comparator.naturalOrder()));
    order.forEach(SupersededFiles::delete);
    // A folder comes after those in it.
    folders.stream()
        .filter(folder -> strangers.stream().noneMatch(file -> file.startsWith(folder)))
        .forEach(SupersededFiles::delete);
    DurableFiles.sync(store.root());
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw DurableFiles.cannot("remove", path, e);
    }
  }
}
