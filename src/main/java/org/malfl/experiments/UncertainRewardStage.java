package org.malfl.experiments;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.malfl.artifacts.Artifact;
import org.malfl.inverse.StateReadout;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.StageContext;

/** A recovery of a state reward that also says how far it may be off. */
abstract class UncertainRewardStage extends IdentifiedRewardStage {
  UncertainRewardStage(Recovery recovery, Observed observed, int agent, int pairs) {
    super(recovery, observed, agent, pairs);
  }

  @Override
  public List<Artifact<?>> outputs() {
    List<Artifact<?>> outputs = super.outputs();
    outputs.add(RecoveryArtifacts.DEVIATIONS);
    return outputs;
  }

  @Override
  public Optional<Handle<NpyArray>> deviations() {
    return Optional.of(new Handle<>(this, RecoveryArtifacts.DEVIATIONS));
  }

  /**
   * Writes the reward and what is known of it.
   *
   * @param reward {@code [numStates]}
   * @param deviations standard deviations of it about its mean, same shape
   * @param gram as in {@link IdentifiedRewardStage#write(StageContext, double[], double[])}
   */
  final void write(StageContext context, double[] reward, double[] deviations, double[] gram) {
    write(context, reward, gram);
    context.write(RecoveryArtifacts.DEVIATIONS, NpyArray.of(deviations, deviations.length));
  }

  /**
   * Writes a reward of own actions and what is known of it.
   *
   * @param reward {@code [numStates][numActions]} row-major
   * @param deviations standard deviations of the rewards of joint states that are read off it,
   *     about their mean, {@code [numStates]}
   * @param gram as in {@link IdentifiedRewardStage#writeOwnActions(StageContext, double[],
   *     double[])}
   */
  final void writeOwnActions(
      StageContext context,
      double[] reward,
      Function<StateReadout, double[]> deviations,
      double[] gram) {
    double[] ofStates = deviations.apply(writeOwnActions(context, reward, gram));
    context.write(RecoveryArtifacts.DEVIATIONS, NpyArray.of(ofStates, ofStates.length));
  }
}
