package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.malfl.core.RandomNumbers;
import org.malfl.games.DetourGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.imitation.DeviationQueries;
import org.malfl.pipeline.StageContext;

/**
 * Learners ask the expert where somebody who deviates goes. What they do where nobody asked is as
 * arbitrary as with adversarial learners: softmax of 0.1·N(0,1).
 */
final class ZeroSumQueriesStage extends ZeroSumLearnerStage {
  private static final double RANDOM_LOGITS = 0.1;

  private final QueryDeviation deviation;
  private final ZeroSumSettings settings;

  ZeroSumQueriesStage(QueryDeviation deviation, long seed, ZeroSumSettings settings) {
    super(deviation.method(), seed);
    this.deviation = deviation;
    this.settings = settings;
  }

  @Override
  int points() {
    return 1 + settings.queryPoints().length;
  }

  @Override
  SortedMap<String, Object> settings() {
    return new TreeMap<>(
        Map.of(
            "expert_action", settings.expertAction(),
            "gamma", settings.gamma(),
            "query_total", settings.queryTotal()));
  }

  @Override
  public List<Input> inputs() {
    return List.of();
  }

  @Override
  public long work() {
    return settings.queryTotal();
  }

  @Override
  void learn(Log log, StageContext context) {
    DetourGame game = new DetourGame();
    TransitionTable transitions = TransitionTable.of(game);
    DeviationQueries learners =
        new DeviationQueries(
            transitions,
            settings.expert(),
            deviation.in(game, transitions, settings.gamma()),
            nearlyUniform(transitions, streams().child("initial").generator()),
            settings.gamma(),
            streams());
    log.add(0, learners.policy());
    long asked = 0;
    for (long point : settings.queryPoints()) {
      for (; asked < point; asked++) {
        learners.ask();
      }
      log.add(point, learners.policy());
    }
    context.advance(work());
  }

  private static JointPolicy nearlyUniform(TransitionTable transitions, SplittableRandom random) {
    double[][] logits = new double[2][transitions.numStates() * transitions.numActions()];
    for (double[] table : logits) {
      for (int k = 0; k < table.length; k++) {
        table[k] = RANDOM_LOGITS * RandomNumbers.normal(random);
      }
    }
    return new JointPolicy(
        List.of(
            TabularPolicy.softmax(logits[0], transitions.numActions()),
            TabularPolicy.softmax(logits[1], transitions.numActions())));
  }
}
