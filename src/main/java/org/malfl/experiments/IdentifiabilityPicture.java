package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jfree.chart.JFreeChart;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.ColourScale;
import org.malfl.plots.Figure;
import org.malfl.plots.HeatMap;

/** Which rewards of joint states an estimator can know, by agent. */
record IdentifiabilityPicture(Family family, GridLayout grid, EvaluationStage evaluation)
    implements Picture {
  private static final double PANEL = 290;
  private static final double LEGEND = 190;
  private static final int COLUMNS = 2;

  /** Groups of joint states that have a colour of their own; later ones share one. */
  private static final int GROUPS_AT_MOST = 6;

  @Override
  public String name() {
    return "identifiability";
  }

  @Override
  public List<Handle<?>> inputs() {
    return List.copyOf(evaluation.identifiability());
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
    List<IdentifiabilityReport> agents = evaluation.readIdentifiability(reader);
    int groups = 0;
    for (IdentifiabilityReport agent : agents) {
      for (int group : agent.groupOf()) {
        groups = Math.max(groups, Math.min(group + 1, GROUPS_AT_MOST));
      }
    }
    List<String> kinds = new ArrayList<>(List.of("its value"));
    for (int group = 0; group < groups; group++) {
      kinds.add(
          groups == 1
              ? "relative to each other"
              : "relative in group " + (group + 1) + (group == GROUPS_AT_MOST - 1 ? " …" : ""));
    }
    kinds.add("nothing");
    ColourScale scale = ColourScale.sequential(0, Math.max(1, groups));
    List<JFreeChart> panels = new ArrayList<>();
    for (int agent = 0; agent < agents.size(); agent++) {
      panels.add(panel(agent, agents.get(agent), scale));
    }
    return new Figure(
            "%s: what can be known of the reward by '%s' (%s)"
                .formatted(family.name(), evaluation.recovery().name(), evaluation.mainReadout()),
            "What the estimator's equations determine of the reward of each joint state, whatever"
                + " the noise of the data.",
            (evaluation.mask().isPresent()
                    ? "Of hatched ones nothing is known, and they are not scored. "
                    : "Of hatched ones nothing is known, alone or in comparison; they are scored"
                        + " all the same. ")
                + grid.numbering(family.game().numAgents()))
        .grid(
            Math.min(COLUMNS, panels.size()),
            PANEL,
            300,
            panels,
            new Figure.Sized(HeatMap.legend(scale, kinds, "what is known"), LEGEND));
  }

  private JFreeChart panel(int agent, IdentifiabilityReport report, ColourScale scale) {
    double[] values = new double[report.kinds().size()];
    boolean[] unknown = new boolean[values.length];
    for (int state = 0; state < values.length; state++) {
      unknown[state] = report.kinds().get(state) == IdentifiabilityReport.Kind.FREE;
      values[state] =
          switch (report.kinds().get(state)) {
            case PINNED -> 0;
            case RELATIVE -> 1 + Math.min(report.groupOf()[state], GROUPS_AT_MOST - 1);
            case FREE -> Double.NaN;
          };
    }
    return HeatMap.hatched(
        String.format(
            Locale.ROOT, "agent %d: rank %d of %d", agent, report.rank(), report.unknowns()),
        grid.matrix(values, family.game().numAgents()),
        scale,
        unknown);
  }
}
