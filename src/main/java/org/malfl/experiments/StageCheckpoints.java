package org.malfl.experiments;

import java.util.Optional;
import java.util.function.Supplier;
import org.malfl.nn.Checkpoints;
import org.malfl.pipeline.StageContext;

/**
 * Checkpoints of a training that is a stage.
 *
 * @param context of the stage
 */
record StageCheckpoints(StageContext context) implements Checkpoints {
  @Override
  public Optional<double[]> resumed() {
    return context.resumed();
  }

  @Override
  public void offer(Supplier<double[]> state) {
    context.checkpoint(state);
  }
}
