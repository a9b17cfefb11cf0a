package org.malfl.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import edu.kit.datamanager.ro_crate.entities.contextual.ContextualEntity;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Sha256;
import org.malfl.io.CanonicalJson;
import org.malfl.io.FlatJson;

/** Settings as property values: one entity for each value that a setting has somewhere in a run. */
final class CrateSettings {
  private static final int DIGITS = 16;

  private final SortedMap<String, ContextualEntity> entities = new TreeMap<>();

  /**
   * Enters the settings of a run, each under the key that it has in the configuration.
   *
   * @param tree as read from JSON
   * @return their identifiers
   */
  List<String> addRun(Object tree) {
    List<String> ids = new ArrayList<>();
    FlatJson.of(tree).forEach((key, value) -> ids.add(add("#setting/" + encoded(key), key, value)));
    return ids;
  }

  /**
   * Enters what a stage read besides its inputs. Stages that read the same value of it share it.
   *
   * @return identifiers
   */
  List<String> addStage(Map<String, Object> parameters) {
    List<String> ids = new ArrayList<>();
    parameters.forEach(
        (name, value) -> {
          String hash = Sha256.of(CanonicalJson.write(value)).substring(0, DIGITS);
          ids.add(add("#parameter/" + encoded(name) + "/" + hash, name, value));
        });
    return ids;
  }

  /** All that were entered. */
  Collection<ContextualEntity> entities() {
    return entities.values();
  }

  private String add(String id, String name, Object value) {
    entities.computeIfAbsent(
        id,
        unknown ->
            new ContextualEntity.ContextualEntityBuilder()
                .setId(id)
                .addType("PropertyValue")
                .addProperty("name", name)
                .addProperty("value", node(value))
                .build());
    return id;
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, UTF_8);
  }

  /** Lists and objects as JSON text, since a crate is flat. */
  private static JsonNode node(Object value) {
    if (value instanceof Long number) {
      return LongNode.valueOf(number);
    } else if (value instanceof Double number) {
      return DoubleNode.valueOf(number);
    } else if (value instanceof Boolean truth) {
      return BooleanNode.valueOf(truth);
    }
    return TextNode.valueOf(value instanceof String text ? text : CanonicalJson.line(value));
  }
}
