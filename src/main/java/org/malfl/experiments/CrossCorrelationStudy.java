package org.malfl.experiments;

import java.util.List;

/** Whether a recovered reward tells the families apart. */
final class CrossCorrelationStudy extends Study {
  private static final PairingsTable PAIRINGS = new PairingsTable();

  CrossCorrelationStudy() {
    super("cross-correlation", "by how much the right family's truth wins over a wrong one's", 10);
  }

  @Override
  List<Series> series(ReproduceSettings settings) {
    return List.of(
        new Series(
            StudiedLearner.configured(settings.maspi()),
            StudyTrial.Truth.OF_FAMILY,
            StudiedEstimators.ALL,
            tenStages(3000, 1000)));
  }

  @Override
  List<StudyTable> tables() {
    return List.of(PAIRINGS);
  }

  @Override
  List<Picture> pictures(StudyRun run) {
    return List.of(new PairingsPicture(run, run.table(PAIRINGS)));
  }
}
