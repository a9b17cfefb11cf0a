package org.malfl.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;

/**
 * A folder of stage directories and result files, for the one process that may write to it.
 *
 * <p>A stage directory appears complete or not at all: its files are written and synced in a
 * sibling directory, the manifest last, and the directory is renamed. No stage or result is
 * overwritten or deleted; what is replaced moves to {@code superseded/<n>/}, with one n for all
 * that one store object replaces. At every moment the results at the root are those of stages that
 * are there, and the run's manifest names them: it comes before them and leaves after them. What
 * describes the results for others comes after them and leaves before them.
 *
 * <p>Safe for use by several threads on different stages.
 */
public final class ArtifactStore extends StoreReader implements AutoCloseable {
  /** Folders at the root that are refused if malfl did not make them. */
  private static final Set<String> FOLDERS = Set.of(SUPERSEDED, CHECKPOINTS);

  private static final String RESULTS_CHANGED = "the results changed";

  private final Consumer<String> notes;
  private final StoreLock lock;
  private final Checkpoints checkpoints;

  /** What stands at the root; null if nothing valid does. */
  private RunManifest published;

  private Path superseded;

  /**
   * Opens a store in a folder, which is created if it is not there, and keeps other runs out until
   * it is closed.
   *
   * @param notes told, in a sentence, of everything that moves to {@code superseded/}, and of a
   *     process that died while it had the folder
   * @throws EnvironmentException if the folder cannot be created or another run holds it
   */
  public ArtifactStore(Path root, Consumer<String> notes) {
    super(root);
    this.notes = notes;
    this.checkpoints = new Checkpoints(this, notes);
    DurableFiles.createDirectories(root);
    this.lock = StoreLock.acquire(root);
    lock.leftBy()
        .ifPresent(
            owner ->
                notes.accept("the last command here (" + owner + ") ended before it was done"));
    this.published = super.runManifestIfValid().orElse(null);
  }

  /**
   * Makes the folder ready for a run: what an earlier one left half-written moves to {@code
   * superseded/}, and so do results that no valid manifest names.
   *
   * @param results which names at the root are those of results
   * @throws EnvironmentException if something of somebody else is in the way
   */
  public void prepare(Predicate<String> results) {
    refuseInsideOtherStore();
    List<String> reserved = namesAtTheRoot(results);
    for (String name : reserved) {
      boolean usable =
          FOLDERS.contains(name)
              ? Files.isDirectory(resolve(name), LinkOption.NOFOLLOW_LINKS)
              : Files.isRegularFile(resolve(name));
      if (!usable) {
        throw inTheWay(name);
      }
    }
    if (!reserved.isEmpty() && !lock.hadOwner() && !isOfMalfl()) {
      throw inTheWay(String.join(", ", reserved));
    }
    lock.claim();
    unfinished().forEach(this::moveUnfinishedAside);
    if (published == null) {
      reserved.stream()
          .filter(name -> !name.equals(RUN_RECORD) && !FOLDERS.contains(name))
          .forEach(name -> moveAside(name, "no valid manifest names it"));
    }
  }

  @Override
  synchronized Optional<RunManifest> runManifestIfValid() {
    return Optional.ofNullable(published);
  }

  private EnvironmentException inTheWay(String names) {
    return new EnvironmentException(
        "%s holds %s, which malfl did not write; move that away, or choose another folder"
            .formatted(root(), names));
  }

  /** Where another store keeps its stages, or what it replaced, nothing of this one is safe. */
  private void refuseInsideOtherStore() {
    Path real = realRoot();
    for (Path above = real; above.getParent() != null; above = above.getParent()) {
      boolean aside =
          FOLDERS.contains(above.getFileName().toString())
              && new StoreReader(above.getParent()).isOfMalfl();
      boolean stage = !above.equals(real) && isStage(above);
      if (aside || stage) {
        throw new EnvironmentException(
            "%s is inside %s, which belongs to another run; choose another folder"
                .formatted(root(), above));
      }
    }
  }

  private static boolean isStage(Path directory) {
    Path file = directory.resolve(Manifest.FILE_NAME);
    try {
      return Files.isRegularFile(file)
          && !Manifest.read(file.toString(), DurableFiles.read(file)).origin().stage().isEmpty();
    } catch (ArtifactException | EnvironmentException noStage) {
      return false;
    }
  }

  private Path realRoot() {
    try {
      return root().toRealPath();
    } catch (IOException e) {
      throw DurableFiles.cannot("read", root(), e);
    }
  }

  /** The names that malfl uses itself and that are there. */
  private List<String> namesAtTheRoot(Predicate<String> results) {
    try (Stream<Path> files = Files.list(root())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(
              name ->
                  Set.of(RUN_RECORD, Manifest.FILE_NAME, CRATE).contains(name)
                      || FOLDERS.contains(name)
                      || results.test(name))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw DurableFiles.cannot("list", root(), e);
    }
  }

  private void moveUnfinishedAside(String path) {
    moveAside(path, "a run left it unfinished");
  }

  /** Lets other runs in. */
  @Override
  public void close() {
    lock.close();
  }

