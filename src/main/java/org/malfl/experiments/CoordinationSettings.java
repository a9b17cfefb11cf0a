package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.RecordSchema;
import org.malfl.config.Schema;
import org.malfl.config.Schemas;
import org.malfl.config.Section;
import org.malfl.config.Setting;
import org.malfl.games.MatrixGame;
import org.malfl.imitation.AdversarialImitation.Discrimination;
import org.malfl.imitation.AdversarialImitation.Gradient;
import org.malfl.imitation.AdversarialImitation.Hyperparameters;
import org.malfl.imitation.CoordinationExpert;
import org.malfl.imitation.ImitationReward;
import org.malfl.imitation.ImitationTask;

/**
 * Settings of the study of the coordination game: all that its numbers depend on.
 *
 * @param expertType whom learners imitate, each on its own
 * @param betas entropy bonuses
 * @param seeds of learners
 * @param epochs of training
 * @param rolloutEpisodes plays of an epoch
 * @param evalEpisodes plays of the sampled evaluation
 * @param lrPolicy Adam's step of policies
 * @param lrDisc Adam's step of the discriminator
 * @param rewardStyle what the discriminator pays
 * @param policyInitUniform whether policies start uniform
 * @param batchSize samples of a step
 * @param collectEvery epochs between logged points
 * @param aaRatio share of AA among the expert's AA and BB
 * @param noiseLevel share of AB and BA of the expert {@code noisy}
 * @param gradient where gradients come from
 * @param signal values of the public signal; 1: there is none
 */
public record CoordinationSettings(
    @Setting(byDefault = "[bimodal]") List<CoordinationExpert> expertType,
    @Setting(byDefault = "[0, 0.1, 0.5, 1, 5]", range = "[0, 1000000]") List<Double> betas,
    @Setting(byDefault = "[42, 123, 456, 789, 999]", range = "[0, 9223372036854775807]")
        List<Long> seeds,
    @Setting(byDefault = "400", range = "[1, 100000000]") int epochs,
    @Setting(byDefault = "200", range = "[1, 10000000]") int rolloutEpisodes,
    @Setting(byDefault = "5000", range = "[1, 1000000000]") int evalEpisodes,
    @Setting(byDefault = "0.01", range = "(0, 1000]") double lrPolicy,
    @Setting(byDefault = "0.01", range = "(0, 1000]") double lrDisc,
    @Setting(byDefault = "log-d") ImitationReward rewardStyle,
    @Setting(byDefault = "false") boolean policyInitUniform,
    @Setting(byDefault = "64", range = "[1, 10000000]") int batchSize,
    @Setting(byDefault = "10", range = "[1, 100000000]") int collectEvery,
    @Setting(byDefault = "usual") AaRatio aaRatio,
    @Setting(byDefault = "0.1", range = "[0, 1]") double noiseLevel,
    @Setting(byDefault = "sampled") Gradient gradient,
    @Setting(byDefault = "1", range = "[1, 1000]") int signal)
    implements Section.Checked {
  /** Samples of an expert. */
  static final int EXPERT_SAMPLES = 1000;

  /** The other names of rewards, which users of public code know. */
  private static final Map<String, ImitationReward> FAMILIAR =
      Map.of("non_saturating", ImitationReward.LOG_D, "gail", ImitationReward.NEG_LOG_ONE_MINUS_D);

  private static final String USUAL = "usual";

  /**
   * Share of AA among an expert's AA and BB.
   *
   * @param share 0 to 1; empty: what is usual for the expert
   */
  public record AaRatio(OptionalDouble share) {}

  /** The schema of these settings. */
  static Schema<CoordinationSettings> schema() {
    return RecordSchema.of(
        CoordinationSettings.class,
        Map.of(
            "expert_type",
            Schemas.listOf(
                Schemas.named(
                    "expert", List.of(CoordinationExpert.values()), CoordinationExpert::label)),
            "reward_style",
            rewards(),
            "aa_ratio",
            shareOrUsual()));
  }

  /** What a discriminator pays, by its name here or by one that is known elsewhere. */
  static Schema<ImitationReward> rewards() {
    Schema<String> names =
        Schemas.oneOf(
            "reward style", List.of("non_saturating", "gail", "log-d", "neg-log-one-minus-d"));
    return new Schema<>() {
      @Override
      public Optional<ImitationReward> read(ConfigNode node, String key, ConfigProblems problems) {
        return names
            .read(node, key, problems)
            .map(
                name ->
                    FAMILIAR.containsKey(name)
                        ? FAMILIAR.get(name)
                        : List.of(ImitationReward.values()).stream()
                            .filter(reward -> Schemas.nameOf(reward).equals(name))
                            .findFirst()
                            .orElseThrow());
      }

      @Override
      public Object tree(ImitationReward value) {
        return Schemas.nameOf(value);
      }
    };
  }

  private static Schema<AaRatio> shareOrUsual() {
    Schema<Double> share = Schemas.real("[0, 1]");
    return new Schema<>() {
      @Override
      public Optional<AaRatio> read(ConfigNode node, String key, ConfigProblems problems) {
        return node instanceof ConfigNode.Scalar scalar && scalar.text().equals(USUAL)
            ? Optional.of(new AaRatio(OptionalDouble.empty()))
            : share.read(node, key, problems).map(number -> new AaRatio(OptionalDouble.of(number)));
      }

      @Override
      public Object tree(AaRatio value) {
        return value.share().isPresent() ? (Object) value.share().getAsDouble() : USUAL;
      }
    };
  }

  @Override
  public void check(Section section) {
    eachOnce(section, "expert_type", expertType.stream().map(CoordinationExpert::label).toList());
    eachOnce(section, "betas", betas);
    eachOnce(section, "seeds", seeds);
  }

  /** Reports values of a list that stand in it twice. */
  static void eachOnce(Section section, String name, List<?> values) {
    for (int k = 0; k < values.size(); k++) {
      if (values.indexOf(values.get(k)) < k) {
        section.reject(name + "[" + k + "]", "'" + values.get(k) + "' again", "each of them once");
      }
    }
  }

  /**
   * Reads settings.
   *
   * @param problems found so far
   * @throws org.malfl.config.ConfigException with everything that is wrong with them
   */
  public static CoordinationSettings read(ConfigNode.Mapping given, ConfigProblems problems) {
    Optional<CoordinationSettings> read = schema().read(given, "", problems);
    problems.throwIfAny();
    return read.orElseThrow();
  }

  /** All settings, as JSON values. */
  Object tree() {
    return schema().tree(this);
  }

  /** Share of AA among AA and BB of an expert. */
  double share(CoordinationExpert expert) {
    return aaRatio.share().orElse(expert.usualShare());
  }

  /** Where learners imitate. */
  ImitationTask task() {
    return ImitationTask.withSignal(MatrixGame.coordination(), signal, 1);
  }

  /** How learners train. */
  Hyperparameters hyperparameters(double beta) {
    return new Hyperparameters(
        rolloutEpisodes,
        batchSize,
        lrPolicy,
        lrDisc,
        beta,
        rewardStyle,
        gradient,
        Discrimination.LEARNED,
        policyInitUniform);
  }
}
