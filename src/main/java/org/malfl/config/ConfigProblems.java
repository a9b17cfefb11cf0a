package org.malfl.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a configuration, in the order in which it is found. */
public final class ConfigProblems {
  private final List<String> problems = new ArrayList<>();

  /**
   * Reports a problem.
   *
   * @param origin the place, as of {@link ConfigNode#origin}
   * @param key path of keys, joined by '.'; empty for the file as a whole
   * @param found what is there
   * @param valid what could be
   */
  public void add(String origin, String key, String found, String valid) {
    problems.add(
        origin + ": " + (key.isEmpty() ? "" : key + ": ") + "found " + found + "; valid " + valid);
  }

  /** Number of problems so far. */
  public int count() {
    return problems.size();
  }

  /**
   * Ends a reading.
   *
   * @throws ConfigException if there was a problem
   */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }
}
