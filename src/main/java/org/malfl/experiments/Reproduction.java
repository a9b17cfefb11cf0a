package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Manifest;
import org.malfl.io.CanonicalJson;
import org.malfl.io.CsvTable;
import org.malfl.io.JsonFields;
import org.malfl.metrics.IntervalScore;
import org.malfl.metrics.RewardScore;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.StageGraph;

/**
 * The main job: per reward family, learners leave datasets, the observer recovers rewards from
 * them, and what it recovered is scored against every family's true rewards.
 */
public final class Reproduction implements Experiment {
  private static final String CROSS = "cross_correlation";

  /** Scores of the main estimator against the rewards of all families. */
  public static final String CROSS_CORRELATION = CROSS + ".csv";

  /** Settings, scores, observations and keys of stages. */
  public static final String SUMMARY = "summary.json";

  private static final String TABLE = "table1.csv";
  private static final String PICTURES = "plots";

  /** What is in the results, by their name. */
  static final SortedMap<String, Description> RESULTS = describedResults();

  private static SortedMap<String, Description> describedResults() {
    SortedMap<String, Description> results = new TreeMap<>();
    results.put(
        SUMMARY, new Description("settings, scores, observations and keys of stages", List.of()));
    results.put(
        TABLE, new Description("scores of the main estimator, by family and agent", List.of()));
    results.put(
        CROSS_CORRELATION,
        new Description(
            "recovered rewards of the families that ran against all true ones, main estimator",
            List.of()));
    for (String estimator : Estimators.names()) {
      results.put(
          crossCorrelationOf(estimator),
          new Description(
              "recovered rewards of the families that ran against all true ones, estimator '"
                  + estimator
                  + "'",
              List.of()));
    }
    return Collections.unmodifiableSortedMap(results);
  }

  /** Name of the result that holds all scores of an estimator's rewards. */
  public static String crossCorrelationOf(String estimator) {
    return CROSS + "_" + estimator + ".csv";
  }

  private final ReproduceSettings settings;
  private final StageGraph graph = new StageGraph();
  private final List<FamilyStages> families = new ArrayList<>();

  /** The stages of a family whose artifacts the results are made from. */
  private record FamilyStages(
      Family family,
      ObservationStage observations,
      List<EvaluationStage> evaluations,
      List<Use> uses) {}

  /** What the rewards of an estimator are good for. */
  record Use(PredictionStage prediction, ReturnsStage returns) {}

  /** The experiment of some settings. */
  public Reproduction(ReproduceSettings settings) {
    this.settings = settings;
    for (String name : settings.environment().selectedFamilies()) {
      families.add(add(Family.of(name, settings)));
    }
    List<Picture> pictures = new ArrayList<>();
    for (int k = 0; k < settings.malfl().recovery().size(); k++) {
      int index = k;
      List<EvaluationStage> evaluations =
          families.stream().map(family -> family.evaluations().get(index)).toList();
      String suffix = k == 0 ? "" : "_" + settings.malfl().recovery().get(k).name();
      pictures.addAll(Pictures.ofFamilies(settings, CROSS + suffix, evaluations));
    }
    addPictures(PICTURES, pictures);
  }

  private void addPictures(String path, List<Picture> pictures) {
    if (settings.plots().draw() && !pictures.isEmpty()) {
      graph.add(
          new PictureStage(
              path, pictures, settings.plots().formats(), settings.environment().numJointStates()));
    }
  }

