package org.malfl.experiments;

import org.malfl.core.Checks;

/**
 * How far a study goes.
 *
 * @param seeds runs of each kind, with the seeds 1 to this
 * @param fast whether it is a smoke test: small budgets in place of its own
 */
public record StudyOptions(int seeds, boolean fast) {
  /** More seeds than this have no place in the names of folders. */
  public static final int MOST_SEEDS = 999;

  /**
   * @throws IllegalArgumentException if there is no seed, or there are too many
   */
  public StudyOptions {
    Checks.inRange("seeds", seeds, 1, MOST_SEEDS);
  }
}
