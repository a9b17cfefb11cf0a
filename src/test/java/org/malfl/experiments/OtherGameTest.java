package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.config.Setting;
import org.malfl.games.MarkovGame;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;

/** The example of the engineering guide: a game that is no grid, through the whole main job. */
class OtherGameTest {
  /** Two agents on a line of cells: left or right; each wants to be far from the other. */
  record LineGame(int length) implements MarkovGame {
    @Override
    public int numAgents() {
      return 2;
    }

    @Override
    public int numStates() {
      return length * length;
    }

    @Override
    public int numActions() {
      return 2;
    }

    @Override
    public int startState() {
      return 0;
    }

    @Override
    public int successor(int state, int jointAction, int k) {
      int first = move(state / length, jointAction / 2);
      int second = move(state % length, jointAction % 2);
      return first * length + second;
    }

    private int move(int cell, int action) {
      return action == 0 ? Math.max(cell - 1, 0) : Math.min(cell + 1, length - 1);
    }

    @Override
    public double reward(int agent, int state) {
      return Math.abs(state / length - state % length);
    }
  }

  /** Its settings: what stands in the configuration beside {@code game: line}. */
  record LineSettings(@Setting(byDefault = "5", range = "[2, 100]") int length)
      implements GameSettings {
    @Override
    public List<String> familyNames() {
      return List.of("apart");
    }

    @Override
    public List<String> selectedFamilies() {
      return familyNames();
    }

    @Override
    public MarkovGame game(String family) {
      return new LineGame(length);
    }

    @Override
    public Map<String, Object> dynamicsParameters() {
      return Map.of("game", "line", "length", length);
    }

    @Override
    public Object rewardParameters(String family) {
      return family;
    }

    @Override
    public Optional<GridLayout> grid() {
      return Optional.empty();
    }

    @Override
    public double numJointStates() {
      return (double) length * length;
    }

    @Override
    public double numJointActions() {
      return 4;
    }

    @Override
    public String sizeKey() {
      return "length";
    }
  }

  @TempDir Path folder;

  @Test
  void aGameThatIsNoGridRunsThroughTheWholeMainJob() {
    ReproduceSettings grid =
        ReproduceSettingsTest.read("maspi: {iterations: 4, episodes: 100, episode_length: 100}");
    ReproduceSettings settings =
        new ReproduceSettings(
            grid.alpha(),
            grid.gamma(),
            grid.seed(),
            new LineSettings(4),
            grid.maspi(),
            grid.malfl(),
            grid.optimization(),
            grid.plots(),
            grid.logging());
    Reproduction reproduction = new Reproduction(settings);
    try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
      new Runner(store, 2, false, new RunListener() {}).run(reproduction.graph());
      assertTrue(store.exists("apart/evaluation/paper/metrics_bare.json"));
      assertTrue(store.exists("apart/plots/paper/trend.png"));
      assertTrue(store.exists("plots/cross_correlation.svg"));
      // Without cells there is nothing to draw arrows or squares on.
      assertFalse(store.exists("apart/plots/learners/visits.png"));
    }
  }
}
