package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.core.SeedTree;
import org.malfl.games.AgentTables;
import org.malfl.games.JointPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.games.ZeroSumGame;
import org.malfl.imitation.BehaviourCloning;
import org.malfl.imitation.DeviationQueries;
import org.malfl.imitation.ExpertData;
import org.malfl.io.NpyArray;
import org.malfl.metrics.ZeroSumEquilibrium;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/**
 * Imitation of an equilibrium of a random zero-sum game: by cloning what the expert does in
 * episodes of its own, and by asking it where somebody deviates. All are uniform where they saw
 * nothing.
 */
final class RandomGameStage implements Stage {
  private static final Artifact<NpyArray> SUCCESSORS =
      Formats.npy(
          "successors.npy",
          "the state to which a joint action leads",
          List.of(Axis.of("state"), Axis.of("joint action")));
  private static final Artifact<NpyArray> PAYOFFS =
      Formats.npy(
          "payoffs.npy",
          "what player 0 gets and player 1 pays",
          List.of(Axis.of("state"), Axis.of("joint action")));
  private static final Artifact<NpyArray> EXPERT =
      Formats.npy(
          "expert_policy.npy",
          "the equilibrium that the experts play",
          List.of(Axis.of("player"), Axis.of("state"), Axis.of("action")));
  private static final Artifact<NpyArray> POLICIES =
      Formats.npy(
          "policies.npy",
          "the learners' policies by how they learn and how often they had asked",
          List.of(
              Axis.of("method"),
              Axis.of("point"),
              Axis.of("player"),
              Axis.of("state"),
              Axis.of("action")));

  /** How learners learn, in the order of the policies. */
  static final List<String> METHODS =
      List.of(
          ZeroSumCloningStage.METHOD,
          QueryDeviation.BEST_RESPONSE.method(),
          QueryDeviation.RANDOM.method());

  private final int index;
  private final ZeroSumSettings settings;

  /**
   * A game.
   *
   * @param index which of them, from 0
   */
  RandomGameStage(int index, ZeroSumSettings settings) {
    this.index = index;
    this.settings = settings;
  }

  /** Which of them. */
  int index() {
    return index;
  }

  /** All that it leaves. */
  List<Handle<NpyArray>> artifacts() {
    return List.of(
        new Handle<>(this, SUCCESSORS),
        new Handle<>(this, PAYOFFS),
        new Handle<>(this, EXPERT),
        new Handle<>(this, POLICIES));
  }

  /** Players × states × actions. */
  private int table() {
    return 2 * settings.randomStates() * settings.randomActions();
  }

  private int rows() {
    return settings.randomStates() * settings.randomActions() * settings.randomActions();
  }

  /** The game. */
  ZeroSumGame readGame(ArtifactReader reader) {
    int[] successors =
        Arrays.stream(reader.int64(new Handle<>(this, SUCCESSORS), rows()))
            .mapToInt(StrictMath::toIntExact)
            .toArray();
    return new ZeroSumGame(
        settings.randomActions(), successors, reader.float64(new Handle<>(this, PAYOFFS), rows()));
  }

  /** The equilibrium that the experts play. */
  JointPolicy readExpert(ArtifactReader reader) {
    return policy(reader.float64(new Handle<>(this, EXPERT), table()));
  }

  /** Policies by method and point. */
  List<List<JointPolicy>> readPolicies(ArtifactReader reader) {
    int points = settings.queryPoints().length;
    double[] all =
        reader.float64(new Handle<>(this, POLICIES), (long) METHODS.size() * points * table());
    List<List<JointPolicy>> policies = new ArrayList<>();
    for (double[] ofMethod : AgentTables.split(all, METHODS.size())) {
      policies.add(AgentTables.split(ofMethod, points).stream().map(this::policy).toList());
    }
    return policies;
  }

  private JointPolicy policy(double[] table) {
    return JointPolicy.ofProbabilities(AgentTables.split(table, 2), settings.randomActions());
  }

  private SeedTree streams() {
    return SeedTree.root(0).child("zero_sum").child("random_games").child(index);
  }

  @Override
  public String path() {
    return "random_games/game_%03d".formatted(index);
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("zero-sum-random-game", 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "streams", streams().path(),
            "states", settings.randomStates(),
            "actions", settings.randomActions(),
            "gamma", settings.gamma(),
            "query_total", settings.queryTotal()));
  }

  @Override
  public List<Input> inputs() {
    return List.of();
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(SUCCESSORS, PAYOFFS, EXPERT, POLICIES);
  }

  @Override
  public long work() {
    return 10L * METHODS.size() * settings.queryTotal();
  }

  @Override
  public long bytes() {
    return 800
        + Double.BYTES
            * (2L * rows()
                + (1L + (long) METHODS.size() * settings.queryPoints().length) * table());
  }

  @Override
  public void run(StageContext context) {
    ZeroSumGame game =
        ZeroSumGame.random(
            settings.randomStates(), settings.randomActions(), streams().child("game").generator());
    TransitionTable transitions = TransitionTable.of(game);
    JointPolicy expert = ZeroSumEquilibrium.of(game, transitions, settings.gamma()).policy();
    List<double[]> policies = new ArrayList<>(cloned(transitions, expert));
    for (QueryDeviation deviation : QueryDeviation.values()) {
      policies.addAll(asked(deviation, game, transitions, expert));
    }
    int states = settings.randomStates();
    int actions = settings.randomActions();
    context.write(
        SUCCESSORS,
        NpyArray.of(
            Arrays.stream(game.successors()).asLongStream().toArray(), states, actions * actions));
    context.write(PAYOFFS, NpyArray.of(game.payoffs(), states, actions * actions));
    context.write(
        EXPERT, NpyArray.of(AgentTables.join(expert.probabilities()), 2, states, actions));
    context.write(
        POLICIES,
        NpyArray.of(
            AgentTables.join(policies),
            METHODS.size(),
            settings.queryPoints().length,
            2,
            states,
            actions));
    context.advance(work());
  }

  private List<double[]> cloned(TransitionTable transitions, JointPolicy expert) {
    int[] rows =
        ExpertData.play(
            transitions,
            expert,
            settings.queryTotal(),
            1 / (1 - settings.gamma()),
            streams().child(ZeroSumCloningStage.METHOD).generator());
    BehaviourCloning learners =
        new BehaviourCloning(transitions.numStates(), transitions.jointActions(), 0);
    List<double[]> policies = new ArrayList<>();
    int seen = 0;
    for (long point : settings.queryPoints()) {
      while (seen < point) {
        learners.see(rows[seen++]);
      }
      policies.add(AgentTables.join(learners.policy().probabilities()));
    }
    return policies;
  }

  private List<double[]> asked(
      QueryDeviation deviation, ZeroSumGame game, TransitionTable transitions, JointPolicy expert) {
    DeviationQueries learners =
        new DeviationQueries(
            transitions,
            expert,
            deviation.in(game, transitions, settings.gamma()),
            JointPolicy.uniform(game),
            settings.gamma(),
            streams().child(deviation.method()));
    List<double[]> policies = new ArrayList<>();
    for (long point : settings.queryPoints()) {
      learners.askUpTo(point);
      policies.add(AgentTables.join(learners.policy().probabilities()));
    }
    return policies;
  }
}
