package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pictures of the main job. */
final class Pictures {
  /** Above this, squares of a heat map over joint states would be too small to see. */
  private static final int JOINT_STATES_AT_MOST = 2500;

  private static final int STAGES_AT_MOST = 12;
  private static final int FAMILIES_AT_MOST = 12;

  private Pictures() {}

  /** What the learners of a family did. */
  static List<Picture> ofLearners(
      Family family,
      Learners learning,
      FinalPolicyStage finalPolicy,
      ObservationStage observations) {
    List<Picture> pictures = new ArrayList<>();
    List<SoftPolicyIterationStage> learners = learning.stages();
    pictures.add(new PolicyChangePicture(family, observations));
    if (family.settings().maspi().evaluation() == MaSpiSettings.Evaluation.TD) {
      pictures.add(new TdErrorPicture(family, learners));
    }
    if (!learning.trainings().isEmpty()) {
      pictures.add(new NetworkLossPicture(family, learning.trainings()));
    }
    drawableGrid(family)
        .ifPresent(
            grid -> {
              pictures.add(new VisitsPicture(family, grid, learners));
              int others = GridLayout.cell(grid.size(), family.settings().plots().opponentCell());
              for (int agent = 0; agent < family.game().numAgents(); agent++) {
                pictures.add(new PolicyPicture(family, grid, agent, others, learners, finalPolicy));
              }
            });
    return pictures;
  }

  /** What an estimator recovered in a family. */
  static List<Picture> ofRecovery(Family family, EvaluationStage evaluation) {
    List<Picture> pictures = new ArrayList<>(evaluation.ownPictures());
    if (evaluation.hasTrend()) {
      pictures.add(new TrendPicture(family, evaluation));
    }
    drawableGrid(family)
        .ifPresent(
            grid -> {
              if (!evaluation.identifiability().isEmpty()) {
                pictures.add(new IdentifiabilityPicture(family, grid, evaluation));
              }
              for (int agent = 0; agent < family.game().numAgents(); agent++) {
                pictures.add(new RewardPicture(family, grid, evaluation, agent));
              }
            });
    return pictures;
  }

  /**
   * What compares estimators of a family by what their rewards are good for.
   *
   * @param uses one per estimator; none where the game is too large
   */
  static List<Picture> ofUses(Family family, List<Reproduction.Use> uses) {
    if (uses.isEmpty()) {
      return List.of();
    }
    List<Picture> pictures = new ArrayList<>();
    if (uses.get(0).prediction().predicts()) {
      pictures.add(
          new PredictionPicture(family, uses.stream().map(Reproduction.Use::prediction).toList()));
    }
    pictures.add(new ReturnsPicture(family, uses.stream().map(Reproduction.Use::returns).toList()));
    return pictures;
  }

  /**
   * What compares families.
   *
   * @param name of the picture
   * @param evaluations one estimator's, one per family that runs
   */
  static List<Picture> ofFamilies(
      ReproduceSettings settings, String name, List<EvaluationStage> evaluations) {
    return settings.environment().familyNames().size() <= FAMILIES_AT_MOST
        ? List.of(new CrossCorrelationPicture(settings, name, evaluations))
        : List.of();
  }

  private static Optional<GridLayout> drawableGrid(Family family) {
    return family
        .settings()
        .environment()
        .grid()
        .filter(grid -> family.game().numStates() <= JOINT_STATES_AT_MOST);
  }

  /** All of some stages, or as many as fit, evenly spread, the first and the last among them. */
  static List<Integer> spread(int stages) {
    int shown = Math.min(stages, STAGES_AT_MOST);
    List<Integer> chosen = new ArrayList<>();
    for (int k = 0; k < shown; k++) {
      chosen.add((int) ((long) k * (stages - 1) / Math.max(1, shown - 1)));
    }
    return chosen;
  }
}
