package org.malfl.io;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Nested JSON objects as one list of members, each under the names that lead to it. */
public final class FlatJson {
  private FlatJson() {}

  /**
   * The members of a JSON value and of the objects in it, by their names with dots between them.
   * Lists stay as they are.
   *
   * @param value as {@link CanonicalJson#read} returns it; if it is no object, it is the only
   *     member, and its name is empty
   */
  public static SortedMap<String, Object> of(Object value) {
    SortedMap<String, Object> flat = new TreeMap<>();
    flatten("", value, flat);
    return flat;
  }

  private static void flatten(String key, Object value, SortedMap<String, Object> flat) {
    if (value instanceof Map<?, ?> members && !members.isEmpty()) {
      members.forEach(
          (name, member) -> flatten(key.isEmpty() ? "" + name : key + "." + name, member, flat));
    } else {
      flat.put(key, value);
    }
  }
}
