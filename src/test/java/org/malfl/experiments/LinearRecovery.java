package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.config.Setting;
import org.malfl.games.TabularPolicy;
import org.malfl.games.VisitCounts;
import org.malfl.inverse.AffineQ;
import org.malfl.inverse.BellmanMap;
import org.malfl.inverse.RewardClass;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/**
 * The example of the engineering guide: the simplest estimator that uses all that an estimator may.
 * Ridge regression of α log π_{h+1}, centred over actions, on what the soft Bellman equations make
 * of R. The map of each stage is a stage of its own, which recoveries from any number of pairs
 * share.
 */
final class LinearRecovery implements Recovery {
  record Settings(@Setting(byDefault = "0.001", range = "(0, 1000]") double ridge) {}

  @Override
  public String name() {
    return "linear";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public boolean readsDatasets(ReproduceSettings settings) {
    return true;
  }

  @Override
  public List<String> readouts() {
    return List.of(StateRewardStage.READOUT);
  }

  @Override
  public RecoveryStage stage(Observed observed, int agent, int pairs) {
    List<MapStage> maps = new ArrayList<>();
    for (int h = 0; h < pairs; h++) {
      maps.add(observed.once(new MapStage(observed, agent, h)));
    }
    return new LinearStage(this, observed, agent, pairs, maps);
  }

  /** Q_h of an agent as an affine map of its reward. */
  record MapStage(Observed observed, int agent, int h) implements Stage {
    private static final Artifact<NpyArray> MAP =
        Formats.npy(
            "map.npy",
            "Q_h(s,a) by R: coefficients, then the constant",
            List.of(Axis.of("joint state"), Axis.of("action"), Axis.of("unknown, or constant")));

    private int numStates() {
      return observed.family().game().numStates();
    }

    private int entries() {
      return numStates() * observed.family().game().numActions();
    }

    AffineQ read(ArtifactReader reader) {
      int columns = numStates() + 1;
      double[] map = reader.float64(new Handle<>(this, MAP), (long) entries() * columns);
      double[] constants = new double[entries()];
      double[] coefficients = new double[entries() * numStates()];
      for (int entry = 0; entry < entries(); entry++) {
        System.arraycopy(map, entry * columns, coefficients, entry * numStates(), numStates());
        constants[entry] = map[entry * columns + numStates()];
      }
      return new AffineQ(constants, coefficients);
    }

    Handle<NpyArray> map() {
      return new Handle<>(this, MAP);
    }

    @Override
    public String path() {
      return observed.family().path("ma_lfl/recovery/linear/agent_" + agent + "/stage_", h);
    }

    @Override
    public Algorithm algorithm() {
      return new Algorithm("recovery/linear/map", 1);
    }

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
      return List.of(new Input("policy", observed.policies().get(h).policy()));
    }

    @Override
    public List<Artifact<?>> outputs() {
      return List.of(MAP);
    }

    @Override
    public long work() {
      return 100_000;
    }

    @Override
    public long bytes() {
      return (long) Double.BYTES * entries() * (numStates() + 1);
    }

    @Override
    public void run(StageContext context) {
      Family family = observed.family();
      AffineQ map =
          BellmanMap.of(
              agent,
              family.transitions(),
              family.settings().learnerModel(),
              observed.policies().get(h).read(context),
              RewardClass.STATE);
      int columns = numStates() + 1;
      double[] joined = new double[entries() * columns];
      for (int entry = 0; entry < entries(); entry++) {
        System.arraycopy(
            map.coefficients(), entry * numStates(), joined, entry * columns, numStates());
        joined[entry * columns + numStates()] = map.constants()[entry];
      }
      context.write(MAP, NpyArray.of(joined, numStates(), family.game().numActions(), columns));
    }
  }

  private static final class LinearStage extends StateRewardStage {
    private final List<MapStage> maps;
    private final Settings settings;

    LinearStage(
        LinearRecovery recovery, Observed observed, int agent, int pairs, List<MapStage> maps) {
      super(recovery, observed, agent, pairs);
      this.maps = maps;
      this.settings = observed.family().settings().optimizationOf(recovery, Settings.class);
    }

    @Override
    public Algorithm algorithm() {
      return new Algorithm("recovery/linear", 1);
    }

    @Override
    public SortedMap<String, Object> parameters() {
      SortedMap<String, Object> parameters = super.parameters();
      parameters.put("ridge", settings.ridge());
      return parameters;
    }

    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>();
      for (int h = 0; h < pairs(); h++) {
        inputs.add(new Input("map_" + h, maps.get(h).map()));
        inputs.add(new Input("improved_" + h, observed().policies().get(h + 1).policy()));
        inputs.add(new Input("dataset_" + h, observed().stages().get(h).dataset()));
      }
      return inputs;
    }

    @Override
    public List<Artifact<?>> outputs() {
      List<Artifact<?>> outputs = super.outputs();
      outputs.add(RecoveryArtifacts.MASK);
      outputs.add(RecoveryArtifacts.DEVIATIONS);
      outputs.add(RecoveryArtifacts.IDENTIFIABILITY);
      return outputs;
    }

