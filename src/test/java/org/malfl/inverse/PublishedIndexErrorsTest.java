package org.malfl.inverse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malfl.core.Adam;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;
import org.malfl.metrics.RewardScore;
import org.malfl.metrics.Standardised;
import org.malfl.plots.ColourScale;
import org.malfl.plots.Drawing;
import org.malfl.plots.Figure;
import org.malfl.plots.FigureFormat;
import org.malfl.plots.HeatMap;
import org.malfl.reference.ReferenceFiles;

/**
 * What three index errors of the authors' public loss do to the recovery, on exact policies, where
 * nothing else can go wrong: see {@code docs/findings.md}. The losses are written out here and
 * share nothing with {@link JointRewardRecovery} but Adam.
 */
class PublishedIndexErrorsTest {
  private static final int STATES = 81;
  private static final int JOINT_ACTIONS = 25;
  private static final int PAIRS = 9;
  private static final double GAMMA = ReferenceFiles.GAMMA;

  /** Which of the errors a loss still has. */
  enum Errors {
    /** Tiling, next state and, for agent 1, weights: as published. */
    ALL,
    /** Next state and weights: the potential of a state stands with that state. */
    TILING_MENDED,
    /** Weights only, which agent 0 does not have. */
    TILING_AND_NEXT_STATE_MENDED,
    /** None. */
    NONE
  }

  @ParameterizedTest
  @CsvSource({
    // Pearson from an independent NumPy prototype, as printed there; ours at the second is .39346
    "ALL, homogeneous, 0, 0.328",
    "ALL, homogeneous, 1, 0.394",
    "ALL, heterogeneous, 0, 0.402",
    "ALL, heterogeneous, 1, 0.323",
    "TILING_MENDED, homogeneous, 0, 0.415",
    "TILING_MENDED, homogeneous, 1, 0.466",
    "TILING_MENDED, heterogeneous, 0, 0.472",
    "TILING_MENDED, heterogeneous, 1, 0.430",
    "TILING_AND_NEXT_STATE_MENDED, homogeneous, 0, 0.761",
    "TILING_AND_NEXT_STATE_MENDED, homogeneous, 1, 0.753",
    "TILING_AND_NEXT_STATE_MENDED, heterogeneous, 0, 0.785",
    "TILING_AND_NEXT_STATE_MENDED, heterogeneous, 1, 0.765",
    "NONE, homogeneous, 0, 0.761",
    "NONE, homogeneous, 1, 0.761",
    "NONE, heterogeneous, 0, 0.785",
    "NONE, heterogeneous, 1, 0.841"
  })
  void correlationFallsWithEveryErrorAsTheReferenceSays(
      Errors errors, String family, int agent, double pearson) {
    assertEquals(pearson, pearson(errors, family, agent), 5e-4 + 1e-4); // rounding, and 1e-4
  }

  @Test
  void theTableInTheFindingsHasTheseFigures() throws IOException {
    List<String> findings = Files.readAllLines(Path.of("docs/findings.md"));
    Map<Errors, String> names =
        Map.of(
            Errors.ALL, "as published",
            Errors.TILING_MENDED, "potentials stand with their state",
            Errors.TILING_AND_NEXT_STATE_MENDED, "and the next state's potential is used",
            Errors.NONE, "and agent 1's weights are right: malfl");
    for (Errors errors : Errors.values()) {
      StringBuilder row = new StringBuilder("| " + names.get(errors) + " |");
      for (String family : List.of("homogeneous", "heterogeneous")) {
        for (int agent = 0; agent < 2; agent++) {
          row.append(
              String.format(Locale.ROOT, " %.4f |", pearson(errors, family, agent))
                  .replace("0.", "."));
        }
      }
      assertTrue(findings.contains(row.toString()), row.toString());
    }
  }

  @Test
  void thePictureInTheFindingsIsThis() throws IOException {
    String family = "heterogeneous";
    int agent = 1;
    GridGame game = ReferenceFiles.game(family);
    Map<String, Standardised> rewards = new LinkedHashMap<>();
    rewards.put("true reward", Standardised.of(game.rewards(agent)));
    Map<Errors, String> titles =
        Map.of(
            Errors.ALL, "as published",
            Errors.TILING_MENDED, "tiling mended",
            Errors.TILING_AND_NEXT_STATE_MENDED, "and next state",
            Errors.NONE, "and weights: malfl");
    for (Errors errors : Errors.values()) {
      rewards.put(
          String.format(
              Locale.ROOT, "%s: %.3f", titles.get(errors), pearson(errors, family, agent)),
          Standardised.of(bare(errors, family, agent)));
    }
    double limit = rewards.values().stream().mapToDouble(Standardised::largest).max().orElseThrow();
    ColourScale scale = ColourScale.sequential(-limit, limit);
    List<Figure.Sized> panels = new ArrayList<>();
    rewards.forEach(
        (title, reward) ->
            panels.add(
                new Figure.Sized(
                    HeatMap.of(
                        title,
                        new HeatMap.Matrix(
                            reward.values(), 9, "cell of agent 0", "cell of agent 1"),
                        scale),
                    210)));
    panels.add(new Figure.Sized(HeatMap.bar(scale, "sd from the mean"), 95));
    Drawing drawing =
        new Figure(
                "What three index errors do to the reward of agent 1, heterogeneous, recovered from"
                    + " exact policies",
                "Pearson with the true reward above each square. Every reward in standard deviations"
                    + " (sd) from its mean over the joint states.")
            .row(220, panels)
            .draw();
    byte[] picture = FigureFormat.PNG.encode(drawing);
    Files.write(Path.of("target/index_errors.png"), picture);
    assertArrayEquals(
        pixels(Files.readAllBytes(Path.of("docs/images/index_errors.png"))), pixels(picture));
  }

