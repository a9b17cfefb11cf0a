package org.malfl.artifacts;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;

/**
 * What the last complete command left, the root of trust: who trusts these bytes can check every
 * other byte of the run. It depends on nothing but what it names.
 *
 * @param results size and hash of every result file at the root, by name
 * @param stages size and hash of every stage's manifest, by its path below the root
 */
public record RunManifest(
    SortedMap<String, Manifest.FileEntry> results, SortedMap<String, Manifest.FileEntry> stages) {
  /** The manifest of some results and stages. */
  static RunManifest of(SortedMap<String, byte[]> results, Collection<Manifest> stages) {
    SortedMap<String, Manifest.FileEntry> files = new TreeMap<>();
    results.forEach((name, content) -> files.put(name, Manifest.FileEntry.of(content)));
    SortedMap<String, Manifest.FileEntry> manifests = new TreeMap<>();
    stages.forEach(stage -> manifests.put(pathOf(stage), Manifest.FileEntry.of(stage.bytes())));
    return new RunManifest(files, manifests);
  }

  /** The stage to which a manifest belongs that this one names, by its path. */
  public static String stageOf(String manifest) {
    return manifest.substring(0, manifest.lastIndexOf('/'));
  }

  private static String pathOf(Manifest stage) {
    return stage.origin().stage() + "/" + Manifest.FILE_NAME;
  }

  /** Whether this vouches for another content of a stage's directory. */
  boolean contradicts(Manifest stage) {
    Manifest.FileEntry vouched = stages.get(pathOf(stage));
    return vouched != null && !vouched.equals(Manifest.FileEntry.of(stage.bytes()));
  }

  /** Canonical bytes of this manifest. */
  public byte[] bytes() {
    return CanonicalJson.write(
        Map.of("results", Manifest.fileTree(results), "stages", Manifest.fileTree(stages)));
  }

  /**
   * Reads a run's manifest.
   *
   * @param name how to call the file in errors
   * @throws ArtifactException if it is not the canonical form of one, or names a result that would
   *     not stand beside it
   */
  public static RunManifest read(String name, byte[] bytes) {
    JsonFields json = new JsonFields(name, CanonicalJson.read(name, bytes));
    RunManifest manifest =
        new RunManifest(
            Manifest.readFiles(name, json.object("results"), Manifest::isFileName),
            Manifest.readFiles(name, json.object("stages"), Manifest::isStageManifest));
    if (!Arrays.equals(manifest.bytes(), bytes)) {
      throw new ArtifactException(name + ": not in canonical form");
    }
    return manifest;
  }
}
