package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.config.Setting;
import org.malfl.core.GramMatrix;
import org.malfl.games.JointPolicy;
import org.malfl.games.VisitCounts;
import org.malfl.inverse.CountWeights;
import org.malfl.inverse.FreePotentialRows;
import org.malfl.inverse.RewardClass;
import org.malfl.inverse.StateLeastSquaresRecovery;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.StageContext;

/** The paper's equations for a reward of joint states, solved instead of descended upon. */
final class StateLeastSquaresEstimator implements Recovery {
  /**
   * Settings of the regression.
   *
   * @param robust whether large residuals count for less (Huber)
   * @param fullWeight visits before and after improvement from which on an action has full weight
   */
  public record Settings(
      @Setting(byDefault = "true") boolean robust,
      @Setting(byDefault = "200", range = "(0, 1000000000]") double fullWeight) {}

  @Override
  public String name() {
    return "state-least-squares";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public List<String> readouts() {
    return List.of(StateRewardStage.READOUT);
  }

  @Override
  public RecoveryStage stage(Observed observed, int agent, int pairs) {
    return new RegressionStage(this, observed, agent, pairs);
  }

  private static final class RegressionStage extends IdentifiedRewardStage {
    private static final Artifact<NpyArray> POTENTIALS =
        Formats.npy(
            "potentials.npy",
            "recovered potentials g_h(s), units of the reward",
            List.of(Axis.of("pair of stages"), Axis.of("joint state")));

    private final Settings settings;

    RegressionStage(StateLeastSquaresEstimator estimator, Observed observed, int agent, int pairs) {
      super(estimator, observed, agent, pairs);
      this.settings = observed.family().settings().optimizationOf(estimator, Settings.class);
    }

    @Override
    public Algorithm algorithm() {
      return new Algorithm("recovery/state-least-squares", 1);
    }

    @Override
    public SortedMap<String, Object> parameters() {
      SortedMap<String, Object> parameters = super.parameters();
      parameters.put("robust", settings.robust());
      parameters.put("full_weight", settings.fullWeight());
      return parameters;
    }

    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>();
      for (int h = 0; h <= pairs(); h++) {
        inputs.add(new Input("counts_" + h, observed().stages().get(h).counts()));
        if (h < pairs()) {
          inputs.add(new Input("policy_" + h, observed().policies().get(h).policy()));
          inputs.add(new Input("target_" + h, observed().target(h).target()));
        }
      }
      return inputs;
    }

    @Override
    public List<Artifact<?>> outputs() {
      List<Artifact<?>> outputs = super.outputs();
      outputs.add(POTENTIALS);
      return outputs;
    }

    @Override
    public long work() {
      return 5_000_000L * pairs();
    }

    @Override
    public long bytes() {
      return super.bytes() + (long) Double.BYTES * pairs() * observed().family().game().numStates();
    }

    @Override
    public void run(StageContext context) {
      Family family = observed().family();
      int numStates = family.game().numStates();
      CountWeights full = new CountWeights(settings.fullWeight());
      List<JointPolicy> policies = new ArrayList<>();
      List<double[]> targets = new ArrayList<>();
      List<double[]> weights = new ArrayList<>();
      GramMatrix gram = new GramMatrix(numStates);
      VisitCounts before = observed().stages().get(0).readCounts(context);
      for (int h = 0; h < pairs(); h++) {
        VisitCounts after = observed().stages().get(h + 1).readCounts(context);
        policies.add(observed().policies().get(h).read(context));
        targets.add(observed().target(h).read(context, agent()));
        weights.add(full.of(agent(), before, after));
        before = after;
        double[] rows =
            FreePotentialRows.of(
                agent(),
                family.transitions(),
                family.settings().gamma(),
                policies.get(h),
                weights.get(h),
                RewardClass.STATE);
        for (int row = 0; row < rows.length; row += numStates) {
          System.arraycopy(rows, row, gram.next(), 0, numStates);
        }
      }
      StateLeastSquaresRecovery.Outcome outcome =
          new StateLeastSquaresRecovery(settings.robust())
              .recover(
                  agent(),
                  family.transitions(),
                  family.settings().gamma(),
                  policies,
                  targets,
                  weights);
      write(context, outcome.reward(), gram.toArray());
      context.write(POTENTIALS, NpyArray.of(outcome.potentials(), pairs(), numStates));
    }
  }
}
