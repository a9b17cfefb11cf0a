package org.malfl.artifacts;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;

/**
 * A folder of stage directories and result files, for reading. It needs no lock: stages and results
 * appear whole, and what is read can be checked against its manifest.
 */
public class StoreReader {
  /** Folder of what was replaced. */
  public static final String SUPERSEDED = "superseded";

  /** Folder of the logs. */
  public static final String LOGS = "logs";

  /** File that says when, where and how the last command ran. */
  public static final String RUN_RECORD = "run.json";

  private static final String UNFINISHED = ".unfinished";

  private final Path root;

  /** A reader of a folder. */
  public StoreReader(Path root) {
    this.root = root;
  }

  /** The folder. */
  public final Path root() {
    return root;
  }

  /** Path of a stage's directory or a result file. */
  public final Path resolve(String path) {
    return root.resolve(path);
  }

  /** Path below the root, with '/'. */
  final String relative(Path path) {
    return root.relativize(path).toString().replace(File.separatorChar, '/');
  }

  /** Whether something is at a path below the root, valid or not. */
  public final boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  /** Whether a file at the root is there and holds other bytes. */
  public final boolean differs(String name, byte[] content) {
    Path file = root.resolve(name);
    return Files.exists(file) && !Arrays.equals(DurableFiles.read(file), content);
  }

  /** Where something is written before it stands complete at its place. */
  static Path unfinished(Path target) {
    return target.resolveSibling("." + target.getFileName() + UNFINISHED);
  }

  static boolean isUnfinished(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") && name.endsWith(UNFINISHED);
  }

  /**
   * The manifest of the last complete command.
   *
   * @return empty if there is none
   * @throws ArtifactException if it is not valid
   */
  public final Optional<RunManifest> runManifest() {
    Path file = root.resolve(Manifest.FILE_NAME);
    return Files.isRegularFile(file)
        ? Optional.of(RunManifest.read(file.toString(), DurableFiles.read(file)))
        : Optional.empty();
  }

  /**
   * The manifest of a stage's directory.
   *
   * @throws ArtifactException if there is none or it is not valid
   */
  public final Manifest manifest(String stage) {
    Path file = root.resolve(stage).resolve(Manifest.FILE_NAME);
    if (!Files.isRegularFile(file)) {
      throw new ArtifactException(file + " is missing");
    }
    Manifest manifest = Manifest.read(file.toString(), DurableFiles.read(file));
    if (!manifest.origin().stage().equals(stage)) {
      throw new ArtifactException(file + " belongs to stage " + manifest.origin().stage());
    }
    return manifest;
  }

  /**
   * Checks that a stage's directory holds the files of its manifest, with their sizes and hashes.
   * Other files in it are not looked at.
   *
   * @throws ArtifactException naming the first file that differs
   */
  public final void verify(Manifest manifest) {
    Path directory = root.resolve(manifest.origin().stage());
    manifest
        .files()
        .forEach(
            (name, entry) -> {
              Path file = directory.resolve(name);
              if (!Files.isRegularFile(file) || !fingerprint(file).equals(entry)) {
                throw new ArtifactException(file + " is missing or was altered");
              }
            });
  }

  private static Manifest.FileEntry fingerprint(Path file) {
    try (InputStream content = Files.newInputStream(file)) {
      return Sha256.fingerprint(content);
    } catch (IOException e) {
      throw DurableFiles.cannot("read", file, e);
    }
  }

  /** The bytes of a file of a stage. */
  public final byte[] read(String stage, String fileName) {
    return DurableFiles.read(root.resolve(stage).resolve(fileName));
  }

  /**
   * What is in the folder, besides what was replaced, logs, and other stores inside it.
   *
   * @param stages valid manifests, by the path of their stage
   * @param unknown paths of files that no manifest names, and that malfl does not keep beside them,
   *     in order
   */
  public record Survey(SortedMap<String, Manifest> stages, List<String> unknown) {}

  /**
   * Looks at the whole folder. A directory whose manifest is not valid is no stage, so what it
   * holds is unknown.
   *
   * @throws EnvironmentException if the folder itself cannot be listed
   */
  public final Survey survey() {
    SortedSet<String> files = new TreeSet<>();
    walk(files, new ArrayList<>());
    SortedSet<String> unknown = new TreeSet<>(files);
    unknown.removeAll(Set.of(RUN_RECORD, StoreLock.FILE_NAME));
    SortedMap<String, Manifest> stages = new TreeMap<>();
    String suffix = "/" + Manifest.FILE_NAME;
    for (String file : files) {
      try {
        if (file.equals(Manifest.FILE_NAME)) {
          unknown.removeAll(runManifest().orElseThrow().results().keySet());
          unknown.remove(file);
        } else if (file.endsWith(suffix)) {
          String stage = file.substring(0, file.length() - suffix.length());
          Manifest manifest = manifest(stage);
          stages.put(stage, manifest);
          manifest.fileNames().forEach(name -> unknown.remove(stage + "/" + name));
        }
      } catch (ArtifactException | EnvironmentException noManifest) {
        // Somebody else's file of that name, or one that no run would accept.
      }
    }
    return new Survey(Collections.unmodifiableSortedMap(stages), List.copyOf(unknown));
  }

  /** Paths of what runs that were killed left half-written. */
  final List<String> unfinished() {
    List<String> unfinished = new ArrayList<>();
    walk(new TreeSet<>(), unfinished);
    return unfinished;
  }

  private void walk(SortedSet<String> files, List<String> unfinished) {
    Set<Path> skipped = Set.of(root.resolve(SUPERSEDED), root.resolve(LOGS));
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(
                Path directory, BasicFileAttributes attributes) {
              if (directory.equals(root)) {
                return FileVisitResult.CONTINUE;
              }
              if (isUnfinished(directory)) {
                unfinished.add(relative(directory));
                return FileVisitResult.SKIP_SUBTREE;
              }
              boolean otherStore = Files.exists(directory.resolve(StoreLock.FILE_NAME));
              return otherStore || skipped.contains(directory)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (isUnfinished(file)) {
                unfinished.add(relative(file));
              } else {
                files.add(relative(file));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (file.equals(root)) {
                throw e;
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw DurableFiles.cannot("list", root, e);
    }
  }
}
