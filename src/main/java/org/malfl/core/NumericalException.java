package org.malfl.core;

/** A computation left the finite numbers or did not converge; the message says which and where. */
public final class NumericalException extends MalflException {
  private static final long serialVersionUID = 1L;

  public NumericalException(String message) {
    super(message);
  }

  public NumericalException(String message, Throwable cause) {
    super(message, cause);
  }
}
