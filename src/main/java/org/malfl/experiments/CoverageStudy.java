package org.malfl.experiments;

import java.util.List;

/** Whether replay's intervals hold what they claim. */
final class CoverageStudy extends Study {
  private static final StatesTable STATES = new StatesTable();

  CoverageStudy() {
    super("coverage", "how often replay's 95 % intervals hold the truth, by joint state", 100);
  }

  @Override
  List<Series> series(ReproduceSettings settings) {
    return List.of(
        new Series(
            StudiedLearner.configured(settings.maspi()),
            StudyTrial.Truth.OF_FAMILY,
            List.of(StudiedEstimators.REPLAY, StudiedEstimators.REPLAY_ALLOWANCE),
            tenStages(20, 100, 100, 1000, 300, 1000)));
  }

  @Override
  List<StudyTable> tables() {
    return List.of(STATES);
  }

  @Override
  List<Picture> pictures(StudyRun run) {
    return List.of(
        new CoveragePicture(run, run.table(STATES), StudiedEstimators.REPLAY),
        new CoveragePicture(run, run.table(STATES), StudiedEstimators.REPLAY_ALLOWANCE));
  }
}