  private FamilyStages add(Family family) {
    int stages = settings.maspi().iterations();
    SortedMap<String, Observed> observers = new TreeMap<>();
    List<EvaluationStage> evaluations = new ArrayList<>();
    List<Use> uses = new ArrayList<>();

    Learners learning = Learners.add(graph, family);
    List<SoftPolicyIterationStage> learners = learning.stages();
    FinalPolicyStage finalPolicy = graph.add(new FinalPolicyStage(family, learning.last()));
    for (Recovery recovery : settings.malfl().recovery()) {
      PolicyEstimationMethod method = recovery.policyEstimation(settings);
      observers.computeIfAbsent(
          method.name(), name -> new Observed(family, graph, learners, method));
    }
    ObservationStage observations =
        graph.add(
            new ObservationStage(
                family,
                learners,
                finalPolicy,
                observers.values().stream().map(Observed::policies).toList()));
    addPictures(
        family.path(PICTURES + "/learners"),
        Pictures.ofLearners(family, learning, finalPolicy, observations));
    for (Recovery recovery : settings.malfl().recovery()) {
      Observed observed = observers.get(recovery.policyEstimation(settings).name());
      SortedMap<Integer, List<Recovery.RecoveryStage>> byPairs = new TreeMap<>();
      for (int pairs = settings.malfl().trend() ? 1 : stages - 1; pairs < stages; pairs++) {
        List<Recovery.RecoveryStage> agents = new ArrayList<>();
        for (int agent = 0; agent < family.game().numAgents(); agent++) {
          agents.add(graph.add(recovery.stage(observed, agent, pairs)));
        }
        byPairs.put(pairs, agents);
      }
      EvaluationStage evaluation = graph.add(new EvaluationStage(family, recovery, byPairs));
      evaluations.add(evaluation);
      addPictures(
          family.path(PICTURES + "/" + recovery.name()), Pictures.ofRecovery(family, evaluation));
      if (family.isSolvable()) {
        uses.add(addUse(observed, recovery, byPairs, learners.get(stages - 1)));
      }
    }
    addPictures(family.path(PICTURES + "/comparison"), Pictures.ofUses(family, uses));
    return new FamilyStages(family, observations, evaluations, uses);
  }

  private Use addUse(
      Observed observed,
      Recovery recovery,
      SortedMap<Integer, List<Recovery.RecoveryStage>> byPairs,
      SoftPolicyIterationStage lastLearner) {
    int all = byPairs.lastKey();
    List<LeftOutStage> leftOut = new ArrayList<>();
    for (Recovery.RecoveryStage agent : byPairs.get(all)) {
      agent
          .leftOut()
          .filter(stage -> !stage.datasets().isEmpty())
          .ifPresent(stage -> leftOut.add(graph.add(stage)));
    }
    return new Use(
        graph.add(new PredictionStage(observed, recovery, byPairs.headMap(all), leftOut)),
        graph.add(new ReturnsStage(observed, recovery, lastLearner, byPairs.get(all))));
  }

  /** The settings of the experiment. */
  public ReproduceSettings settings() {
    return settings;
  }

  @Override
  public StageGraph graph() {
    return graph;
  }

  /**
   * Collects the results of a run and publishes them at the root of the store.
   *
   * @param reader reads the artifacts of the run
   * @param manifests of all stages, in graph order
   */
  public ReproductionReport publish(
      ArtifactStore store, ArtifactReader reader, List<Manifest> manifests) {
    ReproductionReport report = report(reader);
    SortedMap<String, byte[]> results = results(report, reader, manifests);
    // The rewards of families that do not run are in no input of the picture.
    if (!settings.plots().draw() && store.exists(PICTURES)) {
      results.keySet().stream()
          .filter(name -> name.startsWith(CROSS) && store.differs(name, results.get(name)))
          .findFirst()
          .ifPresent(name -> store.supersede(PICTURES, name + " changed"));
    }
    store.publish(results, manifests);
    return report;
  }

  @Override
  public SortedMap<String, byte[]> results(ArtifactReader reader, Collection<Manifest> manifests) {
    return results(report(reader), reader, manifests);
  }

  private SortedMap<String, byte[]> results(
      ReproductionReport report, ArtifactReader reader, Collection<Manifest> manifests) {
    SortedMap<String, byte[]> results = new TreeMap<>();
    results.put(SUMMARY, CanonicalJson.write(summary(reader, manifests)));
    results.put(TABLE, table1(report).bytes());
    results.put(CROSS_CORRELATION, crossCorrelation(report, report.mainEstimator()).bytes());
    for (Recovery recovery : settings.malfl().recovery()) {
      results.put(
          crossCorrelationOf(recovery.name()), crossCorrelation(report, recovery.name()).bytes());
    }
    return results;
  }

