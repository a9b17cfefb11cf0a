package org.malfl.experiments;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.malfl.games.TabularPolicy;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;

/**
 * An estimator of the reward, as {@code malfl.recovery} names it. A new one is one class that
 * implements this and one entry of {@link Estimators#REGISTERED}.
 */
public interface Recovery {
  /** Its name, in the configuration and in paths. */
  String name();

  /** Its parameter record, the section of {@code optimization} under its name. */
  Class<? extends Record> settings();

  /** The estimate of policies that it reads, and that its targets are made from. */
  default PolicyEstimationMethod policyEstimation(ReproduceSettings settings) {
    return PolicyEstimations.COUNTS;
  }

  /** Whether it reads the datasets themselves, so that they must be kept, besides their counts. */
  default boolean readsDatasets(ReproduceSettings settings) {
    return false;
  }

  /** Whether it cannot do without {@link org.malfl.games.Dynamics#coordinates}. */
  default boolean readsCoordinates() {
    return false;
  }

  /**
   * Whether it recovers the reward in the reward's own unit up to an additive constant, so that its
   * slope and its RMSE say how good it is.
   */
  default boolean hasTrueUnits() {
    return true;
  }

  /**
   * The ways in which a state reward is read off what it recovers, in the order of tables; the
   * first is the main one.
   */
  List<String> readouts();

  /**
   * A stage that recovers the reward of one agent from the first pairs of stages. What stages for
   * several numbers of pairs or agents have in common can be stages of its own, which they share by
   * {@link Observed#once}.
   *
   * @param observed what the observer made of the datasets
   * @param agent whose reward
   * @param pairs how many pairs (π_h, π_{h+1}), from the first on
   */
  RecoveryStage stage(Observed observed, int agent, int pairs);

  /**
   * How an estimator takes Q_h to follow from a reward, and so the policy after it. If it does not
   * say, Q_h is the solution of the soft Bellman equations under the estimate of π_h.
   *
   * @param observed what the observer made of the datasets
   * @param agent whose policy
   * @param h in [0, H − 2]
   */
  default Improvement improvement(Observed observed, int agent, int h) {
    return new SolvedImprovement(observed, agent, h);
  }

  /** From a reward to the policy that it leads to. */
  interface Improvement {
    /**
     * What {@link #improved} reads, with the same role for the same artifact of all agents and
     * stages. It must not depend on D_{h+1}.
     */
    List<Stage.Input> inputs();

    /**
     * π_{h+1} as it follows from a reward.
     *
     * @param reward in the form of {@link RecoveryStage#readReward}
     */
    TabularPolicy improved(ArtifactReader reader, double[] reward);
  }

  /**
   * Pictures that only this estimator has, of what it recovers from all pairs.
   *
   * @param agents its stages, in agent order
   */
  default List<Picture> pictures(Family family, List<RecoveryStage> agents) {
    return List.of();
  }

  /**
   * A stage that recovers a reward. What it leaves beside the reward may be artifacts of its own or
   * of other stages; all stages of an estimator have the same ones, but for {@link
   * #identifiability}, which the one from all pairs may have alone.
   */
  interface RecoveryStage extends Stage {
    /** What {@link #readReward} reads. */
    Handle<NpyArray> reward();

    /**
     * The recovered reward as it is, R(s), {@code [numStates]}, or R(s,a), {@code
     * [numStates][numJointActions]} row-major.
     */
    double[] readReward(ArtifactReader reader);

    /**
     * A stage that recovers the reward without one dataset after the other; empty if that costs
     * much more than this stage.
     */
    default Optional<LeftOutStage> leftOut() {
      return Optional.empty();
    }

    /** What {@link #stateRewards} reads. */
    List<Input> readoutInputs();

    /** The recovered reward of every joint state, {@code [numStates]}, by readout. */
    SortedMap<String, double[]> stateRewards(ArtifactReader reader);

    /**
     * Which joint states are scored, in the form of {@link RecoveryArtifacts#MASK}; empty if all
     * are.
     */
    default Optional<Handle<NpyArray>> mask() {
      return Optional.empty();
    }

    /**
     * Standard deviations of the main readout, in the form of {@link RecoveryArtifacts#DEVIATIONS};
     * empty if the estimator has none.
     */
    default Optional<Handle<NpyArray>> deviations() {
      return Optional.empty();
    }

    /**
     * What can be known of the reward, in the form of {@link IdentifiabilityReport}; empty if the
     * estimator does not say.
     */
    default Optional<Handle<Object>> identifiability() {
      return Optional.empty();
    }
  }
}
