package org.malfl.pipeline;

import org.malfl.artifacts.Artifact;

/**
 * An artifact of a stage, by which other stages name it as their input.
 *
 * @param producer the stage that makes it
 * @param artifact the file and its format
 * @param <T> type of its value
 */
public record Handle<T>(Stage producer, Artifact<T> artifact) {
  /** Path of the file below the store's root. */
  public String path() {
    return producer.path() + "/" + artifact.fileName();
  }
}
