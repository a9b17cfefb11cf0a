package org.malfl.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stages in an order in which inputs come before those who read them. */
public final class StageGraph {
  private final Map<String, Stage> stages = new LinkedHashMap<>();

  /**
   * Adds a stage.
   *
   * @return the stage, whose handles later stages may use
   * @throws IllegalArgumentException if its path is taken or an input's stage was not added before
   */
  public <S extends Stage> S add(S stage) {
    for (Stage.Input input : stage.inputs()) {
      Stage producer = input.handle().producer();
      if (stages.get(producer.path()) != producer) {
        throw new IllegalArgumentException(
            stage.path() + " reads from " + producer.path() + ", which is not in the graph");
      }
    }
    if (stages.putIfAbsent(stage.path(), stage) != null) {
      throw new IllegalArgumentException("two stages at " + stage.path());
    }
    return stage;
  }

  /** All stages, in the order in which they were added. */
  public List<Stage> stages() {
    return new ArrayList<>(stages.values());
  }
}
