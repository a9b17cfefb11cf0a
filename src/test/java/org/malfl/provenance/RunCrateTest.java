package org.malfl.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.kit.datamanager.ro_crate.RoCrate;
import edu.kit.datamanager.ro_crate.entities.data.DataEntity;
import edu.kit.datamanager.ro_crate.reader.FolderReader;
import edu.kit.datamanager.ro_crate.reader.RoCrateReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.SmallRun;
import org.malfl.io.CanonicalJson;

/** Crates of runs, against RO-Crate 1.1 and the profile Process Run Crate 0.5. */
class RunCrateTest {
  private static final String STAGE = "homogeneous/ma_spi/stage_01";

  @TempDir Path folder;

  @BeforeEach
  void run() throws IOException {
    new SmallRun(1, 3, List.of("homogeneous", "heterogeneous")).run(folder, false, stage -> {});
    record("complete", "2026-01-02T03:04:05.678901234Z");
  }

  private void record(String status, String finished) throws IOException {
    Files.write(
        folder.resolve(StoreReader.RUN_RECORD),
        CanonicalJson.write(
            Map.of(
                "malfl_version",
                "1.2.3",
                "started",
                "2026-01-02T03:04:00Z",
                "finished",
                finished,
                "status",
                status)));
  }

  private RunCrate crate() {
    return crate(folder);
  }

  private static RunCrate crate(Path folder) {
    StoreReader store = new StoreReader(folder);
    return RunCrate.of(
        store,
        Experiment.recorded(store, store.manifests(store.completeRun())).resultSources(),
        Map.of("table1.csv", "scores"));
  }

  private JsonNode tree() throws IOException {
    return new ObjectMapper().readTree(crate().bytes());
  }

  private static ObjectNode entity(JsonNode crate, String id) {
    for (JsonNode entity : crate.path("@graph")) {
      if (entity.path("@id").asText().equals(id)) {
        return (ObjectNode) entity;
      }
    }
    throw new AssertionError("no " + id);
  }

  @Test
  void itIsAValidProcessRunCrate() throws IOException {
    assertEquals(List.of(), CrateCheck.problems(folder, tree()));
  }

  @Test
  void itNamesEveryFileOfTheRunAndEveryStage() throws IOException {
    JsonNode crate = tree();
    Set<String> parts = new HashSet<>();
    entity(crate, "./").path("hasPart").forEach(part -> parts.add(part.path("@id").asText()));
    Set<String> there = new HashSet<>(RunFolder.hashes(folder).keySet());
    assertEquals(there, parts);
    assertEquals(there.size(), crate().files());
    Set<String> actions = new HashSet<>();
    entity(crate, "./").path("mentions").forEach(each -> actions.add(each.path("@id").asText()));
    Set<String> stages =
        new StoreReader(folder)
            .survey().stages().keySet().stream()
                .map(path -> "#stage/" + path)
                .collect(Collectors.toSet());
    stages.add("#run");
    assertEquals(stages, actions);
    assertEquals(actions.size(), crate().actions());
  }

  @Test
  void anActionSaysWhatAStageRanWithWhatOnWhat() throws IOException {
    JsonNode crate = tree();
    JsonNode action = entity(crate, "#stage/" + STAGE);
    Manifest stage = new StoreReader(folder).manifest(STAGE);
    assertEquals(stage.origin().key(), action.path("identifier").asText());
    JsonNode algorithm = entity(crate, action.path("instrument").path("@id").asText());
    assertEquals("soft-policy-iteration", algorithm.path("name").asText());
    assertEquals("" + stage.origin().version(), algorithm.path("softwareVersion").asText());
    Map<String, JsonNode> values =
        action.path("object").findValuesAsText("@id").stream()
            .filter(id -> id.startsWith("#"))
            .map(id -> entity(crate, id))
            .collect(
                Collectors.toMap(
                    value -> value.path("name").asText(), value -> value.path("value")));
    assertEquals(stage.origin().parameters().keySet(), values.keySet());
    assertEquals(3.0, values.get("alpha").asDouble());
    assertEquals(3, values.get("episodes").asInt());
    assertTrue(values.get("dynamics").asText().startsWith("{\"game\":\"grid\","));
    assertTrue(
        action
            .path("object")
            .findValuesAsText("@id")
            .contains("homogeneous/ma_spi/stage_00/expected_q.npy"));
    assertEquals(
        stage.files().size() + 1, action.path("result").size(), "all files and the manifest");
  }

