package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.core.ArtifactException;
import org.malfl.core.SeedTree;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.VisitCounts;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Derivation;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.StageContext;
import org.malfl.softpi.SoftPolicyIteration;

/** Stage h of the learners: π_h plays D_h, and its expected Q_h is evaluated. */
final class SoftPolicyIterationStage implements ObservedStage {
  static final Artifact<NpyArray> DATASET =
      Formats.npy(
          "dataset.npy",
          "D_h, every step that was observed",
          List.of(
              Axis.of("episode"), Axis.of("step"), Axis.of("part", "joint state", "joint action")));
  static final Artifact<NpyArray> COUNTS =
      Formats.npy(
          "counts.npy",
          "n(s, a), how often each pair is in D_h",
          List.of(Axis.of("joint state"), Axis.of("joint action")));
  static final Artifact<NpyArray> EXPECTED_Q =
      Formats.npy(
          "expected_q.npy",
          "Q_h that the improvement uses, units of the reward",
          Family.ACTION_TABLE_AXES);
  static final Artifact<CsvTable> TD_ERROR =
      Formats.csv(
          "td_error.csv",
          "mean squared TD error by block of episodes, units of the reward squared");

  private final Family family;
  private final int h;
  private final LearnerPolicy policy;

  /**
   * A stage.
   *
   * @param origin of π_h
   */
  SoftPolicyIterationStage(Family family, int h, LearnerPolicy.Origin origin) {
    this.family = family;
    this.h = h;
    this.policy = new LearnerPolicy(family, origin);
  }

  @Override
  public VisitCounts readCounts(ArtifactReader reader) {
    return new VisitCounts(
        family.game().jointActions(), reader.int64(counts(), family.jointEntries()));
  }

  /** π_h as a stage reads it, from its logits. */
  JointPolicy readPolicy(ArtifactReader reader) {
    return policy.read(reader, policyLogits());
  }

  @Override
  public Handle<NpyArray> counts() {
    return new Handle<>(this, COUNTS);
  }

  @Override
  public Handle<NpyArray> dataset() {
    if (!family.settings().logging().saveDatasets()) {
      throw new IllegalStateException(path() + " keeps no dataset");
    }
    return new Handle<>(this, DATASET);
  }

  @Override
  public Observations readDataset(ArtifactReader reader) {
    MaSpiSettings maspi = family.settings().maspi();
    NpyArray array = reader.read(dataset());
    NpyArray.Type type = NpyArray.Type.unsigned(Observations.width(family.game()));
    int[] shape = {maspi.episodes(), maspi.episodeLength(), 2};
    if (array.type() != type || !Arrays.equals(array.shape(), shape)) {
      throw new ArtifactException(
          "%s: found shape %s of %s; valid %s of %s"
              .formatted(
                  dataset().path(),
                  Arrays.toString(array.shape()),
                  array.type(),
                  Arrays.toString(shape),
                  type));
    }
    return new Observations(family.game(), shape[0], shape[1], array.data());
  }

  /** Q_h, {@code [numAgents, numStates, numActions]}. */
  Handle<NpyArray> expectedQ() {
    return new Handle<>(this, EXPECTED_Q);
  }

  /** Columns {@code first_episode}, {@code last_episode}, {@code agent} and the error. */
  Handle<CsvTable> tdErrors() {
    return new Handle<>(this, TD_ERROR);
  }

  /** Q_{h−1}/α, the logits of π_h, {@code [numAgents, numStates, numActions]}. */
  Handle<NpyArray> policyLogits() {
    return new Handle<>(this, LearnerPolicy.LOGITS);
  }

  @Override
  public String path() {
    return family.path("ma_spi/stage_", h);
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("soft-policy-iteration", 1);
  }

  private SeedTree streams() {
    return family.streams("ma_spi").child(h);
  }

  /** Whether Q_h is found in this stage, and not by networks when it has been played. */
  private boolean evaluates() {
    return family.settings().maspi().evaluation() != MaSpiSettings.Evaluation.NETWORK;
  }

