package org.malfl.core;

/**
 * A failure that has an explanation for the person who runs malfl: the message says what was found,
 * where, and what to do, in one line, whatever it quotes. Anything else that is thrown is a bug of
 * ours.
 */
public abstract class MalflException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected MalflException(String message) {
    super(OneLine.of(message));
  }

  protected MalflException(String message, Throwable cause) {
    super(OneLine.of(message), cause);
  }
}