  @Test
  void theRunHasItsSettingsItsSoftwareAndItsTimes() throws IOException {
    JsonNode crate = tree();
    assertEquals("2026-01-02T03:04:05.678Z", entity(crate, "./").path("datePublished").asText());
    JsonNode run = entity(crate, "#run");
    assertEquals("2026-01-02T03:04:00Z", run.path("startTime").asText());
    assertEquals("1.2.3", entity(crate, "#malfl").path("softwareVersion").asText());
    assertTrue(run.path("object").findValuesAsText("@id").contains("#setting/maspi.episodes"));
    assertEquals(3, entity(crate, "#setting/maspi.episodes").path("value").asInt());
    assertEquals(0.1, entity(crate, "#setting/maspi.step_size.value").path("value").asDouble());
  }

  @Test
  void filesSayWhatTheyHoldAndResultsWhatTheyWereCollectedFrom() throws IOException {
    List<JsonNode> entities = new ArrayList<>();
    tree().get("@graph").forEach(entities::add);
    assertEquals("scores", byId(entities, "table1.csv").get("description").asText());
    Set<String> objects = new HashSet<>();
    byId(entities, "#run").get("object").forEach(object -> objects.add(object.get("@id").asText()));
    assertTrue(objects.contains("homogeneous/evaluation/paper/metrics_bare.json"), "" + objects);
  }

