package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.malfl.config.Schema;
import org.malfl.config.Schemas;
import org.malfl.games.MarkovGame;

/**
 * Settings of a kind of game with families of rewards. A new kind is one parameter record that
 * implements this and one line in {@link #REGISTERED}.
 */
public interface GameSettings {
  /** Parameter records by the name that {@code environment.game} gives them. */
  Map<String, Class<? extends Record>> REGISTERED = Map.of("grid", GridSettings.class);

  /** The {@code environment} section. */
  static Schema<GameSettings> schema() {
    return Schemas.choice("game", REGISTERED, "grid");
  }

  /** All reward families, in the order of the configuration. */
  List<String> familyNames();

  /** The families that run. */
  List<String> selectedFamilies();

  /** The game with the rewards of a family. */
  MarkovGame game(String family);

  /** What the transitions depend on, as JSON values: all that an observer's stages may read. */
  Map<String, Object> dynamicsParameters();

  /** What the rewards of a family depend on besides, as a JSON value. */
  Object rewardParameters(String family);

  /** Where the cells are, if agents stand on the cells of a square grid. */
  Optional<GridLayout> grid();

  /** Number of joint states, which may be more than a game can have. */
  double numJointStates();

  /** Number of joint actions, which may be more than a game can have. */
  double numJointActions();

  /** The key that makes the game larger, for messages. */
  String sizeKey();
}
