package org.malfl.experiments;

import java.util.List;

/** What each part of replay gains. */
final class PriorsAndDrawsStudy extends Study {
  PriorsAndDrawsStudy() {
    super("priors-and-draws", "what replay gains by its priors and by its model of draws", 5);
  }

  @Override
  List<Series> series(ReproduceSettings settings) {
    return List.of(
        new Series(
            StudiedLearner.configured(settings.maspi()),
            StudyTrial.Truth.OF_FAMILY,
            List.of(
                StudiedEstimators.REPLAY_RIDGE_ALLOWANCE,
                StudiedEstimators.REPLAY_RIDGE,
                StudiedEstimators.REPLAY_BEST_ALLOWANCE,
                StudiedEstimators.REPLAY_BEST,
                StudiedEstimators.REPLAY_ALLOWANCE,
                StudiedEstimators.REPLAY),
            tenStages(20, 100, 50, 100, 100, 1000, 300, 1000)));
  }

  @Override
  List<Picture> pictures(StudyRun run) {
    return List.of(new BandsPicture(run, List.of("pearson", "slope", "coverage")));
  }
}