  private static JsonNode byId(List<JsonNode> entities, String id) {
    return entities.stream()
        .filter(entity -> entity.get("@id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void itDependsOnNothingButTheFolder() throws IOException {
    byte[] first = crate().bytes();
    Path copy = Files.createDirectory(folder.resolveSibling(folder.getFileName() + "_copy"));
    Files.delete(copy);
    RunFolder.copy(folder, copy);
    assertArrayEquals(first, crate(copy).bytes());
    RunFolder.delete(copy);
  }

  @Test
  void theReaderOfTheLibraryOpensIt() throws IOException {
    RunCrate written = crate();
    Files.write(folder.resolve(StoreReader.CRATE), written.bytes());
    RoCrate read = new RoCrateReader(new FolderReader()).readCrate(folder.toString());
    assertEquals(written.files(), read.getAllDataEntities().size());
    assertTrue(
        read.getAllDataEntities().stream()
            .map(DataEntity::getSource)
            .allMatch(file -> file != null && file.isFile()));
    assertEquals("1.1", read.getVersion().orElseThrow().version);
    assertEquals(
        written.actions(),
        read.getAllContextualEntities().stream()
            .filter(entity -> entity.getProperty("@type").asText().equals("CreateAction"))
            .count());
    assertEquals(
        tree(),
        new ObjectMapper().readTree(CanonicalCrate.bytes(read.getJsonMetadata().getBytes(UTF_8))));
  }

  @Test
  void withoutARecordOfACompleteCommandThereIsNoDate() throws IOException {
    record("interrupted", "2026-01-02T03:04:05Z");
    assertTrue(
        assertThrows(ArtifactException.class, this::crate)
            .getMessage()
            .endsWith(
                "run.json: the last command did not complete (status interrupted); the same command"
                    + " again goes on from there"));
    record("complete", "yesterday");
    assertTrue(
        assertThrows(ArtifactException.class, this::crate)
            .getMessage()
            .contains("'finished': found 'yesterday'; valid a time"));
    Files.delete(folder.resolve(StoreReader.RUN_RECORD));
    assertTrue(
        assertThrows(ArtifactException.class, this::crate)
            .getMessage()
            .contains("run.json is missing, so nothing says when the run was made"));
  }

  private static Arguments broken(String problem, Consumer<JsonNode> damage) {
    return Arguments.of(problem, damage);
  }

  private static void remove(JsonNode crate, String id) {
    ArrayNode graph = (ArrayNode) crate.path("@graph");
    for (int k = 0; k < graph.size(); k++) {
      if (graph.get(k).path("@id").asText().equals(id)) {
        graph.remove(k);
      }
    }
  }

  private static ObjectNode reference(String id) {
    return new ObjectMapper().createObjectNode().put("@id", id);
  }

  static Stream<Arguments> brokenCrates() {
    List<Arguments> broken = new ArrayList<>();
    broken.add(broken("no descriptor", crate -> remove(crate, "ro-crate-metadata.json")));
    broken.add(broken("no root", crate -> remove(crate, "./")));
    broken.add(
        broken(
            "the descriptor does not conform to RO-Crate 1.1",
            crate -> entity(crate, "ro-crate-metadata.json").remove("conformsTo")));
    broken.add(
        broken(
            "the descriptor is about [table1.csv]",
            crate ->
                entity(crate, "ro-crate-metadata.json").set("about", reference("table1.csv"))));
    broken.add(
        broken(
            "not the context of RO-Crate 1.1",
            crate -> ((ArrayNode) crate.path("@context")).remove(0)));
    broken.add(broken("the root has no name", crate -> entity(crate, "./").remove("name")));
    broken.add(broken("the root has no license", crate -> entity(crate, "./").remove("license")));
    broken.add(
        broken(
            "./: datePublished is no time of ISO 8601",
            crate -> entity(crate, "./").put("datePublished", "yesterday")));
    broken.add(
        broken(
            "the root conforms to no profile", crate -> entity(crate, "./").remove("conformsTo")));
    broken.add(
        broken(
            "./: hasPart refers to nothing: {\"@id\":\"table1.csv\"}",
            crate -> remove(crate, "table1.csv")));
    broken.add(
        broken(
            "#stage/" + STAGE + ": result refers to nothing: {\"@id\":\"gone.npy\"}",
            crate ->
                ((ArrayNode) entity(crate, "#stage/" + STAGE).path("result"))
                    .add(reference("gone.npy"))));
    broken.add(
        broken(
            "table1.csv is a part of nothing",
            crate -> {
              ArrayNode parts = (ArrayNode) entity(crate, "./").path("hasPart");
              for (int k = 0; k < parts.size(); k++) {
                if (parts.get(k).equals(reference("table1.csv"))) {
                  parts.remove(k);
                }
              }
            }));
    broken.add(
        broken(
            "table1.csv has another size",
            crate -> entity(crate, "table1.csv").put("contentSize", "1")));
    broken.add(
        broken(
            "table1.csv has another SHA-256",
            crate -> entity(crate, "table1.csv").put("sha256", "00")));
    broken.add(
        broken(
            "table1.csv has no media type",
            crate -> entity(crate, "table1.csv").remove("encodingFormat")));
    broken.add(
        broken(
            "table1.csv is there twice",
            crate -> ((ArrayNode) crate.path("@graph")).add(entity(crate, "table1.csv"))));
    broken.add(
        broken(
            "table2.csv is not there",
            crate -> entity(crate, "table1.csv").put("@id", "table2.csv")));
    broken.add(
        broken(
            "table 1.csv is no URI",
            crate -> entity(crate, "table1.csv").put("@id", "table 1.csv")));
    broken.add(
        broken(
            "../table1.csv climbs out of the crate",
            crate -> entity(crate, "table1.csv").put("@id", "../table1.csv")));
    broken.add(
        broken(
            "#malfl uses undefined terms [swiftness]",
            crate -> entity(crate, "#malfl").put("swiftness", "high")));
    broken.add(
        broken(
            "#malfl: author is no reference",
            crate -> entity(crate, "#malfl").set("author", reference("#me").put("name", "Me"))));
    broken.add(
        broken(
            "#run has no software as its instrument",
            crate -> entity(crate, "#run").set("instrument", reference("table1.csv"))));
    broken.add(broken("#run has no object", crate -> entity(crate, "#run").remove("object")));
    broken.add(broken("#run has no result", crate -> entity(crate, "#run").remove("result")));
    broken.add(broken("#run is not mentioned", crate -> entity(crate, "./").remove("mentions")));
    return broken.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenCrates")
  void theCheckFindsWhatIsBroken(String problem, Consumer<JsonNode> damage) throws IOException {
    JsonNode crate = tree();
    damage.accept(crate);
    List<String> problems = CrateCheck.problems(folder, crate);
    assertTrue(problems.contains(problem), problem + " is not among " + problems);
  }
}
