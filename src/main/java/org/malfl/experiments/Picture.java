package org.malfl.experiments;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.Figure;

/**
 * A picture of some artifacts. A new one is one class that implements this and one line in {@link
 * Pictures}.
 */
public interface Picture {
  /** Name of its files, without the extension. */
  String name();

  /** The artifacts that it shows. */
  List<Handle<?>> inputs();

  /** All that it shows besides, as JSON values. */
  default SortedMap<String, Object> parameters() {
    return new TreeMap<>();
  }

  /** Reads the inputs and draws. */
  Figure draw(ArtifactReader reader);
}
