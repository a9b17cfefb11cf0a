package org.malfl.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Nested JSON objects as one list of members, each under the names that lead to it, with dots
 * between them: {@code maspi.step_size.value} is 0.1. Lists stay as they are.
 */
public final class FlatJson {
  private FlatJson() {}

  /**
   * The members of an object and of those in it.
   *
   * @param value as {@link CanonicalJson#read} returns it; if it is no object, it is the only
   *     member, and its name is empty
   */
  public static SortedMap<String, Object> of(Object value) {
    SortedMap<String, Object> flat = new TreeMap<>();
    flatten("", value, flat);
    return flat;
  }

  /** The same with each value as JSON in one line. */
  public static SortedMap<String, String> texts(Object value) {
    SortedMap<String, String> texts = new TreeMap<>();
    of(value)
        .forEach(
            (key, member) ->
                texts.put(
                    key,
                    new String(CanonicalJson.write(member), UTF_8)
                        .replaceAll("\\s+", " ")
                        .strip()));
    return texts;
  }

  private static void flatten(String key, Object value, SortedMap<String, Object> flat) {
    if (value instanceof Map<?, ?> members && (key.isEmpty() || !members.isEmpty())) {
      members.forEach(
          (name, member) -> flatten(key.isEmpty() ? "" + name : key + "." + name, member, flat));
    } else {
      flat.put(key, value);
    }
  }
}
