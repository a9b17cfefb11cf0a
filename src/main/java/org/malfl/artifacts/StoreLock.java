package org.malfl.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /** How long a writer that has the lock may take to say who it is. */
  private static final int ATTEMPTS = 20;

  private static final int PAUSE_MILLIS = 10;

  private static final int LONGEST_OWNER = 300;

  /**
   * What every content begins with, so that one that is cut off or mixed still shows whose it is.
   */
  private static final String OURS = "process ";

  private static final String ENDED = OURS + "ended";

  /**
   * Folders that this process has. It must not open the file of one of them again: when a process
   * closes a file, Unix takes back all locks that the process has on it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;
  private final String before;
  private boolean claimed;

  private StoreLock(Path key, FileChannel channel, String before) {
    this.key = key;
    this.channel = channel;
    this.before = before;
    this.claimed = hadOwner();
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
      Path key = folder.toRealPath();
      if (!HELD.add(key)) {
        throw heldBy(owner(), folder);
      }
      try {
        return take(file, key, folder);
      } catch (IOException | RuntimeException | Error failure) {
        HELD.remove(key);
        throw failure;
      }
    } catch (IOException e) {
      throw DurableFiles.cannot("lock", file, e);
    }
  }

  private static StoreLock take(Path file, Path key, Path folder) throws IOException {
    String owner = "";
    for (int attempt = 0; attempt < ATTEMPTS && owner.isEmpty(); attempt++) {
      pause(attempt);
      FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
      boolean kept = false;
      try {
        if (channel.tryLock() != null) {
          StoreLock lock = new StoreLock(key, channel, contentOf(channel));
          if (!lock.before.startsWith(OURS) && !OURS.startsWith(lock.before)) {
            throw new EnvironmentException(
                file + " is not malfl's; move it away, or choose another folder");
          }
          DurableFiles.sync(folder);
          lock.write(owner());
          kept = true;
          return lock;
        }
        owner = contentOf(channel).replace(ENDED, "");
      } finally {
        if (!kept) {
          channel.close();
        }
      }
    }
    throw heldBy(owner, folder);
  }

  private static EnvironmentException heldBy(String owner, Path folder) {
    return new EnvironmentException(
        "another run"
            + (owner.isEmpty() ? "" : " (" + owner + ")")
            + " is writing to "
            + folder
            + "; wait until it is done, or choose another folder");
  }

  /** On a full disk the lock holds all the same, and has no name. */
  private void write(String owner) {
    try {
      byte[] text = owner.getBytes(UTF_8);
      channel.write(ByteBuffer.wrap(text), 0);
      channel.truncate(text.length);
      channel.force(true);
    } catch (IOException e) {
      // Whoever is refused then is not told by whom.
    }
  }

  private static void pause(int attempt) {
    if (attempt > 0) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether a run of malfl had this folder before. */
  boolean hadOwner() {
    return !before.isEmpty();
  }

  /** Says that the folder is malfl's from now on; otherwise the lock leaves no mark in it. */
  void claim() {
    claimed = true;
  }

  /** The process that had the lock last, if it died before it let go of it. */
  Optional<String> leftBy() {
    return before.isEmpty() || before.equals(ENDED) ? Optional.empty() : Optional.of(before);
  }

  private static String owner() {
    return OURS + ProcessHandle.current().pid() + " on " + host();
  }

  /** What a writer wrote, possibly cut off; empty if it has not come to that. */
  private static String contentOf(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST_OWNER);
    int length = channel.read(text, 0);
    return length < 0 ? "" : new String(text.array(), 0, length, UTF_8).replace("\0", "").strip();
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

  /** Lets other writers in; the file stays. */
  @Override
  public void close() {
    try (channel) {
      write(claimed ? ENDED : "");
    } catch (IOException e) {
      // The lock goes with the process at the latest.
    } finally {
      HELD.remove(key);
    }
  }
}
