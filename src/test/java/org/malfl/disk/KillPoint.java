package org.malfl.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.spi.FileSystemProvider;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The default file system of a Java process that stands still before its n-th operation of a kind
 * in a folder, logs aside, and says so, to be killed there: {@code
 * -Djava.nio.file.spi.DefaultFileSystemProvider=org.malfl.disk.KillPoint}. All threads stand still
 * at their next operation.
 */
public final class KillPoint extends ObservedProvider {
  /** System property: the folder. */
  public static final String FOLDER = "malfl.kill.folder";

  /** System property: the kind of the operation. */
  public static final String KIND = "malfl.kill.kind";

  /** System property: number of operations of that kind that are done before it stands still. */
  public static final String AFTER = "malfl.kill.after";

  /**
   * System property: the file that appears then, empty; if the process ends before, with the number
   * of operations of each kind.
   */
  public static final String SIGN = "malfl.kill.sign";

  /** For Java, which calls it with its own file system. */
  public KillPoint(FileSystemProvider below) {
    super(below.getFileSystem(URI.create("file:///")), new Standstill(below));
  }

  private static final class Standstill implements DiskObserver {
    private final Path folder;
    private final Path sign;
    private final Path logs;
    private final Kind kind = Kind.valueOf(System.getProperty(KIND));
    private final int after = Integer.getInteger(AFTER);
    private final Map<Kind, Integer> operations = new EnumMap<>(Kind.class);

    Standstill(FileSystemProvider below) {
      folder = below.getPath(URI.create("file://" + System.getProperty(FOLDER)));
      sign = below.getPath(URI.create("file://" + System.getProperty(SIGN)));
      logs = folder.resolve("logs");
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () ->
                      sign(
                          operations.entrySet().stream()
                              .map(count -> count.getKey() + " " + count.getValue() + "\n")
                              .collect(Collectors.joining()))));
    }

    @Override
    public synchronized void perform(Operation operation, Action action) throws IOException {
      if (operation.path().startsWith(folder) && !operation.path().startsWith(logs)) {
        int done = operations.getOrDefault(operation.kind(), 0);
        if (operation.kind() == kind && done == after) {
          sign("");
          standStill();
        }
        operations.put(operation.kind(), done + 1);
      }
      action.run();
    }

    private void sign(String text) {
      try {
        Path written = sign.resolveSibling(sign.getFileName() + ".part");
        Files.writeString(written, text);
        Files.move(written, sign, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void standStill() {
      while (true) {
        try {
          Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
          // Only a kill ends this.
        }
      }
    }
  }
}
