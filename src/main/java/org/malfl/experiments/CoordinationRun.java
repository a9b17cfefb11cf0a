package org.malfl.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Manifest;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.imitation.CoordinationExpert;
import org.malfl.io.CsvTable;
import org.malfl.io.JsonFields;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.StageGraph;
import org.malfl.plots.FigureFormat;

/**
 * What adversarial imitation makes of experts of the coordination game: for every expert its data,
 * learners for each entropy bonus and seed, their scores, and pictures.
 */
public final class CoordinationRun implements Experiment {
  /** Name of the experiment in a summary. */
  static final String NAME = "coordination";

  /** A row per expert, entropy bonus and seed. */
  public static final String RUNS = "coordination.csv";

  /** A row per expert and entropy bonus. */
  public static final String SEEDS = "coordination_seeds.csv";

  /** What is in the results, by their name. */
  static final SortedMap<String, Description> RESULTS =
      new TreeMap<>(
          Map.of(
              RUNS,
              new Description("what became of each pair of learners, exact and sampled", List.of()),
              SEEDS,
              new Description(
                  "the same over seeds, with the floor of independent policies", List.of())));

  private final CoordinationSettings settings;
  private final StageGraph graph = new StageGraph();
  private final List<CoordinationScoresStage> scores = new ArrayList<>();

  /** A run. */
  public CoordinationRun(CoordinationSettings settings, ImitationPlots plots) {
    this.settings = settings;
    for (CoordinationExpert type : settings.expertType()) {
      CoordinationExpertStage expert = graph.add(new CoordinationExpertStage(type, settings));
      List<CoordinationTrainingStage> learners = new ArrayList<>();
      for (double beta : settings.betas()) {
        for (long seed : settings.seeds()) {
          learners.add(graph.add(new CoordinationTrainingStage(expert, beta, seed, settings)));
        }
      }
      CoordinationScoresStage ofExpert =
          graph.add(new CoordinationScoresStage(expert, learners, settings));
      scores.add(ofExpert);
      if (plots.draw()) {
        graph.add(
            new PictureStage(
                ImitationPlots.FOLDER + "/" + type.label(),
                CoordinationPictures.of(ofExpert, settings, plots.tag()),
                plots.formats(),
                settings.signal()));
      }
    }
  }

  /** A run with every expert. */
  static CoordinationRun registered() {
    ConfigProblems problems = new ConfigProblems();
    String experts =
        Arrays.stream(CoordinationExpert.values())
            .map(CoordinationExpert::label)
            .collect(Collectors.joining(", "));
    return new CoordinationRun(
        CoordinationSettings.read(
            YamlFile.read(
                "registered", ("expert_type: [" + experts + "]").getBytes(UTF_8), problems),
            problems),
        new ImitationPlots(true, List.of(FigureFormat.values()), "new"));
  }

  /** The run that left a store. */
  static CoordinationRun recorded(JsonFields summary, String name, Map<String, Manifest> stages) {
    return new CoordinationRun(
        ImitationSummary.settings(summary, name, CoordinationSettings::read),
        ImitationPlots.recorded(stages));
  }

  @Override
  public StageGraph graph() {
    return graph;
  }

  /** How the learners of all experts do, over seeds. */
  public CsvTable seeds(ArtifactReader reader) {
    return joined(
        reader,
        scores.stream().map(CoordinationScoresStage::seeds).toList(),
        CoordinationScoresStage.SEED_COLUMNS);
  }

  private CsvTable joined(ArtifactReader reader, List<Handle<CsvTable>> parts, String[] columns) {
    CsvTable all = new CsvTable(columns);
    parts.forEach(part -> all.addAll(reader.read(part)));
    return all;
  }

  @Override
  public SortedMap<String, byte[]> results(ArtifactReader reader, Collection<Manifest> manifests) {
    SortedMap<String, byte[]> results = new TreeMap<>();
    results.put(
        RUNS,
        joined(
                reader,
                scores.stream().map(CoordinationScoresStage::runs).toList(),
                CoordinationScoresStage.RUN_COLUMNS)
            .bytes());
    results.put(SEEDS, seeds(reader).bytes());
    results.put(
        Reproduction.SUMMARY,
        ImitationSummary.of(
            NAME,
            settings.expertType().stream().map(CoordinationExpert::label).toList(),
            settings.tree(),
            manifests));
    return results;
  }

  @Override
  public List<String> resultSources() {
    List<String> sources = new ArrayList<>();
    for (CoordinationScoresStage stage : scores) {
      sources.add(stage.runs().path());
      sources.add(stage.seeds().path());
    }
    return sources;
  }
}
