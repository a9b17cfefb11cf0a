package org.malfl.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;

/**
 * A folder of stage directories and result files. A stage directory appears complete or not at all:
 * its files are written and synced in a sibling directory, the manifest last, and the directory is
 * renamed. No stage or result is overwritten or deleted; what is replaced moves to {@code
 * superseded/<n>/}, with one n for all that one store object replaces.
 *
 * <p>Safe for use by several threads on different stages.
 */
public final class ArtifactStore implements AutoCloseable {
  /** Folder of what was replaced. */
  public static final String SUPERSEDED = "superseded";

  private static final String UNFINISHED = ".unfinished";

  private final Path root;
  private final Consumer<String> notes;
  private final StoreLock lock;
  private Path superseded;

  /**
   * Opens a store in a folder, which is created if it is not there, and keeps other runs out until
   * it is closed.
   *
   * @param notes told, in a sentence, of everything that moves to {@code superseded/}
   * @throws EnvironmentException if the folder cannot be created or another run holds it
   */
  public ArtifactStore(Path root, Consumer<String> notes) {
    this.root = root;
    this.notes = notes;
    DurableFiles.createDirectories(root);
    this.lock = StoreLock.acquire(root);
  }

  /** Lets other runs in. */
  @Override
  public void close() {
    lock.close();
  }

  /** The folder. */
  public Path root() {
    return root;
  }

  /** Path of a stage's directory or a result file. */
  public Path resolve(String path) {
    return root.resolve(path);
  }

  /** Whether something is at a path below the root, valid or not. */
  public boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  /**
   * The manifest of a stage's directory.
   *
   * @throws ArtifactException if there is none or it is not valid
   */
  public Manifest manifest(String stage) {
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
   * Checks that a stage's directory holds the files of its manifest, with their sizes and hashes,
   * and nothing else.
   *
   * @throws ArtifactException naming the first file that differs
   */
  public void verify(Manifest manifest) {
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
    try (Stream<Path> files = Files.list(directory)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(Manifest.FILE_NAME) && !manifest.files().containsKey(name))
          .sorted()
          .findFirst()
          .ifPresent(
              name -> {
                throw new ArtifactException(directory.resolve(name) + " is in no manifest");
              });
    } catch (IOException e) {
      throw DurableFiles.cannot("list", directory, e);
    }
  }

