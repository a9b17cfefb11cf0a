package org.malfl.artifacts;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.malfl.core.EnvironmentException;

/**
 * Checkpoints that no stage can go on from, to be removed: their stage is complete, or what they
 * were made from is not there any more, or they are damaged.
 */
public final class StaleCheckpoints {
  private final List<Path> stale = new ArrayList<>();
  private final List<Path> strangers = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();

  /** By folder of a checkpoint, the names in it that a stage may go on from. */
  private final Map<Path, List<String>> inUse = new HashMap<>();

  private final ArtifactStore store;
  private long bytes;

  /**
   * Finds what there is.
   *
   * @throws EnvironmentException if the folder cannot be read
   */
  public StaleCheckpoints(ArtifactStore store) {
    this.store = store;
    Path folder = store.resolve(StoreReader.CHECKPOINTS);
    if (!store.exists(StoreReader.CHECKPOINTS)) {
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

  /** Tells stale files from those in use and those of somebody else. */
  private final class Sorting extends SimpleFileVisitor<Path> {
    private final Path top;

    Sorting(Path top) {
      this.top = top;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!attributes.isRegularFile()
          || file.getParent().equals(top)
          || !Checkpoints.isFileName(file.getFileName())) {
        strangers.add(file);
      } else if (!inUse
          .computeIfAbsent(
              file.getParent(),
              directory ->
                  store
                      .checkpoints()
                      .namesInUse(
                          top.relativize(directory).toString().replace(File.separatorChar, '/')))
          .contains(file.getFileName().toString())) {
        stale.add(file);
        bytes += attributes.size();
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

  /** How many files there are. */
  public int files() {
    return stale.size();
  }

  /** How many stages they are of. */
  public int stages() {
    return new TreeSet<>(stale.stream().map(Path::getParent).toList()).size();
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
   * Removes them, and folders that are empty then.
   *
   * @throws EnvironmentException if something cannot be removed
   */
  public void remove() {
    stale.forEach(StaleCheckpoints::delete);
    // A folder comes after those in it.
    folders.forEach(StaleCheckpoints::delete);
    DurableFiles.sync(store.root());
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException inUse) {
      // Something in it is in use, or somebody else's.
    } catch (IOException e) {
      throw DurableFiles.cannot("remove", path, e);
    }
  }
}
