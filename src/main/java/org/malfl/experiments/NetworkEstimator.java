package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.malfl.artifacts.Artifact;
import org.malfl.config.Schemas;
import org.malfl.config.Section;
import org.malfl.config.Setting;
import org.malfl.core.SeedTree;
import org.malfl.games.StateEncoding;
import org.malfl.games.VisitCounts;
import org.malfl.inverse.CountWeights;
import org.malfl.inverse.NetworkRewardRecovery;
import org.malfl.inverse.RewardClass;
import org.malfl.io.CsvTable;
import org.malfl.nn.Activation;
import org.malfl.nn.Initialisation;
import org.malfl.nn.Schedule;
import org.malfl.nn.nd4j.LinearAlgebra;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Derivation;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.StageContext;

/** The paper's loss with networks in place of tables. */
final class NetworkEstimator implements Recovery {
  /**
   * Settings of the networks and their training.
   *
   * @param reward what the reward may depend on, the joint action or the joint state alone
   * @param inputs what networks read of a joint state
   * @param hidden sizes of the layers between
   * @param activation of these layers
   * @param initialisation of weights
   * @param learningRate Adam's step
   * @param schedule of the learning rate
   * @param epochs Adam updates, each on all joint states and pairs of stages
   * @param unit of the networks' outputs
   * @param fullWeight visits before and after improvement from which on an action has full weight;
   *     0 for full weight throughout, as the paper has it
   * @param largestGradient norm to which longer gradients are scaled down; 0 for none
   * @param linearAlgebra who multiplies matrices
   */
  public record Settings(
      @Setting(byDefault = "joint") RewardClass reward,
      @Setting(byDefault = "coordinates") StateEncoding inputs,
      @Setting(byDefault = "[64, 64]", range = "[1, 4096]") List<Integer> hidden,
      @Setting(byDefault = "tanh") Activation activation,
      @Setting(byDefault = "glorot") Initialisation initialisation,
      @Setting(byDefault = "0.001", range = "(0, 1000]") double learningRate,
      @Setting(byDefault = "constant") Schedule schedule,
      @Setting(byDefault = "3000", range = "[1, 10000000]") int epochs,
      @Setting(byDefault = "1", range = "(0, 1000000000]") double unit,
      @Setting(byDefault = "200", range = "[0, 1000000000]") double fullWeight,
      @Setting(byDefault = "0", range = "[0, 1000000000]") double largestGradient,
      @Setting(byDefault = "by-shape") LinearAlgebra linearAlgebra)
      implements Section.Checked {
    @Override
    public void check(Section section) {
      if (reward == RewardClass.OWN_ACTION) {
        section.reject("reward", Schemas.nameOf(reward), "joint, state");
      }
    }

    NetworkSettings networks() {
      return new NetworkSettings(
          inputs, hidden, activation, initialisation, largestGradient, linearAlgebra);
    }
  }

  @Override
  public String name() {
    return "network";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public boolean readsCoordinates() {
    return true;
  }

  /** {@inheritDoc} Networks only if the configuration asks for them. */
  @Override
  public PolicyEstimationMethod policyEstimation(ReproduceSettings settings) {
    PolicyEstimationMethod named = PolicyEstimations.of(settings);
    return named.equals(PolicyEstimations.NETWORK) ? named : PolicyEstimations.COUNTS;
  }

  /** {@inheritDoc} The updates end long before the reward has its size. */
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
    return new NetworkStage(
        observed.family().settings().optimizationOf(this, Settings.class), observed, agent, pairs);
  }

  @Override
  public List<Picture> pictures(Family family, List<RecoveryStage> agents) {
    List<Handle<CsvTable>> losses =
        agents.stream().map(agent -> new Handle<>(agent, PotentialRecoveryStage.LOSS)).toList();
    return List.of(new LossPicture(family, this, losses));
  }

