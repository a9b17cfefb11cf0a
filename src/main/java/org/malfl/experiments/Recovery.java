package org.malfl.experiments;

import java.util.List;
import java.util.SortedMap;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Stage;

/**
 * An estimator of the reward, as {@code malfl.recovery} names it. A new one is one class that
 * implements this and one entry of {@link #REGISTERED}.
 */
public interface Recovery {
  /** All estimators. */
  List<Recovery> REGISTERED = List.of(new PaperRecovery());

  /** The names of all estimators. */
  static List<String> names() {
    return REGISTERED.stream().map(Recovery::name).toList();
  }

  /** The estimator of a name. */
  static Recovery of(String name) {
    return REGISTERED.stream()
        .filter(recovery -> recovery.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Its name, in the configuration and in paths. */
  String name();

  /** Its parameter record, the section of {@code optimization} under its name. */
  Class<? extends Record> settings();

  /**
   * The ways in which a state reward is read off what it recovers, in the order of tables; the
   * first is the main one.
   */
  List<String> readouts();

  /**
   * A stage that recovers the reward of one agent from the first pairs of stages.
   *
   * @param observed what the observer made of the datasets
   * @param agent whose reward
   * @param pairs how many pairs (π_h, π_{h+1}), from the first on
   */
  RecoveryStage stage(Observed observed, int agent, int pairs);

  /**
   * Pictures that only this estimator has, of what it recovers from all pairs.
   *
   * @param agents its stages, in agent order
   */
  List<Picture> pictures(Family family, List<RecoveryStage> agents);

  /** A stage that recovers a reward. */
  interface RecoveryStage extends Stage {
    /** What {@link #stateRewards} reads. */
    List<Input> readoutInputs();

    /** The recovered reward of every joint state, {@code [numStates]}, by readout. */
    SortedMap<String, double[]> stateRewards(ArtifactReader reader);
  }

  /**
   * The stages of the observer before any recovery.
   *
   * @param family the reward family
   * @param policies estimates of π_0 … π_{H−1}
   * @param targets Y_0 … Y_{H−2}
   */
  record Observed(Family family, List<PolicyEstimationStage> policies, List<TargetStage> targets) {}
}
