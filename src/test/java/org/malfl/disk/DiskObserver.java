package org.malfl.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Stands before every operation that changes the disk; calls come from any thread. */
public interface DiskObserver {
  /** What an operation does. */
  enum Kind {
    CREATE,
    WRITE,
    TRUNCATE,
    SYNC,
    SYNC_DIRECTORY,
    RENAME,
    CREATE_DIRECTORY,
    DELETE
  }

  /**
   * An operation.
   *
   * @param path what it is done to, absolute, of the file system below
   * @param target where it goes, for renaming; else null
   * @param position where data goes, or the new size, for writing and truncating
   * @param data what is written, for writing; else null
   */
  record Operation(Kind kind, Path path, Path target, long position, byte[] data) {}

  /** The operation itself. */
  interface Action {
    /** Does it. */
    void run() throws IOException;
  }

  /** Does the operation, or does not. */
  void perform(Operation operation, Action action) throws IOException;
}
