package org.malfl.experiments;

import org.malfl.games.Observations;
import org.malfl.games.VisitCounts;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;

/** A stage of learners as an observer sees it: the dataset that it leaves, and nothing else. */
interface ObservedStage extends Stage {
  /** n(s, a) in D_h, {@code [numStates, numJointActions]}. */
  Handle<NpyArray> counts();

  /** n(s, a) in D_h as a stage reads it. */
  VisitCounts readCounts(ArtifactReader reader);

  /**
   * D_h, {@code [episodes, steps, 2]}.
   *
   * @throws IllegalStateException if the settings keep no datasets
   */
  Handle<NpyArray> dataset();

  /** D_h as a stage reads it. */
  Observations readDataset(ArtifactReader reader);
}
