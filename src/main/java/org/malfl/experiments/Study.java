package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A question that one run cannot answer: many runs of the learners, who observes them, and what of
 * it is told. A new one is one class that extends this and one entry of {@link Studies#REGISTERED}.
 */
public abstract class Study {
  /** Budgets of a smoke test. */
  private static final List<Budget> FAST = List.of(new Budget(3, 20, 100), new Budget(3, 50, 100));

  private static final int FAST_SEEDS = 2;

  private final String name;
  private final String question;
  private final int seeds;

  /**
   * A study.
   *
   * @param name on the command line and in paths
   * @param question that it answers, in half a line
   * @param seeds how many it takes if nobody says
   */
  Study(String name, String question, int seeds) {
    this.name = name;
    this.question = question;
    this.seeds = seeds;
  }

  /** Its name. */
  public final String name() {
    return name;
  }

  /** What it answers. */
  public final String question() {
    return question;
  }

  /**
   * How far it goes.
   *
   * @param seeds if somebody says how many
   */
  public final StudyOptions options(Optional<Integer> seeds, boolean fast) {
    return new StudyOptions(seeds.orElse(fast ? FAST_SEEDS : this.seeds), fast);
  }

  /** The runs, in the order of its tables. */
  final List<StudyTrial> trials(ReproduceSettings settings, StudyOptions options) {
    List<StudyTrial> trials = new ArrayList<>();
    for (Series series : series(settings)) {
      for (Budget budget : options.fast() ? FAST : series.budgets()) {
        for (String family : settings.environment().selectedFamilies()) {
          for (int seed = 1; seed <= options.seeds(); seed++) {
            trials.add(
                new StudyTrial(
                    family, seed, budget, series.learner(), series.truth(), series.estimators()));
          }
        }
      }
    }
    return trials;
  }

  /**
   * Runs of one kind, with every family and seed.
   *
   * @param learner how the learners update
   * @param truth which rewards they have
   * @param estimators who observes
   * @param budgets how much
   */
  record Series(
      StudiedLearner learner,
      StudyTrial.Truth truth,
      List<StudiedEstimator> estimators,
      List<Budget> budgets) {}

  /** The kinds of runs, each learner once. */
  abstract List<Series> series(ReproduceSettings settings);

  /** What it tells beside {@link RunsTable} and {@link BandsTable}. */
  List<StudyTable> tables() {
    return List.of();
  }

  /**
   * What it shows.
   *
   * @param run its stages
   */
  abstract List<Picture> pictures(StudyRun run);

  /** Budgets of ten stages, from pairs of episodes and steps. */
  static List<Budget> tenStages(int... episodesAndSteps) {
    List<Budget> budgets = new ArrayList<>();
    for (int k = 0; k < episodesAndSteps.length; k += 2) {
      budgets.add(new Budget(10, episodesAndSteps[k], episodesAndSteps[k + 1]));
    }
    return budgets;
  }
}