  private static int[] pixels(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static final Map<String, double[]> RECOVERED = new ConcurrentHashMap<>();

  private static double[] bare(Errors errors, String family, int agent) {
    return RECOVERED.computeIfAbsent(
        errors + family + agent,
        key ->
            recover(
                ReferenceFiles.game(family), agent, ReferenceFiles.exactPolicies(family), errors));
  }

  private static double pearson(Errors errors, String family, int agent) {
    double[] truth = ReferenceFiles.game(family).rewards(agent);
    return RewardScore.of(bare(errors, family, agent), truth).pearson().value().orElseThrow();
  }

  /** A row of the linear model: prediction = Σ_k coefficients[k] · parameters[indices[k]]. */
  private static final class Row {
    private final List<Integer> indices = new ArrayList<>();
    private final List<Double> coefficients = new ArrayList<>();
    private final double target;

    Row(double target) {
      this.target = target;
    }

    void add(int index, double coefficient) {
      indices.add(index);
      coefficients.add(coefficient);
    }
  }

  private static double[] recover(
      GridGame game, int agent, List<JointPolicy> policies, Errors errors) {
    TransitionTable transitions = TransitionTable.of(game);
    LearnerModel learner = new LearnerModel(ReferenceFiles.ALPHA, GAMMA);
    List<Row> rows = new ArrayList<>();
    for (int h = 0; h < PAIRS; h++) {
      double[] target =
          ImprovementTarget.of(agent, transitions, learner, policies.get(h), policies.get(h + 1));
      for (int state = 0; state < STATES; state++) {
        for (int own = 0; own < 5; own++) {
          rows.add(
              row(game, agent, policies.get(h), errors, h, state, own, target[5 * state + own]));
        }
      }
    }
    double[] parameters = new double[STATES * JOINT_ACTIONS + PAIRS * STATES];
    Adam adam = new Adam(parameters.length, 0.01);
    double[] gradient = new double[parameters.length];
    for (int epoch = 0; epoch < 1000; epoch++) {
      Arrays.fill(gradient, 0);
      for (Row row : rows) {
        double residual = -row.target;
        for (int k = 0; k < row.indices.size(); k++) {
          residual += row.coefficients.get(k) * parameters[row.indices.get(k)];
        }
        for (int k = 0; k < row.indices.size(); k++) {
          gradient[row.indices.get(k)] += 2 * residual * row.coefficients.get(k);
        }
      }
      adam.step(parameters, gradient);
    }
    return new RecoveredReward(
            Arrays.copyOf(parameters, STATES * JOINT_ACTIONS), new double[STATES])
        .bare(JOINT_ACTIONS);
  }

  private static Row row(
      GridGame game,
      int agent,
      JointPolicy policy,
      Errors errors,
      int h,
      int state,
      int own,
      double target) {
    Row row = new Row(target);
    boolean nextStateRight = errors == Errors.TILING_AND_NEXT_STATE_MENDED || errors == Errors.NONE;
    row.add(potential(errors, h, state, own), 1);
    for (int other = 0; other < 5; other++) {
      int jointAction = agent == 0 ? 5 * own + other : 5 * other + own;
      // Agent 1's published weight is the other agent's probability of agent 1's own action.
      double weight =
          agent == 0 || errors == Errors.NONE
              ? policy.agent(1 - agent).probability(state, other)
              : policy.agent(0).probability(state, own);
      row.add(JOINT_ACTIONS * state + jointAction, weight);
      if (nextStateRight) {
        row.add(potential(errors, h, game.successor(state, jointAction, 0), own), -GAMMA * weight);
      } else {
        // The current state's potential in place of the next one's.
        row.add(potential(errors, h, state, agent == 0 ? own : other), -GAMMA * weight);
      }
    }
    return row;
  }

  /** Index of g_h(s), or with the tiling error of g_h(s0, (5·s1 + action) mod 9). */
  private static int potential(Errors errors, int h, int state, int action) {
    int read = errors == Errors.ALL ? state / 9 * 9 + (5 * (state % 9) + action) % 9 : state;
    return STATES * JOINT_ACTIONS + STATES * h + read;
  }
}