  @Override
  public List<String> resultSources() {
    List<String> sources = new ArrayList<>();
    for (FamilyStages stages : families) {
      sources.add(stages.observations().summary().path());
      stages.evaluations().forEach(evaluation -> sources.addAll(evaluation.resultSources()));
      for (Use use : stages.uses()) {
        sources.add(use.prediction().summary().path());
        sources.add(use.returns().summary().path());
      }
    }
    return sources;
  }

  private ReproductionReport report(ArtifactReader reader) {
    Map<String, List<double[]>> truth = new LinkedHashMap<>();
    for (String name : settings.environment().familyNames()) {
      truth.put(name, settings.environment().game(name).rewards());
    }
    List<ReproductionReport.FamilyScores> scores = new ArrayList<>();
    List<ReproductionReport.CrossScore> cross = new ArrayList<>();
    for (FamilyStages stages : families) {
      String family = stages.family().name();
      for (EvaluationStage evaluation : stages.evaluations()) {
        String estimator = evaluation.recovery().name();
        List<boolean[]> scored = evaluation.readScored(reader);
        List<double[]> recovered = evaluation.readRewards(reader, evaluation.mainReadout());
        Map<String, List<RewardScore>> byReadout = new LinkedHashMap<>();
        for (String readout : evaluation.recovery().readouts()) {
          byReadout.put(
              readout, scores(evaluation.readRewards(reader, readout), truth.get(family), scored));
        }
        scores.add(
            new ReproductionReport.FamilyScores(
                family,
                estimator,
                evaluation.recovery().hasTrueUnits(),
                byReadout,
                evaluation
                    .readDeviations(reader)
                    .map(deviations -> intervals(recovered, deviations, truth.get(family), scored)),
                scored.stream().map(mask -> new ReproductionReport.States(mask)).toList()));
        truth.forEach(
            (target, rewards) -> {
              List<RewardScore> agents = scores(recovered, rewards, scored);
              for (int agent = 0; agent < agents.size(); agent++) {
                cross.add(
                    new ReproductionReport.CrossScore(
                        estimator, family, target, agent, agents.get(agent)));
              }
            });
      }
    }
    return new ReproductionReport(
        scores, uses(reader), cross, sameRewards(truth), leastCoverage(reader));
  }

  private List<ReproductionReport.Use> uses(ArtifactReader reader) {
    List<ReproductionReport.Use> uses = new ArrayList<>();
    for (FamilyStages stages : families) {
      for (Use use : stages.uses()) {
        List<JsonFields> predictions = agents(reader, use.prediction().summary());
        List<JsonFields> returns = agents(reader, use.returns().summary());
        for (int agent = 0; agent < predictions.size(); agent++) {
          uses.add(
              new ReproductionReport.Use(
                  stages.family().name(),
                  use.prediction().recovery().name(),
                  agent,
                  ScoreJson.read(predictions.get(agent), PredictionStage.RECOVERED),
                  ScoreJson.read(predictions.get(agent), PredictionStage.BEST_GUESS),
                  ScoreJson.read(returns.get(agent), ReturnsStage.SHARE)));
        }
      }
    }
    return uses;
  }

  private static List<JsonFields> agents(ArtifactReader reader, Handle<Object> summary) {
    return new JsonFields(summary.path(), reader.read(summary))
        .list("agents").stream().map(agent -> new JsonFields(summary.path(), agent)).toList();
  }

  private static List<RewardScore> scores(
      List<double[]> recovered, List<double[]> truth, List<boolean[]> scored) {
    List<RewardScore> scores = new ArrayList<>();
    for (int agent = 0; agent < recovered.size(); agent++) {
      scores.add(RewardScore.of(recovered.get(agent), truth.get(agent), scored.get(agent)));
    }
    return scores;
  }

  private static List<IntervalScore> intervals(
      List<double[]> recovered,
      List<double[]> deviations,
      List<double[]> truth,
      List<boolean[]> scored) {
    List<IntervalScore> intervals = new ArrayList<>();
    for (int agent = 0; agent < recovered.size(); agent++) {
      intervals.add(
          IntervalScore.of(
              recovered.get(agent), deviations.get(agent), truth.get(agent), scored.get(agent)));
    }
    return intervals;
  }

