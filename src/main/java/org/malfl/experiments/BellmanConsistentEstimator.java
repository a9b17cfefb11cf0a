package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.config.Section;
import org.malfl.config.Setting;
import org.malfl.games.VisitCounts;
import org.malfl.inverse.BellmanConsistentRecovery;
import org.malfl.inverse.BellmanMap;
import org.malfl.inverse.CountWeights;
import org.malfl.inverse.ImprovementRows;
import org.malfl.inverse.RewardClass;
import org.malfl.inverse.StateReadout;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.StageContext;

/** The estimator that takes the learners' Q for the solution of the soft Bellman equations. */
final class BellmanConsistentEstimator implements Recovery {
  /**
   * Settings of the regression.
   *
   * @param reward what the reward may depend on
   * @param robust whether large residuals count for less (Huber)
   * @param leastRidge the least λ that cross-validation may choose
   * @param largestRidge the largest
   * @param ridges how many, equally spaced in their logarithm; 1 for the least alone
   * @param fullWeight visits before and after improvement from which on an action has full weight
   */
  public record Settings(
      @Setting(byDefault = "state") RewardClass reward,
      @Setting(byDefault = "true") boolean robust,
      @Setting(byDefault = "0.001", range = "(0, 1000]") double leastRidge,
      @Setting(byDefault = "1", range = "(0, 1000000]") double largestRidge,
      @Setting(byDefault = "13", range = "[1, 100]") int ridges,
      @Setting(byDefault = "200", range = "(0, 1000000000]") double fullWeight)
      implements Section.Checked {
    @Override
    public void check(Section section) {
      RecoveryArtifacts.checkReward(reward, section);
    }

    List<Double> grid() {
      double step = ridges == 1 ? 0 : StrictMath.log10(largestRidge / leastRidge) / (ridges - 1);
      return IntStream.range(0, ridges)
          .mapToObj(k -> leastRidge * StrictMath.pow(10, k * step))
          .toList();
    }
  }