  /** Bytes that may be written before the disk is full; nothing if that cannot be found out. */
  public Optional<Long> freeBytes() {
    try {
      return Optional.of(Files.getFileStore(root()).getUsableSpace());
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  /** What stages that were cut short go on from. */
  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /** A new stage directory, invisible until {@link StageWriter#commit}. */
  public StageWriter begin(String stage) {
    Path target = resolve(stage);
    Path unfinished = unfinished(target);
    DurableFiles.createDirectories(target.getParent());
    // Behind a link it is found only here.
    if (Files.exists(unfinished)) {
      moveUnfinishedAside(relative(unfinished));
    }
    DurableFiles.createDirectory(unfinished);
    return new StageWriter(unfinished, target);
  }

  /** Writes one stage directory. */
  public final class StageWriter {
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
      retireResultsOfOther(manifest);
      DurableFiles.move(unfinished, target);
      return manifest;
    }
  }

  /** Where a stage was deleted, another may come without {@link #supersede}. */
  private synchronized void retireResultsOfOther(Manifest stage) {
    if (published != null && published.contradicts(stage)) {
      retireResults();
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
    String strangers = strangersIn(stage);
    moveAside(stage, why + (strangers.isEmpty() ? "" : "; with it went " + strangers));
  }

  /** Names of files that somebody else put into a stage's directory. */
  private String strangersIn(String stage) {
    Set<String> known = Set.of();
    try {
      known = manifest(stage).fileNames();
    } catch (ArtifactException invalid) {
      // Then nothing in it is known to be malfl's.
    }
    try (Stream<Path> files = Files.list(resolve(stage))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(Predicate.not(known::contains))
          .sorted()
          .collect(Collectors.joining(", "));
    } catch (IOException noDirectory) {
      return "";
    }
  }

  private synchronized void retireResults() {
    if (published != null) {
      String why = "its stages are being replaced";
      retire(List.of(CRATE), why);
      retire(published.results().keySet(), why);
      moveAside(Manifest.FILE_NAME, why);
      published = null;
    }
  }

  private void retire(Iterable<String> results, String why) {
    for (String name : results) {
      if (exists(name)) {
        moveAside(name, why);
      }
    }
  }

  private void moveAside(String path, String why) {
    Path from = resolve(path);
    Path to = inSuperseded(path);
    DurableFiles.move(from, to);
    DurableFiles.sync(from.getParent());
    notes.accept("moved " + path + " to " + relative(to) + ": " + why);
  }

  /** Where this store object moved what it replaced, if it replaced anything. */
  public synchronized Optional<Path> superseded() {
    return Optional.ofNullable(superseded);
  }

  private synchronized Path inSuperseded(String path) {
    if (superseded == null || Files.exists(superseded.resolve(path))) {
      Path folder = resolve(SUPERSEDED);
      int n = 1;
      while (Files.exists(folder.resolve(Integer.toString(n)))) {
        n++;
      }
      superseded = folder.resolve(Integer.toString(n));
    }
    Path to = superseded.resolve(path);
    DurableFiles.createDirectories(to.getParent());
    return to;
  }

  /**
   * Writes the result files of a run at the root, and the run's manifest, which names them and the
   * manifests of all its stages. Results that are there already with the same bytes stay as they
   * are; others move to {@code superseded/}.
   *
   * @param results content by file name
   * @param stages manifests of the stages
   */
  public synchronized void publish(SortedMap<String, byte[]> results, List<Manifest> stages) {
    RunManifest next = RunManifest.of(results, stages);
    SortedSet<String> outdated = new TreeSet<>(results.keySet());
    if (published != null) {
      outdated.addAll(published.results().keySet());
    }
    outdated.removeIf(name -> results.containsKey(name) && !differs(name, results.get(name)));
    if (!next.equals(published)) {
      retire(List.of(CRATE), RESULTS_CHANGED);
    }
    retire(outdated, RESULTS_CHANGED);
    if (published != null && !next.equals(published)) {
      // A copy, so that there is no moment at which nothing names the results that stay.
      Path copy = inSuperseded(Manifest.FILE_NAME);
      DurableFiles.write(copy, List.of(ByteBuffer.wrap(published.bytes())));
      DurableFiles.sync(copy.getParent());
      notes.accept("kept " + Manifest.FILE_NAME + " as " + relative(copy) + ": it changed");
    }
    if (!next.equals(published)) {
      write(Manifest.FILE_NAME, next.bytes());
      published = next;
    }
    results.forEach(
        (name, content) -> {
          if (!exists(name)) {
            write(name, content);
          }
        });
  }

  /**
   * Writes what describes the results for others. A description with other bytes that is there
   * moves to {@code superseded/}.
   *
   * @throws IllegalStateException if there are no results to describe
   * @throws EnvironmentException if it cannot be written
   */
  public synchronized void describe(byte[] crate) {
    if (published == null) {
      throw new IllegalStateException(root() + " holds no results");
    }
    if (differs(CRATE, crate)) {
      moveAside(CRATE, "it changed");
    }
    if (!exists(CRATE)) {
      write(CRATE, crate);
    }
  }

  /**
   * Opens a new file outside of any manifest to which lines are added as things happen.
   *
   * @param path below the root, with '/'; if there is a file already, as after a clock was set
   *     back, a number is added to the name
   * @throws EnvironmentException if it cannot be opened
   */
  public Writer newLog(String path) {
    Path file = resolve(path);
    DurableFiles.createDirectories(file.getParent());
    for (int n = 2; ; n++) {
      try {
        return Files.newBufferedWriter(file, UTF_8, StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException taken) {
        file = resolve(path.replaceFirst("(\\.[^./]*)?$", "_" + n + "$1"));
      } catch (IOException e) {
        throw DurableFiles.cannot("write", file, e);
      }
    }
  }

  /**
   * Writes a file at the root, replacing one that is there.
   *
   * @throws EnvironmentException if it cannot be written
   */
  public void write(String name, byte[] content) {
    Path target = resolve(name);
    Path unfinished = unfinished(target);
    try {
      DurableFiles.write(unfinished, List.of(ByteBuffer.wrap(content)));
    } catch (EnvironmentException unwritable) {
      DurableFiles.discard(unfinished);
      throw unwritable;
    }
    DurableFiles.move(unfinished, target);
  }
}
