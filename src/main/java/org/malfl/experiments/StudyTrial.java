package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.malfl.config.Schemas;
import org.malfl.core.RandomNumbers;
import org.malfl.core.SeedTree;
import org.malfl.games.MarkovGame;
import org.malfl.games.TabularRewards;
import org.malfl.games.TransitionTable;
import org.malfl.metrics.Standardised;

/**
 * One run of the learners of a study, and who observes it.
 *
 * @param family of rewards
 * @param seed root of its random streams
 * @param budget how much is seen
 * @param learner how the learners update
 * @param truth which rewards they have
 * @param estimators who observes, each name once
 */
record StudyTrial(
    String family,
    int seed,
    Budget budget,
    StudiedLearner learner,
    Truth truth,
    List<StudiedEstimator> estimators) {
  /** Which rewards the learners have. */
  enum Truth {
    /** Those of the family. */
    OF_FAMILY,
    /**
     * Independent normal ones, with the mean and the variance that the family's have over joint
     * states: nothing about one says anything about another.
     */
    INDEPENDENT
  }

  StudyTrial {
    estimators = List.copyOf(estimators);
  }

  /** Its directory. */
  String path() {
    return String.format(
        Locale.ROOT, "trials/%s/%s/%s/seed_%03d", family, learner.name(), budget.path(), seed);
  }

  /** The family whose learners play. */
  Family family(ReproduceSettings settings) {
    Family configured = Family.of(family, settings.ofRun(seed, learner.settings(budget)));
    if (truth == Truth.OF_FAMILY) {
      return configured;
    }
    MarkovGame game = new TabularRewards(configured.game(), independentRewards(configured.game()));
    return new Family(family, game, TransitionTable.of(game), configured.settings());
  }

  private SeedTree rewardStreams() {
    return SeedTree.root(seed).child("independent_rewards").child(family);
  }

  private List<double[]> independentRewards(MarkovGame like) {
    List<double[]> tables = new ArrayList<>();
    for (int agent = 0; agent < like.numAgents(); agent++) {
      Standardised original = Standardised.of(like.rewards(agent));
      SplittableRandom random = rewardStreams().child(agent).generator();
      double[] rewards = new double[like.numStates()];
      for (int state = 0; state < rewards.length; state++) {
        rewards[state] = original.mean() + original.deviation() * RandomNumbers.normal(random);
      }
      tables.add(rewards);
    }
    return tables;
  }

  /** All that its numbers depend on, as JSON values. */
  SortedMap<String, Object> parameters(ReproduceSettings settings) {
    Family configured = Family.of(family, settings.ofRun(seed, learner.settings(budget)));
    SortedMap<String, Object> parameters = configured.gameParameters();
    parameters.put("alpha", settings.alpha());
    parameters.put("gamma", settings.gamma());
    parameters.put("family", family);
    parameters.put("seed", seed);
    parameters.put("streams", configured.streams("ma_spi").path());
    parameters.put("learner", learner.name());
    parameters.put("iterations", budget.stages());
    parameters.put("episodes", budget.episodes());
    parameters.put("episode_length", budget.steps());
    parameters.put("evaluation", configured.settings().maspi().evaluationTree());
    parameters.put("truth", Schemas.nameOf(truth));
    if (truth == Truth.INDEPENDENT) {
      parameters.put("reward_streams", rewardStreams().path());
    }
    List<Object> observers = new ArrayList<>();
    for (StudiedEstimator estimator : estimators) {
      observers.add(
          new TreeMap<>(
              Map.of(
                  "name",
                  estimator.name(),
                  "settings",
                  estimator.parameters(configured.settings()))));
    }
    parameters.put("estimators", observers);
    return parameters;
  }
}