    @Override
    public Optional<Handle<NpyArray>> mask() {
      return Optional.of(new Handle<>(this, RecoveryArtifacts.MASK));
    }

    @Override
    public Optional<Handle<NpyArray>> deviations() {
      return Optional.of(new Handle<>(this, RecoveryArtifacts.DEVIATIONS));
    }

    @Override
    public Optional<Handle<Object>> identifiability() {
      return Optional.of(new Handle<>(this, RecoveryArtifacts.IDENTIFIABILITY));
    }

    @Override
    public long work() {
      return 100_000;
    }

    @Override
    public long bytes() {
      return 40L * observed().family().game().numStates() + 1000;
    }

    @Override
    public void run(StageContext context) {
      Family family = observed().family();
      int numStates = family.game().numStates();
      int numActions = family.game().numActions();
      DMatrixRMaj gram = CommonOps_DDRM.identity(numStates);
      // The level is free: any multiple of 11ᵀ fixes it.
      CommonOps_DDRM.scale(settings.ridge(), gram);
      CommonOps_DDRM.add(gram, 1, gram);
      DMatrixRMaj right = new DMatrixRMaj(numStates, 1);
      double squares = 0;
      boolean[] seen = new boolean[numStates];
      for (int h = 0; h < pairs(); h++) {
        AffineQ map = maps.get(h).read(context);
        TabularPolicy improved = observed().policies().get(h + 1).read(context).agent(agent());
        VisitCounts counts =
            VisitCounts.of(observed().stages().get(h).readDataset(context), family.game());
        long[] visits = counts.states();
        for (int state = 0; state < numStates; state++) {
          seen[state] |= visits[state] > 0;
          double[][] rows = new double[numActions][numStates + 1];
          double[] means = new double[numStates + 1];
          for (int action = 0; action < numActions; action++) {
            int entry = state * numActions + action;
            System.arraycopy(map.coefficients(), entry * numStates, rows[action], 0, numStates);
            rows[action][numStates] =
                family.settings().alpha() * StrictMath.log(improved.probability(state, action))
                    - map.constants()[entry];
            for (int k = 0; k <= numStates; k++) {
              means[k] += rows[action][k] / numActions;
            }
          }
          for (double[] row : rows) {
            for (int k = 0; k <= numStates; k++) {
              row[k] -= means[k];
            }
            for (int j = 0; j < numStates; j++) {
              right.data[j] += row[j] * row[numStates];
              for (int k = 0; k < numStates; k++) {
                gram.data[j * numStates + k] += row[j] * row[k];
              }
            }
            squares += row[numStates] * row[numStates];
          }
        }
      }
      DMatrixRMaj inverse = new DMatrixRMaj(numStates, numStates);
      CommonOps_DDRM.invert(gram, inverse);
      DMatrixRMaj reward = new DMatrixRMaj(numStates, 1);
      CommonOps_DDRM.mult(inverse, right, reward);
      double explained = CommonOps_DDRM.dot(right, reward);
      double variance =
          Math.max(0, squares - explained) / (pairs() * numStates * (numActions - 1.0));
      context.write(RecoveryArtifacts.REWARD, NpyArray.of(reward.data, numStates));
      context.write(RecoveryArtifacts.MASK, RecoveryArtifacts.mask(seen, numStates));
      context.write(
          RecoveryArtifacts.DEVIATIONS,
          NpyArray.of(deviations(inverse, variance, seen), numStates));
      context.write(RecoveryArtifacts.IDENTIFIABILITY, report(seen).tree());
    }

    private static double[] deviations(DMatrixRMaj inverse, double variance, boolean[] seen) {
      int numStates = seen.length;
      double[] deviations = new double[numStates];
      for (int state = 0; state < numStates; state++) {
        double sum = 0;
        int count = 0;
        // Row `state` of C·inverse·C with C = I − 11ᵀ/m over the joint states seen.
        double[] weights = new double[numStates];
        for (int k = 0; k < numStates; k++) {
          count += seen[k] ? 1 : 0;
        }
        for (int k = 0; k < numStates; k++) {
          weights[k] = (k == state ? 1 : 0) - (seen[k] ? 1.0 / count : 0);
        }
        for (int j = 0; j < numStates; j++) {
          for (int k = 0; k < numStates; k++) {
            sum += weights[j] * inverse.get(j, k) * weights[k];
          }
        }
        deviations[state] = Math.sqrt(Math.max(0, variance * sum));
      }
      return deviations;
    }

    private static IdentifiabilityReport report(boolean[] seen) {
      List<IdentifiabilityReport.Kind> kinds = new ArrayList<>();
      int[] groups = new int[seen.length];
      Arrays.fill(groups, -1);
      int known = 0;
      for (int state = 0; state < seen.length; state++) {
        known += seen[state] ? 1 : 0;
        groups[state] = seen[state] ? 0 : -1;
        kinds.add(
            seen[state] ? IdentifiabilityReport.Kind.RELATIVE : IdentifiabilityReport.Kind.FREE);
      }
      return new IdentifiabilityReport(
          seen.length, known - 1, 1e-9, 0, known, seen.length - known, 1, kinds, groups);
    }
  }
}
