package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.games.DetourGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.imitation.DeviationQueries;
import org.malfl.imitation.RandomLogits;
import org.malfl.pipeline.StageContext;

/**
 * Learners ask the expert where somebody who deviates goes. What they do where nobody asked is as
 * arbitrary as with adversarial learners: softmax of 0.1·N(0,1).
 */
final class ZeroSumQueriesStage extends ZeroSumLearnerStage {
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
            fallback(transitions),
            settings.gamma(),
            streams());
    log.add(0, learners.policy());
    for (long point : settings.queryPoints()) {
      learners.askUpTo(point);
      log.add(point, learners.policy());
    }
    context.advance(work());
  }

  private JointPolicy fallback(TransitionTable transitions) {
    return new JointPolicy(
        RandomLogits.nearlyUniform(transitions, streams().child("initial").generator()).stream()
            .map(table -> TabularPolicy.softmax(table, transitions.numActions()))
            .toList());
  }
}
