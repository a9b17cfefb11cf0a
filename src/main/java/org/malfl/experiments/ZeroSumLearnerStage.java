package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.core.SeedTree;
import org.malfl.games.AgentTables;
import org.malfl.games.JointPolicy;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** Two learners imitate the expert of the zero-sum game; their policies are logged on the way. */
abstract class ZeroSumLearnerStage implements Stage {
  /** Players × states × actions. */
  private static final int TABLE = 2 * 7 * 3;

  private static final Artifact<NpyArray> QUERIES =
      Formats.npy(
          "expert_queries.npy",
          "how many pairs learners had asked of the expert at each logged point",
          List.of(Axis.of("point")));
  private static final Artifact<NpyArray> POLICIES =
      Formats.npy(
          "policies.npy",
          "the learners' policies at each logged point",
          List.of(Axis.of("point"), Axis.of("player"), Axis.of("state"), Axis.of("action")));

  private final String method;
  private final long seed;

  /**
   * Learners.
   *
   * @param method how they imitate
   */
  ZeroSumLearnerStage(String method, long seed) {
    this.method = method;
    this.seed = seed;
  }

  /** Number of logged points. */
  abstract int points();

  /** What they do depends on, but for their random streams. */
  abstract SortedMap<String, Object> settings();

  /** Logs {@link #points} policies. */
  abstract void learn(Log log, StageContext context);

  /** How they imitate. */
  final String method() {
    return method;
  }

  /** Seed of the learners. */
  final long seed() {
    return seed;
  }

  /** Random streams of these learners. */
  final SeedTree streams() {
    return SeedTree.root(seed).child("zero_sum").child(method);
  }

  /** {@code [points]} int64. */
  final Handle<NpyArray> queries() {
    return new Handle<>(this, QUERIES);
  }

  /** {@code [points, 2, 7, 3]} float64. */
  final Handle<NpyArray> policies() {
    return new Handle<>(this, POLICIES);
  }

  /** What they had asked at each point. */
  final long[] readQueries(ArtifactReader reader) {
    return reader.int64(queries(), points());
  }

  /** Their policies at each point. */
  final List<JointPolicy> readPolicies(ArtifactReader reader) {
    double[] all = reader.float64(policies(), (long) points() * TABLE);
    List<JointPolicy> policies = new ArrayList<>();
    for (double[] table : AgentTables.split(all, points())) {
      policies.add(JointPolicy.ofProbabilities(AgentTables.split(table, 2), 3));
    }
    return policies;
  }

  @Override
  public final String path() {
    return method + "/seed_" + seed;
  }

  @Override
  public final Algorithm algorithm() {
    return new Algorithm("zero-sum-" + method, 1);
  }

  @Override
  public final SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = new TreeMap<>(settings());
    parameters.put("streams", streams().path());
    return parameters;
  }

  @Override
  public final List<Artifact<?>> outputs() {
    return List.of(QUERIES, POLICIES);
  }

  @Override
  public final long bytes() {
    return 400 + (long) points() * Double.BYTES * (TABLE + 1);
  }

  @Override
  public final void run(StageContext context) {
    Log log = new Log(points());
    learn(log, context);
    context.write(QUERIES, NpyArray.of(log.queries, log.queries.length));
    context.write(
        POLICIES, NpyArray.of(AgentTables.join(log.policies), log.queries.length, 2, 7, 3));
  }

  /** What was logged. */
  static final class Log {
    private final long[] queries;
    private final List<double[]> policies = new ArrayList<>();

    private Log(int points) {
      this.queries = new long[points];
    }

    void add(long asked, JointPolicy policy) {
      queries[policies.size()] = asked;
      policies.add(AgentTables.join(policy.probabilities()));
    }
  }
}
