package org.malfl.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Manifest;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.io.CsvTable;
import org.malfl.io.JsonFields;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.StageGraph;
import org.malfl.plots.FigureFormat;

/**
 * Adversarial imitation and cloning of an expert of the zero-sum game whose every deviation leads
 * where the expert never is.
 */
public final class ZeroSumRun implements Experiment {
  /** Name of the experiment in a summary. */
  static final String NAME = "zero-sum";

  /** A row per learner and logged point. */
  public static final String CURVES = "exploitability.csv";

  /** A row per learner, player and state. */
  public static final String POLICIES = "final_policies.csv";

  /** A row per game: what the expert's occupancy leaves open. */
  public static final String BOUNDS = "bounds.csv";

  /** A row per random game, method and logged point; there only if random games are. */
  public static final String RANDOM_GAMES = "random_games.csv";

  /** What is in the results, by their name. */
  static final SortedMap<String, Description> RESULTS =
      new TreeMap<>(
          Map.of(
              CURVES,
              new Description(
                  "exact exploitability and distance of occupancies of learners while they learn",
                  List.of()),
              POLICIES,
              new Description("the learners' last policies, by state", List.of()),
              BOUNDS,
              new Description(
                  "what learners with exactly the expert's occupancy may lose, a row per game",
                  List.of()),
              RANDOM_GAMES,
              new Description("the same as the curves, in random games", List.of())));

  private final ZeroSumSettings settings;
  private final StageGraph graph = new StageGraph();
  private final ZeroSumScoresStage scores;
  private final Optional<RandomGamesScoresStage> randomScores;

  /** A run. */
  public ZeroSumRun(ZeroSumSettings settings, ImitationPlots plots) {
    this.settings = settings;
    ZeroSumExpertStage expert = graph.add(new ZeroSumExpertStage(settings));
    List<ZeroSumLearnerStage> learners = new ArrayList<>();
    for (long seed : settings.magailSeeds()) {
      learners.add(graph.add(new ZeroSumMagailStage(seed, expert, settings)));
    }
    for (long seed : settings.bcSeeds()) {
      learners.add(graph.add(new ZeroSumCloningStage(seed, expert, settings)));
    }
    for (QueryDeviation deviation : QueryDeviation.values()) {
      for (long seed : settings.querySeeds()) {
        learners.add(graph.add(new ZeroSumQueriesStage(deviation, seed, settings)));
      }
    }
    this.scores = graph.add(new ZeroSumScoresStage(learners, settings));
    List<RandomGameStage> games = new ArrayList<>();
    for (int game = 0; game < settings.randomGames(); game++) {
      games.add(graph.add(new RandomGameStage(game, settings)));
    }
    this.randomScores =
        games.isEmpty()
            ? Optional.empty()
            : Optional.of(graph.add(new RandomGamesScoresStage(games, settings)));
    if (plots.draw()) {
      List<Picture> pictures = new ArrayList<>();
      pictures.add(new ZeroSumCurvesPicture(scores, plots.tag()));
      pictures.add(new ZeroSumPoliciesPicture(scores, settings, plots.tag()));
      randomScores.ifPresent(random -> pictures.add(new RandomGamesPicture(random, plots.tag())));
      graph.add(new PictureStage(ImitationPlots.FOLDER, pictures, plots.formats(), 1));
    }
  }

  /** A run as nobody configured it. */
  static ZeroSumRun registered() {
    ConfigProblems problems = new ConfigProblems();
    return new ZeroSumRun(
        ZeroSumSettings.read(
            YamlFile.read("registered", "random_games: 1".getBytes(UTF_8), problems), problems),
        new ImitationPlots(true, List.of(FigureFormat.values()), "new"));
  }

  /** The run that left a store. */
  static ZeroSumRun recorded(JsonFields summary, String name, Map<String, Manifest> stages) {
    return new ZeroSumRun(
        ImitationSummary.settings(summary, name, ZeroSumSettings::read),
        ImitationPlots.recorded(stages));
  }

  @Override
  public StageGraph graph() {
    return graph;
  }

  /** What can be won from learners: the file {@link #CURVES}. */
  public CsvTable curves(ArtifactReader reader) {
    return reader.read(scores.curves());
  }

  /** The learners' last policies: the file {@link #POLICIES}. */
  public CsvTable policies(ArtifactReader reader) {
    return reader.read(scores.policies());
  }

  /** What can be won in random games: the file {@link #RANDOM_GAMES}; empty if there are none. */
  public Optional<CsvTable> randomGames(ArtifactReader reader) {
    return randomScores.map(random -> reader.read(random.curves()));
  }

  /** What the expert's occupancy leaves open: the file {@link #BOUNDS}. */
  public CsvTable bounds(ArtifactReader reader) {
    CsvTable bounds = ImitatedGame.bounds();
    bounds.addAll(reader.read(scores.bounds()));
    randomScores.ifPresent(random -> bounds.addAll(reader.read(random.bounds())));
    return bounds;
  }

  @Override
  public SortedMap<String, byte[]> results(ArtifactReader reader, Collection<Manifest> manifests) {
    SortedMap<String, byte[]> results = new TreeMap<>();
    results.put(CURVES, curves(reader).bytes());
    results.put(POLICIES, policies(reader).bytes());
    results.put(BOUNDS, bounds(reader).bytes());
    randomGames(reader).ifPresent(table -> results.put(RANDOM_GAMES, table.bytes()));
    results.put(
        Reproduction.SUMMARY, ImitationSummary.of(NAME, groups(), settings.tree(), manifests));
    return results;
  }

  private List<String> groups() {
    List<String> groups =
        new ArrayList<>(
            List.of("expert", ZeroSumMagailStage.METHOD, ZeroSumCloningStage.METHOD, "scores"));
    for (QueryDeviation deviation : QueryDeviation.values()) {
      groups.add(deviation.method());
    }
    randomScores.ifPresent(random -> groups.add("random_games"));
    return groups;
  }

  @Override
  public List<String> resultSources() {
    List<String> sources = new ArrayList<>();
    sources.add(scores.curves().path());
    sources.add(scores.policies().path());
    sources.add(scores.bounds().path());
    randomScores.ifPresent(
        random -> {
          sources.add(random.curves().path());
          sources.add(random.bounds().path());
        });
    return sources;
  }
}
