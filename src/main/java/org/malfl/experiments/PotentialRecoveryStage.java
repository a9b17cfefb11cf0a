package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.games.JointPolicy;
import org.malfl.inverse.RecoveredReward;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.StageContext;

/** A recovery by the paper's loss: a joint reward and one potential per pair of stages. */
interface PotentialRecoveryStage extends Recovery.RecoveryStage {
  Artifact<NpyArray> REWARD =
      Formats.npy(
          "reward.npy",
          "recovered reward R(s, a_0, a_1, …) of an agent, units of the reward",
          List.of(Axis.of("joint state"), Axis.of("action (an axis per agent)")));
  Artifact<NpyArray> POTENTIALS =
      Formats.npy(
          "potentials.npy",
          "recovered potentials g_h(s), units of the reward",
          List.of(Axis.of("pair of stages"), Axis.of("joint state")));
  Artifact<CsvTable> LOSS =
      Formats.csv(
          "loss.csv", "loss before the first update and after each, units of the reward squared");

  /** Ways to read a state reward off what it recovers. */
  List<String> READOUTS = List.of("bare", "shaped");

  /** Bytes of a row of {@link #LOSS}. */
  long LOSS_ROW_BYTES = 34;

  /** What the observer made of the datasets. */
  Observed observed();

  /** Whose reward. */
  int agent();

  /** Pairs of stages, from the first on. */
  int pairs();

  @Override
  default List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (int h = 0; h < pairs(); h++) {
      inputs.add(new Input("policy_" + h, observed().policies().get(h).policy()));
      inputs.add(new Input("target_" + h, observed().target(h).target()));
    }
    return inputs;
  }

  /** π_h of all agents, as the observer estimates them. */
  default List<JointPolicy> readPolicies(ArtifactReader reader) {
    List<JointPolicy> policies = new ArrayList<>();
    for (int h = 0; h < pairs(); h++) {
      policies.add(observed().policies().get(h).read(reader));
    }
    return policies;
  }

  /** Y_h of the agent. */
  default List<double[]> readTargets(ArtifactReader reader) {
    List<double[]> targets = new ArrayList<>();
    for (int h = 0; h < pairs(); h++) {
      targets.add(observed().target(h).read(reader, agent()));
    }
    return targets;
  }

  /** Bytes of what {@link #write} writes. */
  default long bytes(int losses) {
    long potentials = (long) pairs() * observed().family().game().numStates();
    return Double.BYTES * (observed().family().jointEntries() + potentials)
        + losses * LOSS_ROW_BYTES;
  }

  /** Writes a reward and its potentials. */
  default void write(StageContext context, RecoveredReward recovered) {
    Family family = observed().family();
    int numStates = family.game().numStates();
    int[] rewardShape = new int[family.game().numAgents() + 1];
    Arrays.fill(rewardShape, family.game().numActions());
    rewardShape[0] = numStates;
    context.write(REWARD, NpyArray.of(recovered.reward(), rewardShape));
    context.write(POTENTIALS, NpyArray.of(recovered.potentials(), pairs(), numStates));
  }

  /** Writes the losses by epoch, from 0. */
  static void writeLosses(StageContext context, double[] losses) {
    CsvTable table = new CsvTable("epoch", "loss");
    for (int epoch = 0; epoch < losses.length; epoch++) {
      table.add(epoch, losses[epoch]);
    }
    context.write(LOSS, table);
  }

  @Override
  default Handle<NpyArray> reward() {
    return new Handle<>(this, REWARD);
  }

  @Override
  default double[] readReward(ArtifactReader reader) {
    return reader.float64(reward(), observed().family().jointEntries());
  }

  @Override
  default List<Input> readoutInputs() {
    return List.of(
        new Input(role("reward"), reward()),
        new Input(role("potentials"), new Handle<>(this, POTENTIALS)));
  }

  private String role(String what) {
    return what + "_pairs_" + pairs() + "_agent_" + agent();
  }

  @Override
  default SortedMap<String, double[]> stateRewards(ArtifactReader reader) {
    Family family = observed().family();
    RecoveredReward recovered =
        new RecoveredReward(
            readReward(reader),
            reader.float64(
                new Handle<>(this, POTENTIALS), (long) pairs() * family.game().numStates()));
    return new TreeMap<>(
        Map.of(
            "bare", recovered.bare(family.transitions().numJointActions()),
            "shaped", recovered.shaped(family.transitions(), family.settings().gamma())));
  }
}
