package org.malfl.experiments;

import java.util.List;
import java.util.Optional;
import org.malfl.artifacts.Artifact;
import org.malfl.inverse.Identifiability;
import org.malfl.inverse.StateReadout;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.StageContext;

/** A recovery of a state reward that says which joint states its data tell apart. */
abstract class IdentifiedRewardStage extends StateRewardStage {
  IdentifiedRewardStage(Recovery recovery, Observed observed, int agent, int pairs) {
    super(recovery, observed, agent, pairs);
  }

  @Override
  public List<Artifact<?>> outputs() {
    List<Artifact<?>> outputs = super.outputs();
    outputs.add(RecoveryArtifacts.MASK);
    outputs.add(RecoveryArtifacts.IDENTIFIABILITY);
    return outputs;
  }

  @Override
  public Optional<Handle<NpyArray>> mask() {
    return Optional.of(new Handle<>(this, RecoveryArtifacts.MASK));
  }

  @Override
  public Optional<Handle<Object>> identifiability() {
    return Optional.of(new Handle<>(this, RecoveryArtifacts.IDENTIFIABILITY));
  }

  @Override
  public long bytes() {
    return 60L * observed().family().game().numStates() + (long) Double.BYTES * unknowns() + 2000;
  }

  /**
   * Writes a reward of joint states and what is known of it.
   *
   * @param reward {@code [numStates]}
   * @param gram XᵀWX of the rows that determine it, {@code [numStates][numStates]} row-major
   */
  final void write(StageContext context, double[] reward, double[] gram) {
    Identifiability known =
        Identifiability.ofGram(reward.length, gram, Identifiability.GRAM_TOLERANCE);
    context.write(RecoveryArtifacts.REWARD, NpyArray.of(reward, reward.length));
    RecoveryArtifacts.write(
        context,
        known.knowledge(),
        IdentifiabilityReport.ofStates(known, Identifiability.GRAM_TOLERANCE));
  }

  /**
   * Writes a reward of own actions, the one of all that explain the data equally that depends least
   * on them, and what is known of it.
   *
   * @param reward {@code [numStates][numActions]} row-major
   * @param gram XᵀWX of the rows that determine it, {@code [unknowns][unknowns]} row-major
   * @return how rewards of joint states are read off it
   */
  final StateReadout writeOwnActions(StageContext context, double[] reward, double[] gram) {
    Family family = observed().family();
    Identifiability known =
        Identifiability.ofGram(reward.length, gram, Identifiability.GRAM_TOLERANCE);
    StateReadout readout = StateReadout.of(family.game().numActions(), known);
    context.write(
        RecoveryArtifacts.reward(rewardClass()),
        NpyArray.of(
            readout.representative(reward), RecoveryArtifacts.shape(rewardClass(), family.game())));
    RecoveryArtifacts.write(
        context,
        readout.knowledge(),
        IdentifiabilityReport.ofMeans(known, readout, Identifiability.GRAM_TOLERANCE));
    return readout;
  }
}
