package org.malfl.learners;

/**
 * How learners come from the steps of a stage to the expected soft Q that they improve by. Every
 * rule is affine in the reward, which is what lets an observer replay it.
 */
public sealed interface UpdateRule {
  /** Whether updates draw next actions, which nobody sees. */
  default boolean hasUnseenDraws() {
    return this instanceof TemporalDifferences differences
        && differences.nextAction() == NextAction.DRAWN;
  }

  /** The solution of the soft Bellman equations of π_h: no steps, no noise. */
  record Exact() implements UpdateRule {}

  /**
   * TD(0) along the steps, from zero.
   *
   * @param stepSize β
   * @param averaging which Q of the stage the improvement uses
   * @param nextAction how an update takes the next action
   */
  record TemporalDifferences(StepSize stepSize, Averaging averaging, NextAction nextAction)
      implements UpdateRule {
    /** Of a learner that draws the next action and improves by the last table. */
    public TemporalDifferences(StepSize stepSize) {
      this(stepSize, Averaging.NONE, NextAction.DRAWN);
    }

    /**
     * The first step (0-based) after which Q enters the average; {@link Long#MAX_VALUE} where there
     * is none.
     *
     * @param totalSteps joint steps T of the stage
     */
    public long averageFrom(long totalSteps) {
      return averaging == Averaging.SECOND_HALF ? totalSteps / 2 : Long.MAX_VALUE;
    }
  }

  /** Which Q of a stage the improvement uses. */
  enum Averaging {
    /** The table after the last step. */
    NONE,
    /** The mean of the tables after each of the steps ⌊T/2⌋ … T−1 of T. */
    SECOND_HALF
  }

  /** How an update takes the action a' in the next state, of which it takes Q(s',a') − α log π. */
  enum NextAction {
    /** Drawn from π_h(·|s') for this update alone; nobody sees it. */
    DRAWN,
    /** All of them, weighted by π_h(·|s'). */
    EXPECTED
  }
}
