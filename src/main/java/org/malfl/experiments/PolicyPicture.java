package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
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
    List<JFreeChart> charts = new ArrayList<>();
    for (int k = 0; k < stages.size(); k++) {
      PolicyChart chart = new PolicyChart(grid.size(), grid.goal(), otherCells(), longest);
      for (int cell = 0; cell < grid.size() * grid.size(); cell++) {
        chart.policy(cell / grid.size(), cell % grid.size(), probabilities(policies.get(k), cell));
      }
      charts.add(chart.chart(title(stages.get(k))));
    }
    return new Figure(
            family.name() + ": policy of agent " + agent + situation(),
            "The length of an arrow is the probability of the move, the radius of the ring that of"
                + " staying. Orange: most probable. Yellow cell: the goal.",
            String.format(
                Locale.ROOT,
                "The edge of a cell stands for probability %.3f, the largest in this picture.",
                longest))
        .grid(COLUMNS, PANEL + 10, PANEL + 22, charts);
  }

  private OptionalInt otherCells() {
    return family.game().numAgents() == 1 ? OptionalInt.empty() : OptionalInt.of(others);
  }

  private String situation() {
    String blueCell =
        (others == grid.goal() ? " on the goal" : " on the blue cell")
            + " (row "
            + others / grid.size()
            + ", column "
            + others % grid.size()
            + ")";
    return switch (family.game().numAgents()) {
      case 1 -> "";
      case 2 -> " where the other stands" + blueCell;
      default -> " where the others stand" + blueCell;
    };
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
