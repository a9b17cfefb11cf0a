package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.inverse.RewardClass;
import org.malfl.inverse.StateReadout;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;

/**
 * A recovery that leaves a reward of joint states, {@link RecoveryArtifacts#REWARD}, and is read in
 * that one way; or one of own actions, which is read by its means over them. What else it leaves it
 * adds to {@link #outputs}.
 */
abstract class StateRewardStage implements Recovery.RecoveryStage {
  /** The one readout of such an estimator. */
  static final String READOUT = "state";

  private final Recovery recovery;
  private final Observed observed;
  private final int agent;
  private final int pairs;

  /**
   * A stage.
   *
   * @param agent whose reward
   * @param pairs how many pairs (π_h, π_{h+1}), from the first on
   */
  StateRewardStage(Recovery recovery, Observed observed, int agent, int pairs) {
    this.recovery = recovery;
    this.observed = observed;
    this.agent = agent;
    this.pairs = pairs;
  }

  /** What the observer made of the datasets. */
  Observed observed() {
    return observed;
  }

  /** Whose reward. */
  int agent() {
    return agent;
  }

  /** What the recovered reward depends on. */
  RewardClass rewardClass() {
    return RewardClass.STATE;
  }

  /** Unknowns of the recovered reward. */
  final int unknowns() {
    return observed.family().unknowns(rewardClass());
  }

  /** How many pairs (π_h, π_{h+1}), from the first on. */
  int pairs() {
    return pairs;
  }

  @Override
  public String path() {
    return observed.family().path("ma_lfl/recovery/" + recovery.name() + "/pairs_", pairs)
        + "/agent_"
        + agent;
  }

  /** {@inheritDoc} Here: dynamics, agent, α and γ; an estimator adds what it reads besides. */
  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = observed.family().observerParameters();
    parameters.put("agent", agent);
    parameters.put("alpha", observed.family().settings().alpha());
    parameters.put("gamma", observed.family().settings().gamma());
    return parameters;
  }

  @Override
  public List<Artifact<?>> outputs() {
    return new ArrayList<>(List.of(RecoveryArtifacts.reward(rewardClass())));
  }

  @Override
  public List<Input> readoutInputs() {
    return List.of(new Input("reward_pairs_" + pairs + "_agent_" + agent, reward()));
  }

  @Override
  public final Handle<NpyArray> reward() {
    return new Handle<>(this, RecoveryArtifacts.reward(rewardClass()));
  }

  @Override
  public final double[] readReward(ArtifactReader reader) {
    return reader.float64(reward(), unknowns());
  }

  @Override
  public SortedMap<String, double[]> stateRewards(ArtifactReader reader) {
    double[] reward = readReward(reader);
    return new TreeMap<>(
        Map.of(
            READOUT,
            rewardClass() == RewardClass.STATE
                ? reward
                : StateReadout.means(reward, observed.family().game().numActions())));
  }
}
