package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.malfl.artifacts.Manifest;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageGraph;

/**
 * Which learners a run's datasets come from: a stage per reward family beside those of the run,
 * which stand as they are.
 */
public final class Identification {
  private final StageGraph graph = new StageGraph();
  private final List<IdentificationStage> stages = new ArrayList<>();

  /**
   * The stages of some families.
   *
   * @param settings of the run, which keeps its datasets
   * @param families names of reward families
   */
  public Identification(ReproduceSettings settings, List<String> families) {
    for (String name : families) {
      Family family = Family.of(name, settings);
      stages.add(graph.add(new IdentificationStage(family, Learners.add(graph, family).stages())));
    }
  }

  /**
   * The identifications that stand beside a run.
   *
   * @param experiment that the run is of; only the main job keeps what is needed
   * @param there paths of all stages in the folder
   */
  public static Optional<Identification> beside(Experiment experiment, Set<String> there) {
    if (!(experiment instanceof Reproduction run) || !run.settings().logging().saveDatasets()) {
      return Optional.empty();
    }
    List<String> families =
        run.settings().environment().selectedFamilies().stream()
            .filter(name -> there.contains(IdentificationStage.path(name)))
            .toList();
    return families.isEmpty()
        ? Optional.empty()
        : Optional.of(new Identification(run.settings(), families));
  }

  /** The stages of a run, then those of the identifications {@link #beside} it. */
  public static List<Stage> stagesWith(Experiment experiment, Set<String> there) {
    List<Stage> stages = new ArrayList<>(experiment.graph().stages());
    beside(experiment, there).ifPresent(identification -> stages.addAll(identification.stages()));
    return stages;
  }

  /** Whether a stage identifies learners, or stands where one does that. */
  public static boolean isStage(Manifest manifest) {
    Manifest.Origin origin = manifest.origin();
    return origin.algorithm().equals(IdentificationStage.ALGORITHM)
        || origin.stage().endsWith(IdentificationStage.path(""));
  }

  /** The graph: the stages of the run that are read, and those of the identification. */
  public StageGraph graph() {
    return graph;
  }

  /** The stages of the identification alone. */
  List<Stage> stages() {
    return List.copyOf(stages);
  }

  /** How many stages the run must have. */
  public int stagesOfRun() {
    return graph.stages().size() - stages.size();
  }

  /** What was found, family by family. */
  public List<IdentificationReport> reports(ArtifactReader reader) {
    return stages.stream().map(stage -> stage.report(reader)).toList();
  }
}
