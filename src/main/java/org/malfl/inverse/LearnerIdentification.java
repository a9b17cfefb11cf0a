package org.malfl.inverse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import org.malfl.core.NumericalException;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.UpdateRule;

/**
 * Which learner it was: the evidence of every {@link RuleFamily}, summed over agents, as a function
 * of the family's parameter and of γ. Nothing is read but datasets.
 *
 * <p>A search begins on the first stages alone, with policies as counted. All stages are used from
 * then on, with the policies that the best rule implies ({@link RuleEvidence#withImpliedPolicies}),
 * the same for every family; if another family then is best, once more with those that it implies.
 * An interval holds the values whose log evidence is within {@link #FALL} of the best.
 *
 * <p>α cannot be found: α·c with the reward c·R gives the same policies from the same steps, since
 * Q then is c·Q, and softmax sees Q/α alone. What is found is R/α.
 */
public final class LearnerIdentification {
  /**
   * How far log evidence may fall inside an interval, in nats: twice the ½·3.841 that χ² with one
   * degree of freedom gives at 95 %, for what the noise model leaves out (docs/identify.md has the
   * coverage of both).
   */
  public static final double FALL = 3.841;

  /** A family whose best log evidence is lower than the best one's by more nats is rejected. */
  public static final double REJECTED = 10;

  /** Families that lack more nats are not worth a search on all stages. */
  private static final double HOPELESS = 100;

  /** Joint steps on which a search begins; one stage at least, whatever it has. */
  private static final long FIRST_STEPS = 700_000;

  private static final int MOST_ROUNDS = 3;
  private static final Range GAMMA = new Range(0, 0.999);
  private static final List<Double> GAMMAS = List.of(0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99);
  private static final double MOST_CORRELATED = 0.95;
  private static final double STRIDE = 0.05;

  /** On the first stages, and on all. */
  private static final ParameterSearch.Accuracy ROUGHLY = new ParameterSearch.Accuracy(50, 0.5);

  private static final ParameterSearch.Accuracy EXACTLY = new ParameterSearch.Accuracy(6, 0.01);

  private final RuleEvidence all;
  private final RuleEvidence first;
  private final LearnerModel learner;
  private final List<RuleFamily> registered;
  private final LongConsumer progress;
  private final Map<RuleFamily, List<Point>> early =
      new TreeMap<>(Comparator.comparing(RuleFamily::name));

  /**
   * Evidence of one rule.
   *
   * @param parameter of its family, or γ; NaN where the family has none
   * @param logEvidences by agent, up to a constant; minus infinity where no reward was found
   */
  public record Point(double parameter, double[] logEvidences) {
    /** Σ over agents. */
    public double logEvidence() {
      double sum = 0;
      for (double evidence : logEvidences) {
        sum += evidence;
      }
      return sum;
    }
  }

  /**
   * Values of a parameter that have a meaning and are tried.
   *
   * @param least one
   * @param most largest one
   */
  public record Range(double least, double most) {}

  /**
   * Values of a parameter that are in agreement with the data, inside of its range.
   *
   * @param lower least one
   * @param upper largest one
   * @param range that the parameter has
   */
  public record Interval(double lower, double upper, Range range) {
    /** Whether a value is inside. */
    public boolean contains(double value) {
      return value >= lower && value <= upper;
    }

    /** Whether no evidence but the range ends the interval below. */
    public boolean startsWithRange() {
      return lower <= range.least();
    }

    /** Whether no evidence but the range ends the interval above. */
    public boolean endsWithRange() {
      return upper >= range.most();
    }

    private Interval widened(double best, double factor) {
      return new Interval(
          Math.max(range.least(), best - factor * (best - lower)),
          Math.min(range.most(), best + factor * (upper - best)),
          range);
    }
  }

  /**
   * Evidence along a parameter.
   *
   * @param points on all stages, by parameter
   * @param best the one of most evidence
   * @param interval empty where there is no parameter, or the family is hopeless
   */
  public record Profile(List<Point> points, Point best, Optional<Interval> interval) {}

