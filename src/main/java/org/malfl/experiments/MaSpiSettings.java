package org.malfl.experiments;

import java.util.LinkedHashMap;
import java.util.Map;
import org.malfl.config.Schema;
import org.malfl.config.Schemas;
import org.malfl.config.Setting;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.softpi.ExactEvaluator;
import org.malfl.softpi.PolicyEvaluator;
import org.malfl.softpi.TdEvaluator;

/**
 * Settings of the learners.
 *
 * @param iterations stages H
 * @param episodes episodes of a stage
 * @param episodeLength steps of an episode
 * @param evaluation how expected Q is found
 * @param stepSize β of TD
 * @param averaging which Q of TD the improvement uses
 * @param nextAction how TD takes the next action
 * @param network networks in place of tables
 */
public record MaSpiSettings(
    @Setting(byDefault = "10", range = "[2, 1000]") int iterations,
    @Setting(byDefault = "3000", range = "[1, 1000000000]") int episodes,
    @Setting(byDefault = "1000", range = "[1, 1000000000]") int episodeLength,
    @Setting(byDefault = "td") Evaluation evaluation,
    @Setting(byDefault = "{}") StepSizeSettings stepSize,
    @Setting(byDefault = "none") UpdateRule.Averaging averaging,
    @Setting(byDefault = "drawn") UpdateRule.NextAction nextAction,
    @Setting(byDefault = "{}") LearnerNetworkSettings network) {

  /** Ways to find expected Q. */
  public enum Evaluation {
    /** TD(0) on the sampled steps. */
    TD,
    /** The solution of the soft Bellman equations. */
    EXACT,
    /** Networks of Q and of the policy, trained on each stage's steps. */
    NETWORK
  }

  /** β of TD. */
  public sealed interface StepSizeSettings {
    /** The step size that the settings describe. */
    StepSize stepSize();
  }

  /**
   * The same step for every update.
   *
   * @param value β
   */
  public record ConstantStep(@Setting(byDefault = "0.1", range = "(0, 1]") double value)
      implements StepSizeSettings {
    @Override
    public StepSize stepSize() {
      return new StepSize.Constant(value);
    }
  }

  /**
   * (1 + n)^−exponent with n the earlier updates of the entry in the stage.
   *
   * @param exponent of the decay
   */
  public record PowerStep(@Setting(byDefault = "0.7", range = "(0, 1]") double exponent)
      implements StepSizeSettings {
    @Override
    public StepSize stepSize() {
      return new StepSize.Power(exponent);
    }
  }

  /** The settings that evaluation reads, as a JSON value. */
  Object evaluationTree() {
    if (evaluation != Evaluation.TD) {
      return Map.of("method", Schemas.nameOf(evaluation));
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("method", "td");
    tree.put("step_size", stepSizeSchema().tree(stepSize));
    tree.put("averaging", Schemas.nameOf(averaging));
    // Stages that were made before there was a choice keep their keys.
    if (nextAction != UpdateRule.NextAction.DRAWN) {
      tree.put("next_action", Schemas.nameOf(nextAction));
    }
    return tree;
  }

  /** The {@code step_size} section. */
  static Schema<StepSizeSettings> stepSizeSchema() {
    return Schemas.choice(
        "rule", Map.of("constant", ConstantStep.class, "power", PowerStep.class), "constant");
  }

  /** The evaluator that the settings describe. */
  public PolicyEvaluator evaluator() {
    return switch (evaluation) {
      case TD -> new TdEvaluator(temporalDifferences());
      case EXACT -> new ExactEvaluator();
      case NETWORK -> PolicyEvaluator.afterwards();
    };
  }

  /**
   * The update rule that the settings describe. Networks are taken for what they approximate, the
   * solution of the soft Bellman equations.
   */
  public UpdateRule updateRule() {
    return evaluation == Evaluation.TD ? temporalDifferences() : new UpdateRule.Exact();
  }

  /** Plain TD with another step size, at the same budget. */
  MaSpiSettings ofTd(StepSizeSettings otherStepSize) {
    return new MaSpiSettings(
        iterations,
        episodes,
        episodeLength,
        Evaluation.TD,
        otherStepSize,
        UpdateRule.Averaging.NONE,
        UpdateRule.NextAction.DRAWN,
        network);
  }

  /** The same learners at another budget. */
  MaSpiSettings withBudget(int otherIterations, int otherEpisodes, int otherLength) {
    return new MaSpiSettings(
        otherIterations,
        otherEpisodes,
        otherLength,
        evaluation,
        stepSize,
        averaging,
        nextAction,
        network);
  }

  private UpdateRule.TemporalDifferences temporalDifferences() {
    return new UpdateRule.TemporalDifferences(stepSize.stepSize(), averaging, nextAction);
  }
}
