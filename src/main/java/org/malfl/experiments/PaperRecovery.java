package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.malfl.artifacts.Artifact;
import org.malfl.config.Setting;
import org.malfl.games.JointPolicy;
import org.malfl.inverse.JointRewardIdentifiability;
import org.malfl.inverse.JointRewardRecovery;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** The paper's estimator: a joint reward and one potential per pair, by Adam. */
final class PaperRecovery implements Recovery {
  /**
   * Settings of the optimisation.
   *
   * @param learningRate Adam's step
   * @param epochs Adam updates
   */
  public record Settings(
      @Setting(byDefault = "0.01", range = "(0, 1000]") double learningRate,
      @Setting(byDefault = "1000", range = "[1, 10000000]") int epochs) {}

  @Override
  public String name() {
    return "paper";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  /** {@inheritDoc} This one's is the one that the configuration names. */
  @Override
  public PolicyEstimationMethod policyEstimation(ReproduceSettings settings) {
    return PolicyEstimations.of(settings);
  }

  /** {@inheritDoc} The updates of the method end long before the reward has its size. */
  @Override
  public boolean hasTrueUnits() {
    return false;
  }

  @Override
  public List<String> readouts() {
    return PotentialRecoveryStage.READOUTS;
  }

  @Override
  public RecoveryStage stage(Observed observed, int agent, int pairs) {
    Settings settings = observed.family().settings().optimizationOf(this, Settings.class);
    boolean all = pairs == observed.stages().size() - 1;
    Optional<KnownStage> known =
        all && KnownStage.isCheap(observed.family(), pairs)
            ? Optional.of(observed.once(new KnownStage(observed, agent, pairs)))
            : Optional.empty();
    return new PaperStage(settings, observed, agent, pairs, known);
  }

  @Override
  public List<Picture> pictures(Family family, List<RecoveryStage> agents) {
    List<Handle<CsvTable>> losses =
        agents.stream().map(agent -> new Handle<>(agent, PaperStage.LOSS)).toList();
    return List.of(new LossPicture(family, this, losses));
  }

  /**
   * What the equations say of the reward. It is a stage of its own since where Adam stops does not
   * matter to it.
   */
  private record KnownStage(Observed observed, int agent, int pairs) implements Stage {
    /** A fourth of the operations that take some five seconds, where nothing is determined. */
    private static final double OPERATIONS_AT_MOST = 4e9;

    static boolean isCheap(Family family, int pairs) {
      double potentials = (double) pairs * family.game().numStates();
      return family.jointEntries() * potentials * potentials <= OPERATIONS_AT_MOST;
    }

    @Override
    public String path() {
      return observed.family().path("ma_lfl/recovery/paper/known/agent_" + agent);
    }

    @Override
    public Algorithm algorithm() {
      return new Algorithm("recovery/paper/known", 1);
    }

    @Override
    public SortedMap<String, Object> parameters() {
      SortedMap<String, Object> parameters = observed.family().observerParameters();
      parameters.put("agent", agent);
      parameters.put("gamma", observed.family().settings().gamma());
      return parameters;
    }

    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>();
      for (int h = 0; h < pairs; h++) {
        inputs.add(new Input("policy_" + h, observed.policies().get(h).policy()));
      }
      return inputs;
    }

    @Override
    public List<Artifact<?>> outputs() {
      return List.of(RecoveryArtifacts.MASK, RecoveryArtifacts.IDENTIFIABILITY);
    }

    @Override
    public long work() {
      return 10_000_000;
    }

    @Override
    public long bytes() {
      return 60L * observed.family().game().numStates() + 2000;
    }

    @Override
    public void run(StageContext context) {
      Family family = observed.family();
      List<JointPolicy> policies = new ArrayList<>();
      for (int h = 0; h < pairs; h++) {
        policies.add(observed.policies().get(h).read(context));
      }
      JointRewardIdentifiability known =
          JointRewardIdentifiability.of(
              agent, family.transitions(), family.settings().gamma(), policies);
      RecoveryArtifacts.write(context, known.means(), IdentifiabilityReport.ofMeans(known));
    }
  }

  private record PaperStage(
      Settings settings, Observed observed, int agent, int pairs, Optional<KnownStage> known)
      implements PotentialRecoveryStage {
    @Override
    public String path() {
      return observed.family().path("ma_lfl/recovery/paper/pairs_", pairs) + "/agent_" + agent;
    }

    @Override
    public Algorithm algorithm() {
      return new Algorithm("recovery/paper", 1);
    }

    @Override
    public SortedMap<String, Object> parameters() {
      SortedMap<String, Object> parameters = observed.family().observerParameters();
      parameters.put("agent", agent);
      parameters.put("gamma", observed.family().settings().gamma());
      parameters.put("learning_rate", settings.learningRate());
      parameters.put("epochs", settings.epochs());
      return parameters;
    }

    @Override
    public List<Artifact<?>> outputs() {
      return List.of(REWARD, POTENTIALS, LOSS);
    }

    @Override
    public long work() {
      // An epoch costs about a fifth of a joint step per reward entry and pair.
      return (long) settings.epochs() * pairs * observed.family().jointEntries() / 5;
    }

    @Override
    public long bytes() {
      return bytes(settings.epochs() + 1);
    }

    @Override
    public void run(StageContext context) {
      Family family = observed.family();
      JointRewardRecovery.Outcome outcome =
          new JointRewardRecovery(settings.learningRate(), settings.epochs())
              .recover(
                  agent,
                  family.transitions(),
                  family.settings().gamma(),
                  readPolicies(context),
                  readTargets(context));
      write(context, outcome.recovered());
      PotentialRecoveryStage.writeLosses(context, outcome.losses());
    }

    /**
     * {@inheritDoc} This one has no mask: it is scored as the paper scores it, on what its
     * equations leave open too.
     */
    @Override
    public Optional<Handle<Object>> identifiability() {
      return known.map(stage -> new Handle<>(stage, RecoveryArtifacts.IDENTIFIABILITY));
    }
  }
}