  /**
   * A family of rules.
   *
   * @param early points on the first stages, where the search began, by parameter
   * @param profile evidence on all stages; of one point where the family is hopeless
   * @param lacks how many nats its best log evidence is below that of the best family
   */
  public record FamilyProfile(RuleFamily family, List<Point> early, Profile profile, double lacks) {
    /** Whether the data speak against every rule of the family. */
    public boolean rejected() {
      return lacks > REJECTED;
    }

    /** The most probable rule. */
    public UpdateRule rule() {
      return family.rule().apply(profile.best().parameter());
    }
  }

  /**
   * What was found.
   *
   * @param families in the order in which they were given
   * @param gamma evidence along γ, with the best rule
   * @param correlation of γ and the best family's parameter, by the curvature of their log
   *     evidence; 0 where there is no parameter
   * @param stages with the policies that the best rule implies
   */
  public record Outcome(
      List<FamilyProfile> families, Profile gamma, double correlation, ObservedStages stages) {
    /** The family of most evidence. */
    public FamilyProfile best() {
      return families.stream().min(Comparator.comparingDouble(FamilyProfile::lacks)).orElseThrow();
    }

    /** The family of a name. */
    public FamilyProfile of(String name) {
      return families.stream()
          .filter(family -> family.family().name().equals(name))
          .findFirst()
          .orElseThrow();
    }

    /**
     * An interval if neither γ nor the rule's parameter is known: wider by 1/√(1 − ρ²), as far as
     * the range goes.
     */
    public Interval joint(Profile profile) {
      return profile
          .interval()
          .orElseThrow()
          .widened(profile.best().parameter(), 1 / Math.sqrt(1 - correlation * correlation));
    }
  }

  private LearnerIdentification(
      ObservedStages stages,
      LearnerModel learner,
      RewardPriors priors,
      List<RuleFamily> families,
      LongConsumer progress) {
    this.registered = List.copyOf(families);
    this.all = new RuleEvidence(stages, priors);
    int pairs = 1;
    while (pairs < stages.pairs() && stages.steps(pairs + 1) <= FIRST_STEPS) {
      pairs++;
    }
    // Where a search begins, one prior is as good as all.
    this.first =
        new RuleEvidence(
            stages.first(pairs + 1),
            new RewardPriors(List.of(priors.candidates().get(priors.first()))));
    this.learner = learner;
    this.progress = progress;
  }

  /**
   * Finds out.
   *
   * @param stages what was observed
   * @param learner α, which sets the unit of rewards, and the γ that rules are compared at
   * @param priors of the reward
   * @param families to choose from, at least one
   * @param progress told the joint steps that were replayed, times agents, as it goes
   * @throws NumericalException if no rule explains anything
   */
  public static Outcome of(
      ObservedStages stages,
      LearnerModel learner,
      RewardPriors priors,
      List<RuleFamily> families,
      LongConsumer progress) {
    return new LearnerIdentification(stages, learner, priors, families, progress).find();
  }

  /** About how much progress will be told, rather too much. */
  public static long work(long replayedSteps, int pairs, int numAgents) {
    long firstSteps = Math.min(replayedSteps, Math.max(FIRST_STEPS, replayedSteps / pairs));
    return numAgents * (65 * firstSteps + 35 * replayedSteps);
  }