  /**
   * The valid manifests of all stage directories but some, in the order of their paths. What was
   * replaced, stores inside this one, and what cannot be read or is no stage's manifest is left
   * out: it is nobody's business here.
   *
   * @param known paths of stages to leave out
   * @throws EnvironmentException if the folder itself cannot be listed
   */
  public List<Manifest> manifestsBesides(Set<String> known) {
    SortedSet<String> others = new TreeSet<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(
                Path directory, BasicFileAttributes attributes) {
              boolean otherStore =
                  !directory.equals(root) && Files.exists(directory.resolve(StoreLock.FILE_NAME));
              return otherStore || directory.equals(root.resolve(SUPERSEDED))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.endsWith(Manifest.FILE_NAME) && !file.getParent().equals(root)) {
                String path = root.relativize(file.getParent()).toString();
                others.add(path.replace(File.separatorChar, '/'));
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
    others.removeAll(known);
    List<Manifest> manifests = new ArrayList<>();
    for (String stage : others) {
      try {
        manifests.add(manifest(stage));
      } catch (ArtifactException | EnvironmentException noStage) {
        // Somebody else's file of that name, or a stage that no run would accept.
      }
    }
    return manifests;
  }

  private static Manifest.FileEntry fingerprint(Path file) {
    try (InputStream content = Files.newInputStream(file)) {
      return Sha256.fingerprint(content);
    } catch (IOException e) {
      throw DurableFiles.cannot("read", file, e);
    }
  }

  /** The bytes of a file of a stage. */
  public byte[] read(String stage, String fileName) {
    return DurableFiles.read(root.resolve(stage).resolve(fileName));
  }

  /** A new stage directory, invisible until {@link StageWriter#commit}. */
  public StageWriter begin(String stage) {
    Path target = root.resolve(stage);
    Path unfinished = unfinished(target);
    DurableFiles.createDirectories(unfinished);
    return new StageWriter(unfinished, target);
  }

  /** Writes one stage directory. */
  public static final class StageWriter {
    private final Path unfinished;
    private final Path target;
    private final SortedMap<String, Manifest.FileEntry> files = new TreeMap<>();

    private StageWriter(Path unfinished, Path target) {
      this.unfinished = unfinished;
      this.target = target;
    }

    /**
     * Adds a file.
     *
     * @throws IllegalStateException if it was added before
     */
    public void add(String fileName, List<ByteBuffer> content) {
      long size = content.stream().mapToLong(ByteBuffer::remaining).sum();
      Manifest.FileEntry entry = new Manifest.FileEntry(size, Sha256.of(content));
      if (files.put(fileName, entry) != null) {
        throw new IllegalStateException(fileName + " was written before");
      }
      DurableFiles.write(unfinished.resolve(fileName), content);
    }

    /** Names of the files added so far. */
    public List<String> fileNames() {
      return List.copyOf(files.keySet());
    }

    /** Writes the manifest and makes the directory visible under its name. */
    public Manifest commit(Manifest.Origin origin) {
      Manifest manifest = new Manifest(origin, files);
      DurableFiles.write(
          unfinished.resolve(Manifest.FILE_NAME), List.of(ByteBuffer.wrap(manifest.bytes())));
      DurableFiles.sync(unfinished);
      DurableFiles.move(unfinished, target);
      return manifest;
    }
  }

  /**
   * Moves a stage's directory out of the way, and before the first one the results at the root,
   * which hold only as long as their stages do.
   *
   * @param why the reason, for the note
   * @throws EnvironmentException if it cannot be moved
   */
  public void supersede(String stage, String why) {
    retireResults();
    moveAside(stage, why);
  }

  private synchronized void retireResults() {
    Path file = root.resolve(Manifest.FILE_NAME);
    if (!Files.exists(file)) {
      return;
    }
    List<String> names = new ArrayList<>();
    try {
      JsonFields manifest =
          new JsonFields(
              file.toString(), CanonicalJson.read(file.toString(), DurableFiles.read(file)));
      manifest.object("results").names().forEach(name -> names.add((String) name));
    } catch (ArtifactException invalid) {
      notes.accept(invalid.getMessage());
    }
    moveAside(Manifest.FILE_NAME, "its stages are being replaced");
    for (String name : names) {
      if (Manifest.isFileName(name) && exists(name)) {
        moveAside(name, "its stages are being replaced");
      }
    }
  }

  private void moveAside(String path, String why) {
    Path from = root.resolve(path);
    Path to = supersededFolder().resolve(path);
    DurableFiles.createDirectories(to.getParent());
    DurableFiles.move(from, to);
    DurableFiles.sync(from.getParent());
    notes.accept("moved " + path + " to " + root.relativize(to) + ": " + why);
  }

  /** Where this store object moved what it replaced, if it replaced anything. */
  public synchronized Optional<Path> superseded() {
    return Optional.ofNullable(superseded);
  }

  private synchronized Path supersededFolder() {
    if (superseded == null) {
      Path parent = root.resolve(SUPERSEDED);
      DurableFiles.createDirectories(parent);
      int n = 1;
      while (Files.exists(parent.resolve(Integer.toString(n)))) {
        n++;
      }
      superseded = parent.resolve(Integer.toString(n));
      DurableFiles.createDirectories(superseded);
    }
    return superseded;
  }

  /**
   * Puts result files at the root, and a manifest that names them and the stages they stem from.
   * Files that already hold these bytes stay; others are superseded.
   *
   * @param results content by file name
   * @param stages manifests of the stages
   */
  public void publish(SortedMap<String, byte[]> results, List<Manifest> stages) {
    SortedMap<String, Manifest.FileEntry> files = new TreeMap<>();
    results.forEach(
        (name, bytes) -> files.put(name, new Manifest.FileEntry(bytes.length, Sha256.of(bytes))));
    SortedMap<String, Manifest.FileEntry> manifests = new TreeMap<>();
    for (Manifest stage : stages) {
      byte[] bytes = stage.bytes();
      manifests.put(
          stage.origin().stage() + "/" + Manifest.FILE_NAME,
          new Manifest.FileEntry(bytes.length, Sha256.of(bytes)));
    }
    byte[] manifest =
        CanonicalJson.write(
            Map.of("results", Manifest.fileTree(files), "stages", Manifest.fileTree(manifests)));
    // The manifest vouches for the results, so it leaves first and comes last.
    replaceIfChanged(Manifest.FILE_NAME, manifest);
    results.forEach(this::replaceIfChanged);
    results.forEach(this::put);
    put(Manifest.FILE_NAME, manifest);
  }

  /** Whether a file at the root is there and holds other bytes. */
  public boolean differs(String name, byte[] content) {
    Path file = root.resolve(name);
    return Files.exists(file) && !Arrays.equals(DurableFiles.read(file), content);
  }

  private void replaceIfChanged(String name, byte[] content) {
    if (differs(name, content)) {
      moveAside(name, "the results changed");
    }
  }

  private void put(String name, byte[] content) {
    if (!exists(name)) {
      write(name, content);
    }
  }

  /**
   * Opens a new file outside of any manifest to which lines are added as things happen.
   *
   * @param path below the root, with '/'
   * @throws EnvironmentException if it cannot be opened
   */
  public Writer newLog(String path) {
    Path file = root.resolve(path);
    DurableFiles.createDirectories(file.getParent());
    try {
      return Files.newBufferedWriter(file, UTF_8);
    } catch (IOException e) {
      throw DurableFiles.cannot("write", file, e);
    }
  }

  /**
   * Writes a file that is outside of any manifest, replacing one that is there.
   *
   * @param path below the root, with '/'
   * @throws EnvironmentException if it cannot be written
   */
  public void write(String path, byte[] content) {
    Path target = root.resolve(path);
    Path unfinished = unfinished(target);
    DurableFiles.createDirectories(target.getParent());
    DurableFiles.write(unfinished, List.of(ByteBuffer.wrap(content)));
    DurableFiles.move(unfinished, target);
  }

  private Path unfinished(Path target) {
    Path unfinished = target.resolveSibling("." + target.getFileName() + UNFINISHED);
    if (Files.exists(unfinished)) {
      moveAside(root.relativize(unfinished).toString(), "a run left it unfinished");
    }
    return unfinished;
  }
}
