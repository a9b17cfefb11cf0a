package org.malfl.experiments;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.malfl.config.ConfigException;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.RecordSchema;
import org.malfl.config.Schema;
import org.malfl.config.Schemas;
import org.malfl.config.Section;
import org.malfl.config.Setting;
import org.malfl.core.ByteSize;
import org.malfl.core.EnvironmentException;
import org.malfl.learners.LearnerModel;
import org.malfl.plots.FigureFormat;

/**
 * All settings of the main job.
 *
 * @param alpha entropy temperature, of learners and observer alike
 * @param gamma discount
 * @param seed root of all random streams
 * @param environment the game
 * @param maspi the learners
 * @param malfl the observer
 * @param optimization settings of the observer's estimates, by {@link Recovery#name}, and of the
 *     policy estimates {@code paper} and {@code network} under {@value #POLICY_ESTIMATION} and
 *     {@value #POLICY_NETWORK}
 * @param plots which pictures are drawn
 * @param logging what is kept and where
 */
public record ReproduceSettings(
    @Setting(byDefault = "3.0", range = "(0, 1000000]") double alpha,
    @Setting(byDefault = "0.9", range = "[0, 1)") double gamma,
    @Setting(byDefault = "2", range = "[0, 9223372036854775807]") long seed,
    @Setting(byDefault = "{}") GameSettings environment,
    @Setting(byDefault = "{}") MaSpiSettings maspi,
    @Setting(byDefault = "{}") MaLfLSettings malfl,
    @Setting(byDefault = "{}") Map<String, Record> optimization,
    @Setting(byDefault = "{}") PlotSettings plots,
    @Setting(byDefault = "{}") LoggingSettings logging) {
  private static final String POLICY_ESTIMATION = "policy_estimation";
  private static final String POLICY_NETWORK = "policy_network";

  /**
   * Settings of the observer.
   *
   * @param policyEstimation how policies are estimated
   * @param recovery estimators of the reward; the first is the main one
   * @param trend whether rewards are also recovered from fewer pairs, from one on
   */
  public record MaLfLSettings(
      @Setting(byDefault = "{}") PolicyEstimationSettings policyEstimation,
      @Setting(byDefault = "[paper, bellman-consistent, replay]") List<Recovery> recovery,
      @Setting(byDefault = "true") boolean trend)
      implements Section.Checked {
    @Override
    public void check(Section section) {
      for (int k = 0; k < recovery.size(); k++) {
        if (recovery.indexOf(recovery.get(k)) < k) {
          section.reject(
              "recovery[" + k + "]",
              "'" + recovery.get(k).name() + "' again",
              "each estimator once");
        }
      }
    }
  }

  /**
   * Settings of policy estimation.
   *
   * @param method a name of {@link PolicyEstimations#REGISTERED}
   * @param smoothing ε of the method {@code counts}
   */
  public record PolicyEstimationSettings(
      @Setting(byDefault = "paper") String method,
      @Setting(byDefault = "0.5", range = "(0, 1000000]") double smoothing) {}

  /**
   * Settings of the method {@code paper} of policy estimation.
   *
   * @param learningRate Adam's step
   * @param epochs Adam updates
   * @param entropy weight of the entropy term
   */
  public record PolicyOptimization(
      @Setting(byDefault = "0.1", range = "(0, 1000]") double learningRate,
      @Setting(byDefault = "10", range = "[1, 1000000]") int epochs,
      @Setting(byDefault = "0.3", range = "[0, 1000]") double entropy) {}

  /**
   * Settings of pictures.
   *
   * @param draw whether there are any
   * @param formats of their files
   * @param opponentCell row and column where the other agents stand in pictures of policies
   */
  public record PlotSettings(
      @Setting(byDefault = "true") boolean draw,
      @Setting(byDefault = "[png, svg]") List<FigureFormat> formats,
      @Setting(byDefault = "[1, 1]") List<Integer> opponentCell)
      implements Section.Checked {
    @Override
    public void check(Section section) {
      for (int k = 0; k < formats.size(); k++) {
        if (formats.indexOf(formats.get(k)) < k) {
          section.reject(
              "formats[" + k + "]",
              "'" + Schemas.nameOf(formats.get(k)) + "' again",
              "each format once");
        }
      }
    }
  }

  /**
   * Settings of what is kept.
   *
   * @param baseDir folder of the results
   * @param saveDatasets whether D_h itself is kept, besides its counts
   * @param tdErrorBlocks rows of {@code td_error.csv}: blocks of episodes
   */
  public record LoggingSettings(
      @Setting(byDefault = "outputs") String baseDir,
      @Setting(byDefault = "true") boolean saveDatasets,
      @Setting(byDefault = "100", range = "[1, 1000000]") int tdErrorBlocks) {}

  /** The schema of the whole configuration. */
  public static Schema<ReproduceSettings> schema() {
    Schema<?> policyEstimation =
        RecordSchema.of(
            PolicyEstimationSettings.class,
            Map.of("method", Schemas.oneOf("method", PolicyEstimations.names())));
    Schema<?> malfl =
        RecordSchema.of(
            MaLfLSettings.class,
            Map.of(
                "policy_estimation",
                policyEstimation,
                "recovery",
                Schemas.listOf(Estimators.schema())));
    Map<String, Class<? extends Record>> optimizations = new TreeMap<>();
    optimizations.put(POLICY_ESTIMATION, PolicyOptimization.class);
    optimizations.put(POLICY_NETWORK, NetworkPolicyEstimation.Settings.class);
    Estimators.REGISTERED.forEach(
        recovery -> optimizations.put(recovery.name(), recovery.settings()));
    return RecordSchema.of(
        ReproduceSettings.class,
        Map.of(
            "environment", GameSettings.schema(),
            "maspi",
                RecordSchema.of(
                    MaSpiSettings.class, Map.of("step_size", MaSpiSettings.stepSizeSchema())),
            "malfl", malfl,
            "optimization", Schemas.sections(optimizations)));
  }

  /** The settings of a registered estimator. */
  <R extends Record> R optimizationOf(Recovery recovery, Class<R> type) {
    return type.cast(optimization.get(recovery.name()));
  }

  /** The settings of the policy estimate {@code paper}. */
  PolicyOptimization policyOptimization() {
    return (PolicyOptimization) optimization.get(POLICY_ESTIMATION);
  }

  /** The settings of the policy estimate {@code network}. */
  NetworkPolicyEstimation.Settings policyNetwork() {
    return (NetworkPolicyEstimation.Settings) optimization.get(POLICY_NETWORK);
  }

  /**
   * Reads a configuration.
   *
   * @param fast whether to lower the budget to that of a smoke test
   * @param problems found so far
   * @throws org.malfl.config.ConfigException with everything that is wrong with it
   */
  public static ReproduceSettings read(
      ConfigNode.Mapping configuration, boolean fast, ConfigProblems problems) {
    Optional<ReproduceSettings> read = schema().read(configuration, "", problems);
    problems.throwIfAny();
    ReproduceSettings settings = fast ? read.orElseThrow().fast() : read.orElseThrow();
    Section section = new Section(configuration, "", problems);
    settings.checkOpponentCell(section);
    settings.checkDatasets(section);
    settings.checkCoordinates(section);
    settings.checkMemory(section);
    problems.throwIfAny();
    return settings;
  }

  /**
   * Reads the settings that a run recorded, which another machine may have made.
   *
   * @throws org.malfl.config.ConfigException if they are no settings
   * @throws EnvironmentException if this machine has not the memory for them
   */
  static ReproduceSettings recorded(ConfigNode.Mapping configuration, ConfigProblems problems) {
    Optional<ReproduceSettings> read = schema().read(configuration, "", problems);
    problems.throwIfAny();
    ReproduceSettings settings = read.orElseThrow();
    Section section = new Section(configuration, "", problems);
    settings.checkOpponentCell(section);
    settings.checkDatasets(section);
    settings.checkCoordinates(section);
    ConfigProblems shortage = settings.fitsNowhere() ? problems : new ConfigProblems();
    settings.checkMemory(new Section(configuration, "", shortage));
    problems.throwIfAny();
    try {
      shortage.throwIfAny();
    } catch (ConfigException tooLarge) {
      throw new EnvironmentException(
          "this run does not fit here: " + String.join("; ", tooLarge.problems()), tooLarge);
    }
    return settings;
  }

  private void checkOpponentCell(Section section) {
    environment
        .grid()
        .filter(grid -> !GridLayout.isCell(grid.size(), plots.opponentCell()))
        .ifPresent(
            grid ->
                section.reject(
                    "plots.opponent_cell",
                    plots.opponentCell().toString(),
                    "[row, column], each in [0, " + (grid.size() - 1) + "]"));
  }

  /**
   * Requires learners that a study can let play in memory, where no training is kept.
   *
   * @param configuration where the settings are from
   * @throws ConfigException if the learners are networks
   */
  public void requireTabularLearners(ConfigNode.Mapping configuration, ConfigProblems problems) {
    if (maspi.evaluation() == MaSpiSettings.Evaluation.NETWORK) {
      new Section(configuration, "", problems)
          .reject("maspi.evaluation", "network, which no study trains", "td, exact");
      problems.throwIfAny();
    }
  }

  /** Reports networks of a game whose states lie nowhere, so that networks have nothing to read. */
  private void checkCoordinates(Section section) {
    if (environment.grid().isPresent()) {
      return;
    }
    String why = "networks read where joint states lie, which this game does not say";
    if (maspi.evaluation() == MaSpiSettings.Evaluation.NETWORK) {
      section.reject("maspi.evaluation", "network, but " + why, "td, exact");
    }
    if (PolicyEstimations.of(this).equals(PolicyEstimations.NETWORK)) {
      section.reject("malfl.policy_estimation.method", "network, but " + why, "paper, counts");
    }
    for (int k = 0; k < malfl.recovery().size(); k++) {
      if (malfl.recovery().get(k).readsCoordinates()) {
        section.reject(
            "malfl.recovery[" + k + "]",
            malfl.recovery().get(k).name() + ", but " + why,
            "an estimator without networks");
      }
    }
  }

  /** Reports estimators that read what is not kept. */
  void checkDatasets(Section section) {
    List<String> readers = datasetReaders();
    if (!logging.saveDatasets() && !readers.isEmpty()) {
      String names = String.join(" and ", readers);
      section.reject(
          "logging.save_datasets",
          "false, but datasets are what " + names + " of malfl.recovery reads",
          "true, or malfl.recovery without " + names);
    }
  }

  /** The estimators that read datasets, in quotes. */
  private List<String> datasetReaders() {
    return malfl.recovery().stream()
        .filter(recovery -> recovery.readsDatasets(this))
        .map(recovery -> "'" + recovery.name() + "'")
        .toList();
  }

  /** Whether datasets are kept though no estimator reads them. */
  public boolean keepsUnreadDatasets() {
    return logging.saveDatasets() && datasetReaders().isEmpty();
  }

  private double datasetBytes() {
    double largest = Math.max(environment.numJointStates(), environment.numJointActions());
    double width = largest > 1 << 16 ? 4 : largest > 1 << 8 ? 2 : 1;
    return 2 * width * maspi.episodes() * maspi.episodeLength();
  }

  /** Whether no machine has room for them, since arrays have their limits. */
  private boolean fitsNowhere() {
    return datasetBytes() > Integer.MAX_VALUE - 8
        || environment.numJointStates() * environment.numJointActions() > Integer.MAX_VALUE;
  }

  private void checkMemory(Section section) {
    double states = environment.numJointStates();
    double jointActions = environment.numJointActions();
    double rows = states * jointActions;
    // The dataset, an episode's buffers, and the TD errors of every episode.
    double data = datasetBytes() + 12.0 * maspi.episodeLength() + 64.0 * maspi.episodes();
    // Transitions, counts, two alias tables, R with its gradient and Adam's moments; and per pair
    // of
    // stages the others' weights and the own transitions.
    double tables = rows * (16 + 8 + 2 * 24 + 4 * 8 + (maspi.iterations() - 1) * 20.0);
    double matrix =
        maspi.evaluation() == MaSpiSettings.Evaluation.EXACT ? 2 * 8 * states * states : 0;
    int atOnce =
        Math.min(environment.selectedFamilies().size(), Runtime.getRuntime().availableProcessors());
    double needed = atOnce * (data + tables + matrix);
    long available = Runtime.getRuntime().maxMemory();
    if (datasetBytes() > Integer.MAX_VALUE - 8) {
      section.reject(
          "maspi.episodes",
          "a dataset of " + ByteSize.text(datasetBytes()) + " in a stage",
          "less than 2 GiB: fewer episodes or shorter ones");
    } else if (rows <= Integer.MAX_VALUE && needed > available && data > tables + matrix) {
      section.reject(
          "maspi.episodes",
          "datasets and buffers that need about " + ByteSize.text(needed) + " of memory",
          fitting(available));
    } else if (rows > Integer.MAX_VALUE || needed > available) {
      section.reject(
          "environment." + environment.sizeKey(),
          String.format(
              Locale.ROOT,
              "a game of %.0f joint states and %.0f joint actions, which needs about %s of memory",
              states,
              jointActions,
              ByteSize.text(needed)),
          fitting(available));
    }
  }

  private static String fitting(long available) {
    return "what fits into the "
        + ByteSize.text(available)
        + " of this Java process; java -Xmx gives more";
  }

  /** What the observer knows of the learners. */
  public LearnerModel learnerModel() {
    return new LearnerModel(alpha, gamma);
  }

  /** The same with another root of random streams and other learners. */
  ReproduceSettings ofRun(long otherSeed, MaSpiSettings otherLearners) {
    return new ReproduceSettings(
        alpha, gamma, otherSeed, environment, otherLearners, malfl, optimization, plots, logging);
  }

  /** The same at most at the budget of a smoke test: 3 iterations of 50 episodes of 100 steps. */
  public ReproduceSettings fast() {
    MaSpiSettings smaller =
        maspi.withBudget(
            Math.min(maspi.iterations(), 3),
            Math.min(maspi.episodes(), 50),
            Math.min(maspi.episodeLength(), 100));
    return new ReproduceSettings(
        alpha, gamma, seed, environment, smaller, malfl, optimization, plots, logging);
  }

  /** All settings that numbers depend on, as JSON values: neither pictures nor the folder. */
  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    if (schema().tree(this) instanceof Map<?, ?> sections) {
      sections.forEach((key, value) -> tree.put((String) key, value));
    }
    tree.remove("plots");
    if (tree.get("logging") instanceof Map<?, ?> logging) {
      Map<Object, Object> kept = new LinkedHashMap<>(logging);
      kept.remove("base_dir");
      tree.put("logging", kept);
    }
    return tree;
  }
}
