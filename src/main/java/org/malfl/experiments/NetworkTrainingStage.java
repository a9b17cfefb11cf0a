package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.core.SeedTree;
import org.malfl.games.StateEncoding;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Derivation;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;
import org.malfl.softpi.NetworkLearner;

/** The networks of one learner after stage h: Q_h, and the logits of π_{h+1}. */
final class NetworkTrainingStage implements Stage {
  private static final List<Axis> TABLE_AXES = List.of(Axis.of("joint state"), Axis.of("action"));
  private static final Artifact<NpyArray> EXPECTED_Q =
      Formats.npy("expected_q.npy", "Q_h of an agent's network, units of the reward", TABLE_AXES);
  private static final Artifact<NpyArray> LOGITS =
      Formats.npy("next_policy_logits.npy", "logits of π_{h+1} of an agent's network", TABLE_AXES);

  /** Columns {@code network} (q or policy), {@code update} and {@code loss}. */
  private static final Artifact<CsvTable> LOSS =
      Formats.csv(
          "loss.csv",
          "mean loss over each update's batch: half the squared error in units of Q's network; KL"
              + " of the policy's, in nats");

  private static final long LOSS_ROW_BYTES = 42;

  /** A row of a batch, forward and backward, in joint steps. */
  private static final long WORK_OF_A_ROW = 250;

  private final Family family;
  private final int agent;
  private final int h;
  private final SoftPolicyIterationStage played;
  private final NetworkTrainingStage previous;
  private final double[][] stateInputs;

  /**
   * A stage.
   *
   * @param played stage h, with D_h
   * @param previous of the same agent; null for the first
   */
  NetworkTrainingStage(
      Family family,
      int agent,
      int h,
      SoftPolicyIterationStage played,
      NetworkTrainingStage previous) {
    this.family = family;
    this.agent = agent;
    this.h = h;
    this.played = played;
    this.previous = previous;
    this.stateInputs = previous == null ? encoding().of(family.game()) : previous.stateInputs;
  }

  /** Logits of π_{h+1} of the agent, {@code [numStates, numActions]}. */
  Handle<NpyArray> logits() {
    return new Handle<>(this, LOGITS);
  }

  /** The losses of all updates. */
  Handle<CsvTable> losses() {
    return new Handle<>(this, LOSS);
  }

  private LearnerNetworkSettings settings() {
    return family.settings().maspi().network();
  }

  private StateEncoding encoding() {
    return settings().inputs();
  }

  private NetworkArtifacts network(String name, String what, double outputGain) {
    return new NetworkArtifacts(
        name,
        what,
        settings()
            .networks()
            .network(stateInputs[0].length, family.game().numActions(), outputGain, ""));
  }

  private NetworkArtifacts q() {
    return network("q_network", "the network of Q_h", 1);
  }

  private NetworkArtifacts policy() {
    return network("policy_network", "the network of π_{h+1}", 0);
  }

  @Override
  public String path() {
    return family.path("ma_spi/networks/stage_", h) + "/agent_" + agent;
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("network-learner", 1);
  }

  private SeedTree streams() {
    return family.streams("network_learner").child(agent);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = family.gameParameters();
    parameters.put("agent", agent);
    parameters.put("alpha", family.settings().alpha());
    parameters.put("gamma", family.settings().gamma());
    parameters.put("streams", streams().child(h).path());
    parameters.put("networks", settings().tree());
    return parameters;
  }

  @Override
  public List<Input> inputs() {
    List<Input> inputs =
        new ArrayList<>(
            List.of(
                new Input("counts", played.counts()),
                new Input("policy_logits", played.policyLogits())));
    if (previous != null) {
      inputs.addAll(q().inputs(previous));
      inputs.addAll(policy().inputs(previous));
    }
    return inputs;
  }

  @Override
  public List<Artifact<?>> outputs() {
    List<Artifact<?>> outputs = new ArrayList<>(List.of(EXPECTED_Q, LOGITS, LOSS));
    outputs.addAll(q().artifacts());
    outputs.addAll(policy().artifacts());
    return outputs;
  }

