package org.malfl.artifacts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;
import org.malfl.io.NpyArray;

/**
 * States that long stages keep while they run, to go on from if they are cut short. They are no
 * results: nothing names them, they come and go, and one that cannot be used is as good as none.
 *
 * <p>A stage's checkpoint is a folder {@code checkpoints/<stage>} of a state, in {@code
 * state_0.npy} or {@code state_1.npy}, and a description, {@code checkpoint.json}: a {@link
 * Manifest} that names the state with its hash and what it was made from. A new state is written
 * and synced beside the old one before the description, which is replaced in one step, names it; so
 * at every moment one of the two is there, complete.
 *
 * <p>Safe for use by several threads on different stages.
 */
public final class Checkpoints {
  private static final String DESCRIPTION = "checkpoint.json";
  private static final List<String> STATES = List.of("state_0.npy", "state_1.npy");

  private final StoreReader store;
  private final Consumer<String> notes;

  /**
   * The checkpoints of a store.
   *
   * @param notes told of checkpoints that are not used, and why
   */
  Checkpoints(StoreReader store, Consumer<String> notes) {
    this.store = store;
    this.notes = notes;
  }

  private Path directory(String stage) {
    return store.resolve(StoreReader.CHECKPOINTS).resolve(stage);
  }

  /**
   * Keeps a state in place of the one before. When this returns it survives whatever happens.
   *
   * @param origin what the stage is made from
   * @param state any numbers
   * @throws EnvironmentException if it cannot be written; the one before is there then
   */
  public void keep(Manifest.Origin origin, double[] state) {
    Path directory = directory(origin.stage());
    String before = stateOf(origin.stage()).orElse("");
    String next = STATES.get(before.equals(STATES.get(0)) ? 1 : 0);
    synchronized (this) {
      DurableFiles.createDirectories(directory);
    }
    List<ByteBuffer> content = NpyArray.of(state, state.length).bytes();
    long size = content.stream().mapToLong(ByteBuffer::remaining).sum();
    SortedMap<String, Manifest.FileEntry> files =
        new TreeMap<>(Map.of(next, new Manifest.FileEntry(size, Sha256.of(content))));
    Path file = directory.resolve(next);
    Path description = directory.resolve(DESCRIPTION);
    Path unfinished = StoreReader.unfinished(description);
    try {
      // What is there was left by who was killed, and is named by nothing.
      delete(file);
      delete(unfinished);
      DurableFiles.write(file, content);
      DurableFiles.sync(directory);
      DurableFiles.write(unfinished, List.of(ByteBuffer.wrap(new Manifest(origin, files).bytes())));
      DurableFiles.move(unfinished, description);
    } catch (EnvironmentException unwritable) {
      DurableFiles.discard(unfinished);
      throw unwritable;
    }
    if (!before.isEmpty()) {
      delete(directory.resolve(before));
    }
  }

  /** The name of the state that a description names, if there is a valid one. */
  private Optional<String> stateOf(String stage) {
    try {
      return Optional.of(description(stage).files().firstKey());
    } catch (ArtifactException | EnvironmentException invalid) {
      return Optional.empty();
    }
  }

  /** A stage's description, which names one state. */
  private Manifest description(String stage) {
    Path file = directory(stage).resolve(DESCRIPTION);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ArtifactException(file + " is missing");
    }
    Manifest description = Manifest.read(file.toString(), DurableFiles.read(file));
    if (!description.origin().stage().equals(stage)) {
      throw new ArtifactException(file + " belongs to stage " + description.origin().stage());
    }
    if (description.files().size() != 1 || !STATES.contains(description.files().firstKey())) {
      throw new ArtifactException(file + " names no state");
    }
    return description;
  }

  /**
   * The state that a stage kept, if it was made from the same: algorithm, version, settings and
   * inputs.
   *
   * @param origin what the stage is made from
   * @return empty if there is none, or none that is whole
   */
  public Optional<double[]> kept(Manifest.Origin origin) {
    Path directory = directory(origin.stage());
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      Manifest description = description(origin.stage());
      if (!description.origin().equals(origin)) {
        throw new ArtifactException("it is of other settings, inputs or another version");
      }
      return Optional.of(state(directory, description));
    } catch (ArtifactException | EnvironmentException unusable) {
      notes.accept(
          "the checkpoint of " + origin.stage() + " is not used: " + unusable.getMessage());
      return Optional.empty();
    }
  }

  private static double[] state(Path directory, Manifest description) {
    String name = description.files().firstKey();
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ArtifactException(file + " is missing");
    }
    byte[] content = DurableFiles.read(file);
    String difference = description.files().get(name).difference(Manifest.FileEntry.of(content));
    if (!difference.isEmpty()) {
      throw new ArtifactException(file + " " + difference);
    }
    NpyArray array = NpyArray.read(file.toString(), content);
    if (array.type() != NpyArray.Type.FLOAT64 || array.shape().length != 1) {
      throw new ArtifactException(file + " holds no vector of float64");
    }
    double[] state = new double[array.size()];
    array.data().asDoubleBuffer().get(state);
    return state;
  }

  /**
   * Removes a stage's checkpoint, if there is one, and folders that are empty then. Files of
   * somebody else stay.
   *
   * @throws EnvironmentException if it cannot be removed
   */
  public void remove(String stage) {
    Path directory = directory(stage);
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    // Without its description a state is nothing.
    delete(directory.resolve(DESCRIPTION));
    delete(StoreReader.unfinished(directory.resolve(DESCRIPTION)));
    STATES.forEach(state -> delete(directory.resolve(state)));
    removeEmpty(directory);
  }

  /** Removes a folder and those above it, up to that of all checkpoints, as far as all is empty. */
  private synchronized void removeEmpty(Path directory) {
    Path top = store.resolve(StoreReader.CHECKPOINTS);
    try {
      Path folder = directory;
      while (folder != null && folder.startsWith(top)) {
        Files.deleteIfExists(folder);
        folder = folder.getParent();
      }
    } catch (DirectoryNotEmptyException inUse) {
      // By another stage, or by somebody else.
    } catch (IOException e) {
      throw DurableFiles.cannot("remove", directory, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw DurableFiles.cannot("remove", file, e);
    }
  }

  /** Whether a name is one that this class gives to a file. */
  static boolean isFileName(Path name) {
    return name.toString().equals(DESCRIPTION)
        || STATES.contains(name.toString())
        || StoreReader.isUnfinished(name);
  }

  /**
   * The files that a stage may go on from: it is not there, and what its state was made from is, as
   * it was.
   *
   * @return names, none if the checkpoint is of no use
   */
  List<String> namesInUse(String stage) {
    if (store.exists(stage)) {
      return List.of();
    }
    try {
      Manifest description = description(stage);
      var unused = state(directory(stage), description);
      return description.origin().inputs().stream().allMatch(this::isThere)
          ? List.of(DESCRIPTION, description.files().firstKey())
          : List.of();
    } catch (ArtifactException | EnvironmentException unusable) {
      return List.of();
    }
  }

  private boolean isThere(Manifest.Input input) {
    Manifest source = store.manifest(input.stage());
    Manifest.FileEntry file = source.files().get(input.file());
    return source.origin().key().equals(input.key())
        && file != null
        && file.sha256().equals(input.sha256());
  }
}
