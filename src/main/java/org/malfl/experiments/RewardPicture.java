package org.malfl.experiments;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jfree.chart.JFreeChart;
import org.malfl.metrics.RewardScore;
import org.malfl.metrics.Score;
import org.malfl.metrics.Standardised;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.ColourScale;
import org.malfl.plots.Figure;
import org.malfl.plots.HeatMap;

/** True and recovered reward of an agent and their difference, by joint state. */
record RewardPicture(Family family, GridLayout grid, EvaluationStage evaluation, int agent)
    implements Picture {
  private static final double PANEL = 290;
  private static final double BAR = 95;

  private String readout() {
    return evaluation.recovery().readouts().get(0);
  }

  @Override
  public String name() {
    return "reward_agent_" + agent;
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.of(evaluation.trueRewards(), evaluation.rewardsOf(readout()));
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "family", family.name(),
            "estimator", evaluation.recovery().name(),
            "readout", readout(),
            "grid_size", grid.size(),
            "goal", grid.goal(),
            "agents", family.game().numAgents()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    double[] truth = evaluation.readTrueRewards(reader).get(agent);
    double[] recovered = evaluation.readRewards(reader, readout()).get(agent);
    RewardScore score = RewardScore.of(recovered, truth);
    Standardised trueReward = Standardised.of(truth);
    Standardised recoveredReward = Standardised.of(recovered);
    double limit = positive(Math.max(trueReward.largest(), recoveredReward.largest()));
    double[] difference = new double[truth.length];
    for (int state = 0; state < difference.length; state++) {
      difference[state] = recoveredReward.values()[state] - trueReward.values()[state];
    }
    ColourScale common = ColourScale.sequential(-limit, limit);
    ColourScale aroundZero = ColourScale.diverging(positive(largest(difference)));
    return new Figure(
            "%s, agent %d: true reward and what '%s' (%s) recovers"
                .formatted(family.name(), agent, evaluation.recovery().name(), readout()),
            "Rewards are recovered up to scale and shift, so both are shown in standard deviations"
                + " (sd) from their mean over the joint states.",
            "Pearson %s, Spearman %s. ".formatted(text(score.pearson()), text(score.spearman()))
                + grid.numbering())
        .row(
            300,
            List.of(
                new Figure.Sized(
                    panel("true: " + scale(trueReward), trueReward.values(), common), PANEL),
                new Figure.Sized(
                    panel("recovered: " + scale(recoveredReward), recoveredReward.values(), common),
                    PANEL),
                new Figure.Sized(HeatMap.bar(common, "sd from the mean"), BAR),
                new Figure.Sized(panel("recovered − true", difference, aroundZero), PANEL),
                new Figure.Sized(HeatMap.bar(aroundZero, "sd"), BAR)));
  }

  private JFreeChart panel(String title, double[] values, ColourScale scale) {
    return HeatMap.of(title, grid.matrix(values, family.game().numAgents()), scale);
  }

  private static String scale(Standardised reward) {
    return String.format(Locale.ROOT, "mean %.3g, sd %.3g", reward.mean(), reward.deviation());
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double positive(double limit) {
    return limit > 0 ? limit : 1;
  }

  static String text(Score score) {
    return score.value().isPresent()
        ? String.format(Locale.ROOT, "%.3f", score.value().getAsDouble())
        : "undefined, since " + score.undefinedBecause();
  }
}
