package org.malfl.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A section that becomes a record: one key per component, in snake case, each described by {@link
 * Setting}. Unknown keys are problems; absent keys take their defaults.
 *
 * @param <R> the record
 */
public final class RecordSchema<R extends Record> implements Schema<R> {
  private final Class<R> type;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  private record Field(RecordComponent component, Schema<Object> schema) {}

  private RecordSchema(Class<R> type, Map<String, Schema<?>> given) {
    this.type = type;
    for (RecordComponent component : type.getRecordComponents()) {
      String name = snakeCase(component.getName());
      Schema<?> schema = given.get(name);
      fields.put(
          name, new Field(component, anything(schema == null ? Schemas.of(component) : schema)));
    }
    if (!fields.keySet().containsAll(given.keySet())) {
      throw new IllegalArgumentException(given.keySet() + " are not all settings of " + type);
    }
  }

  @SuppressWarnings("unchecked") // a schema reads and renders values of its own type only
  private static Schema<Object> anything(Schema<?> schema) {
    return (Schema<Object>) schema;
  }

  /** The schema of a record whose components tell their schemas by type and range. */
  public static <R extends Record> RecordSchema<R> of(Class<R> type) {
    return new RecordSchema<>(type, Map.of());
  }

  /**
   * The same with schemas given for some components.
   *
   * @param given schema by key
   */
  public static <R extends Record> RecordSchema<R> of(Class<R> type, Map<String, Schema<?>> given) {
    return new RecordSchema<>(type, given);
  }

  static String join(String key, String member) {
    return key.isEmpty() ? member : key + "." + member;
  }

  static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  @Override
  public Optional<R> read(ConfigNode node, String key, ConfigProblems problems) {
    if (!(node instanceof ConfigNode.Mapping mapping)) {
      problems.add(node.origin(), key, node.describe(), Schemas.keys(fields.keySet()));
      return Optional.empty();
    }
    int before = problems.count();
    rejectUnknown(mapping, key, fields.keySet(), problems);
    List<Object> values = new ArrayList<>();
    fields.forEach(
        (name, field) -> {
          ConfigNode value = mapping.get(name);
          if (value == null) {
            value = byDefault(field.component());
          }
          field.schema().read(value, join(key, name), problems).ifPresent(values::add);
        });
    if (problems.count() > before) {
      return Optional.empty();
    }
    R settings = instance(values);
    if (settings instanceof Section.Checked checked) {
      checked.check(new Section(mapping, key, problems));
    }
    return problems.count() > before ? Optional.empty() : Optional.of(settings);
  }

  static void rejectUnknown(
      ConfigNode.Mapping mapping, String key, Set<String> known, ConfigProblems problems) {
    for (Map.Entry<String, ConfigNode.Member> member : mapping.entries()) {
      if (!known.contains(member.getKey())) {
        problems.add(
            member.getValue().keyOrigin(),
            join(key, member.getKey()),
            "an unknown key",
            Suggestions.listing(member.getKey(), known));
      }
    }
  }

  private static ConfigNode byDefault(RecordComponent component) {
    return YamlFile.read(
        "default", component.getAnnotation(Setting.class).byDefault(), new ConfigProblems());
  }

  private R instance(List<Object> values) {
    try {
      Class<?>[] types =
          fields.values().stream()
              .map(field -> field.component().getType())
              .toArray(Class<?>[]::new);
      return type.getDeclaredConstructor(types).newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type + " rejects what its schema accepts", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " has no accessible constructor", e);
    }
  }

  /** The tree of a value that is only known to be a record of this schema's type. */
  Object treeOf(Record value) {
    return tree(type.cast(value));
  }

  @Override
  public Object tree(R value) {
    Map<String, Object> tree = new LinkedHashMap<>();
    fields.forEach(
        (name, field) -> {
          try {
            tree.put(name, field.schema().tree(field.component().getAccessor().invoke(value)));
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no accessible component " + name, e);
          }
        });
    return tree;
  }
}
