package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.metrics.RewardScore;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.pipeline.Stage;
import org.malfl.plots.ColourScale;
import org.malfl.plots.Drawing;
import org.malfl.plots.FigureFormat;

/** Opens every picture of a small run and measures it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PicturesTest {
  private static final String SMALL =
      """
      environment: {reward_families: [homogeneous, heterogeneous]}
      maspi: {iterations: 4, episodes: 20, episode_length: 60}
      malfl: {recovery: [paper, state-least-squares, bellman-consistent, replay]}
      optimization: {paper: {epochs: 200}}
      plots: {formats: [png], opponent_cell: [0, 2]}
      """;

  private static final List<String> STATE_ESTIMATORS =
      List.of("bellman-consistent", "replay", "state-least-squares");

  private final Map<String, Drawing> drawings = new HashMap<>();
  private final Map<String, BufferedImage> images = new HashMap<>();
  private final ReproduceSettings settings = ReproduceSettingsTest.read(SMALL);
  private final Reproduction reproduction = new Reproduction(settings);
  private final List<String> promised = new ArrayList<>();
  private Runner runner;
  private ArtifactStore store;

  @BeforeAll
  void run(@TempDir Path folder) throws IOException {
    store = new ArtifactStore(folder, note -> {});
    runner = new Runner(store, 2, false, new RunListener() {});
    for (Manifest manifest : runner.run(reproduction.graph()).manifests()) {
      for (String file : manifest.files().keySet()) {
        if (file.endsWith(".png")) {
          String path = manifest.origin().stage() + "/" + file;
          promised.add(path);
          images.put(
              path,
              ImageIO.read(new ByteArrayInputStream(store.read(manifest.origin().stage(), file))));
        }
      }
    }
    for (Stage stage : reproduction.graph().stages()) {
      if (stage instanceof PictureStage pictures) {
        for (Picture picture : pictures.pictures()) {
          drawings.put(stage.path() + "/" + picture.name() + ".png", picture.draw(runner).draw());
        }
      }
    }
    store.close();
  }

  @Test
  void thereIsAPictureOfEverything() {
    List<String> expected = new ArrayList<>();
    for (String family : List.of("heterogeneous", "homogeneous")) {
      for (String name :
          List.of("policy_agent_0", "policy_agent_1", "policy_change", "td_error", "visits")) {
        expected.add(family + "/plots/learners/" + name + ".png");
      }
      for (String name :
          List.of("identifiability", "loss", "reward_agent_0", "reward_agent_1", "trend")) {
        expected.add(family + "/plots/paper/" + name + ".png");
      }
      for (String name : List.of("prediction", "returns")) {
        expected.add(family + "/plots/comparison/" + name + ".png");
      }
      for (String estimator : STATE_ESTIMATORS) {
        for (String name :
            List.of("identifiability", "reward_agent_0", "reward_agent_1", "trend")) {
          expected.add(family + "/plots/" + estimator + "/" + name + ".png");
        }
      }
    }
    expected.add("plots/cross_correlation.png");
    for (String estimator : STATE_ESTIMATORS) {
      expected.add("plots/cross_correlation_" + estimator + ".png");
    }
    assertEquals(expected.stream().sorted().toList(), promised.stream().sorted().toList());
  }

  @Test
  void everyPictureHasTheSizeOfItsFigureAndIsNotBlank() {
    drawings.forEach(
        (path, drawing) -> {
          BufferedImage image = images.get(path);
          assertEquals(2 * drawing.width(), image.getWidth(), path);
          assertEquals(2 * drawing.height(), image.getHeight(), path);
          assertTrue(drawing.width() >= 600 && drawing.width() <= 1200, path);
          assertTrue(drawing.height() >= 200 && drawing.height() <= 700, path);
          double share = share(image, colour -> !colour.equals(Color.WHITE) ? 1 : 0);
          assertTrue(share > 0.02 && share < 0.9, path + ": " + share + " of the pixels are drawn");
          for (int x = 0; x < image.getWidth(); x++) {
            assertEquals(Color.WHITE, at(image, x, 0), path);
            assertEquals(Color.WHITE, at(image, x, image.getHeight() - 1), path);
          }
          for (int y = 0; y < image.getHeight(); y++) {
            assertEquals(Color.WHITE, at(image, 0, y), path);
            assertEquals(Color.WHITE, at(image, image.getWidth() - 1, y), path);
          }
        });
  }

  private static Color at(BufferedImage image, double x, double y) {
    return new Color(image.getRGB((int) x, (int) y));
  }

  private static double share(BufferedImage image, ToDoubleFunction<Color> weight) {
    double sum = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        sum += weight.applyAsDouble(at(image, x, y));
      }
    }
    return sum / image.getWidth() / image.getHeight();
  }

  /** The colour in the middle of a square of a heat map, away from text there. */
  private Color square(String path, int panel, int rows, int columns, int row, int column) {
    Rectangle2D area = drawings.get(path).dataAreas().get(panel);
    return at(
        images.get(path),
        2 * (area.getX() + (column + 0.15) * area.getWidth() / columns),
        2 * (area.getY() + (row + 0.15) * area.getHeight() / rows));
  }

  private EvaluationStage evaluation(String family) {
    return reproduction.graph().stages().stream()
        .filter(EvaluationStage.class::isInstance)
        .map(EvaluationStage.class::cast)
        .filter(stage -> stage.family().name().equals(family))
        .findFirst()
        .orElseThrow();
  }

  private static double[] standardised(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double sd =
        Math.sqrt(
            Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    return Arrays.stream(values).map(value -> (value - mean) / sd).toArray();
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  @Test
  void squaresOfRewardsHaveTheColoursOfTheirNumbers() {
    for (int agent = 0; agent < 2; agent++) {
      EvaluationStage evaluation = evaluation("heterogeneous");
      double[] truth = standardised(evaluation.readTrueRewards(runner).get(agent));
      double[] recovered = standardised(evaluation.readRewards(runner, "bare").get(agent));
      double[] difference = new double[81];
      for (int state = 0; state < 81; state++) {
        difference[state] = recovered[state] - truth[state];
      }
      double limit = Math.max(largest(truth), largest(recovered));
      ColourScale common = ColourScale.sequential(-limit, limit);
      ColourScale aroundZero = ColourScale.diverging(largest(difference));
      String path = "heterogeneous/plots/paper/reward_agent_" + agent + ".png";
      for (int state = 0; state < 81; state++) {
        int row = state / 9;
        int column = state % 9;
        assertClose(common.colour(truth[state]), square(path, 0, 9, 9, row, column));
        assertClose(common.colour(recovered[state]), square(path, 1, 9, 9, row, column));
        assertClose(aroundZero.colour(difference[state]), square(path, 3, 9, 9, row, column));
      }
    }
  }

  /** Sums in another order may fall on the other side of a half. */
  private static void assertClose(Color expected, Color actual) {
    assertEquals(expected.getRed(), actual.getRed(), 1);
    assertEquals(expected.getGreen(), actual.getGreen(), 1);
    assertEquals(expected.getBlue(), actual.getBlue(), 1);
  }

  @Test
  void theCrossCorrelationHasTheColoursOfItsNumbers() {
    ColourScale scale = ColourScale.diverging(1);
    List<String> families = List.of("homogeneous", "heterogeneous");
    for (int agent = 0; agent < 2; agent++) {
      for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 2; column++) {
          double pearson =
              RewardScore.of(
                      evaluation(families.get(row)).readRewards(runner, "bare").get(agent),
                      evaluation(families.get(column)).readTrueRewards(runner).get(agent))
                  .pearson()
                  .value()
                  .orElseThrow();
          assertClose(
              scale.colour(pearson),
              square("plots/cross_correlation.png", agent, 2, 2, row, column));
        }
      }
    }
  }

  @Test
  void squaresOfVisitsHaveTheColoursOfTheirNumbersAndUnseenOnesAreGrey() {
    List<long[]> visits = new ArrayList<>();
    for (Stage stage : reproduction.graph().stages()) {
      if (stage instanceof SoftPolicyIterationStage learner
          && stage.path().startsWith("homogeneous/")) {
        visits.add(learner.readCounts(runner).states());
      }
    }
    long least = Long.MAX_VALUE;
    long most = 0;
    for (long[] stage : visits) {
      for (long count : stage) {
        least = count == 0 ? least : Math.min(least, count);
        most = Math.max(most, count);
      }
    }
    ColourScale scale =
        ColourScale.sequential(Math.log10((double) least), Math.log10((double) most));
    boolean unseen = false;
    for (int h = 0; h < visits.size(); h++) {
      for (int state = 0; state < 81; state++) {
        long count = visits.get(h)[state];
        unseen |= count == 0;
        assertClose(
            count == 0 ? ColourScale.ABSENT : scale.colour(Math.log10((double) count)),
            square("homogeneous/plots/learners/visits.png", h, 9, 9, state / 9, state % 9));
      }
    }
    assertTrue(unseen, "the run is too large for this test");
  }

  @Test
  void policiesShowTheGoalAndTheOpponentsCell() {
    String path = "homogeneous/plots/learners/policy_agent_0.png";
    for (int panel = 0; panel < 5; panel++) {
      assertEquals(new Color(0xCFE6F5), square(path, panel, 3, 3, 0, 2));
      assertEquals(new Color(0xFFE9B8), square(path, panel, 3, 3, 2, 2));
      assertEquals(Color.WHITE, square(path, panel, 3, 3, 1, 0));
    }
  }

  @Test
  void curvesOfBothAgentsAreSeen() {
    for (String name :
        List.of(
            "learners/td_error",
            "learners/policy_change",
            "paper/loss",
            "paper/trend",
            "comparison/prediction",
            "comparison/returns")) {
      BufferedImage image = images.get("homogeneous/plots/" + name + ".png");
      for (Color agent : List.of(new Color(0x0072B2), new Color(0xD55E00))) {
        double share = share(image, colour -> colour.equals(agent) ? 1 : 0);
        assertTrue(share > 0.0005, name + ": " + share + " of the pixels are " + agent);
      }
    }
  }

  @Test
  void stagesAreSpreadFromTheFirstToTheLast() {
    assertEquals(List.of(0), Pictures.spread(1));
    assertEquals(List.of(0, 1, 2, 3), Pictures.spread(4));
    List<Integer> many = Pictures.spread(1000);
    assertEquals(12, many.size());
    assertEquals(0, many.get(0));
    assertEquals(999, many.get(11));
  }

  @Test
  void picturesDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      for (Stage stage : reproduction.graph().stages()) {
        if (stage instanceof PictureStage pictures) {
          for (Picture picture : pictures.pictures()) {
            String path = stage.path() + "/" + picture.name() + ".png";
            assertArrayEquals(
                FigureFormat.SVG.encode(drawings.get(path)),
                FigureFormat.SVG.encode(picture.draw(runner).draw()),
                path);
          }
        }
      }
    } finally {
      Locale.setDefault(before);
    }
  }
}
