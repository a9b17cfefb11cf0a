package org.malfl.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.malfl.core.EnvironmentException;

/**
 * Keeps a folder for one writer. The lock is the operating system's, on a file that says who has
 * it: it goes with the process, however that ends, so a file that is left behind locks nobody out,
 * whatever process has the number by then.
 */
final class StoreLock implements AutoCloseable {
  /** Name of the file, in the folder. */
  static final String FILE_NAME = ".lock";

  private static final Path LINUX_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private final Path file;
  private final FileChannel channel;

  private StoreLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws EnvironmentException naming process and host of the writer that has it, or if the file
   *     cannot be written
   */
  static StoreLock acquire(Path folder) {
    Path file = folder.resolve(FILE_NAME);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (locked(channel)) {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(owner().getBytes(UTF_8)), 0);
        return new StoreLock(file, channel);
      }
      channel.close();
    } catch (IOException e) {
      throw DurableFiles.cannot("lock", file, e);
    }
    throw new EnvironmentException(
        "another run"
            + ownerIn(file)
            + " is writing to "
            + folder
            + "; wait until it is done, or choose another folder");
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  private static String owner() {
    return "process " + ProcessHandle.current().pid() + " on " + host();
  }

  /** What the writer wrote, in brackets; nothing if it has not come to that or it is unreadable. */
  private static String ownerIn(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst().map(owner -> " (" + owner + ")").orElse("");
    } catch (IOException | RuntimeException unreadable) {
      return "";
    }
  }

  /** Without asking a name server where that can be avoided: it may take seconds to answer. */
  private static String host() {
    try {
      return Files.isReadable(LINUX_HOST_NAME)
          ? Files.readString(LINUX_HOST_NAME).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "this machine";
    }
  }

  /** Lets other writers in; the file stays, empty. */
  @Override
  public void close() {
    try (channel) {
      channel.truncate(0);
    } catch (IOException e) {
      throw DurableFiles.cannot("unlock", file, e);
    }
  }
}
