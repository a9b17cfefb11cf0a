package org.malfl.experiments;

import java.util.List;
import org.malfl.io.CsvTable;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;

/** A table of a study, made from what its trials left. */
interface StudyTable {
  /** Name of its file, without the extension. */
  String name();

  /** What it holds, in half a line. */
  String holds();

  /** What it reads of a trial. */
  List<Handle<?>> inputs(TrialStage trial);

  /**
   * Makes the table.
   *
   * @param trials in the order of the study
   */
  CsvTable make(ArtifactReader reader, List<TrialStage> trials);
}
