package org.malfl.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.malfl.io.CsvTable;
import org.malfl.metrics.Standardised;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;

/**
 * Per joint state, over seeds: how often the 95 % interval holds the true reward, errors, and
 * errors in standard deviations. Rewards have their means removed. Every joint state is there.
 */
record StatesTable() implements StudyTable {
  /** Standard deviations on each side of a 95 % interval. */
  private static final double INTERVAL = 1.96;

  @Override
  public String name() {
    return "states";
  }

  @Override
  public String holds() {
    return "coverage and errors of every joint state over seeds";
  }

  @Override
  public List<Handle<?>> inputs(TrialStage trial) {
    return trial.withDeviations().isEmpty()
        ? List.of()
        : List.of(trial.rewards(), trial.deviations(), trial.truth());
  }

  /** Sums over seeds, {@code [numStates]} each. */
  private static final class Sums {
    private int runs;
    private final double[] covered;
    private final double[] errors;
    private final double[] squares;
    private final double[] squaredZ;

    Sums(int numStates) {
      covered = new double[numStates];
      errors = new double[numStates];
      squares = new double[numStates];
      squaredZ = new double[numStates];
    }

    void add(double[] reward, double[] deviations, double[] truth) {
      double meanReward = Standardised.of(reward).mean();
      double meanTruth = Standardised.of(truth).mean();
      runs++;
      for (int state = 0; state < covered.length; state++) {
        double error = reward[state] - meanReward - (truth[state] - meanTruth);
        covered[state] += Math.abs(error) <= INTERVAL * deviations[state] ? 1 : 0;
        errors[state] += error;
        squares[state] += error * error;
        squaredZ[state] += error / deviations[state] * (error / deviations[state]);
      }
    }
  }

  @Override
  public CsvTable make(ArtifactReader reader, List<TrialStage> trials) {
    Map<List<Object>, Sums> groups = new LinkedHashMap<>();
    for (TrialStage stage : trials) {
      StudyTrial trial = stage.trial();
      for (StudiedEstimator estimator : stage.withDeviations()) {
        for (int agent = 0; agent < stage.numAgents(); agent++) {
          double[] truth = stage.readTruth(reader, agent);
          groups
              .computeIfAbsent(
                  List.of(
                      trial.family(),
                      trial.learner().name(),
                      trial.budget().stages(),
                      trial.budget().episodes(),
                      trial.budget().steps(),
                      estimator.name(),
                      agent),
                  first -> new Sums(truth.length))
              .add(
                  stage.readReward(reader, estimator, agent),
                  stage.readDeviations(reader, estimator, agent),
                  truth);
        }
      }
    }
    List<String> header = new ArrayList<>(BandsTable.KEYS);
    header.addAll(
        List.of("state", "runs", "coverage", "mean_squared_z", "mean_error", "rms_error"));
    CsvTable table = new CsvTable(header.toArray(String[]::new));
    groups.forEach(
        (key, sums) -> {
          for (int state = 0; state < sums.covered.length; state++) {
            List<Object> row = new ArrayList<>(key);
            row.add(state);
            row.add(sums.runs);
            row.add(sums.covered[state] / sums.runs);
            row.add(sums.squaredZ[state] / sums.runs);
            row.add(sums.errors[state] / sums.runs);
            row.add(Math.sqrt(sums.squares[state] / sums.runs));
            table.add(row.toArray());
          }
        });
    return table;
  }
}
