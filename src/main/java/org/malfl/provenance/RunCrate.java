package org.malfl.provenance;

import java.util.List;
import java.util.Map;
import org.malfl.artifacts.StoreReader;

/**
 * A run as an RO-Crate 1.1 (<a href="https://w3id.org/ro/crate/1.1">specification</a>) that
 * conforms to the profile Process Run Crate 0.5 (<a
 * href="https://w3id.org/ro/wfrun/process/0.5">specification</a>). It names every file that a
 * manifest of the run names, and each stage as an action. All that it says comes from the run's
 * folder, so the same folder gives the same bytes.
 *
 * @param bytes of {@code ro-crate-metadata.json}
 * @param files how many files it names
 * @param actions how many actions it names: one for each stage, and one for the run
 */
public record RunCrate(byte[] bytes, int files, int actions) {
  /**
   * Describes a complete run whose files are as its manifests say.
   *
   * @param sources paths of the files that its results were collected from
   * @param descriptions what files hold, by their paths, as far as that is known
   * @throws org.malfl.core.ArtifactException if no run is complete, or nothing says when it was
   *     made
   * @throws org.malfl.core.EnvironmentException if a file cannot be read
   */
  public static RunCrate of(
      StoreReader store, List<String> sources, Map<String, String> descriptions) {
    return CrateAssembly.of(store, sources, descriptions);
  }
}
