package org.malfl.artifacts;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;

/**
 * A folder of stage directories and result files, for reading. It needs no lock: stages and results
 * appear whole, and what is read can be checked against its manifest.
 */
public class StoreReader {
  /** Folder of what was replaced. */
  public static final String SUPERSEDED = "superseded";

  /** Folder of the logs. */
  public static final String LOGS = "logs";

  /** Folder of what stages that were cut short go on from. */
  public static final String CHECKPOINTS = "checkpoints";

  /** Folders of malfl where no manifest names what they hold. */
  static final Set<String> FOLDERS_ASIDE = Set.of(SUPERSEDED, LOGS, CHECKPOINTS);

  /** File that says when, where and how the last command ran. */
  public static final String RUN_RECORD = "run.json";

  /** File that describes the results for others; not part of them, since it has a date. */
  public static final String CRATE = "ro-crate-metadata.json";

  /** A page for readers of the folder, such as the one that this repository has in outputs/. */
  private static final String PAGE = "README.md";

  /** What may stand at the root beside a run, where no manifest names it. */
  static final Set<String> ASIDE = Set.of(RUN_RECORD, CRATE, StoreLock.FILE_NAME, PAGE);

  /** Field of the run's record that every version of malfl writes. */
  public static final String VERSION_FIELD = "malfl_version";

