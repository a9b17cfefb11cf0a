package org.malfl.provenance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.malfl.artifacts.StoreReader;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;

/** The metadata of a crate in an order that depends on nothing but what it says. */
final class CanonicalCrate {
  private static final String ID = "@id";
  private static final String GRAPH = "@graph";
  private static final String ROOT = "./";
  private static final String PARTS = "hasPart";

  private CanonicalCrate() {}

  /**
   * Orders entities: descriptor, root, then all others by their identifiers; and the root's parts.
   *
   * @param metadata a crate with at least two parts
   */
  static byte[] bytes(byte[] metadata) {
    JsonFields crate =
        new JsonFields(StoreReader.CRATE, CanonicalJson.read(StoreReader.CRATE, metadata));
    List<Object> graph = new ArrayList<>();
    for (Object entity : crate.list(GRAPH)) {
      JsonFields fields = new JsonFields(GRAPH, entity);
      Map<Object, Object> members = new TreeMap<>(fields.members());
      if (fields.text(ID).equals(ROOT)) {
        members.put(PARTS, sorted(fields.list(PARTS)));
      }
      graph.add(members);
    }
    return CanonicalJson.write(Map.of("@context", crate.value("@context"), GRAPH, sorted(graph)));
  }

  private static List<Object> sorted(List<?> entities) {
    List<Object> sorted = new ArrayList<>(entities);
    sorted.sort(Comparator.comparing(CanonicalCrate::rank).thenComparing(CanonicalCrate::id));
    return sorted;
  }

  private static int rank(Object entity) {
    int rank = List.of(StoreReader.CRATE, ROOT).indexOf(id(entity));
    return rank < 0 ? 2 : rank;
  }

  private static String id(Object entity) {
    return new JsonFields(GRAPH, entity).text(ID);
  }
}
