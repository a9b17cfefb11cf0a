package org.malfl.artifacts;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;

/**
 * Where a path leads in the folder of a run.
 *
 * @param root the run's folder, as far as can be in the words of who named the path
 * @param path below it, with '/'; empty for the folder itself
 */
public record RunPlace(Path root, String path) {
  /**
   * Finds the run that a path is in: the nearest folder above that a run left, or, where only
   * stages are left of one, the folder that their manifests mean.
   *
   * @param named a path of something that is there
   * @return empty if it is in no run
   */
  public static Optional<RunPlace> of(Path named) {
    Path place = named.toAbsolutePath().normalize();
    for (Path above = place; above != null; above = above.getParent()) {
      if (new StoreReader(above).isOfMalfl()) {
        return Optional.of(below(replacedIn(above).orElse(above), place, named));
      }
    }
    for (Path above = place; above != null; above = above.getParent()) {
      Optional<Path> root = rootOfStage(above);
      if (root.isPresent()) {
        return Optional.of(below(root.get(), place, named));
      }
    }
    return Optional.empty();
  }

  /** A run's manifest that was replaced looks like one, but its run is above. */
  private static Optional<Path> replacedIn(Path folder) {
    Path superseded = folder.getParent();
    return superseded != null
            && superseded.endsWith(StoreReader.SUPERSEDED)
            && new StoreReader(superseded.getParent()).isOfMalfl()
        ? Optional.of(superseded.getParent())
        : Optional.empty();
  }

  /** The root that a stage's manifest means by the stage's path. */
  private static Optional<Path> rootOfStage(Path directory) {
    Path file = directory.resolve(Manifest.FILE_NAME);
    try {
      if (Files.isRegularFile(file)) {
        String stage = Manifest.read(file.toString(), DurableFiles.read(file)).origin().stage();
        Path root = directory;
        for (int names = stage.split("/", -1).length; names > 0 && root != null; names--) {
          root = root.getParent();
        }
        if (root != null && text(root, directory).equals(stage)) {
          return Optional.of(root);
        }
      }
    } catch (ArtifactException | EnvironmentException noStage) {
      // Somebody else's file of that name.
    }
    return Optional.empty();
  }

  private static RunPlace below(Path root, Path place, Path named) {
    return new RunPlace(asNamed(root, place, named), text(root, place));
  }

  /** The root by what it was called, or as it is from here. */
  private static Path asNamed(Path root, Path place, Path named) {
    Path called = named.normalize();
    for (Path up = place; !up.equals(root) && called != null; up = up.getParent()) {
      called = called.getParent();
    }
    return called != null && called.toAbsolutePath().normalize().equals(root)
        ? called
        : Path.of("").toAbsolutePath().relativize(root);
  }

  private static String text(Path root, Path place) {
    return root.relativize(place).toString().replace(File.separatorChar, '/');
  }

  /** The folder of what one command replaced, with '/'; empty for what is not replaced. */
  public String replacement() {
    String[] names = path.split("/", -1);
    return names.length > 1 && names[0].equals(StoreReader.SUPERSEDED)
        ? names[0] + "/" + names[1]
        : "";
  }

  /** Whether it may stand beside a run, where no manifest names it. */
  public boolean isAside() {
    return StoreReader.ASIDE.contains(pathInStore())
        || path.startsWith(StoreReader.LOGS + "/")
        || path.startsWith(StoreReader.CHECKPOINTS + "/");
  }

  /** Whether a link is on the way from the root; runs make none. */
  public boolean isBehindLink() {
    Path place = root;
    for (String name : path.split("/", -1)) {
      place = place.resolve(name);
      if (!name.isEmpty() && Files.isSymbolicLink(place)) {
        return true;
      }
    }
    return false;
  }

  /** The run, or what one command replaced of it. */
  public StoreReader store() {
    return new StoreReader(root.resolve(replacement()));
  }

  /** The path below {@link #store}. */
  public String pathInStore() {
    String replaced = replacement();
    return replaced.isEmpty()
        ? path
        : path.substring(Math.min(path.length(), replaced.length() + 1));
  }
}
