package org.malfl.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A JSON value as keys and texts: {@code maspi.step_size.value} is {@code 0.1}. */
public final class FlatJson {
  private FlatJson() {}

  /**
   * The members of an object and of those in it.
   *
   * @param value as {@link CanonicalJson#read} returns it
   * @return by keys joined with dots, values that are no objects, as JSON in one line
   */
  public static SortedMap<String, String> of(Object value) {
    SortedMap<String, String> flat = new TreeMap<>();
    flatten("", value, flat);
    return flat;
  }

  private static void flatten(String key, Object value, SortedMap<String, String> flat) {
    if (value instanceof Map<?, ?> members && (key.isEmpty() || !members.isEmpty())) {
      members.forEach(
          (name, member) -> flatten(key.isEmpty() ? "" + name : key + "." + name, member, flat));
    } else {
      flat.put(key, new String(CanonicalJson.write(value), UTF_8).replaceAll("\\s+", " ").strip());
    }
  }
}
