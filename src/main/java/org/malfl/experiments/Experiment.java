package org.malfl.experiments;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.StageGraph;

/** What a command runs in a folder: stages, and results that are collected from them. */
public interface Experiment {
  /** Member of the summary that names the experiment, where it is not the main job or a study. */
  String NAME_IN_SUMMARY = "experiment";

  /** The graph of all stages. */
  StageGraph graph();

  /**
   * The results at the root of a store, by name, as they follow from the artifacts of a run. {@link
   * Reproduction#SUMMARY} is one of them and holds all settings that numbers depend on.
   *
   * @param reader reads the artifacts of the run
   * @param manifests of all stages, in any order
   */
  SortedMap<String, byte[]> results(ArtifactReader reader, Collection<Manifest> manifests);

  /** Paths of the files that the results are collected from, below the root of a store. */
  List<String> resultSources();

  /**
   * The experiment that left a store, by the settings that it recorded.
   *
   * @param stages manifests by the path of their stage
   * @throws org.malfl.core.ArtifactException if they are no valid settings
   */
  static Experiment recorded(StoreReader store, Map<String, Manifest> stages) {
    String name = store.resolve(Reproduction.SUMMARY).toString();
    JsonFields summary =
        new JsonFields(name, CanonicalJson.read(name, store.read("", Reproduction.SUMMARY)));
    if (summary.names().contains(NAME_IN_SUMMARY)) {
      String experiment = summary.text(NAME_IN_SUMMARY);
      return switch (experiment) {
        case CoordinationRun.NAME -> CoordinationRun.recorded(summary, name, stages);
        case ZeroSumRun.NAME -> ZeroSumRun.recorded(summary, name, stages);
        default ->
            throw new ArtifactException(
                "%s: found unknown experiment '%s'; valid %s, %s"
                    .formatted(name, experiment, CoordinationRun.NAME, ZeroSumRun.NAME));
      };
    }
    ReproduceSettings settings = RecordedSettings.read(store, stages);
    return StudyRun.recorded(store, settings)
        .<Experiment>map(run -> run)
        .orElseGet(() -> new Reproduction(settings));
  }

  /** Whether a file at the root of a store is one of the results of some experiment. */
  static boolean isResult(String name) {
    return KnownFiles.ofResult(name).isPresent();
  }

  /** Whether results may be made from a stage, directly or not: pictures only show. */
  static boolean isSourceOfResults(Manifest stage) {
    return !stage.origin().algorithm().equals(PictureStage.ALGORITHM);
  }
}
