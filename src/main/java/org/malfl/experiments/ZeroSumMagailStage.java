package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.config.Schemas;
import org.malfl.imitation.AdversarialImitation;
import org.malfl.pipeline.StageContext;

/** Learners imitate adversarially. */
final class ZeroSumMagailStage extends ZeroSumLearnerStage {
  /** How they imitate. */
  static final String METHOD = "magail";

  private final ZeroSumExpertStage expert;
  private final ZeroSumSettings settings;

  ZeroSumMagailStage(long seed, ZeroSumExpertStage expert, ZeroSumSettings settings) {
    super(METHOD, seed);
    this.expert = expert;
    this.settings = settings;
  }

  @Override
  int points() {
    return ZeroSumSettings.points(settings.epochs(), settings.collectEvery());
  }

  @Override
  SortedMap<String, Object> settings() {
    return new TreeMap<>(
        Map.of(
            "epochs", settings.epochs(),
            "episode_length", settings.episodeLength(),
            "batch_size", settings.batchSize(),
            "lr_policy", settings.lrPolicy(),
            "lr_disc", settings.lrDisc(),
            "beta", settings.beta(),
            "collect_every", settings.collectEvery(),
            "reward_style", Schemas.nameOf(settings.rewardStyle()),
            "gradient", Schemas.nameOf(settings.gradient()),
            "rollout_episodes", settings.rolloutEpisodes()));
  }

  @Override
  public List<Input> inputs() {
    return List.of(new Input("expert", expert.samples()));
  }

  @Override
  public long work() {
    return (long) settings.epochs() * settings.rolloutEpisodes() * settings.episodeLength();
  }

  @Override
  void learn(Log log, StageContext context) {
    int[] samples = expert.readSamples(context);
    AdversarialImitation learners =
        new AdversarialImitation(settings.task(), samples, settings.hyperparameters(), streams());
    long asked = Math.min(settings.batchSize(), samples.length);
    log.add(0, learners.policy());
    for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
      learners.epoch();
      if (epoch % settings.collectEvery() == 0 || epoch == settings.epochs()) {
        log.add(epoch * asked, learners.policy());
      }
      context.advance((long) settings.rolloutEpisodes() * settings.episodeLength());
    }
  }
}
