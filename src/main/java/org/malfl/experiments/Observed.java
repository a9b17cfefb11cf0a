package org.malfl.experiments;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.malfl.games.StateEncoding;
import org.malfl.inverse.RewardPriors;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageGraph;

/**
 * What an observer of the learners of one family has before any recovery: their datasets, one
 * estimate of their policies, and the targets that follow from it. Of the learners themselves
 * nothing but {@link ReproduceSettings#learnerModel} and {@link MaSpiSettings#updateRule} is
 * public.
 */
public final class Observed {
  private final Family family;
  private final StageGraph graph;
  private final List<ObservedStage> stages;
  private final List<PolicyEstimationStage> policies = new ArrayList<>();
  private final Map<Integer, Optional<RewardPriors>> smoothPriors = new HashMap<>();
  private final Map<StateEncoding, double[][]> stateInputs = new EnumMap<>(StateEncoding.class);

  /**
   * Adds the estimates of policies to a graph, if another observer has not done so.
   *
   * @param graph with the stages of the learners
   * @param stages of the learners, in order
   * @param method how policies are estimated
   */
  Observed(
      Family family,
      StageGraph graph,
      List<? extends ObservedStage> stages,
      PolicyEstimationMethod method) {
    this.family = family;
    this.graph = graph;
    this.stages = List.copyOf(stages);
    method.stages(family, this.stages).forEach(stage -> policies.add(graph.addOnce(stage)));
  }

  /** The reward family; a stage of an observer reads {@link Family#observerParameters} of it. */
  Family family() {
    return family;
  }

  /** D_0 … D_{H−1} and their counts. */
  List<ObservedStage> stages() {
    return stages;
  }

  /** Estimates of π_0 … π_{H−1}. */
  List<PolicyEstimationStage> policies() {
    return policies;
  }

  /**
   * Y_h, which is only made if somebody asks for it.
   *
   * @param h in [0, H − 2]
   */
  TargetStage target(int h) {
    return once(new TargetStage(family, h, policies.get(h), policies.get(h + 1)));
  }

  /**
   * A stage that several recoveries share: the first that asks adds it, the others get that one.
   * Its path is {@code ma_lfl/recovery/<estimator>/…} of the family.
   *
   * @throws IllegalArgumentException if another stage has its path
   */
  <S extends Stage> S once(S stage) {
    return graph.addOnce(stage);
  }

  /**
   * Smooth priors, which many recoveries share; none where the game has no coordinates.
   *
   * @param perState unknowns of one joint state
   */
  synchronized Optional<RewardPriors> smoothPriors(int perState) {
    return smoothPriors.computeIfAbsent(
        perState, number -> RewardPriors.smooth(family.game(), number));
  }

  /** What networks read of the joint states, shared and not to be written to. */
  synchronized double[][] stateInputs(StateEncoding encoding) {
    return stateInputs.computeIfAbsent(encoding, known -> known.of(family.game()));
  }
}
