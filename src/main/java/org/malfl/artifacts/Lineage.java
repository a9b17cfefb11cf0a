package org.malfl.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.malfl.core.ArtifactException;

/**
 * What some stages were made from, up to stages that read no others. A stage is found by its key,
 * in its place or among what was replaced.
 */
public final class Lineage {
  /** The run, then what was replaced, the latest first. */
  private final List<StoreReader> stores = new ArrayList<>();

  private final Path root;
  private final Map<String, Manifest> stages = new LinkedHashMap<>();
  private final SortedSet<String> missing = new TreeSet<>();

  /**
   * Follows the inputs of some stages.
   *
   * @param root folder of the run
   * @param last the stages, which are not part of their lineage
   * @throws org.malfl.core.EnvironmentException if the folder cannot be read
   */
  public Lineage(Path root, Collection<Manifest> last) {
    this.root = root;
    stores.add(new StoreReader(root));
    replacements().forEach(folder -> stores.add(new StoreReader(folder)));
    Set<String> followed = new HashSet<>();
    Deque<Manifest> open = new ArrayDeque<>(last);
    while (!open.isEmpty()) {
      for (Manifest.Input input : open.remove().origin().inputs()) {
        if (followed.add(input.key() + " " + input.stage())) {
          find(input).ifPresentOrElse(open::add, () -> missing.add(input.stage()));
        }
      }
    }
  }

  private List<Path> replacements() {
    Path folder = root.resolve(StoreReader.SUPERSEDED);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(folder)) {
      List<Path> sorted =
          new ArrayList<>(
              folders
                  .filter(name -> name.getFileName().toString().matches("[1-9][0-9]{0,8}"))
                  .toList());
      sorted.sort((a, b) -> Integer.compare(number(b), number(a)));
      return sorted;
    } catch (IOException e) {
      throw DurableFiles.cannot("list", folder, e);
    }
  }

  private static int number(Path folder) {
    return Integer.parseInt(folder.getFileName().toString());
  }

  private Optional<Manifest> find(Manifest.Input input) {
    if (!Manifest.isStageManifest(input.stage() + "/" + Manifest.FILE_NAME)) {
      return Optional.empty(); // it would lead out of the folder
    }
    for (StoreReader store : stores) {
      try {
        Manifest manifest = store.manifest(input.stage());
        if (manifest.origin().key().equals(input.key())) {
          Path place = store.root().resolve(input.stage());
          stages.put(stores.get(0).relative(place), manifest);
          return Optional.of(manifest);
        }
      } catch (ArtifactException notHere) {
        // Perhaps among what was replaced.
      }
    }
    return Optional.empty();
  }

  /** The stages by path below the root, those that are nearer first. */
  public Map<String, Manifest> stages() {
    return Collections.unmodifiableMap(stages);
  }

  /**
   * Paths of stages that are read and neither there nor among what was replaced, as they were read.
   */
  public List<String> missing() {
    return List.copyOf(missing);
  }
}