  private static final String UNFINISHED = ".malfl-unfinished";

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
    return relative(root, path);
  }

  private static String relative(Path root, Path path) {
    return root.relativize(path).toString().replace(File.separatorChar, '/');
  }

  /** Whether something is at a path below the root, valid or not. */
  public final boolean exists(String path) {
    return Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether a file at the root is there and holds other bytes. */
  public final boolean differs(String name, byte[] content) {
    return exists(name) && !Arrays.equals(DurableFiles.read(root.resolve(name)), content);
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Where something is written before it stands complete at its place. */
  static Path unfinished(Path target) {
    return target.resolveSibling("." + target.getFileName() + UNFINISHED);
  }

  static boolean isUnfinished(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") && name.endsWith(UNFINISHED);
  }

  /** Whether a run of malfl wrote here, by the record that it left or by its manifest. */
  public final boolean isOfMalfl() {
    return runManifestIfValid().isPresent() || hasRunRecord();
  }

  private boolean hasRunRecord() {
    Path file = root.resolve(RUN_RECORD);
    try {
      return Files.isRegularFile(file)
          && new JsonFields(RUN_RECORD, CanonicalJson.read(RUN_RECORD, DurableFiles.read(file)))
              .names()
              .contains(VERSION_FIELD);
    } catch (ArtifactException | EnvironmentException notOurs) {
      return false;
    }
  }

  /** The manifest of the last complete command, if there is a valid one. */
  Optional<RunManifest> runManifestIfValid() {
    try {
      return runManifest();
    } catch (ArtifactException | EnvironmentException invalid) {
      return Optional.empty();
    }
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
   * The manifest of the last complete command.
   *
   * @throws ArtifactException if there is none, or it is not valid
   */
  public final RunManifest completeRun() {
    return runManifest()
        .orElseThrow(
            () -> new ArtifactException(root + " holds no complete run: it has no manifest.json"));
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
   * The manifests of the stages that a run names, by the path of their stage.
   *
   * @throws ArtifactException if one is missing or not valid
   */
  public final SortedMap<String, Manifest> manifests(RunManifest run) {
    SortedMap<String, Manifest> manifests = new TreeMap<>();
    for (String path : run.stages().keySet()) {
      String stage = RunManifest.stageOf(path);
      manifests.put(stage, manifest(stage));
    }
    return manifests;
  }

  /**
   * Checks that a stage's directory holds the files of its manifest, with their sizes and hashes.
   * Other files in it are not looked at.
   *
   * @throws ArtifactException naming the first file that differs
   */
  public final void verify(Manifest manifest) {
    verify(root.resolve(manifest.origin().stage()), manifest.files());
  }

  /**
   * Checks that the results of a run are there, with their sizes and hashes.
   *
   * @throws ArtifactException naming the first file that differs
   */
  public final void verify(RunManifest run) {
    verify(root, run.results());
  }

  private static void verify(Path directory, SortedMap<String, Manifest.FileEntry> files) {
    files.forEach(
        (name, entry) -> {
          Path file = directory.resolve(name);
          if (!Files.isRegularFile(file) || !fingerprint(file).equals(entry)) {
            throw new ArtifactException(file + " is missing or was altered");
          }
        });
  }

  /** Size and hash of a file, by its path below the root. */
  public final Manifest.FileEntry fingerprint(String path) {
    return fingerprint(root.resolve(path));
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
   * What is in the folder, besides what was replaced, logs, checkpoints, and other stores inside
   * it.
   *
   * @param stages valid manifests, by the path of their stage
   * @param unknown paths of files that no manifest names, and that malfl does not keep beside them,
   *     in order
   * @param links paths of links to folders, which are not followed
   * @param stores paths of folders that are stores of their own
   * @param unfinished paths of what a run that was killed left half-written
   * @param unreadable paths of folders that may not be looked into
   */
  public record Survey(
      SortedMap<String, Manifest> stages,
      List<String> unknown,
      List<String> links,
      List<String> stores,
      List<String> unfinished,
      List<String> unreadable) {}

  /** What a walk through the folder comes by. */
  private static final class Found {
    private final SortedSet<String> files = new TreeSet<>();
    private final SortedSet<String> links = new TreeSet<>();
    private final SortedSet<String> stores = new TreeSet<>();
    private final SortedSet<String> unfinished = new TreeSet<>();
    private final SortedSet<String> unreadable = new TreeSet<>();
  }

  /**
   * Looks at the whole folder. A directory whose manifest is not valid is no stage, so what it
   * holds is unknown.
   *
   * @throws EnvironmentException if the folder itself cannot be listed
   */
  public final Survey survey() {
    return survey(Map.of());
  }

  /**
   * As {@link #survey()}.
   *
   * @param known manifests of stages that need not be read again, by path
   */
  public final Survey survey(Map<String, Manifest> known) {
    Found found = walk();
    SortedSet<String> unknown = new TreeSet<>(found.files);
    unknown.removeIf(name -> ASIDE.contains(name) && isFile(root.resolve(name)));
    SortedMap<String, Manifest> stages = new TreeMap<>();
    String suffix = "/" + Manifest.FILE_NAME;
    runManifestIfValid()
        .ifPresent(
            manifest -> {
              unknown.removeAll(manifest.results().keySet());
              unknown.remove(Manifest.FILE_NAME);
            });
    for (String file : found.files) {
      try {
        if (file.endsWith(suffix)) {
          String stage = file.substring(0, file.length() - suffix.length());
          Manifest manifest = known.containsKey(stage) ? known.get(stage) : manifest(stage);
          stages.put(stage, manifest);
          manifest.fileNames().forEach(name -> unknown.remove(stage + "/" + name));
        }
      } catch (ArtifactException | EnvironmentException noManifest) {
        // Somebody else's file of that name, or one that no run would accept.
      }
    }
    return new Survey(
        Collections.unmodifiableSortedMap(stages),
        List.copyOf(unknown),
        List.copyOf(found.links),
        List.copyOf(found.stores),
        List.copyOf(found.unfinished),
        List.copyOf(found.unreadable));
  }

  /** Paths of what runs that were killed left half-written. */
  final List<String> unfinished() {
    return List.copyOf(walk().unfinished);
  }

  private Found walk() {
    Found found = new Found();
    try {
      // The root itself may be a link; links below it are not followed.
      Path real = root.toRealPath();
      Set<Path> skipped = FOLDERS_ASIDE.stream().map(real::resolve).collect(Collectors.toSet());
      Files.walkFileTree(
          real,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(
                Path directory, BasicFileAttributes attributes) {
              if (directory.equals(real)) {
                return FileVisitResult.CONTINUE;
              }
              if (isUnfinished(directory)) {
                found.unfinished.add(relative(real, directory));
                return FileVisitResult.SKIP_SUBTREE;
              }
              if (Files.exists(directory.resolve(StoreLock.FILE_NAME))) {
                found.stores.add(relative(real, directory));
                return FileVisitResult.SKIP_SUBTREE;
              }
              return skipped.contains(directory)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (isUnfinished(file)) {
                found.unfinished.add(relative(real, file));
              } else {
                (Files.isDirectory(file) ? found.links : found.files).add(relative(real, file));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (file.equals(real)) {
                throw e;
              }
              found.unreadable.add(relative(real, file));
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
    return found;
  }
}
