package org.malfl.experiments;

import java.util.List;

/** What smooth priors cost where rewards are not smooth. */
final class UnsmoothRewardsStudy extends Study {
  UnsmoothRewardsStudy() {
    super("unsmooth-rewards", "what smooth priors cost where no reward is like another", 10);
  }

  @Override
  List<Series> series(ReproduceSettings settings) {
    return List.of(
        new Series(
            StudiedLearner.configured(settings.maspi()),
            StudyTrial.Truth.INDEPENDENT,
            List.of(StudiedEstimators.REPLAY, StudiedEstimators.REPLAY_RIDGE),
            tenStages(50, 100, 100, 1000, 300, 1000)));
  }

  @Override
  List<StudyTable> tables() {
    return List.of(
        new DifferencesTable(StudiedEstimators.REPLAY, StudiedEstimators.REPLAY_RIDGE),
        new LengthsTable());
  }

  @Override
  List<Picture> pictures(StudyRun run) {
    return List.of(new BandsPicture(run, List.of("pearson", "slope", "rmse")));
  }
}
