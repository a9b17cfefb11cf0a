package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jfree.chart.JFreeChart;
import org.malfl.metrics.RewardScore;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.ColourScale;
import org.malfl.plots.Figure;
import org.malfl.plots.HeatMap;

/**
 * What was recovered in each family against the true rewards of all families, per agent.
 *
 * @param name of the picture
 * @param evaluations one estimator's, one per family that ran
 */
record CrossCorrelationPicture(
    ReproduceSettings settings, String name, List<EvaluationStage> evaluations) implements Picture {
  private static final double WIDTH = 900;
  private static final double SQUARE = 90;

  private String readout() {
    return evaluations.get(0).mainReadout();
  }

  private List<String> recoveredFrom() {
    return evaluations.stream().map(evaluation -> evaluation.family().name()).toList();
  }

  @Override
  public List<Handle<?>> inputs() {
    List<Handle<?>> inputs = new ArrayList<>();
    for (EvaluationStage evaluation : evaluations) {
      inputs.add(evaluation.rewardsOf(readout()));
      evaluation.mask().ifPresent(inputs::add);
    }
    return inputs;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> rewards = new TreeMap<>();
    List<String> families = settings.environment().familyNames();
    families.forEach(
        family -> rewards.put(family, settings.environment().rewardParameters(family)));
    return new TreeMap<>(
        Map.of(
            "dynamics", settings.environment().dynamicsParameters(),
            "estimator", evaluations.get(0).recovery().name(),
            "readout", readout(),
            "recovered_from", recoveredFrom(),
            "families", families,
            "rewards", rewards));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    List<String> targets = settings.environment().familyNames();
    List<List<double[]>> truth =
        targets.stream().map(name -> settings.environment().game(name).rewards()).toList();
    List<List<double[]>> recovered =
        evaluations.stream().map(each -> each.readRewards(reader, readout())).toList();
    List<List<boolean[]>> scored =
        evaluations.stream().map(each -> each.readScored(reader)).toList();
    ColourScale scale = ColourScale.diverging(1);
    List<JFreeChart> panels = new ArrayList<>();
    for (int agent = 0; agent < truth.get(0).size(); agent++) {
      double[] pearson = new double[recovered.size() * targets.size()];
      for (int k = 0; k < pearson.length; k++) {
        pearson[k] =
            RewardScore.of(
                    recovered.get(k / targets.size()).get(agent),
                    truth.get(k % targets.size()).get(agent),
                    scored.get(k / targets.size()).get(agent))
                .pearson()
                .value()
                .orElse(Double.NaN);
      }
      panels.add(
          HeatMap.named(
              "agent " + agent,
              new HeatMap.Matrix(
                  pearson, targets.size(), "recovered from", "true reward of the family"),
              scale,
              recoveredFrom(),
              targets));
    }
    double label = targets.stream().mapToDouble(Figure::labelWidth).max().orElseThrow();
    double width = 60 + label + targets.size() * Math.max(SQUARE, label + 12);
    int columns = Math.max(1, Math.min(panels.size(), (int) (WIDTH / width)));
    return new Figure(
            "Cross-correlation of families ('"
                + evaluations.get(0).recovery().name()
                + "', "
                + readout()
                + ")",
            "Families that have the same true reward for an agent have equal columns.")
        .grid(
            columns,
            width,
            120 + 70.0 * recovered.size(),
            panels,
            new Figure.Sized(HeatMap.bar(scale, "Pearson"), 95));
  }
}
