package org.malfl.audit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.malfl.core.SeedTree;
import org.malfl.experiments.Family;
import org.malfl.games.AgentTables;
import org.malfl.games.Episode;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.RecordedPlay;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.softpi.PolicyEvaluator;
import org.malfl.softpi.SoftPolicyIteration;
import org.malfl.softpi.TdEvaluator;

/** Datasets and expected Q of a stage as a forger makes them, with all that belongs to them. */
final class ForgedPlay {
  private static final int BLOCKS = 100;

  private final Family family;
  private final ForgedRun run;
  private final String stage;

  ForgedPlay(Family family, ForgedRun run, int h) {
    this.family = family;
    this.run = run;
    this.stage = family.path("ma_spi/stage_", h);
  }

  private int episodes() {
    return family.settings().maspi().episodes();
  }

  private int steps() {
    return family.settings().maspi().episodeLength();
  }

  /** π_h as the run says. */
  JointPolicy policy() {
    return JointPolicy.ofProbabilities(
        AgentTables.split(run.numbers(stage + "/policy.npy"), family.game().numAgents()),
        family.game().numActions());
  }

  /** The recorded entries, joint state and joint action in turn. */
  byte[] entries() {
    NpyArray array = run.array(stage + "/dataset.npy");
    byte[] entries = new byte[array.data().remaining()];
    array.data().duplicate().get(entries);
    return entries;
  }

  /** Plays as many episodes as the stage has, under some policies. */
  byte[] play(JointPolicy policy) {
    Observations played =
        new SoftPolicyIteration(
                family.game(),
                family.transitions(),
                family.settings().alpha(),
                family.settings().gamma(),
                episodes(),
                steps(),
                new TdEvaluator(new UpdateRule.TemporalDifferences(new StepSize.Constant(0.1))))
            .stage(policy, SeedTree.root(4711), progress -> {})
            .dataset();
    byte[] entries = new byte[played.bytes().remaining()];
    played.bytes().get(entries);
    return entries;
  }

  /** Puts a dataset in place, with its counts, and the expected Q that TD leaves on it. */
  void put(byte[] entries) {
    Observations observations =
        new Observations(family.game(), episodes(), steps(), ByteBuffer.wrap(entries));
    RecordedPlay play = new RecordedPlay(observations, family.transitions());
    run.put(
        stage + "/dataset.npy",
        new NpyArray(
            NpyArray.Type.UINT8, new int[] {episodes(), steps(), 2}, ByteBuffer.wrap(entries)));
    run.put(
        stage + "/counts.npy",
        NpyArray.of(
            play.counts(1).get(0).joint(),
            family.game().numStates(),
            family.transitions().numJointActions()));
    putTd(family, family.settings().maspi().evaluator(), play);
  }

  /** Puts the expected Q in place that another evaluation leaves on the honest dataset. */
  void putTd(Family rewarded, PolicyEvaluator evaluator) {
    putTd(
        rewarded,
        evaluator,
        new RecordedPlay(
            new Observations(family.game(), episodes(), steps(), ByteBuffer.wrap(entries())),
            family.transitions()));
  }

  private void putTd(Family rewarded, PolicyEvaluator evaluator, RecordedPlay play) {
    PolicyEvaluator.Evaluation evaluation =
        evaluator.begin(
            new PolicyEvaluator.Task(
                rewarded.game(),
                family.transitions(),
                policy(),
                family.settings().alpha(),
                family.settings().gamma()),
            (long) episodes() * steps(),
            SeedTree.root(4712));
    List<double[]> errors = new ArrayList<>();
    Episode episode = new Episode(steps());
    for (int k = 0; k < episodes(); k++) {
      play.read(k, episode);
      errors.add(evaluation.learn(episode));
    }
    run.put(stage + "/expected_q.npy", AgentTables.join(evaluation.expectedQ()));
    CsvTable table =
        new CsvTable("first_episode", "last_episode", "agent", "mean_squared_td_error");
    int blocks = Math.min(BLOCKS, episodes());
    for (int block = 0; block < blocks; block++) {
      int first = block * episodes() / blocks;
      int end = (block + 1) * episodes() / blocks;
      for (int agent = 0; agent < family.game().numAgents(); agent++) {
        double sum = 0;
        for (int k = first; k < end; k++) {
          sum += errors.get(k)[agent];
        }
        table.add(first, end - 1, agent, sum / ((end - first) * (double) steps()));
      }
    }
    run.put(stage + "/td_error.csv", table.bytes());
  }
}
