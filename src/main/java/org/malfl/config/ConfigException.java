package org.malfl.config;

import java.util.List;
import org.malfl.core.MalflException;
import org.malfl.core.OneLine;

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
    super(String.join("; ", problems));
    this.problems = problems.stream().map(OneLine::of).toList();
  }

  /** One line per problem: {@code place: key: found …; valid …}. */
  public List<String> problems() {
    return problems;
  }
}
