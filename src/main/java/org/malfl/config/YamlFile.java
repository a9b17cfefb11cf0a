package org.malfl.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Reads YAML into {@link ConfigNode}s with the line of every key and value. */
public final class YamlFile {
  /** A configuration is some levels deep; what is much deeper would exhaust the stack. */
  private static final int MOST_LEVELS = 100;

  private static final YAMLFactory FACTORY = new YAMLFactory();

  static {
    // The builder of factories has other defaults for empty texts.
    FACTORY.setStreamReadConstraints(
        StreamReadConstraints.builder().maxNestingDepth(MOST_LEVELS).build());
  }

  private final String name;
  private final ConfigProblems problems;
  private final YAMLParser parser;

  private YamlFile(String name, ConfigProblems problems, YAMLParser parser) {
    this.name = name;
    this.problems = problems;
    this.parser = parser;
  }

  /**
   * Reads a file.
   *
   * @param name how to call it in origins and errors
   * @param problems told of repeated keys; the first of them counts
   * @throws ConfigException if the bytes are not UTF-8 or not YAML, hold more than one document, an
   *     anchor or an alias, or are no mapping
   */
  public static ConfigNode.Mapping read(String name, byte[] bytes, ConfigProblems problems) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      ConfigNode node = read(name, text, problems);
      if (node instanceof ConfigNode.Mapping mapping) {
        return mapping;
      }
      throw fatal(node.origin(), node.describe() + "; valid a mapping of settings");
    } catch (CharacterCodingException e) {
      throw fatal(name, "bytes that are not UTF-8; valid UTF-8 text");
    }
  }

  /** Reads a text, which may be any YAML value. */
  static ConfigNode read(String name, String text, ConfigProblems problems) {
    try (YAMLParser parser = FACTORY.createParser(new StringReader(text))) {
      YamlFile file = new YamlFile(name, problems, parser);
      if (parser.nextToken() == null) {
        return new ConfigNode.Mapping(name + ":1", new LinkedHashMap<>());
      }
      ConfigNode node = file.node("");
      if (parser.nextToken() != null) {
        throw fatal(file.origin(), "a second YAML document; valid one document");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw fatal(
          e.getLocation() == null ? name : name + ":" + e.getLocation().getLineNr(),
          "YAML that cannot be read (" + reason(e.getOriginalMessage()) + "); valid YAML");
    } catch (IOException e) {
      throw fatal(name, "YAML that cannot be read (" + e.getMessage() + "); valid YAML");
    }
  }

  /** What is wrong, without the excerpts of the file, which SnakeYAML indents. */
  private static String reason(String message) {
    return message
        .lines()
        .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
        .collect(Collectors.joining(": "));
  }

  private static ConfigException fatal(String origin, String found) {
    return new ConfigException(List.of(origin + ": found " + found));
  }

  private String origin() {
    return name + ":" + parser.currentTokenLocation().getLineNr();
  }

  private ConfigNode node(String key) throws IOException {
    String origin = origin();
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw fatal(origin, "a YAML anchor or alias; valid the value written out");
    }
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> mapping(origin, key);
      case START_ARRAY -> {
        List<ConfigNode> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(node(key + "[" + elements.size() + "]"));
        }
        yield new ConfigNode.Sequence(origin, List.copyOf(elements));
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new ConfigNode.Scalar(origin, ConfigNode.Kind.NUMBER, parser.getText());
      case VALUE_TRUE, VALUE_FALSE ->
          new ConfigNode.Scalar(origin, ConfigNode.Kind.TRUTH, parser.getText());
      case VALUE_NULL -> new ConfigNode.Scalar(origin, ConfigNode.Kind.NOTHING, "");
      default -> new ConfigNode.Scalar(origin, ConfigNode.Kind.TEXT, parser.getText());
    };
  }

  private ConfigNode.Mapping mapping(String origin, String path) throws IOException {
    LinkedHashMap<String, ConfigNode.Member> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String keyOrigin = origin();
      parser.nextToken();
      String memberPath = path.isEmpty() ? key : path + "." + key;
      ConfigNode.Member member = new ConfigNode.Member(keyOrigin, node(memberPath));
      ConfigNode.Member earlier = members.putIfAbsent(key, member);
      if (earlier != null) {
        problems.add(
            keyOrigin,
            memberPath,
            "a key that stands at " + earlier.keyOrigin() + " already",
            "each key once");
      }
    }
    return new ConfigNode.Mapping(origin, members);
  }
}
