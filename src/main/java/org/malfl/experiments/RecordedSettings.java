package org.malfl.experiments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.config.ConfigException;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;

/**
 * The settings of a run as it recorded them: all that numbers depend on in {@code summary.json},
 * and what pictures depend on in the manifests of their stages.
 */
final class RecordedSettings {
  private static final String FAMILIES = "environment.families";

  private RecordedSettings() {}

  /**
   * Reads the settings.
   *
   * @param stages manifests by the path of their stage
   * @throws ArtifactException if they are no valid settings
   */
  static ReproduceSettings read(StoreReader store, Map<String, Manifest> stages) {
    Path file = store.resolve(Reproduction.SUMMARY);
    String name = file.toString();
    JsonFields summary =
        new JsonFields(name, CanonicalJson.read(name, store.read("", Reproduction.SUMMARY)));
    ConfigProblems problems = new ConfigProblems();
    try {
      ConfigNode.Mapping configuration =
          YamlFile.read(name, CanonicalJson.write(summary.value("settings")), problems);
      order(configuration, summary.list("family_order"));
      pictures(configuration, stages);
      return ReproduceSettings.recorded(configuration, problems);
    } catch (ConfigException invalid) {
      throw new ArtifactException(
          name + ": settings: " + String.join("; ", invalid.problems()), invalid);
    }
  }

  /** Puts families into the order in which they were configured. */
  private static void order(ConfigNode.Mapping configuration, List<?> names) {
    if (configuration.get("environment") instanceof ConfigNode.Mapping environment
        && environment.get("families") instanceof ConfigNode.Mapping families) {
      LinkedHashMap<String, ConfigNode.Member> ordered = new LinkedHashMap<>();
      for (Object name : names) {
        if (name instanceof String family && families.get(family) != null) {
          ordered.put(family, families.members().get(family));
        }
      }
      configuration.set(FAMILIES, new ConfigNode.Mapping(families.origin(), ordered));
    }
  }

  private static void pictures(ConfigNode.Mapping configuration, Map<String, Manifest> stages) {
    List<Manifest> pictures =
        stages.values().stream()
            .filter(stage -> stage.origin().algorithm().equals(PictureStage.ALGORITHM))
            .toList();
    configuration.set(
        "plots.draw",
        new ConfigNode.Scalar("manifests", ConfigNode.Kind.TRUTH, "" + !pictures.isEmpty()));
    for (Manifest stage : pictures) {
      JsonFields parameters = new JsonFields(stage.origin().stage(), stage.origin().parameters());
      List<ConfigNode> formats = new ArrayList<>();
      for (Object format : parameters.list("formats")) {
        formats.add(ConfigNode.Scalar.of("manifests", ("" + format).toLowerCase(Locale.ROOT)));
      }
      configuration.set("plots.formats", new ConfigNode.Sequence("manifests", formats));
      opponentCell(parameters).ifPresent(cell -> configuration.set("plots.opponent_cell", cell));
    }
  }

  private static Optional<ConfigNode> opponentCell(JsonFields parameters) {
    JsonFields shown = parameters.object("pictures");
    for (Object name : shown.names()) {
      JsonFields picture = shown.object((String) name);
      if (picture.names().contains("opponent_cell")) {
        long cell = picture.whole("opponent_cell");
        long size = Math.max(1, picture.whole("grid_size"));
        return Optional.of(
            new ConfigNode.Sequence(
                "manifests",
                List.of(
                    ConfigNode.Scalar.of("manifests", "" + cell / size),
                    ConfigNode.Scalar.of("manifests", "" + cell % size))));
      }
    }
    return Optional.empty();
  }
}
