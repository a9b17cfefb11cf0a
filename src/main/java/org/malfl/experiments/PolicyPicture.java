package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.malfl.games.JointIndex;
import org.malfl.games.TabularPolicy;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.plots.Figure;
import org.malfl.plots.PolicyChart;

/** An agent's policies as arrows on the grid while all others stand in one cell. */
record PolicyPicture(
    Family family,
    GridLayout grid,
    int agent,
    int others,
    List<SoftPolicyIterationStage> learners,
    FinalPolicyStage finalPolicy)
    implements Picture {
  private static final int COLUMNS = 6;
  private static final double PANEL = 165;

  @Override
  public String name() {
    return "policy_agent_" + agent;
  }

  /** The stages that are shown; the last is that of π_H. */
  private List<Integer> stages() {
    return Pictures.spread(learners.size() + 1);
  }

  @Override
  public List<Handle<?>> inputs() {
    List<Handle<?>> inputs = new ArrayList<>();
    for (int h : stages()) {
      inputs.add(h < learners.size() ? learners.get(h).policyLogits() : finalPolicy.policyLogits());
    }
    return inputs;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "family", family.name(),
            "grid_size", grid.size(),
            "goal", grid.goal(),
            "opponent_cell", others,
            "agents", family.game().numAgents(),
            "stages", stages()));
  }

  @Override
  public Figure draw(ArtifactReader reader) {
    List<Integer> stages = stages();
    List<TabularPolicy> policies =
        stages.stream()
            .map(
                h ->
                    h < learners.size()
                        ? learners.get(h).readPolicy(reader)
                        : finalPolicy.readPolicy(reader))
            .map(joint -> joint.agent(agent))
            .toList();
    double longest = 0;
    for (TabularPolicy policy : policies) {
      for (int cell = 0; cell < grid.size() * grid.size(); cell++) {
        longest = Math.max(longest, Collections.max(probabilities(policy, cell)));
      }
    }
    Figure figure =
        new Figure(
            "%s: policy of agent %d where %s on the blue cell (row %d, column %d)"
                .formatted(
                    family.name(),
                    agent,
                    family.game().numAgents() == 2 ? "the other stands" : "the others stand",
                    others / grid.size(),
                    others % grid.size()),
            "Arrow: a move, as long as it is probable; ring: staying, its radius in the same scale."
                + " Orange: most probable. Yellow cell: the goal.",
            String.format(
                Locale.ROOT,
                "The edge of a cell stands for probability %.3f, the largest in this picture.",
                longest));
    for (int first = 0; first < stages.size(); first += COLUMNS) {
      List<Figure.Sized> row = new ArrayList<>();
      for (int k = first; k < Math.min(first + COLUMNS, stages.size()); k++) {
        PolicyChart chart = new PolicyChart(grid.size(), grid.goal(), others, longest);
        for (int cell = 0; cell < grid.size() * grid.size(); cell++) {
          chart.policy(
              cell / grid.size(), cell % grid.size(), probabilities(policies.get(k), cell));
        }
        row.add(new Figure.Sized(chart.chart(title(stages.get(k))), PANEL));
      }
      figure.row(PANEL + 12, row);
    }
    return figure;
  }

  private String title(int h) {
    return "π" + subscript(h) + (h < learners.size() ? "" : ", never observed");
  }

  private static String subscript(int number) {
    StringBuilder digits = new StringBuilder();
    for (char digit : Integer.toString(number).toCharArray()) {
      digits.append((char) ('₀' + digit - '0'));
    }
    return digits.toString();
  }

  /** Of the actions in the joint state where the agent is in a cell and the others in theirs. */
  private List<Double> probabilities(TabularPolicy policy, int cell) {
    int[] cells = new int[family.game().numAgents()];
    Arrays.fill(cells, others);
    cells[agent] = cell;
    int state = new JointIndex(grid.size() * grid.size(), cells.length).of(cells);
    return IntStream.range(0, policy.numActions())
        .mapToObj(action -> policy.probability(state, action))
        .toList();
  }
}
