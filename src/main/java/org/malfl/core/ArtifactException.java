package org.malfl.core;

/** An artifact or data file is malformed, altered or hostile. */
public final class ArtifactException extends MalflException {
  private static final long serialVersionUID = 1L;

  public ArtifactException(String message) {
    super(message);
  }

  public ArtifactException(String message, Throwable cause) {
    super(message, cause);
  }
}