  private record NetworkStage(Settings settings, Observed observed, int agent, int pairs)
      implements PotentialRecoveryStage {
    private NetworkArtifacts rewardNetwork() {
      boolean joint = settings.reward() == RewardClass.JOINT;
      int actions = observed.family().game().numAgents() * observed.family().game().numActions();
      return new NetworkArtifacts(
          "reward_network",
          "the network of R after the last update",
          settings
              .networks()
              .network(
                  encoded()[0].length + (joint ? actions : 0),
                  1,
                  1,
                  joint ? ", then each agent's action as a 1 among zeros" : ""));
    }

    private NetworkArtifacts potentialNetwork() {
      return new NetworkArtifacts(
          "potential_network",
          "the network of g_h after the last update",
          settings
              .networks()
              .network(encoded()[0].length + pairs, 1, 1, ", then the stage as a 1 among zeros"));
    }

    @Override
    public String path() {
      return observed.family().path("ma_lfl/recovery/network/pairs_", pairs) + "/agent_" + agent;
    }

    @Override
    public Algorithm algorithm() {
      return new Algorithm("recovery/network", 1);
    }

    private double[][] encoded() {
      return observed.stateInputs(settings.inputs());
    }

    private SeedTree streams() {
      return observed.family().streams("network_recovery").child(agent);
    }

    @Override
    public SortedMap<String, Object> parameters() {
      SortedMap<String, Object> parameters = observed.family().observerParameters();
      parameters.put("agent", agent);
      parameters.put("gamma", observed.family().settings().gamma());
      parameters.put("streams", streams().path());
      parameters.put("reward", Schemas.nameOf(settings.reward()));
      parameters.put("networks", settings.networks().tree());
      parameters.put("learning_rate", settings.learningRate());
      parameters.put("schedule", Schemas.nameOf(settings.schedule()));
      parameters.put("epochs", settings.epochs());
      parameters.put("unit", settings.unit());
      parameters.put("full_weight", settings.fullWeight());
      return parameters;
    }

    @Override
    public List<Artifact<?>> outputs() {
      List<Artifact<?>> outputs = new ArrayList<>(List.of(REWARD, POTENTIALS, LOSS));
      outputs.addAll(rewardNetwork().artifacts());
      outputs.addAll(potentialNetwork().artifacts());
      return outputs;
    }

    private long perEpoch() {
      // A row of a batch takes about 150 times as long as a joint step.
      long rows = settings.reward() == RewardClass.JOINT ? observed.family().jointEntries() : 0;
      return 150 * (rows + (long) (pairs + 1) * observed.family().game().numStates());
    }

    @Override
    public long work() {
      return settings.epochs() * perEpoch();
    }

    @Override
    public long bytes() {
      return bytes(settings.epochs() + 1) + rewardNetwork().bytes() + potentialNetwork().bytes();
    }

    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>(PotentialRecoveryStage.super.inputs());
      for (int h = 0; settings.fullWeight() > 0 && h <= pairs; h++) {
        inputs.add(new Input("counts_" + h, observed.stages().get(h).counts()));
      }
      return inputs;
    }

    private List<double[]> readWeights(ArtifactReader reader) {
      List<double[]> weights = new ArrayList<>();
      if (settings.fullWeight() > 0) {
        CountWeights full = new CountWeights(settings.fullWeight());
        VisitCounts before = observed.stages().get(0).readCounts(reader);
        for (int h = 0; h < pairs; h++) {
          VisitCounts after = observed.stages().get(h + 1).readCounts(reader);
          weights.add(full.of(agent, before, after));
          before = after;
        }
      }
      return weights;
    }

    private NetworkRewardRecovery recovery() {
      return new NetworkRewardRecovery(
          settings.networks().architecture(),
          settings.reward(),
          settings.learningRate(),
          settings.schedule(),
          settings.networks().clipping(),
          settings.epochs(),
          settings.unit());
    }

    private NetworkRewardRecovery.Task task(StageContext context) {
      Family family = observed.family();
      return new NetworkRewardRecovery.Task(
          agent,
          family.transitions(),
          family.settings().gamma(),
          readPolicies(context),
          readTargets(context),
          readWeights(context),
          encoded());
    }

    @Override
    public void run(StageContext context) {
      NetworkRewardRecovery.Outcome outcome =
          recovery()
              .recover(
                  task(context),
                  streams(),
                  settings.linearAlgebra().products(),
                  new StageCheckpoints(context),
                  epochs -> context.advance(epochs * perEpoch()));
      write(context, outcome.recovered());
      PotentialRecoveryStage.writeLosses(context, outcome.losses());
      rewardNetwork().write(context, outcome.reward());
      potentialNetwork().write(context, outcome.potentials());
    }

    /**
     * {@inheritDoc} The training is not done again, which takes as long as the run did: tables and
     * last loss are held against the networks that were kept.
     */
    @Override
    public void derive(Derivation derivation) {
      NetworkRewardRecovery.Outcome outcome =
          recovery()
              .of(
                  task(derivation),
                  rewardNetwork().read(derivation),
                  potentialNetwork().read(derivation),
                  settings.linearAlgebra().products());
      write(derivation, outcome.recovered());
      derivation.check(
          "losses are as many as epochs, and the last is that of the networks",
          lossDifference(derivation.stored(LOSS), outcome.losses()[0]));
      rewardNetwork().write(derivation, outcome.reward());
      potentialNetwork().write(derivation, outcome.potentials());
      derivation.note("trainings of networks are not done again; rerun does them");
    }

    private String lossDifference(CsvTable stored, double last) {
      CsvTable expected = new CsvTable("epoch", "loss");
      for (int epoch = 0; epoch <= settings.epochs(); epoch++) {
        expected.add(epoch, last);
      }
      if (!stored.header().equals(expected.header())
          || !stored.column("epoch").equals(expected.column("epoch"))) {
        return "epochs are not those of the settings";
      }
      double[] losses = stored.numbers("loss");
      if (!Arrays.stream(losses).allMatch(loss -> loss >= 0 && Double.isFinite(loss))) {
        return "a sum of squares is negative, or no number";
      }
      return losses[settings.epochs()] == last
          ? ""
          : "the last loss is %s; the networks have %s".formatted(losses[settings.epochs()], last);
    }
  }
}
