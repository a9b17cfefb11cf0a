package org.malfl.experiments;

import org.malfl.config.Schemas;
import org.malfl.learners.UpdateRule;

/**
 * How the learners of a study update: what of {@link MaSpiSettings} is no budget.
 *
 * @param name in tables and paths
 * @param evaluation how expected Q is found
 * @param stepSize β of TD
 * @param averaging which Q of TD the improvement uses
 * @param nextAction how TD takes the next action
 */
record StudiedLearner(
    String name,
    MaSpiSettings.Evaluation evaluation,
    MaSpiSettings.StepSizeSettings stepSize,
    UpdateRule.Averaging averaging,
    UpdateRule.NextAction nextAction) {
  /** The decaying step β = (1 + n)^−0.7. */
  static final StudiedLearner POWER =
      named(
          MaSpiSettings.Evaluation.TD,
          new MaSpiSettings.PowerStep(0.7),
          UpdateRule.Averaging.NONE,
          UpdateRule.NextAction.DRAWN);

  /** The learners that the configuration describes. */
  static StudiedLearner configured(MaSpiSettings settings) {
    return named(
        settings.evaluation(), settings.stepSize(), settings.averaging(), settings.nextAction());
  }

  private static StudiedLearner named(
      MaSpiSettings.Evaluation evaluation,
      MaSpiSettings.StepSizeSettings stepSize,
      UpdateRule.Averaging averaging,
      UpdateRule.NextAction nextAction) {
    String name = stepSize instanceof MaSpiSettings.ConstantStep ? "constant" : "power";
    if (averaging != UpdateRule.Averaging.NONE) {
      name += "-averaged";
    }
    if (nextAction != UpdateRule.NextAction.DRAWN) {
      name += "-expected";
    }
    if (evaluation == MaSpiSettings.Evaluation.EXACT) {
      name = Schemas.nameOf(evaluation);
    }
    return new StudiedLearner(name, evaluation, stepSize, averaging, nextAction);
  }

  /** Its settings at a budget. */
  MaSpiSettings settings(Budget budget) {
    return new MaSpiSettings(
        budget.stages(),
        budget.episodes(),
        budget.steps(),
        evaluation,
        stepSize,
        averaging,
        nextAction);
  }
}
