package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.config.Schemas;
import org.malfl.config.Section;
import org.malfl.config.Setting;
import org.malfl.core.ArtifactException;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.inverse.AffineQ;
import org.malfl.inverse.BellmanMap;
import org.malfl.inverse.GaussianPrior;
import org.malfl.inverse.PairEvidence;
import org.malfl.inverse.ReplayMap;
import org.malfl.inverse.ReplayRecovery;
import org.malfl.inverse.RewardClass;
import org.malfl.inverse.RewardPriors;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.UpdateRule;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** The estimator that replays the learners' updates: reward and standard deviations. */
final class ReplayEstimator implements Recovery {
  /** What is thought of the reward before any data. */
  public enum Prior {
    /** Alike where joint states lie close together, as far as the data bear it out. */
    SMOOTH,
    /** Small differences from the mean. */
    RIDGE
  }

  /** How the next actions that a learner drew, and nobody saw, are allowed for. */
  public enum Draws {
    /** By the variance that they give every entry of Q. */
    MODELLED,
    /** By a limit to what the actions in one joint state count for. */
    LIMITED
  }

  /**
   * Settings of the estimator.
   *
   * @param reward what the reward may depend on
   * @param prior of the reward; games without coordinates have the ridge
   * @param ridge λ of the prior {@code ridge}
   * @param draws how unseen draws are allowed for
   * @param allowance τ of {@code limited} draws: no joint state counts for more than 1/τ actions
   */
  public record Settings(
      @Setting(byDefault = "state") RewardClass reward,
      @Setting(byDefault = "smooth") Prior prior,
      @Setting(byDefault = "1", range = "(0, 1000000]") double ridge,
      @Setting(byDefault = "modelled") Draws draws,
      @Setting(byDefault = "0.001", range = "[0, 1]") double allowance)
      implements Section.Checked {
    @Override
    public void check(Section section) {
      RecoveryArtifacts.checkReward(reward, section);
    }
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public boolean readsDatasets(ReproduceSettings settings) {
    return settings.maspi().evaluation() == MaSpiSettings.Evaluation.TD;
  }

  @Override
  public List<String> readouts() {
    return List.of(StateRewardStage.READOUT);
  }

  @Override
  public RecoveryStage stage(Observed observed, int agent, int pairs) {
    Model model = new Model(this, observed);
    List<EvidenceStage> evidence = new ArrayList<>();
    for (int h = 0; h < pairs; h++) {
      evidence.add(observed.once(new EvidenceStage(model, observed, agent, h)));
    }
    return new PosteriorStage(model, observed, agent, pairs, evidence);
  }

  @Override
  public Improvement improvement(Observed observed, int agent, int h) {
    return observed
        .once(new EvidenceStage(new Model(this, observed), observed, agent, h))
        .improvement();
  }

  /** What all stages of this estimator share. */
  private record Model(ReplayEstimator estimator, Observed observed, Settings settings) {
    Model(ReplayEstimator estimator, Observed observed) {
      this(
          estimator,
          observed,
          observed.family().settings().optimizationOf(estimator, Settings.class));
    }

    Family family() {
      return observed.family();
    }

    boolean modelsDraws() {
      return settings.draws() == Draws.MODELLED;
    }

    ReplayRecovery recovery() {
      return new ReplayRecovery(
          family().settings().learnerModel(),
          modelsDraws() ? 0 : settings.allowance(),
          settings.prior() == Prior.SMOOTH
              ? observed.smoothPriors(perState()).orElseGet(() -> ridge())
              : ridge());
    }

    private int perState() {
      return settings.reward().perState(family().transitions().jointActions());
    }

    private RewardPriors ridge() {
      return RewardPriors.ridge(family().unknowns(settings.reward()), settings.ridge());
    }

    Stage.Algorithm algorithm(String name, int version) {
      return new Stage.Algorithm(RecoveryArtifacts.algorithm(name, settings.reward()), version);
    }

    SortedMap<String, Object> addTo(SortedMap<String, Object> parameters) {
      parameters.put("prior", Schemas.nameOf(settings.prior()));
      parameters.put("draws", Schemas.nameOf(settings.draws()));
      parameters.put("ridge", settings.ridge());
      return parameters;
    }
  }

  /** What one improvement shows of an agent's reward. */
  private static final class EvidenceStage extends QMapStage {
    private static final Artifact<NpyArray> VARIANCES =
        Formats.npy(
            "q_variances.npy",
            "variance of Q_h(s,a) about its map over the unseen draws, units of the reward squared",
            List.of(Axis.of("joint state"), Axis.of("action")));

    private final Model model;

    EvidenceStage(Model model, Observed observed, int agent, int h) {
      super(model.estimator, model.settings.reward(), observed, agent, h);
      this.model = model;
    }

    PairEvidence readEvidence(ArtifactReader reader) {
      PairEvidence mean =
          new PairEvidence(read(reader), nextActions(reader), model.family().game().numActions());
      return model.modelsDraws()
          ? mean.withVariances(reader.float64(new Handle<>(this, VARIANCES), entries()))
          : mean;
    }

    private long[] nextActions(ArtifactReader reader) {
      return observed().stages().get(h() + 1).readCounts(reader).ownActions(agent());
    }

    @Override
    List<Input> asInputs() {
      List<Input> inputs = new ArrayList<>(super.asInputs());
      if (model.modelsDraws()) {
        inputs.add(new Input("q_variances_" + h(), new Handle<>(this, VARIANCES)));
      }
      inputs.add(new Input("next_counts_" + h(), observed().stages().get(h() + 1).counts()));
      return inputs;
    }

    @Override
    public Algorithm algorithm() {
      return model.algorithm("recovery/replay/evidence", 1);
    }

    @Override
    public SortedMap<String, Object> parameters() {
      SortedMap<String, Object> parameters = model.addTo(super.parameters());
      parameters.put("update_rule", model.family().settings().maspi().evaluationTree());
      return parameters;
    }

    @Override
    public List<Input> inputs() {
      List<Input> inputs = super.inputs();
      if (replaysSteps()) {
        inputs.add(new Input("dataset", observed().stages().get(h()).dataset()));
      }
      if (model.modelsDraws()) {
        inputs.add(new Input("next_counts", observed().stages().get(h() + 1).counts()));
      }
      return inputs;
    }

    private boolean replaysSteps() {
      return model.estimator.readsDatasets(model.family().settings());
    }

    @Override
    public List<Artifact<?>> outputs() {
      List<Artifact<?>> outputs = super.outputs();
      if (model.modelsDraws()) {
        outputs.add(VARIANCES);
      }
      return outputs;
    }

    @Override
    public long work() {
      MaSpiSettings maspi = model.family().settings().maspi();
      // A joint step costs about twice what it costs the learners.
      return replaysSteps() ? 2L * maspi.episodes() * maspi.episodeLength() : 100_000;
    }

    @Override
    public void run(StageContext context) {
      Family family = model.family();
      LearnerModel learner = family.settings().learnerModel();
      JointPolicy policy = readPolicy(context);
      if (!replaysSteps()) {
        AffineQ solved =
            BellmanMap.of(agent(), family.transitions(), learner, policy, rewardClass());
        write(context, solved, () -> new double[entries()]);
        return;
      }
      Observations dataset = observed().stages().get(h()).readDataset(context);
      UpdateRule rule = family.settings().maspi().updateRule();
      AffineQ map =
          ReplayMap.of(
              agent(), family.transitions(), learner, rule, policy, dataset, rewardClass());
      write(
          context,
          map,
          () ->
              model
                  .recovery()
                  .variances(
                      agent(),
                      family.transitions(),
                      rule,
                      policy,
                      dataset,
                      rewardClass(),
                      new PairEvidence(map, nextActions(context), family.game().numActions())));
    }

    private void write(StageContext context, AffineQ map, Supplier<double[]> variances) {
      write(context, map);
      if (model.modelsDraws()) {
        Family family = model.family();
        context.write(
            VARIANCES,
            NpyArray.of(variances.get(), family.game().numStates(), family.game().numActions()));
      }
    }
  }

  /** The posterior of an agent's reward. */
  private static final class PosteriorStage extends UncertainRewardStage {
    private static final Artifact<CsvTable> PRIORS =
        Formats.csv(
            "priors.csv",
            "priors by their log marginal likelihood, nats, and the weight that gives them");

    private final Model model;
    private final List<EvidenceStage> evidence;

    PosteriorStage(
        Model model, Observed observed, int agent, int pairs, List<EvidenceStage> evidence) {
      super(model.estimator, observed, agent, pairs);
      this.model = model;
      this.evidence = evidence;
    }

    @Override
    public Algorithm algorithm() {
      return model.algorithm("recovery/replay", 2);
    }

    @Override
    RewardClass rewardClass() {
      return model.settings.reward();
    }

    @Override
    public SortedMap<String, Object> parameters() {
      SortedMap<String, Object> parameters = model.addTo(super.parameters());
      parameters.put("allowance", model.settings.allowance());
      return parameters;
    }

    @Override
    public List<Input> inputs() {
      return evidence.stream().flatMap(stage -> stage.asInputs().stream()).toList();
    }

    @Override
    public List<Artifact<?>> outputs() {
      List<Artifact<?>> outputs = super.outputs();
      outputs.add(PRIORS);
      return outputs;
    }

    @Override
    public long work() {
      return 3_000_000;
    }

    @Override
    public long bytes() {
      return super.bytes() + 100 * Family.CSV_ROW_BYTES;
    }

    @Override
    public Optional<LeftOutStage> leftOut() {
      return Optional.of(new WithoutOneStage(this));
    }

    List<PairEvidence> readEvidence(ArtifactReader reader) {
      return evidence.stream().map(stage -> stage.readEvidence(reader)).toList();
    }

    /** The prior with the largest evidence. */
    GaussianPrior readBestPrior(ArtifactReader reader) {
      double[] evidences = reader.read(new Handle<>(this, PRIORS)).numbers("log_evidence");
      List<RewardPriors.Candidate> candidates = model.recovery().priors().candidates();
      if (evidences.length != candidates.size()) {
        throw new ArtifactException(
            "%s: found %d priors; valid %d".formatted(path(), evidences.length, candidates.size()));
      }
      int best = 0;
      for (int k = 1; k < evidences.length; k++) {
        best = Double.isNaN(evidences[best]) || evidences[k] > evidences[best] ? k : best;
      }
      return candidates.get(best).prior();
    }

    @Override
    public void run(StageContext context) {
      ReplayRecovery recovery = model.recovery();
      ReplayRecovery.Outcome outcome = recovery.recover(readEvidence(context));
      if (rewardClass() == RewardClass.STATE) {
        write(context, outcome.reward(), outcome.deviations(), outcome.information());
      } else {
        writeOwnActions(
            context,
            outcome.reward(),
            readout -> readout.deviations(outcome.covariance()),
            outcome.information());
      }
      CsvTable priors = new CsvTable("prior", "variance", "length", "log_evidence", "weight");
      for (int k = 0; k < outcome.weights().length; k++) {
        Optional<RewardPriors.SmoothPrior> smooth = recovery.priors().candidates().get(k).smooth();
        double evidenceOfPrior = outcome.logEvidences()[k];
        priors.add(
            smooth.map(prior -> Schemas.nameOf(prior.kernel())).orElse("ridge"),
            smooth
                .map(prior -> OptionalDouble.of(prior.variance()))
                .orElseGet(OptionalDouble::empty),
            smooth.map(prior -> OptionalDouble.of(prior.length())).orElseGet(OptionalDouble::empty),
            Double.isFinite(evidenceOfPrior)
                ? OptionalDouble.of(evidenceOfPrior)
                : OptionalDouble.empty(),
            outcome.weights()[k]);
      }
      context.write(PRIORS, priors);
    }
  }

  /** The most probable rewards without one dataset each, under the prior that all of them chose. */
  private static final class WithoutOneStage extends LeftOutStage {
    private final PosteriorStage all;

    WithoutOneStage(PosteriorStage all) {
      super(all.model.estimator, all.rewardClass(), all.observed(), all.agent(), all.pairs());
      this.all = all;
    }

    @Override
    public Algorithm algorithm() {
      return all.model.algorithm("recovery/replay/left-out", 2);
    }

    @Override
    public SortedMap<String, Object> parameters() {
      return all.parameters();
    }

    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>(all.inputs());
      inputs.add(new Input("reward", all.reward()));
      inputs.add(new Input("priors", new Handle<>(all, PosteriorStage.PRIORS)));
      return inputs;
    }

    @Override
    public long work() {
      return 1_000_000L * datasets().size();
    }

    @Override
    public void run(StageContext context) {
      ReplayRecovery recovery = all.model.recovery();
      List<PairEvidence> evidence = all.readEvidence(context);
      GaussianPrior prior = all.readBestPrior(context);
      double[] start = all.readReward(context);
      List<double[]> rewards = new ArrayList<>();
      for (int h : datasets()) {
        rewards.add(recovery.mostProbable(without(h, evidence), prior, start));
        context.advance(work() / datasets().size());
      }
      write(context, rewards);
    }
  }
}
