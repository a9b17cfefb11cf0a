package org.malfl.artifacts;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.malfl.core.EnvironmentException;

/** File operations that reach the disk before they return, and whose failures people can act on. */
final class DurableFiles {
  /** What systems say when a file cannot grow. */
  private static final List<String> OUT_OF_SPACE =
      List.of("No space left", "File too large", "quota", "not enough space");

  private DurableFiles() {}

  /** Writes a new file and syncs it. */
  static void write(Path file, List<ByteBuffer> content) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (ByteBuffer part : content) {
        ByteBuffer rest = part.duplicate();
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      }
      channel.force(true);
    } catch (IOException e) {
      throw cannot("write", file, e);
    }
  }

  /** Syncs a directory, so that what was created in it or renamed into it survives. */
  static void sync(Path directory) {
    if (File.separatorChar == '\\') {
      return; // Windows cannot open a directory, and journals renames by itself
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw cannot("sync", directory, e);
    }
  }

  /**
   * Renames within a file system, replacing a file that is there, and syncs the target's folder.
   */
  static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw cannot("move " + from + " to", to, e);
    }
    sync(to.getParent());
  }

  /**
   * Creates a directory and its parents, each synced into its own; fine if it is there. One thread
   * at a time: what another one made is synced when this finds it.
   */
  static synchronized void createDirectories(Path directory) {
    Path absolute = directory.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      return;
    }
    createDirectories(absolute.getParent());
    createDirectory(absolute);
  }

  /** Creates a directory that is not there, and syncs it into its parent. */
  static void createDirectory(Path directory) {
    try {
      Files.createDirectory(directory);
    } catch (IOException e) {
      throw cannot("create", directory, e);
    }
    sync(directory.getParent());
  }

  /** Takes back a file that could not be written whole, as far as that goes. */
  static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The next run moves it out of the way.
    }
  }

  /** All bytes of a file. */
  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw cannot("read", file, e);
    }
  }

  static EnvironmentException cannot(String act, Path path, IOException e) {
    return new EnvironmentException("cannot " + act + " " + path + ": " + reason(e), e);
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied; mend the permissions or choose another folder";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "something of that name is in the way; move it or choose another folder";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder; choose another folder, unless something else changed it meanwhile";
    }
    String reason =
        e instanceof FileSystemException failure && failure.getReason() != null
            ? failure.getReason()
            : e.getMessage();
    return OUT_OF_SPACE.stream().anyMatch(("" + reason)::contains)
        ? reason + "; free space, or choose another folder"
        : reason + "; mend that, or choose another folder";
  }
}
