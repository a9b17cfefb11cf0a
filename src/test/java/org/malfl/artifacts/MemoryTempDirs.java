package org.malfl.artifacts;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Temporary folders of tests in memory: a run syncs every file that it leaves, and what a sync is
 * good for is tested on disks that lose what was not ({@link org.malfl.disk.PowerCut}).
 */
public final class MemoryTempDirs implements TempDirFactory {
  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    return RunFolder.inMemory();
  }
}
