package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.malfl.games.DetourGame;
import org.malfl.imitation.BehaviourCloning;
import org.malfl.pipeline.StageContext;

/** Learners clone what the expert was seen to do. */
final class ZeroSumCloningStage extends ZeroSumLearnerStage {
  /** How they imitate. */
  static final String METHOD = "bc";

  private final ZeroSumExpertStage expert;
  private final ZeroSumSettings settings;

  ZeroSumCloningStage(long seed, ZeroSumExpertStage expert, ZeroSumSettings settings) {
    super(METHOD, seed);
    this.expert = expert;
    this.settings = settings;
  }

  @Override
  int points() {
    return ZeroSumSettings.points(settings.bcSamples(), settings.bcEvalEvery());
  }

  @Override
  SortedMap<String, Object> settings() {
    return new TreeMap<>(
        Map.of(
            "bc_samples", settings.bcSamples(),
            "bc_eval_every", settings.bcEvalEvery(),
            "bc_smoothing", settings.bcSmoothing()));
  }

  @Override
  public List<Input> inputs() {
    return List.of(new Input("expert", expert.samples()));
  }

  @Override
  public long work() {
    return settings.bcSamples();
  }

  @Override
  void learn(Log log, StageContext context) {
    DetourGame game = new DetourGame();
    int[] samples = expert.readSamples(context);
    BehaviourCloning learners =
        new BehaviourCloning(game.numStates(), game.jointActions(), settings.bcSmoothing());
    SplittableRandom random = streams().generator();
    log.add(0, learners.policy());
    for (int seen = 1; seen <= settings.bcSamples(); seen++) {
      learners.see(samples[random.nextInt(samples.length)]);
      if (seen % settings.bcEvalEvery() == 0 || seen == settings.bcSamples()) {
        log.add(seen, learners.policy());
      }
    }
    context.advance(work());
  }
}
