package org.malfl.experiments;

import java.util.Comparator;

/**
 * How much an observer sees.
 *
 * @param stages of learning H, at least 2
 * @param episodes of a stage
 * @param steps of an episode
 */
record Budget(int stages, int episodes, int steps) implements Comparable<Budget> {
  private static final Comparator<Budget> BY_SIZE =
      Comparator.comparingInt(Budget::stages)
          .thenComparingLong(Budget::stepsOfStage)
          .thenComparingInt(Budget::episodes);

  /** Joint steps of a stage. */
  long stepsOfStage() {
    return (long) episodes * steps;
  }

  /** Joint steps of all stages. */
  long allSteps() {
    return stages * stepsOfStage();
  }

  /** Its name in paths. */
  String path() {
    return stages + "_stages_" + episodes + "x" + steps;
  }

  /** Its name for people, for instance {@code 50 × 100}, with the stages if they are few. */
  String text() {
    return episodes + " × " + steps + (stages == 10 ? "" : ", " + stages + " stages");
  }

  @Override
  public int compareTo(Budget other) {
    return BY_SIZE.compare(this, other);
  }
}
