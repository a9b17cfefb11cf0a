package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.config.Schemas;
import org.malfl.core.SeedTree;
import org.malfl.games.Dynamics;
import org.malfl.games.Observations;
import org.malfl.inverse.GaussianPrior;
import org.malfl.inverse.HeldOutImprovement;
import org.malfl.inverse.LearnerIdentification;
import org.malfl.inverse.ObservedStages;
import org.malfl.inverse.RewardPriors;
import org.malfl.inverse.RuleFamily;
import org.malfl.io.CsvTable;
import org.malfl.io.JsonFields;
import org.malfl.learners.LearnerModel;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Derivation;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;
import org.malfl.plots.Drawing;
import org.malfl.plots.FigureFormat;

/**
 * Which learner it was, from the datasets of all stages. Of the run's settings it reads the
 * dynamics, α as the unit of rewards, and γ as the value to compare rules at.
 */
final class IdentificationStage implements Stage {
  static final String ALGORITHM = "learner-identification";

  private static final Artifact<CsvTable> PROFILE =
      Formats.csv(
          "profile.csv",
          "log evidence in nats along the parameter of every family of rules, and along gamma");
  private static final Artifact<Object> FINDINGS =
      Formats.json(
          "identification.json", "which update rule, step size and gamma the datasets speak for");
  private static final List<FigureFormat> FORMATS = List.of(FigureFormat.PNG, FigureFormat.SVG);
  private static final long PICTURE_BYTES = 300_000;
  private static final int LEAST_FOR_TEST = 3;

  private final Family family;
  private final List<SoftPolicyIterationStage> learners;

  IdentificationStage(Family family, List<SoftPolicyIterationStage> learners) {
    this.family = family;
    this.learners = List.copyOf(learners);
  }

  private static Artifact<byte[]> picture(FigureFormat format) {
    return Formats.bytes(
        "profile." + Schemas.nameOf(format), "a picture of the log evidence in profile.csv");
  }

  /** Where the stage of a family is. */
  static String path(String family) {
    return family + "/identification";
  }

  @Override
  public String path() {
    return path(family.name());
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm(ALGORITHM, 3);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = family.observerParameters();
    parameters.put("alpha", family.settings().alpha());
    parameters.put("gamma", family.settings().gamma());
    parameters.put("rules", RuleFamily.REGISTERED.stream().map(RuleFamily::name).toList());
    return parameters;
  }

