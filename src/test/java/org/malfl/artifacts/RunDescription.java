package org.malfl.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What describes results for others, for tests of the store: it says which results it describes.
 */
public final class RunDescription {
  private RunDescription() {}

  /** Describes the results that stand in a folder, if any do. */
  public static void write(Path folder) {
    try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
      if (store.runManifestIfValid().isPresent()) {
        store.describe(content(folder));
      }
    }
  }

  /** Whether a folder has no description, or that of the results that stand in it. */
  public static boolean isOfResults(Path folder) {
    Path description = folder.resolve(StoreReader.CRATE);
    return !Files.exists(description)
        || (Files.exists(folder.resolve(Manifest.FILE_NAME))
            && Arrays.equals(content(folder), DurableFiles.read(description)));
  }

  private static byte[] content(Path folder) {
    String hash = Sha256.of(DurableFiles.read(folder.resolve(Manifest.FILE_NAME)));
    return ("describes " + hash).getBytes(UTF_8);
  }
}
