package org.malfl.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.malfl.artifacts.Sha256;

/**
 * What is wrong with a crate, by RO-Crate 1.1 and the profile Process Run Crate 0.5, whatever wrote
 * it. Where the specifications say MUST it is a problem not to do it, and so it is where they say
 * SHOULD, but for what malfl cannot know: who ran it, and when each stage ended.
 */
public final class CrateCheck {
  private static final String DESCRIPTOR = "ro-crate-metadata.json";
  private static final String SPECIFICATION = "https://w3id.org/ro/crate/1.1";
  private static final String CONTEXT = SPECIFICATION + "/context";
  private static final String PROFILE = "https://w3id.org/ro/wfrun/process/0.5";

  private final Path folder;
  private final Map<String, JsonNode> entities = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private CrateCheck(Path folder) {
    this.folder = folder;
  }

  /** Problems of the crate in a folder. */
  public static List<String> problems(Path folder) throws IOException {
    return problems(folder, new ObjectMapper().readTree(folder.resolve(DESCRIPTOR).toFile()));
  }

  /** Problems of a crate that would stand in a folder. */
  static List<String> problems(Path folder, JsonNode crate) throws IOException {
    CrateCheck check = new CrateCheck(folder);
    check.collect(crate);
    check.checkTerms(crate.path("@context"));
    check.entities.values().forEach(check::checkShape);
    String root = check.checkDescriptor();
    if (check.entities.containsKey(root)) {
      check.checkRoot(check.entities.get(root));
      check.checkParts(check.entities.get(root));
      check.checkActions(check.entities.get(root));
    } else {
      check.problem("no root");
    }
    return check.problems;
  }

  private void problem(String problem) {
    problems.add(problem);
  }

  private void expect(boolean condition, String problem) {
    if (!condition) {
      problem(problem);
    }
  }

  private void collect(JsonNode crate) {
    expect(crate.path("@graph").isArray(), "no @graph");
    for (JsonNode entity : crate.path("@graph")) {
      String id = entity.path("@id").asText();
      expect(!id.isEmpty(), "an entity without @id");
      expect(entity.has("@type"), id + " has no @type");
      expect(entities.put(id, entity) == null, id + " is there twice");
    }
  }

  /** Every term is defined by the context of RO-Crate 1.1 or beside it. */
  private void checkTerms(JsonNode context) throws IOException {
    Set<String> terms = new HashSet<>(Set.of("@id", "@type"));
    boolean standard = false;
    for (JsonNode part : context.isArray() ? context : List.of(context)) {
      if (part.asText().equals(CONTEXT)) {
        standard = true;
        try (InputStream copy =
            CrateCheck.class.getResourceAsStream("/default_context/version1.1.json")) {
          new ObjectMapper()
              .readTree(copy)
              .path("@context")
              .fieldNames()
              .forEachRemaining(terms::add);
        }
      } else {
        expect(part.isObject(), "unknown context " + part);
        part.fieldNames().forEachRemaining(terms::add);
      }
    }
    expect(standard, "not the context of RO-Crate 1.1");
    for (JsonNode entity : entities.values()) {
      Set<String> used = new HashSet<>(types(entity));
      entity.fieldNames().forEachRemaining(used::add);
      used.removeAll(terms);
      expect(used.isEmpty(), entity.path("@id").asText() + " uses undefined terms " + used);
    }
  }

  private static Set<String> types(JsonNode entity) {
    Set<String> types = new HashSet<>();
    JsonNode type = entity.path("@type");
    (type.isArray() ? type : List.of(type)).forEach(each -> types.add(each.asText()));
    return types;
  }

  /** A flat entity in compacted form, with an identifier as the specification wants it. */
  private void checkShape(JsonNode entity) {
    String id = entity.path("@id").asText();
    try {
      URI uri = new URI(id);
      boolean local = !uri.isAbsolute();
      expect(!local || !id.startsWith("/"), id + " is a path of one machine");
      expect(!List.of(id.split("/")).contains(".."), id + " climbs out of the crate");
    } catch (URISyntaxException e) {
      problem(id + " is no URI");
    }
    entity
        .properties()
        .forEach(
            property -> {
              JsonNode value = property.getValue();
              String name = id + ": " + property.getKey();
              expect(!value.isArray() || value.size() > 1, name + " is a list of less than two");
              for (JsonNode each : value.isArray() ? value : List.of(value)) {
                expect(!each.isArray() && !each.isNull(), name + " is nested or null");
                if (each.isObject()) {
                  expect(each.size() == 1 && each.has("@id"), name + " is no reference");
                  expect(isKnown(each), name + " refers to nothing: " + each);
                }
              }
            });
  }

  /** Whether a reference leads to an entity, or to what stands in the web as the specification. */
  private boolean isKnown(JsonNode reference) {
    String id = reference.path("@id").asText();
    return entities.containsKey(id) || id.equals(SPECIFICATION);
  }

  private static List<String> references(JsonNode entity, String property) {
    List<String> ids = new ArrayList<>();
    JsonNode value = entity.path(property);
    for (JsonNode each : value.isArray() ? value : List.of(value)) {
      if (each.has("@id")) {
        ids.add(each.path("@id").asText());
      }
    }
    return ids;
  }