  /**
   * Pairs of families with the same true reward for an agent, which no correlation can tell apart.
   */
  private static List<ReproductionReport.SameReward> sameRewards(
      Map<String, List<double[]>> truth) {
    List<ReproductionReport.SameReward> same = new ArrayList<>();
    List<String> names = List.copyOf(truth.keySet());
    for (int first = 0; first < names.size(); first++) {
      for (int second = first + 1; second < names.size(); second++) {
        List<double[]> one = truth.get(names.get(first));
        List<double[]> other = truth.get(names.get(second));
        for (int agent = 0; agent < one.size(); agent++) {
          if (Arrays.equals(one.get(agent), other.get(agent))) {
            same.add(new ReproductionReport.SameReward(names.get(first), names.get(second), agent));
          }
        }
      }
    }
    return same;
  }

  /** By family and agent, the least share of (s, a_i) seen in a stage. */
  private Map<String, List<Double>> leastCoverage(ArtifactReader reader) {
    Map<String, List<Double>> least = new LinkedHashMap<>();
    for (FamilyStages stages : families) {
      List<Double> agents =
          new ArrayList<>(Collections.nCopies(stages.family().game().numAgents(), 1.0));
      JsonFields summary =
          new JsonFields("observations.json", reader.read(stages.observations().summary()));
      for (Object element : summary.list("coverage")) {
        JsonFields row = new JsonFields("coverage", element);
        double share = ((Number) row.value("state_action_share")).doubleValue();
        int agent = (int) row.whole("agent");
        agents.set(agent, Math.min(agents.get(agent), share));
      }
      least.put(stages.family().name(), agents);
    }
    return least;
  }

  private Map<String, Object> summary(ArtifactReader reader, Collection<Manifest> manifests) {
    Map<String, Object> byFamily = new TreeMap<>();
    for (FamilyStages stages : families) {
      String family = stages.family().name();
      Map<String, Object> estimators = new TreeMap<>();
      for (EvaluationStage evaluation : stages.evaluations()) {
        Map<String, Object> byReadout = new TreeMap<>();
        for (String readout : evaluation.recovery().readouts()) {
          byReadout.put(readout, reader.read(evaluation.metricsOf(readout)));
        }
        estimators.put(evaluation.recovery().name(), byReadout);
      }
      Map<String, Object> keys = new TreeMap<>();
      for (Manifest manifest : manifests) {
        String stage = manifest.origin().stage();
        if (stage.startsWith(family + "/") && !stage.startsWith(family + "/" + PICTURES + "/")) {
          keys.put(stage, manifest.origin().key());
        }
      }
      Map<String, Object> predictions = new TreeMap<>();
      Map<String, Object> returns = new TreeMap<>();
      for (Use use : stages.uses()) {
        String estimator = use.prediction().recovery().name();
        predictions.put(estimator, reader.read(use.prediction().summary()));
        returns.put(estimator, reader.read(use.returns().summary()));
      }
      byFamily.put(
          family,
          Map.of(
              "estimators",
              estimators,
              "predictions",
              predictions,
              "returns",
              returns,
              "observations",
              reader.read(stages.observations().summary()),
              "stage_keys",
              keys));
    }
    return Map.of(
        "families",
        byFamily,
        // JSON objects have no order, the tables have this one.
        "family_order",
        settings.environment().familyNames(),
        "settings",
        settings.tree());
  }

  private static CsvTable crossCorrelation(ReproductionReport report, String estimator) {
    CsvTable table =
        new CsvTable("predicted_family", "target_family", "agent_id", "pearson", "spearman");
    for (ReproductionReport.CrossScore cross : report.crossOf(estimator)) {
      table.add(
          cross.predicted(),
          cross.target(),
          cross.agent(),
          cross.score().pearson().value(),
          cross.score().spearman().value());
    }
    return table;
  }

  private static CsvTable table1(ReproductionReport report) {
    CsvTable table = new CsvTable("family", "agent", "pearson", "spearman");
    for (ReproductionReport.FamilyScores family : report.mainScores()) {
      List<RewardScore> agents = family.mainReadout();
      for (int agent = 0; agent < agents.size(); agent++) {
        table.add(
            family.family(),
            agent,
            agents.get(agent).pearson().value(),
            agents.get(agent).spearman().value());
      }
    }
    return table;
  }
}
