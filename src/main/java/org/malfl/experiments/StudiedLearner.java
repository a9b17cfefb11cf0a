package org.malfl.experiments;

import org.malfl.config.Schemas;
import org.malfl.learners.UpdateRule;

/**
 * How the learners of a study update: what of {@link MaSpiSettings} is no budget.
 *
 * @param name in tables and paths
 * @param learners their settings; a {@link Budget} replaces those of the budget
 */
record StudiedLearner(String name, MaSpiSettings learners) {
  /** Name of {@link #power}. */
  static final String POWER = "power";

  /** The learners that the configuration describes. */
  static StudiedLearner configured(MaSpiSettings settings) {
    String name = settings.stepSize() instanceof MaSpiSettings.ConstantStep ? "constant" : POWER;
    if (settings.averaging() != UpdateRule.Averaging.NONE) {
      name += "-averaged";
    }
    if (settings.nextAction() != UpdateRule.NextAction.DRAWN) {
      name += "-expected";
    }
    if (settings.evaluation() != MaSpiSettings.Evaluation.TD) {
      name = Schemas.nameOf(settings.evaluation());
    }
    return new StudiedLearner(name, settings);
  }

  /** Learners with the decaying step β = (1 + n)^−0.7. */
  static StudiedLearner power(MaSpiSettings settings) {
    return new StudiedLearner(POWER, settings.ofTd(new MaSpiSettings.PowerStep(0.7)));
  }

  /** Its settings at a budget. */
  MaSpiSettings settings(Budget budget) {
    return learners.withBudget(budget.stages(), budget.episodes(), budget.steps());
  }
}
