package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.malfl.artifacts.Artifact;
import org.malfl.core.ArtifactException;
import org.malfl.core.SeedTree;
import org.malfl.games.AgentTables;
import org.malfl.games.Episode;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.RecordedPlay;
import org.malfl.games.VisitCounts;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.metrics.ActionEvidence;
import org.malfl.pipeline.Derivation;
import org.malfl.softpi.ExactEvaluator;
import org.malfl.softpi.PolicyEvaluator;
import org.malfl.softpi.TdEvaluator;
import org.malfl.softpi.TdEvidence;
import org.malfl.softpi.TdMoments;

/**
 * Holds the random part of what a stage of learners left against the policies that played it:
 * whether the episodes can have been played, whether the policies played them, and whether TD on
 * them can have left that expected Q.
 */
final class LearnerDerivation {
  /** Consecutive parts of a dataset that are looked at by themselves. */
  private static final int PARTS = 8;

  /** Updates of an average entry, times β(1 − γ), after which TD has forgotten all. */
  private static final double FORGOTTEN = 3;

  /** Share of that which a window has at least; a step takes time as there are entries. */
  private static final double LEAST_SHARE = 0.1;

  /** Steps times entries of a window which may always be had. */
  private static final double CHEAP_STEPS = 5e6;

  /** Above this many entries covariances take more memory than an audit should. */
  private static final int MOST_ENTRIES = 2048;

  private final Family family;
  private final JointPolicy policy;
  private final Derivation derivation;
  private final MaSpiSettings maspi;

  /**
   * A derivation.
   *
   * @param policy π_h
   */
  LearnerDerivation(Family family, JointPolicy policy, Derivation derivation) {
    this.family = family;
    this.policy = policy;
    this.derivation = derivation;
    this.maspi = family.settings().maspi();
  }

  private double rate() {
    // A share each for actions, repetitions, entries of Q and their mean square.
    return derivation.falseAlarmRate() / 4;
  }

  /** Makes all checks. */
  void check() {
    if (family.settings().logging().saveDatasets()) {
      RecordedPlay play = new RecordedPlay(dataset(), family.transitions());
      Optional<String> illegal = play.firstIllegalStep();
      derivation.check("episodes start and move as the game does", illegal.orElse(""));
      // Nothing else can be said of episodes of another game.
      if (illegal.isEmpty()) {
        List<VisitCounts> parts = play.counts(PARTS);
        VisitCounts counts = VisitCounts.sum(parts);
        derivation.write(SoftPolicyIterationStage.COUNTS, family.jointTable(counts));
        checkActions(counts, parts);
        checkRepetitions(play);
        if (tdFollows()) {
          deriveTd(play);
        } else if (isTd()) {
          checkTd(play);
        }
      }
    } else {
      VisitCounts counts = counts();
      String difference = countsDifference(counts);
      derivation.check("counts are those of episodes of the game", difference);
      if (difference.isEmpty()) {
        checkActions(counts, List.of());
      }
      if (isTd()) {
        // Its shape at least is known.
        var unused = expectedQ();
        derivation.note("expected Q is not tested where datasets were not saved; rerun checks it");
      }
    }
    if (isTd() && !tdFollows()) {
      derivation.check("TD errors have the form that they should", tdErrorDifference());
    } else if (maspi.evaluation() == MaSpiSettings.Evaluation.EXACT) {
      derivation.write(
          SoftPolicyIterationStage.EXPECTED_Q,
          family.actionTables(ExactEvaluator.expectedQ(task())));
    }
  }

  private PolicyEvaluator.Task task() {
    return new PolicyEvaluator.Task(
        family.game(),
        family.transitions(),
        policy,
        family.settings().alpha(),
        family.settings().gamma());
  }

  private boolean isTd() {
    return maspi.evaluation() == MaSpiSettings.Evaluation.TD;
  }

  /**
   * Whether TD is on record with all that it uses: datasets are there and next actions not drawn.
   */
  private boolean tdFollows() {
    return isTd()
        && maspi.nextAction() == UpdateRule.NextAction.EXPECTED
        && family.settings().logging().saveDatasets();
  }

