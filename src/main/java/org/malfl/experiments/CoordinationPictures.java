package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.malfl.io.CsvTable;
import org.malfl.metrics.Band;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.Figure;
import org.malfl.plots.LineChart;

/** The six pictures of all who learnt from one expert. */
final class CoordinationPictures {
  private static final List<String> JOINT_ACTIONS = List.of("AA", "AB", "BA", "BB");

  /** A little beyond what a probability can be, so that points at the ends are whole. */
  private static final double MARGIN = 0.04;

  private static final String BANDS =
      "Lines are means over %s, bands hold all of them; exact numbers of the policies.";

  private CoordinationPictures() {}

  static List<Picture> of(
      CoordinationScoresStage scores, CoordinationSettings settings, String tag) {
    return List.of(
        new LearningStability(scores, settings, tag),
        new JensenShannonDistance(scores, settings, tag),
        new FinalProbabilities(scores, settings, tag),
        new EquilibriumSelection(scores, settings, tag),
        new FinalJoint(scores, settings, tag),
        new PolicyEvolution(scores, settings, tag));
  }

  private static final class LearningStability extends CoordinationPicture {
    LearningStability(CoordinationScoresStage scores, CoordinationSettings settings, String tag) {
      super("learning_stability", scores, settings, tag);
    }

    @Override
    public List<Handle<?>> inputs() {
      return allHistories();
    }

    @Override
    public Figure draw(ArtifactReader reader) {
      return figure(
          "Expert '" + label() + "': how often both do the same",
          BANDS.formatted(seeds()),
          overEpochs(reader, "coordination", "coordination").range(-MARGIN, 1 + MARGIN));
    }
  }

  private static final class JensenShannonDistance extends CoordinationPicture {
    JensenShannonDistance(
        CoordinationScoresStage scores, CoordinationSettings settings, String tag) {
      super("js_distance", scores, settings, tag);
    }

    @Override
    public List<Handle<?>> inputs() {
      List<Handle<?>> inputs = allHistories();
      inputs.add(scores().expert().description());
      return inputs;
    }

    @Override
    public Figure draw(ArtifactReader reader) {
      LineChart chart = overEpochs(reader, "js_distance", "Jensen-Shannon distance to the expert");
      double[] epochs = epochs(reader);
      double floor = scores().expert().readFloor(reader);
      chart.curve(
          "least of independent policies",
          betas().size(),
          0,
          new double[] {0, epochs[epochs.length - 1]},
          new double[] {floor, floor});
      return figure(
          "Expert '" + label() + "': distance of the joint actions, base 2",
          BANDS.formatted(seeds()),
          chart);
    }
  }

  private static final class FinalProbabilities extends CoordinationPicture {
    FinalProbabilities(CoordinationScoresStage scores, CoordinationSettings settings, String tag) {
      super("final_probabilities", scores, settings, tag);
    }

    @Override
    public List<Handle<?>> inputs() {
      return List.of(scores().runs());
    }

    @Override
    public Figure draw(ArtifactReader reader) {
      CsvTable runs = reader.read(scores().runs());
      LineChart chart = LineChart.ofNumbers("P(A) of agent 0", "P(A) of agent 1");
      for (int index = 0; index < betas().size(); index++) {
        double beta = betas().get(index);
        chart.scatter(named(beta), index, of(runs, beta, "p_a_0"), of(runs, beta, "p_a_1"));
      }
      return figure(
          "Expert '" + label() + "': where learners end",
          "A point per seed.",
          chart.square(-MARGIN, 1 + MARGIN));
    }
  }

  private static final class EquilibriumSelection extends CoordinationPicture {
    EquilibriumSelection(
        CoordinationScoresStage scores, CoordinationSettings settings, String tag) {
      super("equilibrium_selection", scores, settings, tag);
    }

    @Override
    public List<Handle<?>> inputs() {
      return List.of(scores().seeds());
    }

    @Override
    public Figure draw(ArtifactReader reader) {
      CsvTable seeds = reader.read(scores().seeds());
      LineChart chart = LineChart.sideBySide("entropy bonus", betaNames(), "seeds");
      chart.points("AA in most plays", 0, seeds.numbers("chose_aa"));
      chart.points("BB in most plays", 1, seeds.numbers("chose_bb"));
      chart.points("neither", 2, seeds.numbers("chose_none"));
      if (hasSignal()) {
        chart.points("both, by the signal", 3, seeds.numbers("chose_both"));
      }
      return figure(
          "Expert '" + label() + "': which convention seeds choose",
          "A convention is chosen if it is played more than half of the time.",
          chart);
    }
  }

  private static final class FinalJoint extends CoordinationPicture {
    FinalJoint(CoordinationScoresStage scores, CoordinationSettings settings, String tag) {
      super("final_joint", scores, settings, tag);
    }

    @Override
    public List<Handle<?>> inputs() {
      return List.of(scores().runs(), scores().expert().samples());
    }

    @Override
    public Figure draw(ArtifactReader reader) {
      CsvTable runs = reader.read(scores().runs());
      LineChart chart = LineChart.sideBySide("joint action", JOINT_ACTIONS, "probability");
      for (int index = 0; index < betas().size(); index++) {
        double[] means = new double[JOINT_ACTIONS.size()];
        for (int k = 0; k < means.length; k++) {
          String column = "p_" + JOINT_ACTIONS.get(k).toLowerCase(Locale.ROOT);
          means[k] = Band.of(of(runs, betas().get(index), column)).mean();
        }
        chart.points(named(betas().get(index)), index, means);
      }
      double[] expert = scores().expert().readShares(reader);
      chart.curve("expert", betas().size(), 1, new double[] {0, 1, 2, 3}, expert);
      return figure(
          "Expert '" + label() + "': joint actions at the end",
          "Means over " + seeds() + ". Seeds that chose different conventions look mixed here.",
          chart);
    }
  }

  private static final class PolicyEvolution extends CoordinationPicture {
    private static final int COLUMNS = 3;
    private static final double WIDTH = 330;
    private static final double HEIGHT = 280;

    PolicyEvolution(CoordinationScoresStage scores, CoordinationSettings settings, String tag) {
      super("policy_evolution", scores, settings, tag);
    }

    @Override
    public List<Handle<?>> inputs() {
      return allHistories();
    }

    @Override
    public Figure draw(ArtifactReader reader) {
      List<JFreeChart> charts = new ArrayList<>();
      for (double beta : betas()) {
        LineChart chart = LineChart.linear("epoch", "P(A)");
        List<CsvTable> histories = histories(reader, beta);
        for (int seed = 0; seed < histories.size(); seed++) {
          CsvTable history = histories.get(seed);
          for (int agent = 0; agent < 2; agent++) {
            chart.curve(
                "seed %d, agent %d".formatted(seed, agent),
                seed,
                agent,
                history.numbers("epoch"),
                history.numbers("p_a_" + agent));
          }
        }
        charts.add(chart.range(-MARGIN, 1 + MARGIN).bare(named(beta)));
      }
      return new Figure(
              "Expert '" + label() + "': policies while they learn",
              "A colour per seed; agent 0 solid, agent 1 dashed.")
          .grid(COLUMNS, WIDTH, HEIGHT, charts);
    }
  }
}