  private Outcome find() {
    Map<RuleFamily, Double> starts = new TreeMap<>(Comparator.comparing(RuleFamily::name));
    RuleFamily best = null;
    double most = Double.NEGATIVE_INFINITY;
    for (RuleFamily family : registered) {
      Search search = new Search(first, family, learner.gamma());
      double start = search.fromGrid();
      starts.put(family, start);
      early.put(family, List.copyOf(search.points.values()));
      if (search.evidence() > most) {
        most = search.evidence();
        best = family;
      }
    }
    if (best == null) {
      throw new NumericalException("no rule of any family explains what was observed");
    }
    RuleEvidence evidence = null;
    List<FamilyProfile> families = List.of();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      RuleFamily supposed = best;
      evidence =
          all.withImpliedPolicies(
              learner, supposed.rule().apply(parameter(supposed, starts.get(supposed))));
      tell(all);
      families = profiles(evidence, supposed, starts);
      best =
          families.stream()
              .min(Comparator.comparingDouble(FamilyProfile::lacks))
              .orElseThrow()
              .family();
      if (best.equals(supposed)) {
        break;
      }
    }
    FamilyProfile winner = families.get(registered.indexOf(best));
    Profile gamma = gamma(evidence, winner.rule());
    return new Outcome(families, gamma, correlation(evidence, winner, gamma), evidence.stages());
  }

  private static double parameter(RuleFamily family, double coordinate) {
    return family.parameter().map(parameter -> parameter.value(coordinate)).orElse(Double.NaN);
  }

  /** Searches all families on all stages, the supposed one first, and notes where they peak. */
  private List<FamilyProfile> profiles(
      RuleEvidence evidence, RuleFamily supposed, Map<RuleFamily, Double> starts) {
    List<RuleFamily> order = new ArrayList<>(registered);
    order.remove(supposed);
    order.add(0, supposed);
    Map<RuleFamily, Profile> profiles = new TreeMap<>(Comparator.comparing(RuleFamily::name));
    double most = Double.NEGATIVE_INFINITY;
    for (RuleFamily family : order) {
      Search search = new Search(evidence, family, learner.gamma());
      double start = search.at(starts.get(family));
      if (family.parameter().isPresent() && start > most - HOPELESS) {
        search.climb(EXACTLY);
        starts.put(family, search.best());
        profiles.put(family, search.profile(search.evidence() > most - HOPELESS));
      } else {
        profiles.put(family, search.profile(false));
      }
      most = Math.max(most, search.evidence());
    }
    List<FamilyProfile> families = new ArrayList<>();
    for (RuleFamily family : registered) {
      Profile profile = profiles.get(family);
      families.add(
          new FamilyProfile(
              family, early.get(family), profile, most - profile.best().logEvidence()));
    }
    return families;
  }

  private Profile gamma(RuleEvidence evidence, UpdateRule rule) {
    GammaSearch early = new GammaSearch(first, rule);
    GAMMAS.forEach(early.search::at);
    early.search.at(learner.gamma());
    GammaSearch search = new GammaSearch(evidence, rule);
    search.search.at(early.search.best());
    search.search.at(learner.gamma());
    search.search.climb(STRIDE * (1 - early.search.best()), EXACTLY);
    Interval interval =
        new Interval(search.search.end(-1, FALL), search.search.end(1, FALL), GAMMA);
    return new Profile(
        List.copyOf(search.points.values()),
        search.points.get(search.search.best()),
        Optional.of(interval));
  }

  /** By the mixed second difference of log evidence, on the scale of intervals. */
  private double correlation(RuleEvidence evidence, FamilyProfile family, Profile gamma) {
    if (family.profile().interval().isEmpty()) {
      return 0;
    }
    double step = halfOfWiderSide(family.profile());
    double gammaStep = halfOfWiderSide(gamma);
    double there = gamma.best().parameter() + gammaStep;
    if (step == 0 || gammaStep == 0) {
      return 0;
    }
    UpdateRule moved = family.family().rule().apply(family.profile().best().parameter() + step);
    double centre = gamma.best().logEvidence();
    double alongRule = centre - total(evidence, gamma.best().parameter(), moved);
    double alongGamma = centre - total(evidence, there, family.rule());
    double both = centre - total(evidence, there, moved);
    // A parabola a·x² + b·y² + 2c·x·y has ρ = −c/√(a·b).
    double mixed = alongRule + alongGamma - both;
    double sign = Math.signum(step) * Math.signum(gammaStep) * Math.signum(mixed);
    // At the γ found another parameter may be more probable than the one found at the γ taken, or
    // evidence hardly falls as far as ranges go: then one may make up for the other.
    if (!(alongRule > 0 && alongGamma > 0)) {
      return sign * MOST_CORRELATED;
    }
    double size = Math.abs(mixed) / (2 * Math.sqrt(alongRule * alongGamma));
    return sign * Math.min(MOST_CORRELATED, size);
  }

  private static double halfOfWiderSide(Profile profile) {
    double best = profile.best().parameter();
    Interval interval = profile.interval().orElseThrow();
    double rightOf = interval.upper() - best;
    double leftOf = best - interval.lower();
    return rightOf >= leftOf ? rightOf / 2 : -leftOf / 2;
  }

  private double total(RuleEvidence evidence, double gamma, UpdateRule rule) {
    return point(evidence, gamma, rule, gamma).logEvidence();
  }

  private Point point(RuleEvidence evidence, double gamma, UpdateRule rule, double parameter) {
    double[] logEvidences = new double[evidence.stages().numAgents()];
    for (int agent = 0; agent < logEvidences.length; agent++) {
      try {
        logEvidences[agent] =
            evidence.of(agent, new LearnerModel(learner.alpha(), gamma), rule).logEvidence();
      } catch (NumericalException noMaximum) {
        logEvidences[agent] = Double.NEGATIVE_INFINITY;
      }
    }
    tell(evidence);
    return new Point(parameter, logEvidences);
  }

  private void tell(RuleEvidence evidence) {
    progress.accept(evidence.stages().replayedSteps() * evidence.stages().numAgents());
  }

  /** Along γ. */
  private final class GammaSearch {
    private final Map<Double, Point> points = new TreeMap<>();
    private final ParameterSearch search;

    GammaSearch(RuleEvidence evidence, UpdateRule rule) {
      this.search =
          new ParameterSearch(
              gamma -> {
                Point point = point(evidence, gamma, rule, gamma);
                points.put(gamma, point);
                return point.logEvidence();
              },
              GAMMA.least(),
              GAMMA.most());
    }
  }

  /** Along the parameter of a family, by its coordinate; a family without has one place, 0. */
  private final class Search {
    private final RuleFamily family;
    private final Map<Double, Point> points = new TreeMap<>();
    private final ParameterSearch search;

    Search(RuleEvidence evidence, RuleFamily family, double gamma) {
      this.family = family;
      this.search =
          new ParameterSearch(
              coordinate -> {
                double parameter = parameter(family, coordinate);
                Point point = point(evidence, gamma, family.rule().apply(parameter), parameter);
                points.put(coordinate, point);
                return point.logEvidence();
              },
              bound(RuleFamily.Parameter::least),
              bound(RuleFamily.Parameter::most));
    }

    private double bound(ToDoubleFunction<RuleFamily.Parameter> end) {
      return family
          .parameter()
          .map(parameter -> parameter.coordinate(end.applyAsDouble(parameter)))
          .orElse(0.0);
    }

    /** Goes over the grid, closes in, and returns the best coordinate. */
    double fromGrid() {
      if (family.parameter().isEmpty()) {
        at(0);
      } else {
        RuleFamily.Parameter parameter = family.parameter().get();
        parameter.grid().forEach(value -> at(parameter.coordinate(value)));
        climb(ROUGHLY);
      }
      return best();
    }

    double at(double coordinate) {
      return search.at(coordinate);
    }

    void climb(ParameterSearch.Accuracy accuracy) {
      search.climb(STRIDE, accuracy);
    }

    double best() {
      return search.best();
    }

    double evidence() {
      return search.at(search.best());
    }

    Profile profile(boolean withInterval) {
      Optional<Interval> interval = Optional.empty();
      if (withInterval && family.parameter().isPresent()) {
        RuleFamily.Parameter parameter = family.parameter().get();
        interval =
            Optional.of(
                new Interval(
                    parameter.value(search.end(-1, FALL)),
                    parameter.value(search.end(1, FALL)),
                    new Range(parameter.least(), parameter.most())));
      }
      return new Profile(List.copyOf(points.values()), points.get(best()), interval);
    }
  }
}
