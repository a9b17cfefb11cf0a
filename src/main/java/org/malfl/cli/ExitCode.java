package org.malfl.cli;

import org.malfl.config.ConfigException;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;
import org.malfl.core.NumericalException;

/** How malfl ends. */
enum ExitCode {
  OK(0),
  BUG(1),
  USAGE(2),
  ARTIFACT(3),
  NUMERICAL(4),
  DIFFERENT(5),
  ENVIRONMENT(6);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static ExitCode of(Throwable failure) {
    if (failure instanceof UsageException || failure instanceof ConfigException) {
      return USAGE;
    }
    if (failure instanceof ArtifactException) {
      return ARTIFACT;
    }
    if (failure instanceof DifferencesException) {
      return DIFFERENT;
    }
    if (failure instanceof NumericalException) {
      return NUMERICAL;
    }
    if (failure instanceof EnvironmentException || failure instanceof OutOfMemoryError) {
      return ENVIRONMENT;
    }
    return BUG;
  }
}
