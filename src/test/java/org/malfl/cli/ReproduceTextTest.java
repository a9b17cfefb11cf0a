package org.malfl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.experiments.ReproduceSettings;
import org.malfl.experiments.ReproductionReport;
import org.malfl.metrics.IntervalScore;
import org.malfl.metrics.RewardScore;
import org.malfl.metrics.Score;

class ReproduceTextTest {
  private static RewardScore score(double pearson) {
    return new RewardScore(
        Score.of(pearson), Score.of(pearson / 2), Score.of(1.01), Score.of(0.25));
  }

  @Test
  void estimatorsStandBelowEachOtherWithWhatEachOfThemClaims() {
    Map<String, List<RewardScore>> paper = new LinkedHashMap<>();
    paper.put("bare", List.of(score(0.7), score(0.6)));
    paper.put("shaped", List.of(score(-0.1), score(-0.2)));
    ReproductionReport.States all = new ReproductionReport.States(81, 81);
    ReproductionReport report =
        new ReproductionReport(
            List.of(
                new ReproductionReport.FamilyScores(
                    "f", "paper", false, paper, Optional.empty(), List.of(all, all)),
                new ReproductionReport.FamilyScores(
                    "f",
                    "replay",
                    true,
                    Map.of("state", List.of(score(0.99), score(0.98))),
                    Optional.of(
                        List.of(
                            new IntervalScore(Score.of(0.95), Score.of(1)),
                            new IntervalScore(Score.undefined("none"), Score.of(1)))),
                    List.of(all, new ReproductionReport.States(80, 81)))),
            List.of(
                new ReproductionReport.Use(
                    "f", "paper", 0, Score.of(0.0321), Score.of(0.0123), Score.of(-0.5)),
                new ReproductionReport.Use(
                    "f", "paper", 1, Score.of(0.05), Score.of(0.01), Score.of(0.25)),
                new ReproductionReport.Use(
                    "f",
                    "replay",
                    0,
                    Score.undefined("none"),
                    Score.undefined("none"),
                    Score.of(0.9876)),
                new ReproductionReport.Use(
                    "f",
                    "replay",
                    1,
                    Score.of(0.001),
                    Score.of(0.002),
                    Score.undefined("best response"))),
            List.of(
                new ReproductionReport.CrossScore("paper", "f", "f", 0, score(0.7)),
                new ReproductionReport.CrossScore("paper", "f", "f", 1, score(0.6)),
                new ReproductionReport.CrossScore("replay", "f", "f", 0, score(0.99)),
                new ReproductionReport.CrossScore("replay", "f", "f", 1, score(0.98))),
            List.of(),
            Map.of("f", List.of(1.0, 0.5)));
    ConfigProblems problems = new ConfigProblems();
    ReproduceSettings settings =
        ReproduceSettings.read(
            YamlFile.read("c.yaml", "seed: 4".getBytes(UTF_8), problems), false, problems);
    assertEquals(
        """
        Recovered against true reward, from 9 pairs of stages, seed 4
        family  agent      estimator  Pearson  Spearman  slope   RMSE    in 95 %    states  (s,a) seen
        f           0    paper, bare    0.700     0.350                                        100.0 %
        f           0  paper, shaped   -0.100    -0.050                                        100.0 %
        f           0         replay    0.990     0.495  1.010  0.250     95.0 %               100.0 %
        f           1    paper, bare    0.600     0.300                                         50.0 %
        f           1  paper, shaped   -0.200    -0.100                                         50.0 %
        f           1         replay    0.980     0.490  1.010  0.250  undefined  80 of 81      50.0 %
        slope, RMSE: of estimators that recover the reward in its own unit
        in 95 %: share of joint states whose true reward is in the estimator's interval
        states: joint states that are identified; the others are not scored
        (s,a) seen: share of an agent's state-action pairs in the stage that shows least

        What recovered rewards are good for
        family  agent  estimator         KL  of a guess  gap closed
        f           0      paper     0.0321      0.0123     -50.0 %
        f           0     replay  undefined   undefined      98.8 %
        f           1      paper     0.0500      0.0100      25.0 %
        f           1     replay     0.0010      0.0020   undefined
        KL: of the next stage's actions from their prediction by the reward, mean over stages, nats; of a guess: by the better of no change and the last change repeated
        gap closed: of the gap in return between the learner and the best response, by planning on the reward

        Cross-correlation of families (Pearson)
        recovered from  agent    estimator  true f
        f                   0  paper, bare   0.700
        f                   0       replay   0.990
        f                   1  paper, bare   0.600
        f                   1       replay   0.980
        """,
        String.join("\n", ReproduceText.of(report, settings)) + "\n");
  }
}
