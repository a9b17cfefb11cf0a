package org.malfl.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.plots.FigureFormat;

/** The studies of imitation at a budget of some milliseconds. */
public final class SmallImitation {
  /** No pictures. */
  public static final ImitationPlots NO_PLOTS = new ImitationPlots(false, List.of(), "");

  /** Pictures in the format that is drawn fastest. */
  public static final ImitationPlots SVG = new ImitationPlots(true, List.of(FigureFormat.SVG), "t");

  private static final String COORDINATION =
      """
      betas: [0, 0.5]
      seeds: [1, 2]
      epochs: 6
      rollout_episodes: 5
      eval_episodes: 20
      batch_size: 4
      collect_every: 4
      """;

  private static final String ZERO_SUM =
      """
      expert_total: 40
      magail_seeds: [1, 2]
      bc_seeds: [1]
      epochs: 5
      rollout_episodes: 3
      episode_length: 6
      batch_size: 8
      bc_samples: 30
      bc_eval_every: 20
      collect_every: 2
      query_seeds: [1]
      query_total: 30
      random_states: 4
      random_actions: 2
      """;

  private SmallImitation() {}

  /** The settings of {@code base}, with others in their place. */
  private static ConfigNode.Mapping with(String base, String yaml) {
    ConfigNode.Mapping settings = mapping(base);
    if (!yaml.isEmpty()) {
      mapping(yaml).members().forEach((key, member) -> settings.set(key, member.value()));
    }
    return settings;
  }

  private static ConfigNode.Mapping mapping(String yaml) {
    return YamlFile.read("c.yaml", yaml.getBytes(UTF_8), new ConfigProblems());
  }

  /** A small run of the coordination game, with these settings among its own. */
  public static CoordinationRun coordination(String yaml, ImitationPlots plots) {
    return new CoordinationRun(
        CoordinationSettings.read(with(COORDINATION, yaml), new ConfigProblems()), plots);
  }

  /** A small run of the zero-sum game, with these settings among its own. */
  public static ZeroSumRun zeroSum(String yaml, ImitationPlots plots) {
    return new ZeroSumRun(ZeroSumSettings.read(with(ZERO_SUM, yaml), new ConfigProblems()), plots);
  }

  /** Runs to the end and publishes. */
  public static Runner.Outcome run(Experiment experiment, Path folder, int threads) {
    try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
      store.prepare(Experiment::isResult);
      Runner runner = new Runner(store, threads, false, new RunListener() {});
      Runner.Outcome outcome = runner.run(experiment.graph());
      store.publish(experiment.results(runner, outcome.manifests()), outcome.manifests());
      return outcome;
    }
  }
}
