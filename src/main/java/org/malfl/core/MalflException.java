package org.malfl.core;

/**
 * A failure that has an explanation for the person who runs malfl: the message says what was found,
 * where, and what to do. Anything else that is thrown is a bug of ours.
 */
public abstract class MalflException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected MalflException(String message) {
    super(message);
  }

  protected MalflException(String message, Throwable cause) {
    super(message, cause);
  }
}
