package org.malfl.experiments;

import java.util.List;
import java.util.stream.IntStream;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.games.AgentTables;
import org.malfl.inverse.RewardClass;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/**
 * The reward of an agent recovered without D_h, for one h after the other: neither from the pair
 * (π_{h−1}, π_h) nor from (π_h, π_{h+1}), so that D_h can tell how well the reward predicts.
 */
public abstract class LeftOutStage implements Stage {
  private static final Artifact<NpyArray> REWARDS =
      Formats.npy(
          "rewards.npy",
          "R(s) recovered without one of the datasets, units of the reward",
          List.of(Axis.of("dataset left out"), Axis.of("joint state")));

  private static final Artifact<NpyArray> OWN_ACTION_REWARDS =
      Formats.npy(
          "rewards.npy",
          "R(s, a) recovered without one of the datasets, units of the reward",
          List.of(Axis.of("dataset left out"), Axis.of("joint state"), Axis.of("action")));

  private final Recovery recovery;
  private final RewardClass rewardClass;
  private final Observed observed;
  private final int agent;
  private final int pairs;

  /**
   * A stage.
   *
   * @param recovery that it belongs to
   * @param rewardClass what the reward depends on
   * @param agent whose reward
   * @param pairs how many pairs there are, from the first on
   */
  LeftOutStage(
      Recovery recovery, RewardClass rewardClass, Observed observed, int agent, int pairs) {
    this.recovery = recovery;
    this.rewardClass = rewardClass;
    this.observed = observed;
    this.agent = agent;
    this.pairs = pairs;
  }

  /**
   * h of the datasets that are left out in turn: those that end a pair and leave another one when
   * they are gone.
   */
  final List<Integer> datasets() {
    return datasets(pairs);
  }

  static List<Integer> datasets(int pairs) {
    return IntStream.rangeClosed(1, pairs)
        .filter(h -> pairsOf(h, pairs).size() < pairs)
        .boxed()
        .toList();
  }

  /** The pairs that D_h is in. */
  final List<Integer> pairsOf(int h) {
    return pairsOf(h, pairs);
  }

  /** Of what there is for every pair, that for pairs that D_h is not in. */
  final <T> List<T> without(int h, List<T> byPair) {
    List<Integer> leftOut = pairsOf(h);
    return IntStream.range(0, pairs)
        .filter(pair -> !leftOut.contains(pair))
        .mapToObj(byPair::get)
        .toList();
  }

  private static List<Integer> pairsOf(int h, int pairs) {
    return IntStream.of(h - 1, h).filter(pair -> pair < pairs).boxed().toList();
  }

  private Artifact<NpyArray> artifact() {
    return rewardClass == RewardClass.STATE ? REWARDS : OWN_ACTION_REWARDS;
  }

  private int unknowns() {
    return observed.family().unknowns(rewardClass);
  }

  /** The rewards, {@code [datasets][unknowns]}. */
  final Handle<NpyArray> rewards() {
    return new Handle<>(this, artifact());
  }

  /** The rewards in the order of {@link #datasets}, {@code [unknowns]} each. */
  final List<double[]> readRewards(ArtifactReader reader) {
    double[] joined = reader.float64(rewards(), (long) datasets().size() * unknowns());
    return AgentTables.split(joined, datasets().size());
  }

  /**
   * Writes the rewards.
   *
   * @param rewards in the order of {@link #datasets}, {@code [unknowns]} each
   */
  final void write(StageContext context, List<double[]> rewards) {
    int[] ofOne = RecoveryArtifacts.shape(rewardClass, observed.family().game());
    int[] shape = new int[ofOne.length + 1];
    shape[0] = rewards.size();
    System.arraycopy(ofOne, 0, shape, 1, ofOne.length);
    context.write(artifact(), NpyArray.of(AgentTables.join(rewards), shape));
  }

  @Override
  public String path() {
    return observed
        .family()
        .path("ma_lfl/recovery/" + recovery.name() + "/left_out/agent_" + agent);
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(artifact());
  }

  @Override
  public long bytes() {
    return (long) Double.BYTES * pairs * unknowns() + 200;
  }
}
