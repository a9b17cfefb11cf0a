package org.malfl.core;

/** The machine refuses: disk full, folder not writable, out of memory. */
public final class EnvironmentException extends MalflException {
  private static final long serialVersionUID = 1L;

  public EnvironmentException(String message) {
    super(message);
  }

  public EnvironmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
