package org.malfl.config;

import java.util.Collection;
import java.util.StringTokenizer;

/**
 * Checks between the settings of a section. A parameter record that implements {@link Checked} is
 * given this after each of its settings was read without a problem.
 */
public final class Section {
  private final ConfigNode.Mapping mapping;
  private final String key;
  private final ConfigProblems problems;

  /**
   * A section.
   *
   * @param mapping as written
   * @param key path of keys of the section, empty for the whole configuration
   * @param problems told of what is rejected
   */
  public Section(ConfigNode.Mapping mapping, String key, ConfigProblems problems) {
    this.mapping = mapping;
    this.key = key;
    this.problems = problems;
  }

  /** A parameter record whose settings depend on each other. */
  public interface Checked {
    /** Reports what does not fit together. */
    void check(Section section);
  }

  /**
   * Reports a problem of one setting.
   *
   * @param path keys below this section, joined by '.', a list's element as {@code name[2]}
   */
  public void reject(String path, String found, String valid) {
    problems.add(originOf(path), RecordSchema.join(key, path), found, valid);
  }

  /**
   * Reports a name that is not known, and the one that was probably meant.
   *
   * @param path as of {@link #reject}
   * @param role what the names are: "family"
   */
  public void rejectUnknown(String path, String role, String name, Collection<String> valid) {
    reject(path, "unknown " + role + " '" + name + "'", Suggestions.listing(name, valid));
  }

  private String originOf(String path) {
    ConfigNode node = mapping;
    for (StringTokenizer parts = new StringTokenizer(path, ".["); parts.hasMoreTokens(); ) {
      String part = parts.nextToken();
      ConfigNode child = null;
      if (node instanceof ConfigNode.Mapping section) {
        child = section.get(part);
      } else if (node instanceof ConfigNode.Sequence list && part.endsWith("]")) {
        child = list.elements().get(Integer.parseInt(part.substring(0, part.length() - 1)));
      }
      if (child == null) {
        break;
      }
      node = child;
    }
    return node.origin();
  }
}