  /** What the stage left in an array, if that has the type and the shape that it should. */
  private NpyArray stored(Artifact<NpyArray> output, NpyArray.Type type, int... shape) {
    NpyArray array = derivation.stored(output);
    if (array.type() != type || !Arrays.equals(array.shape(), shape)) {
      throw new ArtifactException(
          "%s: found shape %s of %s; valid %s of %s"
              .formatted(
                  output.fileName(),
                  Arrays.toString(array.shape()),
                  array.type(),
                  Arrays.toString(shape),
                  type));
    }
    return array;
  }

  private VisitCounts counts() {
    NpyArray array =
        stored(
            SoftPolicyIterationStage.COUNTS,
            NpyArray.Type.INT64,
            family.game().numStates(),
            family.transitions().numJointActions());
    return new VisitCounts(
        family.game().jointActions(),
        array.int64(SoftPolicyIterationStage.COUNTS.fileName(), family.jointEntries()));
  }

  private Observations dataset() {
    NpyArray array =
        stored(
            SoftPolicyIterationStage.DATASET,
            NpyArray.Type.unsigned(Observations.width(family.game())),
            maspi.episodes(),
            maspi.episodeLength(),
            2);
    return new Observations(family.game(), maspi.episodes(), maspi.episodeLength(), array.data());
  }

  private List<double[]> expectedQ() {
    int numAgents = family.game().numAgents();
    NpyArray array =
        stored(
            SoftPolicyIterationStage.EXPECTED_Q,
            NpyArray.Type.FLOAT64,
            numAgents,
            family.game().numStates(),
            family.game().numActions());
    return AgentTables.split(
        array.float64(SoftPolicyIterationStage.EXPECTED_Q.fileName(), (long) numAgents * entries()),
        numAgents);
  }

  private String countsDifference(VisitCounts counts) {
    long wanted = (long) maspi.episodes() * maspi.episodeLength();
    // So many that they overflow are too many as well.
    double steps = Arrays.stream(counts.joint()).asDoubleStream().sum();
    if (steps != wanted) {
      return "counts add up to %.0f; valid %d".formatted(steps, wanted);
    }
    long[] last = counts.lastStates(family.transitions(), maspi.episodes());
    for (int state = 0; state < last.length; state++) {
      if (last[state] < 0) {
        return "joint state %d was left %d times more often than entered"
            .formatted(state, -last[state]);
      }
    }
    return "";
  }

  private void checkActions(VisitCounts counts, List<VisitCounts> parts) {
    ActionEvidence evidence = ActionEvidence.of(counts, parts, policy);
    boolean drawn = evidence.log() < -StrictMath.log(rate());
    derivation.check(
        "actions were drawn from the policies",
        drawn
            ? ""
            : "%s of %s%s are e^%.0f times likelier from other policies, most of all in joint state %d"
                .formatted(
                    evidence.agent() < 0 ? "joint actions" : "actions of agent " + evidence.agent(),
                    evidence.part() == 0 ? "the dataset" : "part " + evidence.part(),
                    evidence.part() == 0 ? "" : " of " + PARTS,
                    evidence.log(),
                    evidence.state()));
  }

  private void checkRepetitions(RecordedPlay play) {
    // By Markov's inequality; where repetitions are to be expected they say nothing.
    Optional<List<Integer>> repeated =
        play.expectedRepetitions(policy) < rate() ? play.firstRepeatedEpisode() : Optional.empty();
    derivation.check(
        "no episode was played twice",
        repeated
            .map(pair -> "episodes " + pair.get(0) + " and " + pair.get(1) + " are the same")
            .orElse(""));
  }

