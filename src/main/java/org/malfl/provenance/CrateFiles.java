package org.malfl.provenance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import edu.kit.datamanager.ro_crate.entities.contextual.ContextualEntity;
import edu.kit.datamanager.ro_crate.entities.data.FileEntity;
import java.util.Map;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.StoreReader;

/** Files of a run as data entities. */
final class CrateFiles {
  private static final String OTHER = "application/octet-stream";

  /** Registered media types by the ending of a file's name. */
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "json", "application/json",
          "csv", "text/csv",
          "png", "image/png",
          "svg", "image/svg+xml",
          "pdf", "application/pdf");

  private static final String NPY = "npy";
  private static final String NPY_FORMAT =
      "https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html";

  private final StoreReader store;
  private final Map<String, String> descriptions;

  CrateFiles(StoreReader store, Map<String, String> descriptions) {
    this.store = store;
    this.descriptions = descriptions;
  }

  /** The format that has no media type of its own, which files of arrays refer to. */
  static ContextualEntity arrayFormat() {
    return new ContextualEntity.ContextualEntityBuilder()
        .setId(NPY_FORMAT)
        .addType("WebSite")
        .addProperty("name", "NumPy array format (.npy), version 1.0")
        .build();
  }

  /**
   * A file.
   *
   * @param path below the root, of characters that stand for themselves in a URI
   */
  FileEntity entity(String path, Manifest.FileEntry file) {
    FileEntity.FileEntityBuilder entity =
        new FileEntity.FileEntityBuilder()
            .setId(path)
            .setSource(store.resolve(path).toFile())
            .addProperty("name", path)
            .addProperty("contentSize", Long.toString(file.size()))
            .addProperty(CrateAssembly.SHA256, file.sha256());
    if (descriptions.containsKey(path)) {
      entity.addProperty("description", descriptions.get(path));
    }
    String ending = path.substring(path.lastIndexOf('.') + 1);
    if (ending.equals(NPY)) {
      ArrayNode formats = JsonNodeFactory.instance.arrayNode();
      formats.add(OTHER);
      formats.addObject().put("@id", NPY_FORMAT);
      return entity.addProperty("encodingFormat", formats).build();
    }
    return entity.setEncodingFormat(MEDIA_TYPES.getOrDefault(ending, OTHER)).build();
  }
}
