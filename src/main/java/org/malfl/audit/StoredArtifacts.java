package org.malfl.audit;

import org.malfl.artifacts.StoreReader;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;

/**
 * The artifacts of a store as they are there, not compared with any manifest.
 *
 * @param store where they are
 */
record StoredArtifacts(StoreReader store) implements ArtifactReader {
  @Override
  public <T> T read(Handle<T> handle) {
    return handle
        .artifact()
        .format()
        .decode(
            store.resolve(handle.path()).toString(),
            store.read(handle.producer().path(), handle.artifact().fileName()));
  }
}