  @Override
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (int h = 0; h < learners.size(); h++) {
      inputs.add(new Input("dataset_" + h, learners.get(h).dataset()));
    }
    return inputs;
  }

  @Override
  public List<Artifact<?>> outputs() {
    List<Artifact<?>> outputs = new ArrayList<>(List.of(PROFILE, FINDINGS));
    FORMATS.forEach(format -> outputs.add(picture(format)));
    return outputs;
  }

  private long stepsOfStage() {
    MaSpiSettings maspi = family.settings().maspi();
    return (long) maspi.episodes() * maspi.episodeLength();
  }

  @Override
  public long work() {
    int pairs = learners.size() - 1;
    int numAgents = family.game().numAgents();
    long test =
        learners.size() < LEAST_FOR_TEST
            ? 0
            : HeldOutImprovement.work(pairs, stepsOfStage(), numAgents);
    return LearnerIdentification.work(pairs * stepsOfStage(), pairs, numAgents) + test;
  }

  @Override
  public long bytes() {
    return FORMATS.size() * PICTURE_BYTES + 200 * Family.CSV_ROW_BYTES;
  }

  /** Told of replayed steps, passes on no more than was announced. */
  private static final class Progress {
    private final StageContext context;
    private long left;

    Progress(StageContext context, long work) {
      this.context = context;
      this.left = work;
    }

    void advance(long steps) {
      long told = Math.min(left, steps);
      left -= told;
      context.advance(told);
    }
  }

  @Override
  public void run(StageContext context) {
    Drawing drawing = find(context);
    FORMATS.forEach(format -> context.write(picture(format), format.encode(drawing)));
  }

  /** {@inheritDoc} Pictures need not have the same bytes: another Java may compress otherwise. */
  @Override
  public void derive(Derivation derivation) {
    Drawing drawing = find(derivation);
    for (FigureFormat format : FORMATS) {
      derivation.check(
          "pictures show what the stages left",
          format.showsTheSame(derivation.stored(picture(format)), format.encode(drawing))
              ? ""
              : picture(format).fileName() + " shows something else");
    }
  }

  private Drawing draw(CsvTable profile, LearnerIdentification.Outcome outcome) {
    Map<String, LearnerIdentification.Interval> intervals = new TreeMap<>();
    intervals.put("gamma", outcome.gamma().interval().orElseThrow());
    LearnerIdentification.FamilyProfile best = outcome.best();
    best.profile()
        .interval()
        .ifPresent(
            interval -> intervals.put(best.family().parameter().orElseThrow().text(), interval));
    Map<String, LearnerIdentification.Interval> reported = new TreeMap<>(intervals);
    reported.put("gamma", outcome.joint(outcome.gamma()));
    return IdentificationFigure.of(family.name(), profile, intervals, reported).draw();
  }

  /** Writes the numbers and returns their picture. */
  private Drawing find(StageContext context) {
    Dynamics dynamics = family.game();
    List<Observations> datasets = new ArrayList<>();
    for (SoftPolicyIterationStage learner : learners) {
      datasets.add(learner.readDataset(context));
    }
    ObservedStages stages = ObservedStages.of(dynamics, datasets);
    LearnerModel learner = new LearnerModel(family.settings().alpha(), family.settings().gamma());
    RewardPriors priors = priors(dynamics);
    Progress progress = new Progress(context, work());
    LearnerIdentification.Outcome outcome =
        LearnerIdentification.of(stages, learner, priors, RuleFamily.REGISTERED, progress::advance);
    Optional<HeldOutImprovement> test = Optional.empty();
    if (learners.size() >= LEAST_FOR_TEST) {
      // The test's simulations are no part of the run, and have streams of their own.
      test =
          Optional.of(
              HeldOutImprovement.of(
                  stages,
                  priors,
                  learner,
                  outcome.best().rule(),
                  SeedTree.root(0).child("identification"),
                  progress::advance));
    }
    CsvTable profile = profile(outcome);
    context.write(PROFILE, profile);
    context.write(FINDINGS, tree(outcome, learner, test));
    progress.advance(Long.MAX_VALUE);
    return draw(profile, outcome);
  }

  /** Smooth ones where the game says where its states lie, else independent rewards. */
  private static RewardPriors priors(Dynamics dynamics) {
    return RewardPriors.smooth(dynamics).orElseGet(() -> ridges(dynamics.numStates()));
  }

  private static RewardPriors ridges(int numStates) {
    List<RewardPriors.Candidate> candidates = new ArrayList<>();
    for (double strength : new double[] {0.1, 0.01, 0.03, 0.3, 1, 3}) {
      candidates.add(
          new RewardPriors.Candidate(
              Optional.empty(), GaussianPrior.ridge(numStates, strength, 1e-9)));
    }
    return new RewardPriors(candidates);
  }

  private CsvTable profile(LearnerIdentification.Outcome outcome) {
    List<String> header =
        new ArrayList<>(List.of("rule", "parameter", "stages", "value", "log_evidence"));
    for (int agent = 0; agent < family.game().numAgents(); agent++) {
      header.add("log_evidence_agent_" + agent);
    }
    CsvTable table = new CsvTable(header.toArray(String[]::new));
    for (LearnerIdentification.FamilyProfile rules : outcome.families()) {
      String parameter = rules.family().parameter().map(RuleFamily.Parameter::text).orElse("none");
      add(table, rules.family().name(), parameter, "first", rules.early());
      add(table, rules.family().name(), parameter, "all", rules.profile().points());
    }
    String best = outcome.best().family().name();
    add(table, best, "gamma", "all", outcome.gamma().points());
    return table;
  }

  private static void add(
      CsvTable table,
      String rule,
      String parameter,
      String stages,
      List<LearnerIdentification.Point> points) {
    for (LearnerIdentification.Point point : points) {
      if (Double.isInfinite(point.logEvidence())) {
        continue;
      }
      List<Object> row = new ArrayList<>(List.of(rule, parameter, stages));
      row.add(Double.isNaN(point.parameter()) ? "" : point.parameter());
      row.add(point.logEvidence());
      for (double evidence : point.logEvidences()) {
        row.add(evidence);
      }
      table.add(row.toArray());
    }
  }

  private static Object number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static Map<String, Object> tree(
      double best, Optional<LearnerIdentification.Interval> interval) {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("best", number(best));
    tree.put("lower", interval.map(ends -> number(ends.lower())).orElse(null));
    tree.put("upper", interval.map(ends -> number(ends.upper())).orElse(null));
    tree.put(
        "starts_with_range",
        interval.map(LearnerIdentification.Interval::startsWithRange).orElse(null));
    tree.put(
        "ends_with_range",
        interval.map(LearnerIdentification.Interval::endsWithRange).orElse(null));
    return tree;
  }

  private static Map<String, Object> tree(
      LearnerIdentification.Outcome outcome,
      LearnerModel learner,
      Optional<HeldOutImprovement> test) {
    List<Object> rules = new ArrayList<>();
    for (LearnerIdentification.FamilyProfile family : outcome.families()) {
      LearnerIdentification.Profile profile = family.profile();
      Map<String, Object> rule = tree(profile.best().parameter(), profile.interval());
      rule.put("rule", family.family().name());
      rule.put(
          "parameter", family.family().parameter().map(RuleFamily.Parameter::text).orElse(null));
      rule.put("lacks_nats", number(family.lacks()));
      rule.put("rejected", family.rejected());
      List<Object> agents = new ArrayList<>();
      for (double evidence : profile.best().logEvidences()) {
        agents.add(number(evidence));
      }
      rule.put("log_evidence_by_agent", agents);
      rules.add(rule);
    }
    Map<String, Object> gamma =
        tree(outcome.gamma().best().parameter(), Optional.of(outcome.joint(outcome.gamma())));
    gamma.put("correlation_with_rule", outcome.correlation());
    Map<String, Object> alpha = new TreeMap<>();
    alpha.put("identifiable", false);
    alpha.put("because", "only the reward over alpha enters: both times c give the same policies");
    alpha.put("taken", learner.alpha());
    Map<String, Object> tree = new TreeMap<>();
    tree.put("rules", rules);
    tree.put("gamma", gamma);
    tree.put("gamma_taken", learner.gamma());
    tree.put("alpha", alpha);
    tree.put("fall_nats", LearnerIdentification.FALL);
    tree.put("rejected_from_nats", LearnerIdentification.REJECTED);
    tree.put("held_out", test.map(IdentificationStage::tree).orElse(null));
    return tree;
  }

  private static Map<String, Object> tree(HeldOutImprovement test) {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("improvements", test.improvements());
    tree.put("ratios", test.ratios());
    tree.put("ratio", test.ratio());
    tree.put("probability", test.probability());
    tree.put("false_alarm_rate", HeldOutImprovement.FALSE_ALARM_RATE);
    tree.put("alarm", test.alarm());
    return tree;
  }

  /** What the stage found. */
  IdentificationReport report(ArtifactReader reader) {
    String name = path() + "/" + FINDINGS.fileName();
    JsonFields found = new JsonFields(name, reader.read(new Handle<>(this, FINDINGS)));
    List<IdentificationReport.Rule> rules = new ArrayList<>();
    for (Object element : found.list("rules")) {
      JsonFields rule = new JsonFields(name, element);
      rules.add(
          new IdentificationReport.Rule(
              rule.text("rule"),
              rule.value("parameter") == null ? "" : rule.text("parameter"),
              orNone(rule, "best"),
              rule.value("lower") == null ? Optional.empty() : Optional.of(estimate(rule)),
              orNone(rule, "lacks_nats"),
              Boolean.TRUE.equals(rule.value("rejected"))));
    }
    Optional<IdentificationReport.HeldOut> heldOut = Optional.empty();
    if (found.value("held_out") != null) {
      JsonFields test = found.object("held_out");
      heldOut =
          Optional.of(
              new IdentificationReport.HeldOut(
                  orNone(test, "probability"),
                  orNone(test, "false_alarm_rate"),
                  orNone(test, "ratio"),
                  Boolean.TRUE.equals(test.value("alarm"))));
    }
    return new IdentificationReport(
        family.name(),
        rules,
        estimate(found.object("gamma")),
        orNone(found.object("alpha"), "taken"),
        orNone(found, "gamma_taken"),
        heldOut);
  }

  private static IdentificationReport.Estimate estimate(JsonFields fields) {
    return new IdentificationReport.Estimate(
        orNone(fields, "best"),
        orNone(fields, "lower"),
        orNone(fields, "upper"),
        Boolean.TRUE.equals(fields.value("starts_with_range")),
        Boolean.TRUE.equals(fields.value("ends_with_range")));
  }

  private static double orNone(JsonFields fields, String name) {
    return fields.value(name) instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
