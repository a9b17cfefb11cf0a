package org.malfl.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.malfl.core.ArtifactException;

/**
 * JSON whose bytes follow from its content: UTF-8, keys sorted, two spaces of indentation, shortest
 * numbers, one line feed at the end. Values are maps with string keys, lists, strings, booleans,
 * integers, finite doubles and null.
 */
public final class CanonicalJson {
  /** Artifacts are some levels deep; what is much deeper would exhaust the stack. */
  private static final int MOST_LEVELS = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MOST_LEVELS).build())
          .build();

  private static final String SHORT_ESCAPES = "\"\\\n\t\r\b\f";

  private static final String SHORT_ESCAPED = "\"\\ntrbf";

  private CanonicalJson() {}

  /**
   * The canonical bytes of a value.
   *
   * @throws IllegalArgumentException if the value holds anything else than the types above
   */
  public static byte[] write(Object value) {
    return Layout.LINES.text(value).append('\n').toString().getBytes(UTF_8);
  }

  /**
   * The canonical content of a value in one line, without blanks between its parts.
   *
   * @throws IllegalArgumentException as {@link #write(Object)}
   */
  public static String line(Object value) {
    return Layout.ONE_LINE.text(value).toString();
  }

  // Jackson's generator would do, but what it inlines into every call keeps Java's compiler busy
  // for longer than a run takes to write all of its documents.
  private enum Layout {
    LINES(": ", "[ ]", "{ }"),
    ONE_LINE(":", "[]", "{}");

    private final String colon;
    private final String emptyArray;
    private final String emptyObject;

    Layout(String colon, String emptyArray, String emptyObject) {
      this.colon = colon;
      this.emptyArray = emptyArray;
      this.emptyObject = emptyObject;
    }

    StringBuilder text(Object value) {
      StringBuilder text = new StringBuilder();
      append(text, value, 0);
      return text;
    }

    private void append(StringBuilder text, Object value, int level) {
      if (value instanceof Map<?, ?> map) {
        appendObject(text, map, level);
      } else if (value instanceof List<?> list) {
        appendArray(text, list, level);
      } else if (value instanceof String string) {
        appendString(text, string);
      } else if (value instanceof Double number) {
        text.append(DecimalText.of(number));
      } else if (value == null
          || value instanceof Integer
          || value instanceof Long
          || value instanceof Boolean) {
        text.append(value);
      } else {
        throw new IllegalArgumentException("no JSON form for " + value.getClass());
      }
    }

    private void appendObject(StringBuilder text, Map<?, ?> map, int level) {
      if (map.isEmpty()) {
        text.append(emptyObject);
        return;
      }
      Object[] keys = map.keySet().toArray();
      Arrays.sort(keys);
      char before = '{';
      for (Object key : keys) {
        text.append(before);
        newLine(text, level + 1);
        appendString(text, (String) key);
        text.append(colon);
        append(text, map.get(key), level + 1);
        before = ',';
      }
      newLine(text, level);
      text.append('}');
    }

    private void appendArray(StringBuilder text, List<?> list, int level) {
      if (list.isEmpty()) {
        text.append(emptyArray);
        return;
      }
      char before = '[';
      for (Object element : list) {
        text.append(before);
        newLine(text, level + 1);
        append(text, element, level + 1);
        before = ',';
      }
      newLine(text, level);
      text.append(']');
    }

    private void newLine(StringBuilder text, int level) {
      if (this == LINES) {
        text.append('\n');
        for (int k = 0; k < level; k++) {
          text.append("  ");
        }
      }
    }

    private static void appendString(StringBuilder text, String string) {
      text.append('"');
      for (int k = 0; k < string.length(); k++) {
        char c = string.charAt(k);
        int shortForm = SHORT_ESCAPES.indexOf(c);
        if (shortForm >= 0) {
          text.append('\\').append(SHORT_ESCAPED.charAt(shortForm));
        } else if (c < ' ' || Character.isSurrogate(c)) {
          text.append("\\u").append(HexFormat.of().withUpperCase().toHexDigits(c));
        } else {
          text.append(c);
        }
      }
      text.append('"');
    }
  }

  /**
   * Reads JSON, canonical or not; whole numbers become {@link Long}, others {@link Double}.
   *
   * @param name how to call the document in errors
   * @throws ArtifactException if the bytes are not one JSON value of at most 100 levels, repeat a
   *     key, or hold a number beyond long or double
   */
  public static Object read(String name, byte[] bytes) {
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      parser.nextToken();
      Object value = read(name, parser);
      if (parser.nextToken() != null) {
        throw new ArtifactException(name + ": found more after the end of the JSON value");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new ArtifactException(
          name + line(e) + ": not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ArtifactException(name + ": not valid JSON: " + e.getMessage(), e);
    }
  }

  private static String line(JsonProcessingException e) {
    return e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
  }

  private static Object read(String name, JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new ArtifactException(name + ": found an empty JSON document");
    }
    switch (token) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          map.put(key, read(name, parser));
        }
        return map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(read(name, parser));
        }
        return list;
      }
      case VALUE_STRING -> {
        return parser.getText();
      }
      case VALUE_NUMBER_INT -> {
        return parser.getLongValue();
      }
      case VALUE_NUMBER_FLOAT -> {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
          throw new ArtifactException(name + ": found the number " + parser.getText());
        }
        return value;
      }
      case VALUE_TRUE, VALUE_FALSE -> {
        return token == JsonToken.VALUE_TRUE;
      }
      default -> {
        return null;
      }
    }
  }
}
