package org.malfl.inverse;

import java.util.ArrayList;
import java.util.List;
import org.malfl.core.Checks;
import org.malfl.core.SeedTree;
import org.malfl.games.Dynamics;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;

/**
 * The datasets D_0 … D_{H−1} of a run and what follows from them alone: the policies that played
 * them, and the actions taken in them.
 *
 * @param transitions of the game
 * @param datasets D_h, at least two
 * @param policies estimates of π_h, strictly positive, as many
 * @param counts n_h, as many
 */
public record ObservedStages(
    TransitionTable transitions,
    List<Observations> datasets,
    List<JointPolicy> policies,
    List<VisitCounts> counts) {
  /** ε of {@link SmoothedCounts}. */
  private static final double SMOOTHING = 0.5;

  /**
   * @throws IllegalArgumentException if there are fewer than two stages or the lists differ in
   *     length
   */
  public ObservedStages {
    datasets = List.copyOf(datasets);
    policies = List.copyOf(policies);
    counts = List.copyOf(counts);
    Checks.inRange("stages", datasets.size(), 2, Integer.MAX_VALUE);
    Checks.inRange("policies", policies.size(), datasets.size(), datasets.size());
    Checks.inRange("counts", counts.size(), datasets.size(), datasets.size());
  }

  /**
   * Of datasets alone; policies are estimated by counts, (n(s,a) + ½)/(n(s) + ½|A|).
   *
   * @throws IllegalArgumentException if there are fewer than two, or one holds what the game does
   *     not have
   */
  public static ObservedStages of(Dynamics dynamics, List<Observations> datasets) {
    List<JointPolicy> policies = new ArrayList<>();
    List<VisitCounts> counts = new ArrayList<>();
    for (Observations dataset : datasets) {
      VisitCounts visits = VisitCounts.of(dataset, dynamics);
      counts.add(visits);
      // Counting draws nothing, so no stream is used.
      policies.add(new SmoothedCounts(SMOOTHING).estimate(visits, SeedTree.root(0)));
    }
    return new ObservedStages(TransitionTable.of(dynamics), datasets, policies, counts);
  }

  /** Improvements that can be seen: one less than datasets. */
  public int pairs() {
    return datasets.size() - 1;
  }

  /** Number of agents. */
  public int numAgents() {
    return transitions.jointActions().numAgents();
  }

  /** Joint steps of all datasets that are replayed, which is all but the last. */
  public long replayedSteps() {
    return steps(pairs());
  }

  /** Joint steps of the first stages. */
  public long steps(int stages) {
    long steps = 0;
    for (Observations dataset : datasets.subList(0, stages)) {
      steps += (long) dataset.episodes() * dataset.steps();
    }
    return steps;
  }

  /** The first stages alone, at least two. */
  public ObservedStages first(int stages) {
    return new ObservedStages(
        transitions,
        datasets.subList(0, stages),
        policies.subList(0, stages),
        counts.subList(0, stages));
  }
}
