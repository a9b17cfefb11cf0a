package org.malfl.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration as written, each part with the place it comes from. */
public sealed interface ConfigNode {
  /** Where it stands: {@code config.yaml:14}, {@code --iterations}, {@code default}. */
  String origin();

  /** What it is, for messages: "the number 3". */
  String describe();

  /** Kinds of scalars. */
  enum Kind {
    NUMBER("the number "),
    TEXT("the text "),
    TRUTH("the truth value "),
    NOTHING("nothing");

    private final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  /**
   * A single value.
   *
   * @param text as written; empty for {@link Kind#NOTHING}
   */
  record Scalar(String origin, Kind kind, String text) implements ConfigNode {
    /** A value from outside of a file, a number if it looks like one. */
    public static Scalar of(String origin, String text) {
      boolean number = text.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?");
      return new Scalar(origin, number ? Kind.NUMBER : Kind.TEXT, text);
    }

    @Override
    public String describe() {
      return kind == Kind.TEXT ? "the text '" + text + "'" : kind.description + text;
    }
  }

  /** A list. */
  record Sequence(String origin, List<ConfigNode> elements) implements ConfigNode {
    @Override
    public String describe() {
      return elements.isEmpty() ? "an empty list" : "a list of " + elements.size();
    }
  }

  /** Keys and values, in the order written; can be changed by {@link #set}. */
  record Mapping(String origin, LinkedHashMap<String, Member> members) implements ConfigNode {
    @Override
    public String describe() {
      return members.isEmpty()
          ? "an empty section"
          : "a section with the keys " + String.join(", ", members.keySet());
    }

    /** The value at a key; null if there is none. */
    public ConfigNode get(String key) {
      Member member = members.get(key);
      return member == null ? null : member.value();
    }

    /**
     * Puts a value at a path of keys, in place of what is there. Does nothing if something on the
     * way is no section: that is reported when the configuration is read.
     *
     * @param path keys, joined by '.'
     */
    public void set(String path, ConfigNode value) {
      int dot = path.indexOf('.');
      String key = dot < 0 ? path : path.substring(0, dot);
      if (dot < 0) {
        members.put(key, new Member(value.origin(), value));
        return;
      }
      Member member =
          members.computeIfAbsent(
              key,
              absent ->
                  new Member(value.origin(), new Mapping(value.origin(), new LinkedHashMap<>())));
      if (member.value() instanceof Mapping section) {
        section.set(path.substring(dot + 1), value);
      }
    }

    /** All keys with their values. */
    public Iterable<Map.Entry<String, Member>> entries() {
      return members.entrySet();
    }
  }

  /**
   * A value and the place of its key.
   *
   * @param keyOrigin where the key stands
   * @param value what it is set to
   */
  record Member(String keyOrigin, ConfigNode value) {}
}
