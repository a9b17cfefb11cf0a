package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.malfl.core.ArtifactException;
import org.malfl.games.AgentTables;
import org.malfl.games.Episode;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.RecordedPlay;
import org.malfl.games.VisitCounts;
import org.malfl.io.CsvTable;
import org.malfl.io.NpyArray;
import org.malfl.metrics.ActionEvidence;
import org.malfl.pipeline.Derivation;
import org.malfl.softpi.ExactEvaluator;
import org.malfl.softpi.PolicyEvaluator;
import org.malfl.softpi.StepSize;
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

  /** Updates of an average entry, times β(1 − γ), after which TD has forgotten enough. */
  private static final double FORGOTTEN = 0.3;

  /** Above this many entries a covariance takes more memory than an audit should. */
  private static final int MOST_ENTRIES = 4096;

  /** TD errors vary too much to say anything of fewer steps. */
  private static final double LEAST_TD_ERRORS = 10_000;

  /** The mean of as many may differ from what is expected by this factor: rare draws make it up. */
  private static final double TD_ERROR_FACTOR = 10;

  private static final double TD_ERROR_ROUNDING = 1e-9;

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
    // A share each for actions, repetitions, entries of Q and their squares.
    return derivation.falseAlarmRate() / 4;
  }

  /** Makes all checks. */
  void check() {
    VisitCounts counts = counts();
    if (family.settings().logging().saveDatasets()) {
      RecordedPlay play = new RecordedPlay(dataset(), family.transitions());
      Optional<String> illegal = play.firstIllegalStep();
      derivation.check("episodes start and move as the game does", illegal.orElse(""));
      // Nothing else can be said of episodes of another game.
      if (illegal.isEmpty()) {
        List<VisitCounts> parts = play.counts(PARTS);
        derivation.write(SoftPolicyIterationStage.COUNTS, family.jointTable(play.counts(1).get(0)));
        checkActions(counts, parts);
        checkRepetitions(play);
        if (maspi.evaluation() == MaSpiSettings.Evaluation.TD) {
          checkTd(play);
        }
      }
    } else {
      derivation.check("counts are those of episodes of the game", countsDifference(counts));
      checkActions(counts, List.of());
      if (maspi.evaluation() == MaSpiSettings.Evaluation.TD) {
        derivation.note("expected Q is not tested where datasets were not saved; rerun checks it");
      }
    }
    if (maspi.evaluation() == MaSpiSettings.Evaluation.EXACT) {
      derivation.write(
          SoftPolicyIterationStage.EXPECTED_Q,
          family.actionTables(
              ExactEvaluator.expectedQ(
                  new PolicyEvaluator.Task(
                      family.game(),
                      family.transitions(),
                      policy,
                      family.settings().alpha(),
                      family.settings().gamma()))));
    }
  }

  private VisitCounts counts() {
    return new VisitCounts(
        family.game().jointActions(),
        derivation
            .stored(SoftPolicyIterationStage.COUNTS)
            .int64(SoftPolicyIterationStage.COUNTS.fileName(), family.jointEntries()));
  }

  private Observations dataset() {
    NpyArray array = derivation.stored(SoftPolicyIterationStage.DATASET);
    int[] shape = {maspi.episodes(), maspi.episodeLength(), 2};
    NpyArray.Type type = NpyArray.Type.unsigned(Observations.width(family.game()));
    if (array.type() != type || !Arrays.equals(array.shape(), shape)) {
      throw new ArtifactException(
          "%s: found shape %s of %s; valid %s of %s"
              .formatted(
                  SoftPolicyIterationStage.DATASET.fileName(),
                  Arrays.toString(array.shape()),
                  array.type(),
                  Arrays.toString(shape),
                  type));
    }
    return new Observations(family.game(), shape[0], shape[1], array.data());
  }

  private String countsDifference(VisitCounts counts) {
    long steps = Arrays.stream(counts.joint()).sum();
    long wanted = (long) maspi.episodes() * maspi.episodeLength();
    if (steps != wanted) {
      return "counts add up to " + steps + "; valid " + wanted;
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

  private void checkTd(RecordedPlay play) {
    TdEvaluator td = (TdEvaluator) maspi.evaluator();
    boolean averaged = td.averaging() == TdEvaluator.Averaging.SECOND_HALF;
    long steps = (long) maspi.episodes() * maspi.episodeLength();
    int numAgents = family.game().numAgents();
    List<double[]> tables =
        AgentTables.split(
            derivation
                .stored(SoftPolicyIterationStage.EXPECTED_Q)
                .float64(
                    SoftPolicyIterationStage.EXPECTED_Q.fileName(),
                    (long) numAgents * family.game().numStates() * family.game().numActions()),
            numAgents);
    List<double[]> squaredErrors = new ArrayList<>();
    for (int k = 0; k < maspi.episodes(); k++) {
      squaredErrors.add(new double[numAgents]);
    }
    Episode episode = new Episode(maspi.episodeLength());
    // One agent after the other: a covariance just fits the processor's cache.
    for (int agent = 0; agent < numAgents; agent++) {
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
        squaredErrors.get(k)[agent] = moments.update(episode);
      }
      TdEvidence evidence = TdEvidence.of(tables.get(agent), moments, rate() / numAgents);
      derivation.check(
          "expected Q is what TD leaves",
          evidence.plausible(rate() / numAgents)
              ? ""
              : describe(agent, tables.get(agent), evidence));
    }
    if (averaged || isLarge()) {
      // What is expected of them would be a bound as well.
      derivation.note("TD errors are not tested here; rerun checks them");
    } else {
      derivation.check("TD errors are those of TD", tdErrorDifference(squaredErrors));
    }
  }

  private String describe(int agent, double[] table, TdEvidence evidence) {
    int numActions = family.game().numActions();
    return ("agent %d: mean square of Q in standard deviations is %.2f; valid %.2f to %.2f; joint"
            + " state %d, action %d has %s, expected %.3f with a standard deviation of %.3f")
        .formatted(
            agent,
            evidence.meanSquare(),
            evidence.leastMeanSquare(),
            evidence.largestMeanSquare(),
            evidence.entry() / numActions,
            evidence.entry() % numActions,
            table[evidence.entry()],
            evidence.expected(),
            evidence.deviation());
  }

  private int entries() {
    return family.game().numStates() * family.game().numActions();
  }

  private boolean isLarge() {
    return entries() > MOST_ENTRIES;
  }

  /** Where the window of covariances begins: at its end TD has forgotten what was before. */
  private long covarianceFrom(StepSize stepSize, long steps) {
    if (isLarge()) {
      return Long.MAX_VALUE;
    }
    int entries = entries();
    int updates = (int) Math.max(1, Math.min(1_000_000, steps / entries));
    double last = stepSize.table(updates)[updates - 1];
    return Math.max(
        0,
        steps - (long) Math.ceil(FORGOTTEN * entries / (last * (1 - family.settings().gamma()))));
  }

  private String tdErrorDifference(List<double[]> expectedSquares) {
    CsvTable stored = derivation.stored(SoftPolicyIterationStage.TD_ERROR);
    CsvTable expected = SoftPolicyIterationStage.tdErrors(family, expectedSquares);
    for (String column : List.of("first_episode", "last_episode", "agent")) {
      if (!stored.column(column).equals(expected.column(column))) {
        return "column " + column + " is not that of the settings";
      }
    }
    double[] errors = stored.numbers("mean_squared_td_error");
    double[] wanted = expected.numbers("mean_squared_td_error");
    double[] first = expected.numbers("first_episode");
    double[] last = expected.numbers("last_episode");
    int numAgents = family.game().numAgents();
    for (int agent = 0; agent < numAgents; agent++) {
      double steps = 0;
      double sum = 0;
      double wantedSum = 0;
      for (int row = agent; row < errors.length; row += numAgents) {
        double blockSteps = (last[row] - first[row] + 1) * maspi.episodeLength();
        steps += blockSteps;
        sum += errors[row] * blockSteps;
        wantedSum += wanted[row] * blockSteps;
        if (steps >= LEAST_TD_ERRORS) {
          double rounding = TD_ERROR_ROUNDING * steps;
          if (!(sum <= TD_ERROR_FACTOR * wantedSum + rounding
              && wantedSum <= TD_ERROR_FACTOR * sum + rounding)) {
            return "agent %d: up to episode %.0f their mean is %s; expected is %s"
                .formatted(agent, last[row], sum / steps, wantedSum / steps);
          }
          steps = 0;
          sum = 0;
          wantedSum = 0;
        }
      }
    }
    return "";
  }
}
