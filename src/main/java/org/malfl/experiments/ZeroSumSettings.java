package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.RecordSchema;
import org.malfl.config.Schema;
import org.malfl.config.Section;
import org.malfl.config.Setting;
import org.malfl.games.DetourGame;
import org.malfl.games.JointPolicy;
import org.malfl.imitation.AdversarialImitation.Discrimination;
import org.malfl.imitation.AdversarialImitation.Gradient;
import org.malfl.imitation.AdversarialImitation.Hyperparameters;
import org.malfl.imitation.ImitationReward;
import org.malfl.imitation.ImitationTask;

/**
 * Settings of the study of the zero-sum game: all that its numbers depend on.
 *
 * @param expertAction what both experts do everywhere
 * @param expertTotal pairs in the expert's data
 * @param magailSeeds of adversarial learners
 * @param bcSeeds of learners that clone
 * @param epochs of adversarial training
 * @param rolloutEpisodes episodes of an epoch
 * @param episodeLength steps of an episode
 * @param batchSize samples of a step, and what an epoch asks of the expert
 * @param lrPolicy Adam's step of policies
 * @param lrDisc Adam's step of the discriminator
 * @param beta entropy bonus
 * @param gamma discount of values and occupancies
 * @param bcSamples pairs that a cloning learner sees
 * @param bcEvalEvery pairs between its logged points
 * @param bcSmoothing ε of its counts; with 0 it is uniform where it saw nothing
 * @param collectEvery epochs between logged points
 * @param querySeeds of learners that ask where somebody deviates
 * @param queryTotal how often these ask
 * @param randomGames how many random games there are beside this one
 * @param randomStates of each of them
 * @param randomActions of each player in each of them
 * @param rewardStyle what the discriminator pays
 * @param gradient where gradients come from
 */
public record ZeroSumSettings(
    @Setting(byDefault = "2", range = "[0, 2]") int expertAction,
    @Setting(byDefault = "1000", range = "[1, 10000000]") int expertTotal,
    @Setting(byDefault = "[42, 123, 456]", range = "[0, 9223372036854775807]")
        List<Long> magailSeeds,
    @Setting(byDefault = "[42, 123, 456]", range = "[0, 9223372036854775807]") List<Long> bcSeeds,
    @Setting(byDefault = "1000", range = "[1, 100000000]") int epochs,
    @Setting(byDefault = "200", range = "[1, 1000000]") int rolloutEpisodes,
    @Setting(byDefault = "50", range = "[1, 1000]") int episodeLength,
    @Setting(byDefault = "128", range = "[1, 10000000]") int batchSize,
    @Setting(byDefault = "0.01", range = "(0, 1000]") double lrPolicy,
    @Setting(byDefault = "0.01", range = "(0, 1000]") double lrDisc,
    @Setting(byDefault = "0", range = "[0, 1000000]") double beta,
    @Setting(byDefault = "0.9", range = "[0, 0.999]") double gamma,
    @Setting(byDefault = "128000", range = "[1, 1000000000]") int bcSamples,
    @Setting(byDefault = "1280", range = "[1, 1000000000]") int bcEvalEvery,
    @Setting(byDefault = "0", range = "[0, 1000000]") double bcSmoothing,
    @Setting(byDefault = "10", range = "[1, 100000000]") int collectEvery,
    @Setting(byDefault = "[42, 123, 456]", range = "[0, 9223372036854775807]")
        List<Long> querySeeds,
    @Setting(byDefault = "10000", range = "[1, 100000000]") int queryTotal,
    @Setting(byDefault = "0", range = "[0, 100000]") int randomGames,
    @Setting(byDefault = "20", range = "[1, 200]") int randomStates,
    @Setting(byDefault = "3", range = "[1, 5]") int randomActions,
    @Setting(byDefault = "log-d") ImitationReward rewardStyle,
    @Setting(byDefault = "sampled") Gradient gradient)
    implements Section.Checked {
  /** The schema of these settings. */
  static Schema<ZeroSumSettings> schema() {
    return RecordSchema.of(
        ZeroSumSettings.class, Map.of("reward_style", CoordinationSettings.rewards()));
  }

  @Override
  public void check(Section section) {
    CoordinationSettings.eachOnce(section, "magail_seeds", magailSeeds);
    CoordinationSettings.eachOnce(section, "bc_seeds", bcSeeds);
    CoordinationSettings.eachOnce(section, "query_seeds", querySeeds);
  }

  /**
   * Reads settings.
   *
   * @param problems found so far
   * @throws org.malfl.config.ConfigException with everything that is wrong with them
   */
  public static ZeroSumSettings read(ConfigNode.Mapping given, ConfigProblems problems) {
    Optional<ZeroSumSettings> read = schema().read(given, "", problems);
    problems.throwIfAny();
    return read.orElseThrow();
  }

  /** Number of logged points: the start, every so-manieth, and the last. */
  static int points(int all, int every) {
    return 1 + (all + every - 1) / every;
  }

  /** 1, 2, 5, 10, 20, 50, … and the total: after how many questions policies are logged. */
  long[] queryPoints() {
    LongStream.Builder points = LongStream.builder();
    for (long decade = 1; decade < queryTotal; decade *= 10) {
      for (long point : new long[] {decade, 2 * decade, 5 * decade}) {
        if (point < queryTotal) {
          points.add(point);
        }
      }
    }
    return points.add(queryTotal).build().toArray();
  }

  /** All settings, as JSON values. */
  Object tree() {
    return schema().tree(this);
  }

  /** Both experts. */
  JointPolicy expert() {
    DetourGame game = new DetourGame();
    double[] table = new double[game.numStates() * game.numActions()];
    for (int state = 0; state < game.numStates(); state++) {
      table[state * game.numActions() + expertAction] = 1;
    }
    return JointPolicy.ofProbabilities(List.of(table, table), game.numActions());
  }

  /** Where learners imitate. */
  ImitationTask task() {
    return ImitationTask.of(new DetourGame(), episodeLength);
  }

  /** How adversarial learners train. */
  Hyperparameters hyperparameters() {
    return new Hyperparameters(
        rolloutEpisodes,
        batchSize,
        lrPolicy,
        lrDisc,
        beta,
        rewardStyle,
        gradient,
        Discrimination.LEARNED,
        false);
  }
}
