package org.malfl.config;

import java.util.Optional;

/**
 * A kind of value that a configuration may hold.
 *
 * @param <T> what it becomes
 */
public interface Schema<T> {
  /**
   * Reads a node.
   *
   * @param key path of keys of the node, for messages
   * @param problems told of everything that is wrong
   * @return the value; empty if anything is wrong
   */
  Optional<T> read(ConfigNode node, String key, ConfigProblems problems);

  /** The value as JSON values (maps, lists, texts, numbers): the inverse of reading. */
  Object tree(T value);
}