  @Override
  public String name() {
    return "bellman-consistent";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public List<String> readouts() {
    return List.of(StateRewardStage.READOUT);
  }

  @Override
  public Improvement improvement(Observed observed, int agent, int h) {
    return observed.once(map(observed, agent, h)).improvement();
  }

  @Override
  public RecoveryStage stage(Observed observed, int agent, int pairs) {
    List<BellmanMapStage> maps = new ArrayList<>();
    for (int h = 0; h < pairs; h++) {
      maps.add(observed.once(map(observed, agent, h)));
    }
    return new RegressionStage(this, observed, agent, pairs, maps);
  }

  private BellmanMapStage map(Observed observed, int agent, int h) {
    Settings settings = observed.family().settings().optimizationOf(this, Settings.class);
    return new BellmanMapStage(this, settings.reward(), observed, agent, h);
  }

  /** The solution of the soft Bellman equations under the estimate of π_h. */
  static final class BellmanMapStage extends QMapStage {
    BellmanMapStage(
        Recovery recovery, RewardClass rewardClass, Observed observed, int agent, int h) {
      super(recovery, rewardClass, observed, agent, h);
    }

    @Override
    public Algorithm algorithm() {
      return new Algorithm(RecoveryArtifacts.algorithm("recovery/bellman-map", rewardClass()), 1);
    }

    @Override
    public long work() {
      return 100_000;
    }

    @Override
    public void run(StageContext context) {
      Family family = observed().family();
      write(
          context,
          BellmanMap.of(
              agent(),
              family.transitions(),
              family.settings().learnerModel(),
              readPolicy(context),
              rewardClass()));
    }
  }

  private static final class RegressionStage extends UncertainRewardStage {
    private static final Artifact<CsvTable> CROSS_VALIDATION =
        Formats.csv(
            "cross_validation.csv",
            "root of the mean squared error of left-out stages by ridge, units of Q");

    private final BellmanConsistentEstimator estimator;
    private final Settings settings;
    private final List<BellmanMapStage> maps;

    RegressionStage(
        BellmanConsistentEstimator estimator,
        Observed observed,
        int agent,
        int pairs,
        List<BellmanMapStage> maps) {
      super(estimator, observed, agent, pairs);
      this.estimator = estimator;
      this.maps = maps;
      this.settings = observed.family().settings().optimizationOf(estimator, Settings.class);
    }

    @Override
    public Algorithm algorithm() {
      return new Algorithm(
          RecoveryArtifacts.algorithm("recovery/bellman-consistent", rewardClass()), 1);
    }

    @Override
    RewardClass rewardClass() {
      return settings.reward();
    }

    @Override
    public SortedMap<String, Object> parameters() {
      SortedMap<String, Object> parameters = super.parameters();
      parameters.put("robust", settings.robust());
      parameters.put("least_ridge", settings.leastRidge());
      parameters.put("largest_ridge", settings.largestRidge());
      parameters.put("ridges", settings.ridges());
      parameters.put("full_weight", settings.fullWeight());
      return parameters;
    }

    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>();
      for (int h = 0; h <= pairs(); h++) {
        inputs.add(new Input("counts_" + h, observed().stages().get(h).counts()));
        if (h < pairs()) {
          inputs.addAll(maps.get(h).asInputs());
          inputs.add(new Input("improved_" + h, observed().policies().get(h + 1).policy()));
        }
      }
      return inputs;
    }

    @Override
    public List<Artifact<?>> outputs() {
      List<Artifact<?>> outputs = super.outputs();
      outputs.add(CROSS_VALIDATION);
      return outputs;
    }

    @Override
    public long work() {
      return 2_000_000;
    }

    @Override
    public long bytes() {
      return super.bytes() + settings.ridges() * Family.CSV_ROW_BYTES;
    }

    @Override
    public Optional<LeftOutStage> leftOut() {
      return Optional.of(new WithoutOneStage(this));
    }

    /** λ that was chosen; the largest where nothing was seen. */
    double readRidge(ArtifactReader reader) {
      CsvTable chosen = reader.read(new Handle<>(this, CROSS_VALIDATION)).where("chosen", "1");
      return chosen.size() == 0 ? settings.largestRidge() : chosen.numbers("ridge")[0];
    }

    List<ImprovementRows> readRows(ArtifactReader reader) {
      Family family = observed().family();
      CountWeights weights = new CountWeights(settings.fullWeight());
      List<ImprovementRows> rows = new ArrayList<>();
      VisitCounts before = observed().stages().get(0).readCounts(reader);
      for (int h = 0; h < pairs(); h++) {
        VisitCounts after = observed().stages().get(h + 1).readCounts(reader);
        rows.add(
            ImprovementRows.of(
                maps.get(h).read(reader),
                observed().policies().get(h + 1).read(reader).agent(agent()),
                family.settings().alpha(),
                weights.of(agent(), before, after)));
        before = after;
      }
      return rows;
    }

    @Override
    public void run(StageContext context) {
      List<ImprovementRows> rows = readRows(context);
      BellmanConsistentRecovery.Outcome outcome =
          new BellmanConsistentRecovery(settings.grid(), settings.robust()).recover(rows);
      double[] gram = ImprovementRows.gram(rows);
      if (rewardClass() == RewardClass.STATE) {
        write(context, outcome.reward(), outcome.standardErrors(), gram);
      } else {
        writeOwnActions(
            context, outcome.reward(), readout -> standardErrors(outcome, readout), gram);
      }
      CsvTable table = new CsvTable("ridge", "held_out_error", "chosen");
      for (int k = 0; k < outcome.heldOut().ridges().length; k++) {
        double ridge = outcome.heldOut().ridges()[k];
        table.add(ridge, outcome.heldOut().errors()[k], ridge == outcome.ridge() ? 1 : 0);
      }
      context.write(CROSS_VALIDATION, table);
    }

    private double[] standardErrors(
        BellmanConsistentRecovery.Outcome outcome, StateReadout readout) {
      List<double[]> ofStates = new ArrayList<>();
      for (double[] replicate : outcome.replicates()) {
        double[] states = readout.states(replicate);
        double mean = Arrays.stream(states).sum() / states.length;
        ofStates.add(Arrays.stream(states).map(value -> value - mean).toArray());
      }
      return ofStates.isEmpty()
          ? new double[observed().family().game().numStates()]
          : BellmanConsistentRecovery.jackknife(ofStates);
    }
  }

  /** The rewards without one dataset each, with the ridge and the weights that all of them have. */
  private static final class WithoutOneStage extends LeftOutStage {
    private final RegressionStage all;

    WithoutOneStage(RegressionStage all) {
      super(all.estimator, all.rewardClass(), all.observed(), all.agent(), all.pairs());
      this.all = all;
    }

    @Override
    public Algorithm algorithm() {
      return new Algorithm(
          RecoveryArtifacts.algorithm("recovery/bellman-consistent/left-out", all.rewardClass()),
          1);
    }

    @Override
    public SortedMap<String, Object> parameters() {
      return all.parameters();
    }

    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>(all.inputs());
      inputs.add(new Input("reward", all.reward()));
      inputs.add(
          new Input("cross_validation", new Handle<>(all, RegressionStage.CROSS_VALIDATION)));
      return inputs;
    }

    @Override
    public long work() {
      return 500_000;
    }

    @Override
    public void run(StageContext context) {
      BellmanConsistentRecovery recovery =
          new BellmanConsistentRecovery(all.settings.grid(), all.settings.robust());
      write(
          context,
          recovery.withoutPairs(
              all.readRows(context),
              all.readReward(context),
              all.readRidge(context),
              datasets().stream().map(this::pairsOf).toList()));
    }
  }
}
