package org.malfl.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.core.Adam;
import org.malfl.io.NpyArray;

/** A small training that can go on from a checkpoint, and counts. */
final class Training implements Stage {
  static final int STEPS = 12;

  private static final Artifact<NpyArray> WEIGHTS = Formats.npy("weights.npy", "x", List.of());

  /** What tests want to know of a run. */
  static final class Watch {
    /** Called after each step, with its number; may throw, as if the process ended. */
    IntConsumer afterStep = step -> {};

    /** The step after which the last run began; 0 if it began anew. */
    int resumedAfter;

    /** The last step whose state was kept, or would have been if it had been time. */
    int offered;

    int steps;
  }

  private final String path;
  private final int version;
  private final long seed;
  private final List<Training> sources;
  private final Watch watch;

  Training(String path, int version, long seed, Watch watch, Training... sources) {
    this.path = path;
    this.version = version;
    this.seed = seed;
    this.watch = watch;
    this.sources = List.of(sources);
  }

  /** A training on what another one left. */
  static StageGraph graph(long seedOfFirst, long seed, int version, Watch watch) {
    StageGraph graph = new StageGraph();
    Training first = graph.add(new Training("f/first", 1, seedOfFirst, new Watch()));
    graph.add(new Training("f/train", version, seed, watch, first));
    return graph;
  }

  Handle<NpyArray> weights() {
    return new Handle<>(this, WEIGHTS);
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("training", version);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("seed", seed));
  }

  @Override
  public List<Input> inputs() {
    return sources.stream().map(source -> new Input(source.path, source.weights())).toList();
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(WEIGHTS);
  }

  @Override
  public long work() {
    return STEPS;
  }

  @Override
  public long bytes() {
    return 200;
  }

  @Override
  public void run(StageContext context) {
    double target = seed;
    for (Training source : sources) {
      target += context.read(source.weights()).element(0);
    }
    double[] x = {1, -2};
    Adam adam = new Adam(2, 0.1);
    watch.resumedAfter = 0;
    context
        .resumed()
        .ifPresent(
            state -> {
              watch.resumedAfter = (int) state[0];
              System.arraycopy(state, 1, x, 0, 2);
              adam.restore(Arrays.copyOfRange(state, 3, state.length));
            });
    context.advance(watch.resumedAfter);
    for (int step = watch.resumedAfter + 1; step <= STEPS; step++) {
      adam.step(x, new double[] {2 * (x[0] - target), StrictMath.cos(x[1] + step)});
      watch.steps++;
      context.advance(1);
      int done = step;
      context.checkpoint(() -> state(done, x, adam.state()));
      watch.offered = done;
      watch.afterStep.accept(step);
    }
    context.write(WEIGHTS, NpyArray.of(x, 2));
  }

  private static double[] state(int step, double[] x, double[] adam) {
    double[] state = new double[3 + adam.length];
    state[0] = step;
    System.arraycopy(x, 0, state, 1, 2);
    System.arraycopy(adam, 0, state, 3, adam.length);
    return state;
  }
}