  private boolean isOf(String id, String... types) {
    return entities.containsKey(id)
        && types(entities.get(id)).stream().anyMatch(Set.of(types)::contains);
  }

  /** Checks the descriptor; returns the identifier of the root. */
  private String checkDescriptor() {
    JsonNode descriptor = entities.get(DESCRIPTOR);
    if (descriptor == null) {
      problem("no descriptor");
      return "";
    }
    expect(types(descriptor).equals(Set.of("CreativeWork")), "the descriptor is no CreativeWork");
    expect(
        references(descriptor, "conformsTo").contains(SPECIFICATION),
        "the descriptor does not conform to RO-Crate 1.1");
    List<String> about = references(descriptor, "about");
    expect(about.equals(List.of("./")), "the descriptor is about " + about);
    return about.isEmpty() ? "" : about.get(0);
  }

  private void checkRoot(JsonNode root) {
    expect(types(root).contains("Dataset"), "the root is no Dataset");
    for (String property : List.of("name", "description")) {
      expect(!root.path(property).asText().isBlank(), "the root has no " + property);
    }
    checkTime(root, "datePublished");
    List<String> licences = references(root, "license");
    expect(licences.size() == 1, "the root has no license");
    for (String licence : licences) {
      for (String property : List.of("name", "description")) {
        expect(entities.getOrDefault(licence, root).has(property), licence + " has no " + property);
      }
    }
    expect(references(root, "conformsTo").contains(PROFILE), "the root conforms to no profile");
    expect(isOf(PROFILE, "CreativeWork"), "the profile is no CreativeWork");
    expect(
        references(root, "citation").stream().anyMatch(id -> isOf(id, "ScholarlyArticle")),
        "the root cites no article");
  }

  private void checkTime(JsonNode entity, String property) {
    try {
      Instant.parse(entity.path(property).asText());
    } catch (DateTimeException e) {
      problem(entity.path("@id").asText() + ": " + property + " is no time of ISO 8601");
    }
  }

  /** Every file is a part and every part is a file that is there. */
  private void checkParts(JsonNode root) {
    Set<String> parts = new HashSet<>(references(root, "hasPart"));
    expect(!parts.isEmpty(), "the root has no parts");
    expect(parts.size() == references(root, "hasPart").size(), "a part is there twice");
    parts.forEach(part -> expect(isOf(part, "File"), part + " is no File"));
    entities.forEach(
        (id, entity) -> {
          if (types(entity).contains("File")) {
            expect(parts.contains(id), id + " is a part of nothing");
            checkFile(id, entity);
          }
        });
  }

  private void checkFile(String id, JsonNode file) {
    Path path = folder.resolve(URI.create(id.replace(" ", "%20")).getPath());
    if (!Files.isRegularFile(path)) {
      problem(id + " is not there");
      return;
    }
    try {
      byte[] bytes = Files.readAllBytes(path);
      expect(
          file.path("contentSize").isTextual()
              && file.path("contentSize").asText().equals("" + bytes.length),
          id + " has another size");
      expect(file.path("sha256").asText().equals(Sha256.of(bytes)), id + " has another SHA-256");
    } catch (IOException e) {
      problem(id + " cannot be read");
    }
    JsonNode format = file.path("encodingFormat");
    String mediaType = (format.isArray() ? format.get(0) : format).asText();
    expect(mediaType.matches("[a-z]+/[a-z0-9.+-]+"), id + " has no media type");
    references(file, "encodingFormat")
        .forEach(each -> expect(isOf(each, "WebSite"), id + ": its format is described nowhere"));
  }

  private void checkActions(JsonNode root) {
    List<String> mentioned = references(root, "mentions");
    int actions = 0;
    for (Map.Entry<String, JsonNode> each : entities.entrySet()) {
      JsonNode entity = each.getValue();
      String id = each.getKey();
      if (types(entity).contains("CreateAction")) {
        actions++;
        expect(mentioned.contains(id), id + " is not mentioned");
        checkAction(id, entity);
      } else if (types(entity).contains("SoftwareApplication")) {
        expect(entity.hasNonNull("name"), id + " has no name");
        expect(entity.has("softwareVersion") != entity.has("version"), id + " has not one version");
      } else if (types(entity).contains("PropertyValue")) {
        expect(entity.has("name") && entity.has("value"), id + " is no name with a value");
      }
    }
    expect(actions > 0, "no action");
    mentioned.forEach(id -> expect(isOf(id, "CreateAction"), id + " is no action"));
  }

  private void checkAction(String id, JsonNode action) {
    for (String property : List.of("name", "description")) {
      expect(!action.path(property).asText().isBlank(), id + " has no " + property);
    }
    List<String> instruments = references(action, "instrument");
    expect(
        instruments.size() == 1 && isOf(instruments.get(0), "SoftwareApplication"),
        id + " has no software as its instrument");
    List<String> objects = references(action, "object");
    expect(!objects.isEmpty(), id + " has no object");
    objects.forEach(
        object ->
            expect(isOf(object, "File", "PropertyValue"), id + ": no file or value: " + object));
    List<String> results = references(action, "result");
    expect(!results.isEmpty(), id + " has no result");
    results.forEach(result -> expect(isOf(result, "File"), id + ": no file: " + result));
    for (String time : List.of("startTime", "endTime")) {
      if (action.has(time)) {
        checkTime(action, time);
      }
    }
  }
}
