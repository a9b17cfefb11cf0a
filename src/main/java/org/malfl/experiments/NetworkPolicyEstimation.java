package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.config.Setting;
import org.malfl.games.StateEncoding;
import org.malfl.inverse.NetworkPolicyEstimator;
import org.malfl.io.CsvTable;
import org.malfl.nn.Activation;
import org.malfl.nn.Initialisation;
import org.malfl.nn.nd4j.LinearAlgebra;
import org.malfl.pipeline.Derivation;
import org.malfl.pipeline.StageContext;

/** A classifier of joint states per agent and stage. */
final class NetworkPolicyEstimation implements PolicyEstimationMethod {
  /**
   * Settings of the networks and their training.
   *
   * @param inputs what networks read of a joint state
   * @param hidden sizes of the layers between
   * @param activation of these layers
   * @param initialisation of weights
   * @param ridge precision of the normal prior of weights and biases
   * @param learningRate Adam's first step
   * @param updates Adam updates
   * @param batchSize joint states of an update
   * @param largestGradient norm to which longer gradients are scaled down; 0 for none
   * @param linearAlgebra who multiplies matrices
   */
  public record Settings(
      @Setting(byDefault = "coordinates") StateEncoding inputs,
      @Setting(byDefault = "[64, 64]", range = "[1, 4096]") List<Integer> hidden,
      @Setting(byDefault = "tanh") Activation activation,
      @Setting(byDefault = "glorot") Initialisation initialisation,
      @Setting(byDefault = "5", range = "[0, 1000000]") double ridge,
      @Setting(byDefault = "0.01", range = "(0, 1000]") double learningRate,
      @Setting(byDefault = "2000", range = "[1, 10000000]") int updates,
      @Setting(byDefault = "1024", range = "[1, 1000000]") int batchSize,
      @Setting(byDefault = "0", range = "[0, 1000000000]") double largestGradient,
      @Setting(byDefault = "by-shape") LinearAlgebra linearAlgebra) {
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
  public boolean random() {
    return true;
  }

  @Override
  public NetworkPolicyEstimator estimator(Family family) {
    Settings settings = family.settings().policyNetwork();
    return new NetworkPolicyEstimator(
        settings.networks().architecture(),
        settings.ridge(),
        settings.learningRate(),
        settings.networks().clipping(),
        settings.updates(),
        settings.batchSize(),
        settings.inputs().of(family.game()),
        settings.linearAlgebra()::products);
  }

  @Override
  public Map<String, Object> parameters(ReproduceSettings settings) {
    Settings network = settings.policyNetwork();
    return Map.of(
        "networks", network.networks().tree(),
        "ridge", network.ridge(),
        "learning_rate", network.learningRate(),
        "updates", network.updates(),
        "batch_size", network.batchSize());
  }

  @Override
  public List<PolicyEstimationStage> stages(Family family, List<? extends ObservedStage> observed) {
    NetworkPolicyEstimator estimator = estimator(family);
    List<PolicyEstimationStage> stages = new ArrayList<>();
    for (int h = 0; h < observed.size(); h++) {
      stages.add(new TrainingStage(family, this, estimator, h, observed.get(h)));
    }
    return stages;
  }

  private static final class TrainingStage extends PolicyEstimationStage {
    private static final Artifact<CsvTable> LOSS =
        Formats.csv(
            "loss.csv", "cross-entropy of D_h before the first update and later, per action, nats");

    private static final List<String> LOSS_COLUMNS = List.of("agent", "updates", "loss");

    private final NetworkPolicyEstimator estimator;

    TrainingStage(
        Family family,
        NetworkPolicyEstimation method,
        NetworkPolicyEstimator estimator,
        int h,
        ObservedStage observed) {
      super(family, method, estimator, h, observed);
      this.estimator = estimator;
    }

    /** The files of each agent's network. */
    private List<NetworkArtifacts> networks() {
      List<NetworkArtifacts> networks = new ArrayList<>();
      int numActions = family().game().numActions();
      for (int agent = 0; agent < family().game().numAgents(); agent++) {
        networks.add(
            new NetworkArtifacts(
                "agent_" + agent,
                "the network of the logits of agent " + agent,
                family()
                    .settings()
                    .policyNetwork()
                    .networks()
                    .network(estimator.shape(numActions).inputs(), numActions, 1, "")));
      }
      return networks;
    }

    @Override
    public List<Artifact<?>> outputs() {
      List<Artifact<?>> outputs = new ArrayList<>(super.outputs());
      outputs.add(LOSS);
      networks().forEach(network -> outputs.addAll(network.artifacts()));
      return outputs;
    }

    private long perUpdate() {
      // A row of a batch takes about 150 times as long as a joint step.
      return 150L * estimator.batchSize() * family().game().numAgents();
    }

    @Override
    public long work() {
      return estimator.updates() * perUpdate();
    }

    @Override
    public long bytes() {
      long losses = (long) family().game().numAgents() * estimator.lossUpdates().length;
      return super.bytes()
          + losses * Family.CSV_ROW_BYTES
          + networks().stream().mapToLong(NetworkArtifacts::bytes).sum();
    }

    @Override
    public void run(StageContext context) {
      NetworkPolicyEstimator.Outcome outcome =
          estimator.train(
              readCounts(context),
              streams(),
              new StageCheckpoints(context),
              updates -> context.advance(updates * perUpdate()));
      write(context, outcome);
      context.write(LOSS, losses(outcome));
    }

    private void write(StageContext context, NetworkPolicyEstimator.Outcome outcome) {
      write(context, outcome.policies());
      List<NetworkArtifacts> networks = networks();
      for (int agent = 0; agent < networks.size(); agent++) {
        networks.get(agent).write(context, outcome.networks().get(agent));
      }
    }

    private CsvTable losses(NetworkPolicyEstimator.Outcome outcome) {
      int[] updates = estimator.lossUpdates();
      CsvTable table = new CsvTable(LOSS_COLUMNS.toArray(String[]::new));
      for (int agent = 0; agent < outcome.losses().size(); agent++) {
        for (int row = 0; row < updates.length; row++) {
          table.add(agent, updates[row], outcome.losses().get(agent)[row]);
        }
      }
      return table;
    }

    /**
     * {@inheritDoc} The training is not done again, which takes as long as the run did: tables and
     * last losses are held against the networks that were kept.
     */
    @Override
    public void derive(Derivation derivation) {
      NetworkPolicyEstimator.Outcome outcome =
          estimator.of(
              readCounts(derivation),
              networks().stream().map(network -> network.read(derivation)).toList());
      write(derivation, outcome);
      derivation.check(
          "losses are as many as they should be, and the last are those of the networks",
          lossDifference(derivation.stored(LOSS), outcome.losses()));
      derivation.note("trainings of networks are not done again; rerun does them");
    }

    private String lossDifference(CsvTable stored, List<double[]> last) {
      List<String> agents = new ArrayList<>();
      List<String> updates = new ArrayList<>();
      for (int agent = 0; agent < last.size(); agent++) {
        for (int after : estimator.lossUpdates()) {
          agents.add("" + agent);
          updates.add("" + after);
        }
      }
      if (!stored.header().equals(LOSS_COLUMNS)
          || !stored.column("agent").equals(agents)
          || !stored.column("updates").equals(updates)) {
        return "agents or updates are not those of the settings";
      }
      double[] losses = stored.numbers("loss");
      if (!Arrays.stream(losses).allMatch(loss -> loss >= 0 && Double.isFinite(loss))) {
        return "a cross-entropy is negative, or no number";
      }
      for (int agent = 0; agent < last.size(); agent++) {
        double found = losses[(agent + 1) * estimator.lossUpdates().length - 1];
        if (found != last.get(agent)[0]) {
          return "the last loss of agent %d is %s; the network has %s"
              .formatted(agent, found, last.get(agent)[0]);
        }
      }
      return "";
    }
  }
}
