package org.malfl.pipeline;

import org.malfl.artifacts.Artifact;

/**
 * An artifact of a stage, by which other stages name it as their input.
 *
 * @param producer the stage that makes it
 * @param artifact the file and its format
 * @param <T> type of its value
 */
public record Handle<T>(Stage producer, Artifact<T> artifact) {}
