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
import org.malfl.artifacts.StoreReader;
import org.malfl.io.CanonicalJson;
import org.malfl.io.CsvTable;
import org.malfl.io.JsonFields;
import org.malfl.metrics.RewardScore;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.StageGraph;

/**
 * The main job: per reward family, learners leave datasets, the observer recovers rewards from
 * them, and what it recovered is scored against every family's true rewards.
 */
public final class Reproduction {
  private static final String CROSS_CORRELATION = "cross_correlation.csv";

  /** Settings, scores, observations and keys of stages. */
  public static final String SUMMARY = "summary.json";

  private static final String TABLE = "table1.csv";
  private static final String PICTURES = "plots";

  /** What is in the results, by their name. */
  static final Map<String, Description> RESULTS =
      Map.of(
          SUMMARY, new Description("settings, scores, observations and keys of stages", List.of()),
          CROSS_CORRELATION,
              new Description(
                  "recovered rewards of the families that ran against all true ones", List.of()),
          TABLE, new Description("scores of the main estimator, by family and agent", List.of()));

  private final ReproduceSettings settings;
  private final StageGraph graph = new StageGraph();
  private final List<FamilyStages> families = new ArrayList<>();

  /** The stages of a family whose artifacts the results are made from. */
  private record FamilyStages(
      Family family, ObservationStage observations, List<EvaluationStage> evaluations) {
    /** Of the estimator that is named first. */
    EvaluationStage mainEvaluation() {
      return evaluations.get(0);
    }
  }

  /** The experiment of some settings. */
  public Reproduction(ReproduceSettings settings) {
    this.settings = settings;
    for (String name : settings.environment().selectedFamilies()) {
      families.add(add(Family.of(name, settings)));
    }
    List<EvaluationStage> main = families.stream().map(FamilyStages::mainEvaluation).toList();
    addPictures(PICTURES, Pictures.ofFamilies(settings, main));
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
    List<SoftPolicyIterationStage> learners = new ArrayList<>();
    List<PolicyEstimationStage> policies = new ArrayList<>();
    List<TargetStage> targets = new ArrayList<>();
    List<EvaluationStage> evaluations = new ArrayList<>();

    for (int h = 0; h < stages; h++) {
      SoftPolicyIterationStage previous = h == 0 ? null : learners.get(h - 1);
      learners.add(graph.add(new SoftPolicyIterationStage(family, h, previous)));
    }
    FinalPolicyStage finalPolicy =
        graph.add(new FinalPolicyStage(family, learners.get(stages - 1)));
    for (int h = 0; h < stages; h++) {
      policies.add(graph.add(new PolicyEstimationStage(family, h, learners.get(h))));
    }
    for (int h = 0; h + 1 < stages; h++) {
      targets.add(graph.add(new TargetStage(family, h, policies.get(h), policies.get(h + 1))));
    }
    ObservationStage observations =
        graph.add(new ObservationStage(family, learners, finalPolicy, policies));
    addPictures(
        family.path(PICTURES + "/learners"),
        Pictures.ofLearners(family, learners, finalPolicy, observations));
    Recovery.Observed observed = new Recovery.Observed(family, policies, targets);
    for (String name : settings.malfl().recovery()) {
      Recovery recovery = Recovery.of(name);
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
    }
    return new FamilyStages(family, observations, evaluations);
  }

  /** The experiment that left a store, by the settings that it recorded. */
  public static Reproduction recorded(StoreReader store, Map<String, Manifest> stages) {
    return new Reproduction(RecordedSettings.read(store, stages));
  }

  /** Whether a file at the root of a store is one of the results. */
  public static boolean isResult(String name) {
    return RESULTS.containsKey(name);
  }

  /** Whether the results may be made from a stage, directly or not: pictures only show. */
  public static boolean isSourceOfResults(Manifest stage) {
    return !stage.origin().algorithm().equals(PictureStage.ALGORITHM);
  }

  /** The settings of the experiment. */
  public ReproduceSettings settings() {
    return settings;
  }

  /** The graph of all stages. */
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
    if (!settings.plots().draw()
        && store.exists(PICTURES)
        && store.differs(CROSS_CORRELATION, results.get(CROSS_CORRELATION))) {
      store.supersede(PICTURES, CROSS_CORRELATION + " changed");
    }
    store.publish(results, manifests);
    return report;
  }

  /**
   * The results at the root of a store, by name, as they follow from the artifacts of a run.
   *
   * @param manifests of all stages, in any order
   */
  public SortedMap<String, byte[]> results(ArtifactReader reader, Collection<Manifest> manifests) {
    return results(report(reader), reader, manifests);
  }

  private SortedMap<String, byte[]> results(
      ReproductionReport report, ArtifactReader reader, Collection<Manifest> manifests) {
    return new TreeMap<>(
        Map.of(
            SUMMARY,
            CanonicalJson.write(summary(reader, manifests)),
            CROSS_CORRELATION,
            crossCorrelation(report).bytes(),
            TABLE,
            table1(report).bytes()));
  }

  /** Paths of the files that the results are collected from, below the root of a store. */
  public List<String> resultSources() {
    List<String> sources = new ArrayList<>();
    for (FamilyStages stages : families) {
      sources.add(stages.observations().summary().path());
      for (EvaluationStage evaluation : stages.evaluations()) {
        for (String readout : evaluation.recovery().readouts()) {
          sources.add(evaluation.metricsOf(readout).path());
          sources.add(evaluation.rewardsOf(readout).path());
        }
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
        Map<String, List<RewardScore>> byReadout = new LinkedHashMap<>();
        for (String readout : evaluation.recovery().readouts()) {
          byReadout.put(
              readout, scores(evaluation.readRewards(reader, readout), truth.get(family)));
        }
        scores.add(
            new ReproductionReport.FamilyScores(family, evaluation.recovery().name(), byReadout));
      }
      EvaluationStage main = stages.mainEvaluation();
      List<double[]> recovered = main.readRewards(reader, main.mainReadout());
      truth.forEach(
          (target, rewards) -> {
            List<RewardScore> agents = scores(recovered, rewards);
            for (int agent = 0; agent < agents.size(); agent++) {
              cross.add(
                  new ReproductionReport.CrossScore(family, target, agent, agents.get(agent)));
            }
          });
    }
    return new ReproductionReport(scores, cross, sameRewards(truth), leastCoverage(reader));
  }

  private static List<RewardScore> scores(List<double[]> recovered, List<double[]> truth) {
    List<RewardScore> scores = new ArrayList<>();
    for (int agent = 0; agent < recovered.size(); agent++) {
      scores.add(RewardScore.of(recovered.get(agent), truth.get(agent)));
    }
    return scores;
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
      byFamily.put(
          family,
          Map.of(
              "estimators",
              estimators,
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

  private static CsvTable crossCorrelation(ReproductionReport report) {
    CsvTable table =
        new CsvTable("predicted_family", "target_family", "agent_id", "pearson", "spearman");
    for (ReproductionReport.CrossScore cross : report.cross()) {
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
