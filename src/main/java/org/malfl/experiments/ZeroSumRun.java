package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Manifest;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.experiments.ZeroSumLearnerStage.Method;
import org.malfl.io.CsvTable;
import org.malfl.io.JsonFields;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.StageGraph;
import org.malfl.plots.FigureFormat;

/**
 * Adversarial imitation and cloning of an expert of the zero-sum game whose every deviation leads
 * where the expert never is.
 */
public final class ZeroSumRun implements Experiment {
  /** Name of the experiment in a summary. */
  static final String NAME = "zero-sum";

  /** A row per learner and logged point. */
  public static final String CURVES = "exploitability.csv";

  /** A row per learner, player and state. */
  public static final String POLICIES = "final_policies.csv";

  /** What is in the results, by their name. */
  static final SortedMap<String, Description> RESULTS =
      new TreeMap<>(
          Map.of(
              CURVES,
              new Description(
                  "exact exploitability and distance of occupancies of learners while they learn",
                  List.of()),
              POLICIES,
              new Description("the learners' last policies, by state", List.of())));

  private final ZeroSumSettings settings;
  private final StageGraph graph = new StageGraph();
  private final ZeroSumScoresStage scores;

  /** A run. */
  public ZeroSumRun(ZeroSumSettings settings, ImitationPlots plots) {
    this.settings = settings;
    ZeroSumExpertStage expert = graph.add(new ZeroSumExpertStage(settings));
    List<ZeroSumLearnerStage> learners = new ArrayList<>();
    for (long seed : settings.magailSeeds()) {
      learners.add(graph.add(new ZeroSumLearnerStage(Method.MAGAIL, seed, expert, settings)));
    }
    for (long seed : settings.bcSeeds()) {
      learners.add(graph.add(new ZeroSumLearnerStage(Method.BC, seed, expert, settings)));
    }
    this.scores = graph.add(new ZeroSumScoresStage(learners, settings));
    if (plots.draw()) {
      graph.add(
          new PictureStage(
              ImitationPlots.FOLDER,
              List.of(
                  new ZeroSumCurvesPicture(scores, settings, plots.tag()),
                  new ZeroSumPoliciesPicture(scores, settings, plots.tag())),
              plots.formats(),
              1));
    }
  }

  /** A run as nobody configured it. */
  static ZeroSumRun registered() {
    return new ZeroSumRun(
        ZeroSumSettings.read(
            new ConfigNode.Mapping("registered", new LinkedHashMap<>()), new ConfigProblems()),
        new ImitationPlots(true, List.of(FigureFormat.values()), "new"));
  }

  /** The run that left a store. */
  static ZeroSumRun recorded(JsonFields summary, String name, Map<String, Manifest> stages) {
    return new ZeroSumRun(
        ImitationSummary.settings(summary, name, ZeroSumSettings::read),
        ImitationPlots.recorded(stages));
  }

  @Override
  public StageGraph graph() {
    return graph;
  }

  /** What can be won from learners: the file {@link #CURVES}. */
  public CsvTable curves(ArtifactReader reader) {
    return reader.read(scores.curves());
  }

  /** The learners' last policies: the file {@link #POLICIES}. */
  public CsvTable policies(ArtifactReader reader) {
    return reader.read(scores.policies());
  }

  @Override
  public SortedMap<String, byte[]> results(ArtifactReader reader, Collection<Manifest> manifests) {
    SortedMap<String, byte[]> results = new TreeMap<>();
    results.put(CURVES, curves(reader).bytes());
    results.put(POLICIES, policies(reader).bytes());
    results.put(
        Reproduction.SUMMARY,
        ImitationSummary.of(
            NAME, List.of("expert", "magail", "bc", "scores"), settings.tree(), manifests));
    return results;
  }

  @Override
  public List<String> resultSources() {
    return List.of(scores.curves().path(), scores.policies().path());
  }
}