  private boolean sampledErrors() {
    return family.settings().maspi().evaluation() == MaSpiSettings.Evaluation.TD;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    ReproduceSettings settings = family.settings();
    SortedMap<String, Object> parameters = family.gameParameters();
    parameters.put("alpha", settings.alpha());
    parameters.put("gamma", settings.gamma());
    parameters.put("streams", streams().path());
    parameters.put("episodes", settings.maspi().episodes());
    parameters.put("episode_length", settings.maspi().episodeLength());
    parameters.put("evaluation", settings.maspi().evaluationTree());
    parameters.put("save_dataset", settings.logging().saveDatasets());
    if (sampledErrors()) {
      parameters.put("td_error_blocks", settings.logging().tdErrorBlocks());
    }
    return parameters;
  }

  @Override
  public List<Input> inputs() {
    return policy.inputs();
  }

  @Override
  public List<Artifact<?>> outputs() {
    List<Artifact<?>> outputs = new ArrayList<>(LearnerPolicy.OUTPUTS);
    outputs.add(COUNTS);
    if (evaluates()) {
      outputs.add(EXPECTED_Q);
    }
    if (family.settings().logging().saveDatasets()) {
      outputs.add(DATASET);
    }
    if (sampledErrors()) {
      outputs.add(TD_ERROR);
    }
    return outputs;
  }

  @Override
  public long work() {
    MaSpiSettings maspi = family.settings().maspi();
    return (long) maspi.episodes() * maspi.episodeLength();
  }

  @Override
  public long bytes() {
    MaSpiSettings maspi = family.settings().maspi();
    int width = Observations.width(family.game());
    long dataset =
        family.settings().logging().saveDatasets()
            ? 2L * width * maspi.episodes() * maspi.episodeLength()
            : 0;
    long counts = Long.BYTES * family.jointEntries();
    long errors =
        (long) Math.min(family.settings().logging().tdErrorBlocks(), maspi.episodes())
            * family.game().numAgents()
            * Family.CSV_ROW_BYTES;
    return dataset + counts + 3 * family.actionTableBytes() + errors;
  }

  @Override
  public void run(StageContext context) {
    ReproduceSettings settings = family.settings();
    JointPolicy joint = policy.improve(context);
    SoftPolicyIteration.Outcome outcome =
        family.learners().stage(joint, streams(), context::advance);

    context.write(COUNTS, family.jointTable(outcome.counts()));
    if (evaluates()) {
      context.write(EXPECTED_Q, family.actionTables(outcome.expectedQ()));
    }
    if (settings.logging().saveDatasets()) {
      Observations dataset = outcome.dataset();
      context.write(
          DATASET,
          new NpyArray(
              NpyArray.Type.unsigned(dataset.width()),
              new int[] {dataset.episodes(), dataset.steps(), 2},
              dataset.bytes()));
    }
    if (sampledErrors()) {
      context.write(TD_ERROR, tdErrors(family, outcome.squaredTdErrors()));
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The random streams are not used: a dataset is tested against the policies, expected Q
   * against the dataset.
   */
  @Override
  public void derive(Derivation derivation) {
    JointPolicy joint = policy.improve(derivation);
    new LearnerDerivation(family, joint, derivation).check();
  }

  /** Mean squared TD error per block of episodes and agent. */
  static CsvTable tdErrors(Family family, List<double[]> squaredTdErrors) {
    CsvTable table =
        new CsvTable("first_episode", "last_episode", "agent", "mean_squared_td_error");
    long episodes = squaredTdErrors.size();
    long blocks = Math.min(family.settings().logging().tdErrorBlocks(), episodes);
    int episodeLength = family.settings().maspi().episodeLength();
    for (long block = 0; block < blocks; block++) {
      int first = (int) (block * episodes / blocks);
      int end = (int) ((block + 1) * episodes / blocks);
      for (int agent = 0; agent < family.game().numAgents(); agent++) {
        double sum = 0;
        for (int episode = first; episode < end; episode++) {
          sum += squaredTdErrors.get(episode)[agent];
        }
        table.add(first, end - 1, agent, sum / ((double) (end - first) * episodeLength));
      }
    }
    return table;
  }
}
