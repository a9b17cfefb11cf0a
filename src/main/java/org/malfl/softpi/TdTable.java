package org.malfl.softpi;

import java.util.Arrays;
import org.malfl.core.Checks;
import org.malfl.learners.StepSize;

/**
 * Expected soft Q of one agent while TD updates it, from zero: one entry moves at a time, by a step
 * size that knows how often that entry has moved before. Entries are {@code
 * [numStates][numActions]} row-major.
 */
final class TdTable {
  private final double[] q;

  private final boolean constantStep;
  private final StepSize stepSize;
  private double[] stepSizes;
  private final int[] updates;

  private final long averageFrom;
  private final double[] weightedSum;
  private final long[] summedTo;
  private long steps;

  /**
   * A table of zeros.
   *
   * @param entries its length
   * @param stepSize β, by earlier updates of an entry
   * @param averageFrom first step (0-based) after which Q enters the average; {@link
   *     Long#MAX_VALUE} for no averaging
   */
  TdTable(int entries, StepSize stepSize, long averageFrom) {
    this.q = new double[entries];
    this.stepSize = stepSize;
    this.constantStep = stepSize instanceof StepSize.Constant;
    this.stepSizes = stepSize.table(1);
    this.updates = new int[entries];
    this.averageFrom = averageFrom;
    boolean averaging = averageFrom != Long.MAX_VALUE;
    this.weightedSum = new double[averaging ? entries : 0];
    this.summedTo = new long[weightedSum.length];
    Arrays.fill(summedTo, averageFrom);
  }

  /** Q(s,a) as it stands. */
  double value(int entry) {
    return q[entry];
  }

  /**
   * Q(s,a) ← Q(s,a) + β·error, one step of the stage.
   *
   * @param error TD error before the update
   * @return β·error
   */
  double update(int entry, double error) {
    if (steps > averageFrom) {
      addToSum(entry);
    }
    double change = (constantStep ? stepSizes[0] : nextStepSize(entry)) * error;
    q[entry] += change;
    steps++;
    return change;
  }

  private double nextStepSize(int entry) {
    int earlier = updates[entry]++;
    if (earlier >= stepSizes.length) {
      stepSizes = stepSize.table(2 * stepSizes.length + 1024);
    }
    return stepSizes[earlier];
  }

  // An entry keeps its value until its next update, so its sum is brought up to date only then.
  private void addToSum(int entry) {
    weightedSum[entry] += q[entry] * (steps - summedTo[entry]);
    summedTo[entry] = steps;
  }

  /**
   * The table after the last step, or its mean over the steps from {@code averageFrom} on.
   *
   * @return a copy
   * @throws org.malfl.core.NumericalException if an entry is not finite
   */
  double[] expectedQ() {
    if (steps <= averageFrom) {
      return Checks.finite("expected Q", q.clone());
    }
    double[] mean = new double[q.length];
    for (int entry = 0; entry < mean.length; entry++) {
      addToSum(entry);
      mean[entry] = weightedSum[entry] / (steps - averageFrom);
    }
    return Checks.finite("mean expected Q", mean);
  }
}
