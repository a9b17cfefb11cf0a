package org.malfl.config;

import java.util.List;
import org.malfl.core.MalflException;

/** A configuration that cannot be used, with all that is wrong with it. */
public final class ConfigException extends MalflException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /**
   * A rejected configuration.
   *
   * @param problems one line each, at least one
   */
  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line per problem: {@code place: key: found …; valid …}. */
  public List<String> problems() {
    return problems;
  }
}
