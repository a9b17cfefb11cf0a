package org.malfl.experiments;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.malfl.config.Section;
import org.malfl.config.Setting;
import org.malfl.games.GridGame;
import org.malfl.games.MarkovGame;

/**
 * Settings of {@link GridGame}.
 *
 * @param gridSize rows and columns
 * @param start row and column where each agent starts; its length is the number of agents
 * @param goal row and column of the goal
 * @param families reward weights of each agent, by family
 * @param rewardFamilies families that run; {@code [all]} for every family
 */
public record GridSettings(
    @Setting(byDefault = "3", range = "[1, 46340]") int gridSize,
    @Setting(byDefault = "[[0, 0], [0, 0]]") List<List<Integer>> start,
    @Setting(byDefault = "[2, 2]") List<Integer> goal,
    @Setting(
            byDefault =
                "{homogeneous: [{goal: -1, others: 1}, {goal: -1, others: 1}],"
                    + " heterogeneous: [{goal: -1, others: -1}, {goal: -1, others: 1}]}")
        Map<String, List<Weights>> families,
    @Setting(byDefault = "[all]") List<String> rewardFamilies)
    implements GameSettings, Section.Checked {

  /** Folders beside those of the families. */
  private static final Set<String> RESERVED =
      Set.of(
          "all",
          "checkpoints",
          "coordination",
          "logs",
          "plots",
          "studies",
          "superseded",
          "zero_sum");

  private static final Pattern FAMILY_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  /**
   * Reward weights of one agent.
   *
   * @param goal per unit of distance to the goal
   * @param others per unit of the sum of distances to the other agents
   */
  public record Weights(
      @Setting(byDefault = "0", range = "[-1000000, 1000000]") double goal,
      @Setting(byDefault = "0", range = "[-1000000, 1000000]") double others) {}

  /** Families run in the order of the configuration, whatever order they are named in. */
  public GridSettings {
    if (rewardFamilies.equals(List.of("all"))) {
      rewardFamilies = List.copyOf(families.keySet());
    }
    List<String> inOrder = families.keySet().stream().filter(rewardFamilies::contains).toList();
    // Unknown and repeated names stay where they are, to be reported there.
    rewardFamilies = inOrder.size() == rewardFamilies.size() ? inOrder : rewardFamilies;
  }

  @Override
  public void check(Section section) {
    checkCell(section, "goal", goal);
    for (int agent = 0; agent < start.size(); agent++) {
      String key = "start[" + agent + "]";
      checkCell(section, key, start.get(agent));
      if (start.get(agent).equals(goal)) {
        section.reject(key, "the goal " + goal, "a cell that is not the goal");
      }
    }
    families.forEach(
        (name, agents) -> {
          if (!FAMILY_NAME.matcher(name).matches() || RESERVED.contains(name)) {
            section.reject(
                "families." + name,
                "the family name '" + name + "'",
                "up to 64 letters, digits, '_' and '-', a letter or digit first, and none of malfl's own"
                    + " names ("
                    + String.join(", ", RESERVED.stream().sorted().toList())
                    + ")");
          }
          if (agents.size() != start.size()) {
            section.reject(
                "families." + name,
                "weights of " + agents.size() + " agents",
                "one per start, " + start.size());
          }
        });
    Set<String> seen = new HashSet<>();
    for (int k = 0; k < rewardFamilies.size(); k++) {
      String name = rewardFamilies.get(k);
      if (!families.containsKey(name)) {
        section.rejectUnknown("reward_families[" + k + "]", "family", name, families.keySet());
      } else if (!seen.add(name)) {
        section.reject("reward_families[" + k + "]", "'" + name + "' again", "each family once");
      }
    }
  }

  private void checkCell(Section section, String key, List<Integer> cell) {
    if (!GridLayout.isCell(gridSize, cell)) {
      section.reject(key, cell.toString(), "[row, column], each in [0, " + (gridSize - 1) + "]");
    }
  }

  @Override
  public List<String> familyNames() {
    return List.copyOf(families.keySet());
  }

  @Override
  public List<String> selectedFamilies() {
    return rewardFamilies;
  }

  @Override
  public MarkovGame game(String family) {
    return new GridGame(
        gridSize,
        start.stream().map(this::index).toList(),
        index(goal),
        families.get(family).stream()
            .map(weights -> new GridGame.RewardWeights(weights.goal(), weights.others()))
            .toList());
  }

  private int index(List<Integer> cell) {
    return GridLayout.cell(gridSize, cell);
  }

  @Override
  public Optional<GridLayout> grid() {
    return Optional.of(new GridLayout(gridSize, index(goal)));
  }

  @Override
  public Map<String, Object> dynamicsParameters() {
    return Map.of("game", "grid", "grid_size", gridSize, "start", start, "goal", goal);
  }

  @Override
  public Object rewardParameters(String family) {
    return families.get(family).stream()
        .map(weights -> Map.of("goal", weights.goal(), "others", weights.others()))
        .toList();
  }

  @Override
  public double numJointStates() {
    return StrictMath.pow((double) gridSize * gridSize, start.size());
  }

  @Override
  public double numJointActions() {
    return StrictMath.pow(GridGame.Move.values().length, start.size());
  }

  @Override
  public String sizeKey() {
    return "grid_size";
  }
}
