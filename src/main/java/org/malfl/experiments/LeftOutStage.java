package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/**
 * The reward R(s) of an agent recovered without D_h, for one h after the other: neither from the
 * pair (π_{h−1}, π_h) nor from (π_h, π_{h+1}), so that D_h can tell how well the reward predicts.
 */
public abstract class LeftOutStage implements Stage {
  private static final Artifact<NpyArray> REWARDS =
      Formats.npy(
          "rewards.npy",
          "R(s) recovered without one of the datasets, units of the reward",
          List.of(Axis.of("dataset left out"), Axis.of("joint state")));

  private final Recovery recovery;
  private final Observed observed;
  private final int agent;
  private final int pairs;

  /**
   * A stage.
   *
   * @param recovery that it belongs to
   * @param agent whose reward
   * @param pairs how many pairs there are, from the first on
   */
  LeftOutStage(Recovery recovery, Observed observed, int agent, int pairs) {
    this.recovery = recovery;
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
        .filter(h -> !pairsWithout(h, pairs).isEmpty())
        .boxed()
        .toList();
  }

  private static List<Integer> pairsWithout(int h, int pairs) {
    return IntStream.range(0, pairs).filter(pair -> pair != h - 1 && pair != h).boxed().toList();
  }

  /** Of what there is for every pair, that for pairs without D_h. */
  static <T> List<T> without(int h, List<T> pairs) {
    return pairsWithout(h, pairs.size()).stream().map(pairs::get).toList();
  }

  /** The rewards, {@code [datasets][numStates]}. */
  final Handle<NpyArray> rewards() {
    return new Handle<>(this, REWARDS);
  }

  /** The rewards in the order of {@link #datasets}, {@code [numStates]} each. */
  final List<double[]> readRewards(ArtifactReader reader) {
    int numStates = observed.family().game().numStates();
    double[] joined = reader.float64(rewards(), (long) datasets().size() * numStates);
    List<double[]> rewards = new ArrayList<>();
    for (int from = 0; from < joined.length; from += numStates) {
      double[] reward = new double[numStates];
      System.arraycopy(joined, from, reward, 0, numStates);
      rewards.add(reward);
    }
    return rewards;
  }

  /**
   * Recovers and writes all rewards.
   *
   * @param rewardWithout h to the reward that was recovered without D_h, {@code [numStates]}
   */
  final void write(StageContext context, IntFunction<double[]> rewardWithout) {
    int numStates = observed.family().game().numStates();
    List<Integer> datasets = datasets();
    double[] joined = new double[datasets.size() * numStates];
    for (int k = 0; k < datasets.size(); k++) {
      double[] reward = rewardWithout.apply(datasets.get(k));
      System.arraycopy(reward, 0, joined, k * numStates, numStates);
      context.advance(work() / datasets.size());
    }
    context.write(REWARDS, NpyArray.of(joined, datasets.size(), numStates));
  }

  @Override
  public String path() {
    return observed
        .family()
        .path("ma_lfl/recovery/" + recovery.name() + "/left_out/agent_" + agent);
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(REWARDS);
  }

  @Override
  public long bytes() {
    return (long) Double.BYTES * pairs * observed.family().game().numStates() + 200;
  }
}
