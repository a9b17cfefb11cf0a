package org.malfl.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects what is wrong with a configuration. */
public final class ConfigProblems {
  private static final Pattern LINE = Pattern.compile(".*:(\\d+)");

  private final List<Problem> problems = new ArrayList<>();

  private record Problem(int line, String text) {}

  /**
   * Reports a problem.
   *
   * @param origin the place, as of {@link ConfigNode#origin}
   * @param key path of keys, joined by '.'; empty for the file as a whole
   * @param found what is there
   * @param valid what could be
   */
  public void add(String origin, String key, String found, String valid) {
    Matcher line = LINE.matcher(origin);
    problems.add(
        new Problem(
            line.matches() ? Integer.parseInt(line.group(1)) : 0,
            origin
                + ": "
                + (key.isEmpty() ? "" : key + ": ")
                + "found "
                + found
                + "; valid "
                + valid));
  }

  /** Number of problems so far. */
  public int count() {
    return problems.size();
  }

  /**
   * Ends a reading.
   *
   * @throws ConfigException with all problems in the order of their lines, if there was one
   */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new ConfigException(
          problems.stream()
              .sorted(Comparator.comparingInt(Problem::line))
              .map(Problem::text)
              .toList());
    }
  }
}
