package org.malfl.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The schemas that parameter records are made of. */
public final class Schemas {
  private static final String ALL = "(-inf, inf)";
  private static final String ALL_INT = "[-2147483648, 2147483647]";
  private static final String ALL_LONG = "[-9223372036854775808, 9223372036854775807]";

  private Schemas() {}

  /** The schema that a record component's type and {@link Setting} ask for. */
  static Schema<?> of(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalArgumentException(component + " has no @Setting");
    }
    return of(component.getGenericType(), setting.range());
  }

  private static Schema<?> of(Type type, String range) {
    if (type == double.class || type == Double.class) {
      return real(range.isEmpty() ? ALL : range);
    }
    if (type == int.class || type == Integer.class) {
      return whole(range.isEmpty() ? ALL_INT : range, BigDecimal::intValueExact);
    }
    if (type == long.class || type == Long.class) {
      return whole(range.isEmpty() ? ALL_LONG : range, BigDecimal::longValueExact);
    }
    if (type == boolean.class || type == Boolean.class) {
      return truth();
    }
    if (type == String.class) {
      return text();
    }
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return listOf(of(list.getActualTypeArguments()[0], range));
    }
    if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      return mapOf(of(map.getActualTypeArguments()[1], range));
    }
    if (type instanceof Class<?> named && named.isEnum()) {
      return enumeration(named);
    }
    if (type instanceof Class<?> named && named.isRecord()) {
      return RecordSchema.of(named.asSubclass(Record.class));
    }
    throw new IllegalArgumentException("no schema for " + type);
  }

  /** How a schema without parts reads a scalar: the value, or null if it is not valid. */
  private record Leaf<T>(
      String valid, Function<ConfigNode.Scalar, T> reading, Function<T, Object> rendering)
      implements Schema<T> {
    @Override
    public Optional<T> read(ConfigNode node, String key, ConfigProblems problems) {
      T value = node instanceof ConfigNode.Scalar scalar ? reading.apply(scalar) : null;
      if (value == null) {
        problems.add(node.origin(), key, node.describe(), valid);
      }
      return Optional.ofNullable(value);
    }

    @Override
    public Object tree(T value) {
      return rendering.apply(value);
    }
  }

  /**
   * A number.
   *
   * @param range as of {@link Setting#range}
   */
  public static Schema<Double> real(String range) {
    Interval interval = Interval.parse(range);
    return new Leaf<>(
        "a number in " + interval,
        scalar -> {
          BigDecimal number = number(scalar);
          return number != null
                  && interval.contains(number)
                  && Double.isFinite(number.doubleValue())
                  && interval.contains(new BigDecimal(number.doubleValue()))
              ? number.doubleValue()
              : null;
        },
        value -> value);
  }

  private static <N extends Number> Schema<N> whole(
      String range, Function<BigDecimal, N> conversion) {
    Interval interval = Interval.parse(range);
    return new Leaf<>(
        "a whole number in " + interval,
        scalar -> {
          BigDecimal number = number(scalar);
          return number != null
                  && number.stripTrailingZeros().scale() <= 0
                  && interval.contains(number)
              ? conversion.apply(number)
              : null;
        },
        Number::longValue);
  }

  private static BigDecimal number(ConfigNode.Scalar scalar) {
    try {
      // YAML 1.1 reads 1e-3 as text; people mean a number.
      return new BigDecimal(scalar.text().replace("_", ""));
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  private static Schema<Boolean> truth() {
    return new Leaf<>(
        "true or false",
        scalar ->
            scalar.kind() == ConfigNode.Kind.TRUTH
                ? (Boolean) scalar.text().toLowerCase(Locale.ROOT).equals("true")
                : null,
        value -> value);
  }

  private static Schema<String> text() {
    return new Leaf<>(
        "a text that is not empty",
        scalar ->
            scalar.kind() == ConfigNode.Kind.NOTHING || scalar.text().isBlank()
                ? null
                : scalar.text(),
        value -> value);
  }

  private static <E> Schema<E> enumeration(Class<E> type) {
    return named("value", List.of(type.getEnumConstants()), constant -> nameOf((Enum<?>) constant));
  }

  /**
   * One of some values that have names.
   *
   * @param role what the names are, for messages: "estimator"
   * @param values in the order in which messages list them
   * @param name of a value, no two the same
   */
  public static <T> Schema<T> named(
      String role, Collection<? extends T> values, Function<T, String> name) {
    Map<String, T> byName = new LinkedHashMap<>();
    values.forEach(value -> byName.put(name.apply(value), value));
    Schema<String> names = oneOf(role, byName.keySet());
    return new Schema<>() {
      @Override
      public Optional<T> read(ConfigNode node, String key, ConfigProblems problems) {
        return names.read(node, key, problems).map(byName::get);
      }

      @Override
      public Object tree(T value) {
        return name.apply(value);
      }
    };
  }

  /** How a configuration spells a constant: lower case, with hyphens. */
  public static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * One of a set of names.
   *
   * @param role what the names are, for messages: "estimator"
   */
  public static Schema<String> oneOf(String role, Collection<String> names) {
    List<String> valid = List.copyOf(names);
    return new Schema<>() {
      @Override
      public Optional<String> read(ConfigNode node, String key, ConfigProblems problems) {
        if (node instanceof ConfigNode.Scalar scalar && valid.contains(scalar.text())) {
          return Optional.of(scalar.text());
        }
        if (node instanceof ConfigNode.Scalar scalar && scalar.kind() == ConfigNode.Kind.TEXT) {
          problems.add(
              node.origin(),
              key,
              "unknown " + role + " '" + scalar.text() + "'",
              Suggestions.listing(scalar.text(), valid));
        } else {
          problems.add(node.origin(), key, node.describe(), String.join(", ", valid));
        }
        return Optional.empty();
      }

      @Override
      public Object tree(String value) {
        return value;
      }
    };
  }

  /** A list with at least one element, all of one schema. */
  public static <T> Schema<List<T>> listOf(Schema<T> element) {
    return new Schema<>() {
      @Override
      public Optional<List<T>> read(ConfigNode node, String key, ConfigProblems problems) {
        if (!(node instanceof ConfigNode.Sequence list) || list.elements().isEmpty()) {
          problems.add(node.origin(), key, node.describe(), "a list with at least one element");
          return Optional.empty();
        }
        int before = problems.count();
        List<T> values = new ArrayList<>();
        for (int k = 0; k < list.elements().size(); k++) {
          element
              .read(list.elements().get(k), key + "[" + k + "]", problems)
              .ifPresent(values::add);
        }
        return problems.count() > before ? Optional.empty() : Optional.of(List.copyOf(values));
      }

      @Override
      public Object tree(List<T> value) {
        return value.stream().map(element::tree).toList();
      }
    };
  }

  /** A section with free keys, at least one, whose values are of one schema; keeps their order. */
  public static <T> Schema<Map<String, T>> mapOf(Schema<T> value) {
    return new Schema<>() {
      @Override
      public Optional<Map<String, T>> read(ConfigNode node, String key, ConfigProblems problems) {
        if (!(node instanceof ConfigNode.Mapping mapping) || mapping.members().isEmpty()) {
          problems.add(node.origin(), key, node.describe(), "a section with at least one key");
          return Optional.empty();
        }
        int before = problems.count();
        Map<String, T> values = new LinkedHashMap<>();
        for (Map.Entry<String, ConfigNode.Member> member : mapping.entries()) {
          value
              .read(member.getValue().value(), RecordSchema.join(key, member.getKey()), problems)
              .ifPresent(read -> values.put(member.getKey(), read));
        }
        return problems.count() > before ? Optional.empty() : Optional.of(values);
      }

      @Override
      public Object tree(Map<String, T> values) {
        Map<String, Object> tree = new TreeMap<>();
        values.forEach((key, element) -> tree.put(key, value.tree(element)));
        return tree;
      }
    };
  }

  /**
   * A section whose keys are registered names, each with a parameter record of its own; absent ones
   * take their defaults.
   *
   * @param types record by key
   */
  public static Schema<Map<String, Record>> sections(Map<String, Class<? extends Record>> types) {
    Map<String, RecordSchema<?>> schemas = new TreeMap<>();
    types.forEach((name, type) -> schemas.put(name, RecordSchema.of(type)));
    return new Schema<>() {
      @Override
      public Optional<Map<String, Record>> read(
          ConfigNode node, String key, ConfigProblems problems) {
        if (!(node instanceof ConfigNode.Mapping mapping)) {
          problems.add(node.origin(), key, node.describe(), keys(schemas.keySet()));
          return Optional.empty();
        }
        int before = problems.count();
        RecordSchema.rejectUnknown(mapping, key, schemas.keySet(), problems);
        Map<String, Record> values = new TreeMap<>();
        schemas.forEach(
            (name, schema) -> {
              ConfigNode given = mapping.get(name);
              ConfigNode section =
                  given == null
                      ? new ConfigNode.Mapping(mapping.origin(), new LinkedHashMap<>())
                      : given;
              schema
                  .read(section, RecordSchema.join(key, name), problems)
                  .ifPresent(value -> values.put(name, value));
            });
        return problems.count() > before ? Optional.empty() : Optional.of(values);
      }

      @Override
      public Object tree(Map<String, Record> values) {
        Map<String, Object> tree = new TreeMap<>();
        schemas.forEach((name, schema) -> tree.put(name, schema.treeOf(values.get(name))));
        return tree;
      }
    };
  }

  static String keys(Collection<String> names) {
    return "a section with the keys " + String.join(", ", names);
  }

  /**
   * A section in which one key names what the other keys describe.
   *
   * @param discriminator that key, for instance {@code rule}
   * @param options record of the other keys, by name
   * @param byDefault the name that holds when the key is absent
   */
  public static <T> Schema<T> choice(
      String discriminator, Map<String, Class<? extends Record>> options, String byDefault) {
    Map<String, Class<? extends Record>> types = new TreeMap<>(options);
    Map<String, Schema<?>> schemas = new TreeMap<>();
    types.forEach((name, type) -> schemas.put(name, RecordSchema.of(type)));
    Schema<String> names = oneOf(discriminator, schemas.keySet());
    return new Schema<>() {
      @Override
      @SuppressWarnings("unchecked") // options are subtypes of T by the caller's declaration
      public Optional<T> read(ConfigNode node, String key, ConfigProblems problems) {
        if (!(node instanceof ConfigNode.Mapping mapping)) {
          problems.add(
              node.origin(),
              key,
              node.describe(),
              "a section such as {%s: %s}".formatted(discriminator, byDefault));
          return Optional.empty();
        }
        ConfigNode name = mapping.get(discriminator);
        Optional<String> chosen =
            name == null
                ? Optional.of(byDefault)
                : names.read(name, RecordSchema.join(key, discriminator), problems);
        if (chosen.isEmpty()) {
          return Optional.empty();
        }
        LinkedHashMap<String, ConfigNode.Member> rest = new LinkedHashMap<>(mapping.members());
        rest.remove(discriminator);
        return (Optional<T>)
            schemas
                .get(chosen.get())
                .read(new ConfigNode.Mapping(mapping.origin(), rest), key, problems);
      }

      @Override
      @SuppressWarnings("unchecked") // the schema found is the one of the value's class
      public Object tree(T value) {
        String name =
            types.entrySet().stream()
                .filter(type -> type.getValue().isInstance(value))
                .findFirst()
                .orElseThrow()
                .getKey();
        Map<String, Object> tree =
            new LinkedHashMap<>(
                (Map<String, Object>) ((Schema<Object>) schemas.get(name)).tree(value));
        tree.put(discriminator, name);
        return tree;
      }
    };
  }
}