  private void deriveTd(RecordedPlay play) {
    // Any stream will do, since nothing is drawn from it.
    PolicyEvaluator.Evaluation evaluation =
        maspi
            .evaluator()
            .begin(task(), (long) maspi.episodes() * maspi.episodeLength(), SeedTree.root(0));
    List<double[]> squaredTdErrors = new ArrayList<>(maspi.episodes());
    Episode episode = new Episode(maspi.episodeLength());
    for (int k = 0; k < maspi.episodes(); k++) {
      play.read(k, episode);
      squaredTdErrors.add(evaluation.learn(episode));
    }
    derivation.write(
        SoftPolicyIterationStage.EXPECTED_Q, family.actionTables(evaluation.expectedQ()));
    derivation.write(
        SoftPolicyIterationStage.TD_ERROR,
        SoftPolicyIterationStage.tdErrors(family, squaredTdErrors));
  }

  private void checkTd(RecordedPlay play) {
    UpdateRule.TemporalDifferences td = ((TdEvaluator) maspi.evaluator()).rule();
    boolean averaged = td.averaging() == UpdateRule.Averaging.SECOND_HALF;
    long steps = (long) maspi.episodes() * maspi.episodeLength();
    List<double[]> tables = expectedQ();
    Episode episode = new Episode(maspi.episodeLength());
    // One agent after the other: a covariance just fits the processor's cache.
    for (int agent = 0; agent < tables.size(); agent++) {
      TdMoments moments =
          new TdMoments(
              agent,
              family.game().jointActions(),
              family.game().rewards(agent),
              policy.agent(agent),
              family.settings().alpha(),
              family.settings().gamma(),
              td.stepSize(),
              averaged ? steps / 2 : Long.MAX_VALUE,
              averaged ? Long.MAX_VALUE : covarianceFrom(td.stepSize(), steps));
      for (int k = 0; k < maspi.episodes(); k++) {
        play.read(k, episode);
        moments.update(episode);
      }
      TdEvidence evidence = TdEvidence.of(tables.get(agent), moments, rate() / tables.size());
      derivation.check(
          "expected Q is what TD leaves",
          evidence.plausible() ? "" : describe(agent, tables.get(agent), evidence));
    }
  }

  private String describe(int agent, double[] table, TdEvidence evidence) {
    int numActions = family.game().numActions();
    return evidence.hasPlausibleEntries()
        ? "agent %d: mean square of %d entries in standard deviations is %.2f; valid %.2f to %.2f"
            .formatted(
                agent,
                evidence.entries(),
                evidence.meanSquare(),
                evidence.leastMeanSquare(),
                evidence.largestMeanSquare())
        : "agent %d: joint state %d, action %d has %s; TD leaves %.3f with a standard deviation of %.3f"
            .formatted(
                agent,
                evidence.entry() / numActions,
                evidence.entry() % numActions,
                table[evidence.entry()],
                evidence.expected(),
                evidence.deviation());
  }

  private int entries() {
    return family.game().numStates() * family.game().numActions();
  }

  /** Where the window of covariances begins. */
  private long covarianceFrom(StepSize stepSize, long steps) {
    int entries = entries();
    if (entries > MOST_ENTRIES) {
      return Long.MAX_VALUE;
    }
    int updates = (int) Math.max(1, Math.min(1_000_000, steps / entries));
    double last = stepSize.table(updates)[updates - 1];
    double all = FORGOTTEN * entries / (last * (1 - family.settings().gamma()));
    double window = Math.min(all, Math.max(LEAST_SHARE * all, CHEAP_STEPS / entries));
    return Math.max(0, steps - (long) Math.ceil(window));
  }

  private String tdErrorDifference() {
    CsvTable stored = derivation.stored(SoftPolicyIterationStage.TD_ERROR);
    List<double[]> none =
        Collections.nCopies(maspi.episodes(), new double[family.game().numAgents()]);
    CsvTable expected = SoftPolicyIterationStage.tdErrors(family, none);
    if (!stored.header().equals(expected.header())) {
      return "columns are " + stored.header() + "; valid " + expected.header();
    }
    for (String column : List.of("first_episode", "last_episode", "agent")) {
      if (!stored.column(column).equals(expected.column(column))) {
        return "column " + column + " is not that of the settings";
      }
    }
    return Arrays.stream(stored.numbers("mean_squared_td_error"))
            .allMatch(error -> error >= 0 && Double.isFinite(error))
        ? ""
        : "a mean of squares is negative, or no number";
  }
}
