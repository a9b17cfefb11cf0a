package org.malfl.disk;

import java.io.IOException;

/**
 * Kills a run before its n-th operation on the disk. What it did until then is kept, as after a
 * {@code kill -9}.
 */
public final class Crash implements DiskObserver {
  private final long last;
  private long operations;

  /** Lets so many operations pass. */
  public Crash(long last) {
    this.last = last;
  }

  /** Thrown by every operation from the crash on. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed");
    }
  }

  @Override
  public synchronized void perform(Operation operation, Action action) throws IOException {
    operations++;
    if (operations > last) {
      throw new Killed();
    }
    boolean sync = operation.kind() == Kind.SYNC || operation.kind() == Kind.SYNC_DIRECTORY;
    if (!sync) {
      action.run(); // a killed process loses nothing that the machine knows
    }
  }
}
