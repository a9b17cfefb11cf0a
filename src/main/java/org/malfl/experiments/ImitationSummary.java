package org.malfl.experiments;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.malfl.artifacts.Manifest;
import org.malfl.config.ConfigException;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;

/** What {@code summary.json} of a study of imitation holds: which one, its settings, its stages. */
final class ImitationSummary {
  /** What a run needs beside its stages: results at the root and the folders above stages. */
  static final long BYTES = 40_000;

  private ImitationSummary() {}

  /**
   * The summary.
   *
   * @param experiment its name
   * @param groups parts of stages' paths; each has the keys of its stages
   * @param settings as JSON values
   */
  static byte[] of(
      String experiment, List<String> groups, Object settings, Collection<Manifest> manifests) {
    Map<String, Object> keys = new TreeMap<>();
    for (String group : groups) {
      Map<String, Object> ofGroup = new TreeMap<>();
      for (Manifest manifest : manifests) {
        String stage = manifest.origin().stage();
        if (Experiment.isSourceOfResults(manifest) && List.of(stage.split("/")).contains(group)) {
          ofGroup.put(stage, manifest.origin().key());
        }
      }
      keys.put(group, Map.of("stage_keys", ofGroup));
    }
    return CanonicalJson.write(
        Map.of(Experiment.NAME_IN_SUMMARY, experiment, "families", keys, "settings", settings));
  }

  /**
   * The settings in a summary.
   *
   * @param name of the file, for messages
   * @throws ArtifactException if they are not valid
   */
  static <S> S settings(
      JsonFields summary, String name, BiFunction<ConfigNode.Mapping, ConfigProblems, S> reading) {
    ConfigProblems problems = new ConfigProblems();
    try {
      return reading.apply(
          YamlFile.read(name, CanonicalJson.write(summary.value("settings")), problems), problems);
    } catch (ConfigException invalid) {
      throw new ArtifactException(
          name + ": settings: " + String.join("; ", invalid.problems()), invalid);
    }
  }
}
