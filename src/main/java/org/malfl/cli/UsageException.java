package org.malfl.cli;

import org.malfl.core.MalflException;

/** A command line that cannot be understood. */
final class UsageException extends MalflException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
