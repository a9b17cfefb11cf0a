package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.inverse.AffineQ;
import org.malfl.inverse.RewardClass;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/**
 * Q_h of one agent as an affine function of its unknown reward. Recoveries from any number of pairs
 * of stages share it.
 */
abstract class QMapStage implements Stage {
  private static final Artifact<NpyArray> MAP =
      Formats.npy(
          "q_map.npy",
          "expected soft Q_h(s,a) as a function of R: coefficients of R(0), R(1), … (of own actions:"
              + " R(0, 0), R(0, 1), …), then the constant",
          List.of(
              Axis.of("joint state"), Axis.of("action"), Axis.of("unknown, last the constant")));

  private final Recovery recovery;
  private final RewardClass rewardClass;
  private final Observed observed;
  private final int agent;
  private final int h;

  /**
   * A stage.
   *
   * @param recovery that it belongs to
   * @param rewardClass what the reward depends on
   * @param agent whose Q
   * @param h of which stage
   */
  QMapStage(Recovery recovery, RewardClass rewardClass, Observed observed, int agent, int h) {
    this.recovery = recovery;
    this.rewardClass = rewardClass;
    this.observed = observed;
    this.agent = agent;
    this.h = h;
  }

  /** What the observer made of the datasets. */
  final Observed observed() {
    return observed;
  }

  final int agent() {
    return agent;
  }

  final int h() {
    return h;
  }

  final RewardClass rewardClass() {
    return rewardClass;
  }

  private int numStates() {
    return observed.family().game().numStates();
  }

  private int unknowns() {
    return observed.family().unknowns(rewardClass);
  }

  /** Entries of a table of Q. */
  final int entries() {
    return numStates() * observed.family().game().numActions();
  }

  /** The estimate of π_h. */
  final JointPolicy readPolicy(ArtifactReader reader) {
    return observed.policies().get(h).read(reader);
  }

  /** Q_h as a function of the reward. */
  final AffineQ read(ArtifactReader reader) {
    int unknowns = unknowns();
    int columns = unknowns + 1;
    double[] map = reader.float64(new Handle<>(this, MAP), (long) entries() * columns);
    double[] constants = new double[entries()];
    double[] coefficients = new double[StrictMath.multiplyExact(entries(), unknowns)];
    for (int entry = 0; entry < entries(); entry++) {
      System.arraycopy(map, entry * columns, coefficients, entry * unknowns, unknowns);
      constants[entry] = map[entry * columns + unknowns];
    }
    return new AffineQ(constants, coefficients);
  }

  final void write(StageContext context, AffineQ map) {
    int unknowns = unknowns();
    int columns = unknowns + 1;
    double[] joined = new double[StrictMath.multiplyExact(entries(), columns)];
    for (int entry = 0; entry < entries(); entry++) {
      System.arraycopy(map.coefficients(), entry * unknowns, joined, entry * columns, unknowns);
      joined[entry * columns + unknowns] = map.constants()[entry];
    }
    context.write(
        MAP, NpyArray.of(joined, numStates(), observed.family().game().numActions(), columns));
  }

  /** What a stage that reads the map has as input. */
  List<Input> asInputs() {
    return List.of(new Input("q_map_" + h, new Handle<>(this, MAP)));
  }

  /** What Q_h as this map makes of a reward. */
  final Recovery.Improvement improvement() {
    return new MappedImprovement(this);
  }

  private record MappedImprovement(QMapStage map) implements Recovery.Improvement {
    @Override
    public List<Input> inputs() {
      return List.of(new Input("q_map_" + map.h + "_agent_" + map.agent, new Handle<>(map, MAP)));
    }

    @Override
    public TabularPolicy improved(ArtifactReader reader, double[] reward) {
      Family family = map.observed.family();
      return map.read(reader)
          .improved(reward, family.settings().alpha(), family.game().numActions());
    }
  }

  @Override
  public String path() {
    return observed
        .family()
        .path(
            String.format(
                Locale.ROOT, "ma_lfl/recovery/%s/maps/agent_%d/stage_", recovery.name(), agent),
            h);
  }

  /** {@inheritDoc} Here: dynamics, agent, α and γ. */
  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters = observed.family().observerParameters();
    parameters.put("agent", agent);
    parameters.put("alpha", observed.family().settings().alpha());
    parameters.put("gamma", observed.family().settings().gamma());
    return parameters;
  }

  @Override
  public List<Input> inputs() {
    return new ArrayList<>(List.of(new Input("policy", observed.policies().get(h).policy())));
  }

  @Override
  public List<Artifact<?>> outputs() {
    return new ArrayList<>(List.of(MAP));
  }

  @Override
  public long bytes() {
    return (long) Double.BYTES * entries() * (unknowns() + 2);
  }
}
