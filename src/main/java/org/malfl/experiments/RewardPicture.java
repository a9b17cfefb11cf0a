package org.malfl.experiments;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jfree.chart.JFreeChart;
import org.malfl.metrics.RewardScore;
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

  @Override
  public String name() {
    return "reward_agent_" + agent;
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.of(evaluation.trueRewards(), evaluation.rewardsOf(evaluation.mainReadout()));
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "family", family.name(),
            "estimator", evaluation.recovery().name(),
            "readout", evaluation.mainReadout(),
            "grid_size", grid.size(),
            "goal", grid.goal(),
            "agents", family.game().numAgents()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    double[] truth = evaluation.readTrueRewards(reader).get(agent);
    double[] recovered = evaluation.readRewards(reader, evaluation.mainReadout()).get(agent);
    RewardScore score = RewardScore.of(recovered, truth);
    Standardised trueReward = Standardised.of(truth);
    Standardised recoveredReward = Standardised.of(recovered);
    double limit = positive(Math.max(trueReward.largest(), recoveredReward.largest()));
    double[] difference = new double[truth.length];
    for (int state = 0; state < difference.length; state++) {
      difference[state] = recoveredReward.values()[state] - trueReward.values()[state];
    }
    ColourScale common = ColourScale.sequential(-limit, limit);
    ColourScale aroundZero = ColourScale.diverging(positive(Standardised.largest(difference)));
    return new Figure(
            family.name()
                + ", agent "
                + agent
                + ": true reward and what '"
                + evaluation.recovery().name()
                + "' ("
                + evaluation.mainReadout()
                + ") recovers",
            "Each reward in standard deviations (sd) from its own mean over the joint states: the"
                + " correlation compares patterns, not sizes.",
            text(score) + grid.numbering(family.game().numAgents()))
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

  private static double positive(double limit) {
    return limit > 0 ? limit : 1;
  }

  private static String text(RewardScore score) {
    return score.pearson().value().isPresent() && score.spearman().value().isPresent()
        ? String.format(
            Locale.ROOT,
            "Pearson %.3f, Spearman %.3f. ",
            score.pearson().value().getAsDouble(),
            score.spearman().value().getAsDouble())
        : "No correlation: " + score.pearson().undefinedBecause() + ". ";
  }
}
