package org.malfl.cli;

/** Two runs differ, as their comparison has printed. */
final class DifferencesException extends RuntimeException {
  private static final long serialVersionUID = 1;
}
