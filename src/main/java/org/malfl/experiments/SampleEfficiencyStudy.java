package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;

/** How much an observer has to see. */
final class SampleEfficiencyStudy extends Study {
  SampleEfficiencyStudy() {
    super("sample-efficiency", "how near estimators come, by how much they see", 10);
  }

  @Override
  List<Series> series(ReproduceSettings settings) {
    StudiedLearner configured = StudiedLearner.configured(settings.maspi());
    List<Budget> budgets = new ArrayList<>();
    budgets.add(new Budget(3, 50, 100));
    budgets.addAll(
        tenStages(
            5, 100, 10, 100, 20, 100, 50, 100, 100, 100, 100, 1000, 300, 1000, 1000, 1000, 3000,
            1000));
    List<Series> series = new ArrayList<>();
    series.add(new Series(configured, StudyTrial.Truth.OF_FAMILY, StudiedEstimators.ALL, budgets));
    if (!configured.name().equals(StudiedLearner.POWER)) {
      series.add(
          new Series(
              StudiedLearner.power(settings.maspi()),
              StudyTrial.Truth.OF_FAMILY,
              List.of(StudiedEstimators.BELLMAN_CONSISTENT, StudiedEstimators.REPLAY),
              tenStages(50, 100, 300, 1000, 3000, 1000)));
    }
    return series;
  }

  @Override
  List<Picture> pictures(StudyRun run) {
    return List.of(new BandsPicture(run, List.of("pearson", "slope", "rmse")));
  }
}
