package org.malfl.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import edu.kit.datamanager.ro_crate.RoCrate;
import edu.kit.datamanager.ro_crate.entities.contextual.ContextualEntity;
import edu.kit.datamanager.ro_crate.entities.data.RootDataEntity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunManifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;

/** Puts together the crate of one run. */
final class CrateAssembly {
  private static final String PROFILE = "https://w3id.org/ro/wfrun/process/0.5";
  private static final String SUMMARY = "summary.json";

  /** A term that RO-Crate 1.1 lacks and the vocabulary of run crates has. */
  static final String SHA256 = "sha256";

  private static final String SHA256_TERM = "https://w3id.org/ro/terms/workflow-run#sha256";

  private final RunManifest run;
  private final SortedMap<String, Manifest> stages;
  private final RecordedCommand command;
  private final JsonFields summary;
  private final CrateFiles fileEntities;
  private final CrateSettings settings = new CrateSettings();
  private final RoCrate.RoCrateBuilder builder;
  private final List<String> actions = new ArrayList<>();
  private int files;

  private CrateAssembly(StoreReader store, Map<String, String> descriptions) {
    this.run = store.completeRun();
    this.stages = store.manifests(run);
    this.command = RecordedCommand.read(store);
    String name = store.resolve(SUMMARY).toString();
    this.summary = new JsonFields(name, CanonicalJson.read(name, store.read("", SUMMARY)));
    this.fileEntities = new CrateFiles(store, descriptions);
    String families = names(summary.object("families"));
    this.builder =
        new RoCrate.RoCrateBuilder(
            "A run of malfl, families " + families,
            "What learners did while they learned (MA-SPI), the rewards that an observer recovered"
                + " from it (MA-LfL), and how near these are to the true rewards, for the families "
                + families
                + ". The run's manifest.json names size and SHA-256 of every other manifest and"
                + " result; 'malfl audit' checks them.");
    addFile(Manifest.FILE_NAME, store.fingerprint(Manifest.FILE_NAME));
    run.stages().forEach(this::addFile);
    run.results().forEach(this::addFile);
  }

  /** The crate. */
  static RunCrate of(StoreReader store, List<String> sources, Map<String, String> descriptions) {
    CrateAssembly crate = new CrateAssembly(store, descriptions);
    crate.addRunAction(sources);
    crate.stages.values().forEach(crate::addStageAction);
    crate.addSources();
    return new RunCrate(crate.bytes(), crate.files, crate.actions.size());
  }

  private void addSources() {
    CrateSources.entities(command.version()).forEach(builder::addContextualEntity);
    settings.entities().forEach(builder::addContextualEntity);
    builder.addContextualEntity(CrateFiles.arrayFormat());
    builder.addContextualEntity(
        entity(PROFILE, "CreativeWork")
            .addProperty("name", "Process Run Crate")
            .addProperty("version", "0.5")
            .build());
    ContextualEntity licence = CrateSources.licence();
    builder.addContextualEntity(licence).setLicense(licence);
  }

  private byte[] bytes() {
    // The context of the profile would be fetched from the network.
    RoCrate crate = builder.addValuePairToContext(SHA256, SHA256_TERM).build();
    RootDataEntity root = crate.getRootDataEntity();
    root.addIdProperty("conformsTo", PROFILE);
    root.addProperty("datePublished", command.finished().toString());
    root.addIdProperty("citation", CrateSources.PAPER);
    root.addIdListProperties("mentions", actions);
    return CanonicalCrate.bytes(crate.getJsonMetadata().getBytes(UTF_8));
  }

  private static String names(JsonFields object) {
    return object.names().stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
  }

  private static ContextualEntity.ContextualEntityBuilder entity(String id, String type) {
    return new ContextualEntity.ContextualEntityBuilder().setId(id).addType(type);
  }

  private void addFile(String path, Manifest.FileEntry file) {
    files++;
    builder.addDataEntity(fileEntities.entity(path, file));
  }

  /** The command, which collected the results of all stages. */
  private void addRunAction(List<String> sources) {
    Set<String> objects = new LinkedHashSet<>(sources);
    objects.addAll(settings.addRun(summary.value("settings")));
    Set<String> results = new LinkedHashSet<>(run.results().keySet());
    results.add(Manifest.FILE_NAME);
    ContextualEntity.ContextualEntityBuilder action =
        action("#run", CrateSources.MALFL, objects, results)
            .addProperty("name", "Run of malfl")
            .addProperty(
                "description",
                "The last command in this folder. It ran the stages, or reused those that were there"
                    + " already, and collected their results.")
            .addProperty("startTime", command.started().toString())
            .addProperty("endTime", command.finished().toString());
    builder.addContextualEntity(action.build());
  }

  private void addStageAction(Manifest stage) {
    Manifest.Origin origin = stage.origin();
    String folder = origin.stage() + "/";
    Set<String> results = new LinkedHashSet<>();
    stage
        .files()
        .forEach(
            (name, file) -> {
              addFile(folder + name, file);
              results.add(folder + name);
            });
    results.add(folder + Manifest.FILE_NAME);
    Set<String> objects = new LinkedHashSet<>();
    origin.inputs().forEach(input -> objects.add(input.stage() + "/" + input.file()));
    objects.addAll(settings.addStage(origin.parameters()));
    String inputs =
        origin.inputs().stream()
            .map(input -> input.role() + " = " + input.stage() + "/" + input.file())
            .collect(Collectors.joining(", "));
    ContextualEntity.ContextualEntityBuilder action =
        action("#stage/" + origin.stage(), algorithm(origin), objects, results)
            .addProperty("name", origin.stage())
            .addProperty(
                "description",
                origin.algorithm()
                    + ", version "
                    + origin.version()
                    + (inputs.isEmpty() ? "" : ", of " + inputs)
                    + ", with "
                    + CanonicalJson.line(origin.parameters()))
            .addProperty("identifier", origin.key());
    builder.addContextualEntity(action.build());
  }

  private ContextualEntity.ContextualEntityBuilder action(
      String id, String instrument, Iterable<String> objects, Iterable<String> results) {
    actions.add(id);
    ContextualEntity.ContextualEntityBuilder action =
        entity(id, "CreateAction").addIdProperty("instrument", instrument);
    objects.forEach(object -> action.addIdProperty("object", object));
    results.forEach(result -> action.addIdProperty("result", result));
    return action;
  }

  /**
   * What runs in a stage. It is the instrument and not malfl, whose version is that of the last
   * command only: a stage that was reused may be of another version, its algorithm is not.
   */
  private String algorithm(Manifest.Origin origin) {
    String id = "#algorithm/" + origin.algorithm() + "/" + origin.version();
    builder.addContextualEntity(
        entity(id, "SoftwareApplication")
            .addProperty("name", origin.algorithm())
            .addProperty("softwareVersion", Integer.toString(origin.version()))
            .addIdProperty("isPartOf", CrateSources.MALFL)
            .build());
    return id;
  }
}
