package org.malfl.pipeline;

import org.malfl.io.NpyArray;

/** Reads artifacts by their handles. */
public interface ArtifactReader {
  /**
   * The value of an artifact of a stage that is complete.
   *
   * @throws org.malfl.core.ArtifactException if the file is malformed
   */
  <T> T read(Handle<T> handle);

  /**
   * The elements of a float64 array, in C order.
   *
   * @throws org.malfl.core.ArtifactException if the type or the number of elements is another
   */
  default double[] float64(Handle<NpyArray> handle, long length) {
    return read(handle).float64(handle.path(), length);
  }

  /**
   * The elements of an int64 array, in C order.
   *
   * @throws org.malfl.core.ArtifactException if the type or the number of elements is another
   */
  default long[] int64(Handle<NpyArray> handle, long length) {
    return read(handle).int64(handle.path(), length);
  }
}
