package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jfree.chart.JFreeChart;
import org.malfl.metrics.IntervalScore;
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

  /** Colours of errors that are as many claimed deviations or more. */
  private static final double LARGEST_Z = 4;

  /** Means below so many standard deviations are none. */
  private static final double NO_MEAN = 1e-12;

  @Override
  public String name() {
    return "reward_agent_" + agent;
  }

  @Override
  public List<Handle<?>> inputs() {
    List<Handle<?>> inputs =
        new ArrayList<>(
            List.of(evaluation.trueRewards(), evaluation.rewardsOf(evaluation.mainReadout())));
    evaluation.mask().ifPresent(inputs::add);
    evaluation.deviations().ifPresent(inputs::add);
    return inputs;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "family", family.name(),
            "estimator", evaluation.recovery().name(),
            "readout", evaluation.mainReadout(),
            "true_units", evaluation.recovery().hasTrueUnits(),
            "grid_size", grid.size(),
            "goal", grid.goal(),
            "agents", family.game().numAgents()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    double[] truth = evaluation.readTrueRewards(reader).get(agent);
    double[] recovered = evaluation.readRewards(reader, evaluation.mainReadout()).get(agent);
    boolean[] scored = evaluation.readScored(reader).get(agent);
    RewardScore score = RewardScore.of(recovered, truth, scored);
    Standardised trueReward = Standardised.of(truth, scored);
    Standardised recoveredReward = Standardised.of(recovered, scored);
    double limit = positive(Math.max(trueReward.largest(), recoveredReward.largest()));
    double[] difference = new double[truth.length];
    for (int state = 0; state < difference.length; state++) {
      difference[state] = recoveredReward.values()[state] - trueReward.values()[state];
    }
    ColourScale common = ColourScale.sequential(-limit, limit);
    ColourScale aroundZero = ColourScale.diverging(positive(Standardised.largest(difference)));
    List<String> notes = new ArrayList<>();
    notes.add(
        "Each reward in standard deviations (sd) from its own mean over the joint states: the"
            + " correlation compares patterns, not sizes.");
    notes.add(text(score) + grid.numbering(family.game().numAgents()));
    Optional<double[]> deviations =
        evaluation.readDeviations(reader).map(agents -> agents.get(agent));
    List<String> claimed = new ArrayList<>();
    if (evaluation.mask().isPresent()) {
      claimed.add(text(new ReproductionReport.States(scored)));
    }
    deviations.ifPresent(sd -> claimed.add(text(IntervalScore.of(recovered, sd, truth, scored))));
    if (!claimed.isEmpty()) {
      notes.add(String.join(" ", claimed));
    }
    Figure figure =
        new Figure(
                family.name()
                    + ", agent "
                    + agent
                    + ": true reward and what '"
                    + evaluation.recovery().name()
                    + "' ("
                    + evaluation.mainReadout()
                    + ") recovers",
                notes.toArray(String[]::new))
            .row(
                300,
                List.of(
                    new Figure.Sized(
                        panel(
                            "true: " + scale(trueReward),
                            trueReward.values(),
                            common,
                            new boolean[truth.length]),
                        PANEL),
                    new Figure.Sized(
                        panel(
                            "recovered: " + scale(recoveredReward),
                            recoveredReward.values(),
                            common,
                            opposite(scored)),
                        PANEL),
                    new Figure.Sized(HeatMap.bar(common, "sd from the mean"), BAR),
                    new Figure.Sized(
                        panel("recovered − true", difference, aroundZero, opposite(scored)), PANEL),
                    new Figure.Sized(HeatMap.bar(aroundZero, "sd"), BAR)));
    deviations.ifPresent(sd -> figure.row(300, claims(recovered, sd, truth, scored)));
    return figure;
  }

  /** What the estimator says of its errors, and the errors in these units. */
  private List<Figure.Sized> claims(
      double[] recovered, double[] deviations, double[] truth, boolean[] scored) {
    double meanError = 0;
    int states = 0;
    for (int state = 0; state < truth.length; state++) {
      meanError += scored[state] ? recovered[state] - truth[state] : 0;
      states += scored[state] ? 1 : 0;
    }
    meanError /= Math.max(1, states);
    double[] shown = new double[truth.length];
    double[] z = new double[truth.length];
    double largest = 0;
    for (int state = 0; state < truth.length; state++) {
      shown[state] = scored[state] ? deviations[state] : Double.NaN;
      z[state] =
          scored[state] && deviations[state] > 0
              ? (recovered[state] - truth[state] - meanError) / deviations[state]
              : Double.NaN;
      largest = Math.max(largest, scored[state] ? deviations[state] : 0);
    }
    ColourScale sizes = ColourScale.sequential(0, positive(largest));
    ColourScale inDeviations = ColourScale.diverging(LARGEST_Z);
    return List.of(
        new Figure.Sized(
            panel("claimed standard deviation", shown, sizes, opposite(scored)), PANEL),
        new Figure.Sized(HeatMap.bar(sizes, "units of the reward"), BAR),
        new Figure.Sized(
            panel("error in claimed deviations", z, inDeviations, opposite(scored)), PANEL),
        new Figure.Sized(HeatMap.bar(inDeviations, "claimed sd"), BAR));
  }

  private JFreeChart panel(String title, double[] values, ColourScale scale, boolean[] hatched) {
    return HeatMap.hatched(title, grid.matrix(values, family.game().numAgents()), scale, hatched);
  }

  private static boolean[] opposite(boolean[] mask) {
    boolean[] opposite = new boolean[mask.length];
    for (int k = 0; k < mask.length; k++) {
      opposite[k] = !mask[k];
    }
    return opposite;
  }

  private static String scale(Standardised reward) {
    // An estimator that leaves the level out has a mean of float dust.
    double mean = Math.abs(reward.mean()) < NO_MEAN * reward.deviation() ? 0 : reward.mean();
    return String.format(Locale.ROOT, "mean %.3g, sd %.3g", mean, reward.deviation());
  }

  private static double positive(double limit) {
    return limit > 0 ? limit : 1;
  }

  private String text(RewardScore score) {
    if (score.pearson().value().isEmpty() || score.spearman().value().isEmpty()) {
      return "No correlation: " + score.pearson().undefinedBecause() + ". ";
    }
    String correlations =
        String.format(
            Locale.ROOT,
            "Pearson %.3f, Spearman %.3f",
            score.pearson().value().getAsDouble(),
            score.spearman().value().getAsDouble());
    return evaluation.recovery().hasTrueUnits()
            && score.slope().value().isPresent()
            && score.rmse().value().isPresent()
        ? String.format(
            Locale.ROOT,
            "%s, slope %.3f, RMSE %.3g. ",
            correlations,
            score.slope().value().getAsDouble(),
            score.rmse().value().getAsDouble())
        : correlations + ". ";
  }

  private static String text(ReproductionReport.States states) {
    return states.scored() == states.all()
        ? "All joint states are identified."
        : String.format(
            Locale.ROOT,
            "Identified are %d of %d joint states; the others are hatched and not scored.",
            states.scored(),
            states.all());
  }

  private static String text(IntervalScore interval) {
    return interval.coverage().value().isPresent()
        ? String.format(
            Locale.ROOT,
            "Below: the errors that it claims; its 95 %% intervals hold %.1f %% of the true rewards.",
            100 * interval.coverage().value().getAsDouble())
        : "No intervals: " + interval.coverage().undefinedBecause() + ".";
  }
}