  private long perUpdate() {
    return WORK_OF_A_ROW * settings().batchSize();
  }

  @Override
  public long work() {
    return perUpdate() * ((long) settings().qUpdates() + settings().policyUpdates());
  }

  @Override
  public long bytes() {
    long tables = 2L * Double.BYTES * family.game().numStates() * family.game().numActions();
    long losses = LOSS_ROW_BYTES * ((long) settings().qUpdates() + settings().policyUpdates() + 1);
    return tables + losses + q().bytes() + policy().bytes();
  }

  private NetworkLearner.Task task(ArtifactReader reader) {
    return new NetworkLearner.Task(
        agent,
        family.game(),
        family.transitions(),
        played.readPolicy(reader).agent(agent),
        played.readCounts(reader),
        family.settings().alpha(),
        family.settings().gamma(),
        stateInputs);
  }

  /** Networks of the right shape; what they hold is replaced but in the first stage. */
  private NetworkLearner.Networks fresh() {
    return settings()
        .learner()
        .begin(
            stateInputs[0].length,
            family.game().numActions(),
            streams().child("weights"),
            settings().linearAlgebra().products());
  }

  @Override
  public void run(StageContext context) {
    NetworkLearner.Networks networks = fresh();
    if (previous != null) {
      networks.q().setParameters(q().read(context, previous));
      networks.policy().setParameters(policy().read(context, previous));
    }
    NetworkLearner.Outcome outcome =
        settings()
            .learner()
            .stage(
                task(context),
                networks,
                streams().child(h),
                new StageCheckpoints(context),
                updates -> context.advance(updates * perUpdate()));
    write(context, outcome);
    CsvTable losses = new CsvTable("network", "update", "loss");
    add(losses, "q", outcome.qLosses());
    add(losses, "policy", outcome.policyLosses());
    context.write(LOSS, losses);
  }

  private static void add(CsvTable table, String network, double[] losses) {
    for (int update = 0; update < losses.length; update++) {
      table.add(network, update, losses[update]);
    }
  }

  private void write(StageContext context, NetworkLearner.Outcome outcome) {
    int numStates = family.game().numStates();
    int numActions = family.game().numActions();
    context.write(EXPECTED_Q, NpyArray.of(outcome.expectedQ(), numStates, numActions));
    context.write(LOGITS, NpyArray.of(outcome.logits(), numStates, numActions));
    q().write(context, outcome.networks().q());
    policy().write(context, outcome.networks().policy());
  }

  /**
   * {@inheritDoc} The training is not done again, which takes as long as the run did: tables are
   * held against the networks that were kept.
   */
  @Override
  public void derive(Derivation derivation) {
    NetworkLearner.Networks networks = fresh();
    networks.q().setParameters(q().read(derivation));
    networks.policy().setParameters(policy().read(derivation));
    write(derivation, settings().learner().of(task(derivation), networks));
    derivation.check(
        "losses are those of as many updates as the settings say",
        lossDifference(derivation.stored(LOSS)));
    derivation.note("trainings of networks are not done again; rerun does them");
  }

  private String lossDifference(CsvTable stored) {
    CsvTable expected = new CsvTable("network", "update", "loss");
    add(expected, "q", new double[settings().qUpdates()]);
    add(expected, "policy", new double[settings().policyUpdates()]);
    if (!stored.header().equals(expected.header())
        || !stored.column("network").equals(expected.column("network"))
        || !stored.column("update").equals(expected.column("update"))) {
      return "updates are not those of the settings";
    }
    for (double loss : stored.numbers("loss")) {
      // KL of nearly equal policies may be a rounding error below 0.
      if (!(loss > -1e-12 && loss < Double.POSITIVE_INFINITY)) {
        return "a loss is negative, or no number";
      }
    }
    return "";
  }
}
