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

  /**
   * Adds a stage unless the same one was added before.
   *
   * @return the stage at its path, which is of the same class
   * @throws IllegalArgumentException if its path is taken by another stage or an input's stage was
   *     not added before
   */
  @SuppressWarnings("unchecked") // what is there has the class of the stage
  public <S extends Stage> S addOnce(S stage) {
    Stage there = stages.get(stage.path());
    boolean same =
        there != null
            && there.getClass() == stage.getClass()
            && there.algorithm().equals(stage.algorithm())
            && there.parameters().equals(stage.parameters())
            && there.inputs().equals(stage.inputs());
    return same ? (S) there : add(stage);
  }

  /** All stages, in the order in which they were added. */
  public List<Stage> stages() {
    return new ArrayList<>(stages.values());
  }
}
